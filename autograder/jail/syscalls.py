"""System calls that Python's standard library does not wrap."""

import ctypes
import os
import platform

from autograder.jail.numbers import NUMBERS

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long

MACHINE = platform.machine()

_COLUMN = {"x86_64": 0, "aarch64": 1}.get(MACHINE)


def supported() -> bool:
    """Whether the jail knows this machine's system calls."""
    return _COLUMN is not None and os.uname().sysname == "Linux"


def number(name: str) -> int | None:
    """The call's number here, or None if this architecture has none."""
    return None if _COLUMN is None else NUMBERS[name][_COLUMN]


def syscall(name: str, *args: object) -> int:
    """Make the system call.

    Raises:
        OSError: it failed, or does not exist here.
    """
    call = number(name)
    if call is None:
        raise OSError(38, f"{name}: no such system call here")
    result = _libc.syscall(ctypes.c_long(call), *args)
    if result < 0:
        errno = ctypes.get_errno()
        raise OSError(errno, f"{name}: {os.strerror(errno)}")
    return result


def prctl(option: int, *args: int) -> int:
    """prctl(2).

    Raises:
        OSError: it failed.
    """
    padded = [ctypes.c_ulong(arg) for arg in (*args, 0, 0, 0, 0)[:4]]
    result = _libc.prctl(ctypes.c_int(option), *padded)
    if result < 0:
        errno = ctypes.get_errno()
        raise OSError(errno, f"prctl {option}: {os.strerror(errno)}")
    return result
