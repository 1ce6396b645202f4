"""A seccomp filter that refuses the system calls an image classifier never needs.

Built as classic BPF by hand: the kernel's struct seccomp_data holds the call's number at offset 0, the
architecture at 4 and six 64-bit arguments from 16 on. Where an argument is a pid the kernel looks at its low
32 bits alone, and so does the filter.
"""

import ctypes
import errno
import os
import struct

from autograder.jail.syscalls import MACHINE, number, prctl

_PR_SET_SECCOMP, _MODE_FILTER = 22, 2
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32_BIT = 0x40000000
_CLONE_THREAD = 0x00010000
_LOAD, _JUMP_EQUAL, _JUMP_ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06

_REFUSED = (
    # the network: no socket of any family (a socketpair of streams stays)
    "socket",
    *("io_uring_setup", "io_uring_enter", "io_uring_register"),
    # notes left for other processes
    *("shmget", "semget", "msgget", "mq_open"),
    # memory that belongs to no process until it is mapped, so that nobody counts it
    *("memfd_create", "memfd_secret"),
    # the names of files that others use
    *("inotify_init", "inotify_init1"),
    # other processes
    *("pidfd_open", "pidfd_getfd", "pidfd_send_signal", "ptrace", "process_vm_readv", "process_vm_writev"),
    *("process_madvise", "kcmp", "move_pages", "migrate_pages", "tkill", "ioprio_set"),
    # the file system's shape and other kernel doors
    *("mount", "umount2", "move_mount", "open_tree", "fsopen", "fsconfig", "fsmount", "fspick", "mount_setattr"),
    *("pivot_root", "chroot", "unshare", "setns", "name_to_handle_at", "open_by_handle_at", "fanotify_init"),
    *("bpf", "keyctl", "add_key", "request_key", "perf_event_open", "userfaultfd", "quotactl", "syslog", "acct"),
    *("kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module", "reboot"),
    *("swapon", "swapoff", "settimeofday", "clock_settime", "clock_adjtime", "adjtimex"),
    *("sethostname", "setdomainname"),
)
# A file's owner may do these anywhere: Landlock leaves them alone, and a file outside can belong to the same user. They
# do nothing and say that it worked, because copying a file should not fail over it.
_PRETENDED = (
    *("chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "fchown", "lchown", "fchownat"),
    *("utime", "utimes", "futimesat", "utimensat", "file_setattr"),
    *("setxattr", "lsetxattr", "fsetxattr", "setxattrat"),
    *("removexattr", "lremovexattr", "fremovexattr", "removexattrat"),
)
_NEW_PROGRAMS = ("fork", "vfork", "execve", "execveat")
# (call, index of its pid argument): allowed on oneself only.
_ON_ONESELF = (
    ("kill", 0),
    ("tgkill", 0),
    ("rt_sigqueueinfo", 0),
    ("rt_tgsigqueueinfo", 0),
    ("prlimit64", 0),
    ("setpriority", 1),
    ("sched_setaffinity", 0),
    ("sched_setparam", 0),
    ("sched_setscheduler", 0),
    ("sched_setattr", 0),
)
# (call, index of its command argument, commands): typing into a terminal, signals by way of a descriptor, and
# prctl's PR_SET_PDEATHSIG and PR_SET_DUMPABLE: outliving the parent, hiding from those who measure its memory.
_COMMANDS = (("ioctl", 1, (0x5412, 0x541C, 0x8901, 0x8902)), ("fcntl", 1, (8, 10, 15)), ("prctl", 0, (1, 4)))
_AF_UNIX, _DATAGRAM_BIT = 1, 2


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def install() -> None:
    """Apply the filter to this thread and all it starts. Call it with one thread, after PR_SET_NO_NEW_PRIVS.

    Raises:
        OSError: the kernel refused.
    """
    code = _filter(os.getpid())
    program = _Program(len(code) // 8, code)
    prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.addressof(program))


def _filter(pid: int) -> bytes:
    refuse = _ERRNO | errno.EPERM
    code = [_step(_LOAD, 4), _step(_JUMP_EQUAL, _AUDIT_ARCH[MACHINE], 1, 0), _step(_RETURN, _KILL), _step(_LOAD, 0)]
    if MACHINE == "x86_64":
        code += [_step(_JUMP_ANY_BIT, _X32_BIT, 0, 1), _step(_RETURN, refuse)]
    for name in (*_REFUSED, *_NEW_PROGRAMS):
        code += _when(name, [_step(_RETURN, refuse)])
    for name in _PRETENDED:
        code += _when(name, [_step(_RETURN, _ERRNO)])
    # The C library falls back from clone3 to clone, whose flags a filter can read.
    code += _when("clone3", [_step(_RETURN, _ERRNO | errno.ENOSYS)])
    allow, deny = _step(_RETURN, _ALLOW), _step(_RETURN, refuse)
    code += _when("clone", [_argument(0), _step(_JUMP_ANY_BIT, _CLONE_THREAD, 0, 1), allow, deny])
    # A datagram socket reaches every other one by its path, even one half of a pair.
    streams = [
        _argument(0),
        _step(_JUMP_EQUAL, _AF_UNIX, 0, 3),
        _argument(1),
        _step(_JUMP_ANY_BIT, _DATAGRAM_BIT, 1, 0),
    ]
    code += _when("socketpair", [*streams, allow, deny])
    for name, index in _ON_ONESELF:
        test = [_argument(index), _step(_JUMP_EQUAL, 0, 1, 0), _step(_JUMP_EQUAL, pid, 0, 1), allow, deny]
        code += _when(name, test)
    for name, index, commands in _COMMANDS:
        tests = [_step(_JUMP_EQUAL, command, len(commands) - 1 - at + 1, 0) for at, command in enumerate(commands)]
        code += _when(name, [_argument(index), *tests, allow, deny])
    return b"".join([*code, allow])


def _when(name: str, then: list[bytes]) -> list[bytes]:
    """Instructions for one call; `then` ends in returns, so that nothing runs on past it."""
    call = number(name)
    return [] if call is None else [_step(_JUMP_EQUAL, call, 0, len(then)), *then]


def _argument(index: int) -> bytes:
    return _step(_LOAD, 16 + 8 * index)


def _step(code: int, value: int, when_true: int = 0, when_false: int = 0) -> bytes:
    return struct.pack("<HBBI", code, when_true, when_false, value)
