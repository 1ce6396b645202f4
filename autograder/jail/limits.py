"""Resource limits and the surrender of privileges."""

import ctypes
import os
import resource
import signal
from pathlib import Path

from autograder.jail.syscalls import prctl, syscall

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_CAPBSET_READ, _PR_CAPBSET_DROP = 1, 4, 23, 24
_PR_SET_NO_NEW_PRIVS, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 38, 47, 4
_CAPABILITY_VERSION_3 = 0x20080522
_MAX_FILE_BYTES = 256 * 2**20
_MAX_OPEN_FILES = 512


def limit_resources(memory_mb: int) -> None:
    """Cap what this process may take.

    Args:
        memory_mb: Private writable memory in MiB. RLIMIT_DATA, because RLIMIT_AS would count TensorFlow's
            2 GB of reserved addresses. It gives an ordinary MemoryError.
    """
    for which, value in (
        (resource.RLIMIT_DATA, memory_mb * 2**20),
        (resource.RLIMIT_FSIZE, _MAX_FILE_BYTES),
        (resource.RLIMIT_NOFILE, _MAX_OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(which)[1]
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (bound, bound))


def prefer_for_oom_kill() -> None:
    """Ask the kernel to end this process before any other when the machine runs out of memory."""
    Path("/proc/self/oom_score_adj").write_text("1000")


def drop_capabilities() -> None:
    """Give up every capability for good, also those a later exec could bring back."""
    for capability in range(64):
        try:
            if prctl(_PR_CAPBSET_READ, capability):
                prctl(_PR_CAPBSET_DROP, capability)
        except OSError:
            break
    prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    syscall("capset", header, (ctypes.c_uint32 * 6)())
    prctl(_PR_SET_NO_NEW_PRIVS, 1)


def die_with_parent() -> None:
    """Have the kernel end this process when its parent ends, however that comes about."""
    parent = os.getppid()
    prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def become_nobody(uid: int) -> None:
    """Give up root for an unprivileged user and group of the same number.

    Raises:
        OSError: not allowed.
    """
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    # Otherwise the files of this process and its children in /proc stay root's: no user namespace can be set up, and
    # nobody can measure how much memory they take.
    prctl(_PR_SET_DUMPABLE, 1)
