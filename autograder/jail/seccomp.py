"""A seccomp filter that lets through the system calls an image classifier needs, and no others.

Whatever is not on the list fails with an error, as on a kernel that has no such call: nothing ends a process. So what
a kernel to come adds is refused until somebody has looked at it.

Built as classic BPF by hand: the kernel's struct seccomp_data holds the call's number at offset 0, the architecture at
4 and six 64-bit arguments from 16 on. Where an argument is a pid the kernel looks at its low 32 bits alone, and so does
the filter.
"""

import ctypes
import errno
import os
import struct

from autograder.jail.syscalls import MACHINE, number, prctl

_PR_SET_SECCOMP, _MODE_FILTER = 22, 2
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32_BIT = 0x40000000
_CLONE_THREAD = 0x00010000
_LOAD, _JUMP_EQUAL, _JUMP_ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06

# What Python, NumPy, TensorFlow, Keras, PyTorch and JAX ask of the system, and what newer C libraries ask for the same;
# docs/sandbox.md says how the list was found.
_ALLOWED = (
    # files, as far as Landlock lets it reach them
    *("read", "write", "readv", "writev", "pread64", "pwrite64", "preadv", "pwritev", "preadv2", "pwritev2", "open"),
    *("openat", "openat2", "creat", "close", "close_range", "dup", "dup2", "dup3", "pipe", "pipe2", "lseek", "umask"),
    *("stat", "fstat", "lstat", "newfstatat", "statx", "statfs", "fstatfs", "access", "faccessat", "faccessat2"),
    *("readlink", "readlinkat", "getcwd", "chdir", "fchdir", "getdents", "getdents64", "mkdir", "mkdirat", "rmdir"),
    *("unlink", "unlinkat", "rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat", "mknod"),
    *("mknodat", "truncate", "ftruncate", "fallocate", "fsync", "fdatasync", "sync_file_range", "flock", "sendfile"),
    *("copy_file_range", "splice", "tee", "vmsplice", "readahead", "fadvise64", "cachestat", "getxattr", "lgetxattr"),
    *("fgetxattr", "getxattrat", "listxattr", "llistxattr", "flistxattr", "listxattrat", "file_getattr"),
    # waiting
    *("select", "pselect6", "poll", "ppoll", "epoll_create", "epoll_create1", "epoll_ctl", "epoll_wait"),
    *("epoll_pwait", "epoll_pwait2", "eventfd", "eventfd2", "signalfd", "signalfd4", "timerfd_create"),
    *("timerfd_settime", "timerfd_gettime"),
    # memory
    *("brk", "mmap", "munmap", "mprotect", "mremap", "msync", "madvise", "mincore", "mlock", "mlock2", "munlock"),
    *("mlockall", "munlockall", "membarrier", "mseal", "pkey_alloc", "pkey_free", "pkey_mprotect"),
    *("remap_file_pages", "map_shadow_stack", "get_mempolicy", "set_mempolicy", "mbind", "set_mempolicy_home_node"),
    # threads and itself
    *("exit", "exit_group", "wait4", "waitid", "set_tid_address", "set_robust_list", "get_robust_list", "rseq"),
    *("futex", "futex_waitv", "futex_wait", "futex_wake", "futex_requeue", "getpid", "gettid", "getppid", "getpgrp"),
    *("getpgid", "getsid", "setsid", "setpgid", "getuid", "geteuid", "getgid", "getegid", "getgroups", "getresuid"),
    *("getresgid", "capget", "sched_yield", "sched_getaffinity", "sched_getparam", "sched_getscheduler"),
    *("sched_getattr", "sched_get_priority_max", "sched_get_priority_min", "sched_rr_get_interval", "getcpu"),
    *("getpriority", "ioprio_get", "getrlimit", "setrlimit", "getrusage", "times", "arch_prctl", "uname", "sysinfo"),
    *("getrandom", "restart_syscall"),
    # signals, to itself
    *("rt_sigaction", "rt_sigprocmask", "rt_sigpending", "rt_sigtimedwait", "rt_sigsuspend", "rt_sigreturn"),
    *("sigaltstack", "pause"),
    # clocks
    *("time", "gettimeofday", "clock_gettime", "clock_getres", "nanosleep", "clock_nanosleep", "alarm", "getitimer"),
    *("setitimer", "timer_create", "timer_settime", "timer_gettime", "timer_getoverrun", "timer_delete"),
    # a pair of connected sockets
    *("sendto", "recvfrom", "sendmsg", "recvmsg", "sendmmsg", "recvmmsg", "shutdown", "getsockname", "getpeername"),
    *("getsockopt", "setsockopt"),
)
# Refused with "not permitted". What is on no list at all is refused with "no such call", for which C libraries have
# another way; these have none, and programs know what to make of it.
_REFUSED = (
    # the network: no socket of any family (a socketpair of streams stays)
    *("socket", "bind", "connect", "listen", "accept", "accept4"),
    *("io_uring_setup", "io_uring_enter", "io_uring_register"),
    # notes left for other processes, and those that others left
    *("shmget", "shmat", "shmctl", "shmdt", "semget", "semop", "semctl", "semtimedop"),
    *("msgget", "msgsnd", "msgrcv", "msgctl"),
    *("mq_open", "mq_unlink", "mq_timedsend", "mq_timedreceive", "mq_notify", "mq_getsetattr"),
    # memory that belongs to no process until it is mapped, so that nobody counts it
    *("memfd_create", "memfd_secret"),
    # the names of files that others use
    *("inotify_init", "inotify_init1"),
    # the disks of the whole machine
    *("sync", "syncfs"),
    # new programs and processes
    *("fork", "vfork", "execve", "execveat"),
    # other processes
    *("pidfd_open", "pidfd_getfd", "pidfd_send_signal", "ptrace", "process_vm_readv", "process_vm_writev"),
    *("process_madvise", "kcmp", "move_pages", "migrate_pages", "tkill", "ioprio_set"),
    # other users
    *("setuid", "setgid", "setreuid", "setregid", "setresuid", "setresgid", "setgroups", "setfsuid", "setfsgid"),
    # the file system's shape and other kernel doors
    *("mount", "umount2", "move_mount", "open_tree", "open_tree_attr", "fsopen", "fsconfig", "fsmount", "fspick"),
    *("mount_setattr", "pivot_root", "chroot", "unshare", "setns", "name_to_handle_at", "open_by_handle_at"),
    *("fanotify_init", "bpf", "keyctl", "add_key", "request_key", "perf_event_open", "userfaultfd", "quotactl"),
    *("syslog", "acct", "kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module", "reboot"),
    *("swapon", "swapoff", "settimeofday", "clock_settime", "clock_adjtime", "adjtimex"),
    *("sethostname", "setdomainname", "seccomp", "personality", "capset"),
)
# A file's owner may do these anywhere: Landlock leaves them alone, and a file outside can belong to the same user. They
# do nothing and say that it worked, because copying a file should not fail over it.
_PRETENDED = (
    *("chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "fchown", "lchown", "fchownat"),
    *("utime", "utimes", "futimesat", "utimensat", "file_setattr"),
    *("setxattr", "lsetxattr", "fsetxattr", "setxattrat"),
    *("removexattr", "lremovexattr", "fremovexattr", "removexattrat"),
)
# (call, index of its pid argument): allowed on oneself only.
_ON_ONESELF = (
    ("kill", 0),
    ("tgkill", 0),
    ("rt_sigqueueinfo", 0),
    ("rt_tgsigqueueinfo", 0),
    ("prlimit64", 0),
    ("sched_setparam", 0),
    ("sched_setscheduler", 0),
    ("sched_setattr", 0),
)
# The same, but pretended: a sandbox keeps the processors that it was given.
_PRETENDED_ON_ONESELF = (("sched_setaffinity", 0),)
# setpriority names a process by two arguments; with another first one it means all processes of a group or a user.
_PRIORITY_OF_PROCESS = 0
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
    allow, pretend = _step(_RETURN, _ALLOW), _step(_RETURN, _ERRNO)
    refuse, unknown = _step(_RETURN, _ERRNO | errno.EPERM), _step(_RETURN, _ERRNO | errno.ENOSYS)
    code = [_step(_LOAD, 4), _step(_JUMP_EQUAL, _AUDIT_ARCH[MACHINE], 1, 0), refuse, _step(_LOAD, 0)]
    if MACHINE == "x86_64":
        code += [_step(_JUMP_ANY_BIT, _X32_BIT, 0, 1), refuse]
    code += _when("clone", [_argument(0), _step(_JUMP_ANY_BIT, _CLONE_THREAD, 0, 1), allow, refuse])
    # A datagram socket reaches every other one by its path, even one half of a pair.
    streams = [
        _argument(0),
        _step(_JUMP_EQUAL, _AF_UNIX, 0, 3),
        _argument(1),
        _step(_JUMP_ANY_BIT, _DATAGRAM_BIT, 1, 0),
    ]
    code += _when("socketpair", [*streams, allow, refuse])
    oneself = [_step(_JUMP_EQUAL, 0, 1, 0), _step(_JUMP_EQUAL, pid, 0, 1)]
    for name, index in _ON_ONESELF:
        code += _when(name, [_argument(index), *oneself, allow, refuse])
    for name, index in _PRETENDED_ON_ONESELF:
        code += _when(name, [_argument(index), *oneself, pretend, refuse])
    which = [_argument(0), _step(_JUMP_EQUAL, _PRIORITY_OF_PROCESS, 0, 4)]
    code += _when("setpriority", [*which, _argument(1), *oneself, allow, refuse])
    for name, index, commands in _COMMANDS:
        tests = [_step(_JUMP_EQUAL, command, len(commands) - 1 - at + 1, 0) for at, command in enumerate(commands)]
        code += _when(name, [_argument(index), *tests, allow, refuse])
    for names, answer in ((_ALLOWED, allow), (_PRETENDED, pretend), (_REFUSED, refuse)):
        for name in names:
            code += _when(name, [answer])
    # With clone3 among them: the C library falls back to clone, whose flags a filter can read.
    return b"".join([*code, unknown])


def _when(name: str, then: list[bytes]) -> list[bytes]:
    """Instructions for one call; `then` ends in returns, so that nothing runs on past it."""
    call = number(name)
    return [] if call is None else [_step(_JUMP_EQUAL, call, 0, len(then)), *then]


def _argument(index: int) -> bytes:
    return _step(_LOAD, 16 + 8 * index)


def _step(code: int, value: int, when_true: int = 0, when_false: int = 0) -> bytes:
    return struct.pack("<HBBI", code, when_true, when_false, value)
