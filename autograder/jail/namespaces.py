"""Namespaces: a world of its own for the warm parent and all its children. Tier A's addition to tier B.

No network, no other processes, no shared memory of others, and every file system read-only but the scratch root.
"""

import ctypes
import os
from pathlib import Path

from autograder.jail.syscalls import prctl, syscall

_NEW_NS, _NEW_UTS, _NEW_IPC = 0x00020000, 0x04000000, 0x08000000
_NEW_USER, _NEW_PID, _NEW_NET = 0x10000000, 0x20000000, 0x40000000
_MS_BIND, _MS_REC, _MS_PRIVATE = 0x1000, 0x4000, 0x40000
_MS_NOSUID_NODEV_NOEXEC = 0x2 | 0x4 | 0x8
_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000
_ATTR_READ_ONLY = 0x1
_PR_SET_PDEATHSIG, _SIGKILL = 1, 9


class _MountAttr(ctypes.Structure):
    _fields_ = tuple((name, ctypes.c_uint64) for name in ("set", "clear", "propagation", "user_namespace"))


def enter(scratch_root: Path) -> None:
    """Move this process' future into new namespaces: what returns is the child, process 1 of its own world.

    The calling process stays behind as a mere waiter: it ends with the status of the child, and the child is
    killed when it ends. Call it with one thread.

    Raises:
        OSError: not allowed here, or not possible; the process is then unchanged if `unshare` was refused,
            and must end otherwise.
    """
    _unshare(_NEW_USER | _NEW_NS | _NEW_PID | _NEW_NET | _NEW_IPC | _NEW_UTS)
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
    prctl(_PR_SET_PDEATHSIG, _SIGKILL)
    _mount(None, Path("/"), None, _MS_REC | _MS_PRIVATE)
    _mount(b"proc", Path("/proc"), b"proc", _MS_NOSUID_NODEV_NOEXEC)
    _mount(bytes(scratch_root), scratch_root, None, _MS_BIND)
    _set_attributes(Path("/"), _MountAttr(set=_ATTR_READ_ONLY), _AT_RECURSIVE)
    _set_attributes(scratch_root, _MountAttr(clear=_ATTR_READ_ONLY), 0)


def available() -> bool:
    """Whether `enter` works here, found out by a process that tries the first step."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            _unshare(_NEW_USER | _NEW_NS | _NEW_PID | _NEW_NET)
            inner = os.fork()
            if inner == 0:
                _mount(None, Path("/"), None, _MS_REC | _MS_PRIVATE)
                _mount(b"proc", Path("/proc"), b"proc", _MS_NOSUID_NODEV_NOEXEC)
                _set_attributes(Path("/"), _MountAttr(set=_ATTR_READ_ONLY), _AT_RECURSIVE)
                status = 0
            else:
                status = os.waitstatus_to_exitcode(os.waitpid(inner, 0)[1])
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _unshare(flags: int) -> None:
    """New namespaces, with this user and group as the only ones in them."""
    uid, gid = os.getuid(), os.getgid()
    syscall("unshare", ctypes.c_int(flags))
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")


def _mount(source: bytes | None, target: Path, kind: bytes | None, flags: int) -> None:
    syscall("mount", source, bytes(target), kind, ctypes.c_ulong(flags), None)


def _set_attributes(path: Path, attributes: _MountAttr, flags: int) -> None:
    size = ctypes.c_size_t(ctypes.sizeof(attributes))
    syscall("mount_setattr", ctypes.c_int(_AT_FDCWD), bytes(path), ctypes.c_uint(flags), ctypes.byref(attributes), size)
