"""Namespaces: a world of its own for the warm parent and all its children. Tier A's addition to tier B.

No network, no other processes, no shared memory of others, every file system read-only but the scratch root, and a root
folder in which nothing is but what a sandbox may read: Landlock would still tell which other paths there are.
"""

import ctypes
import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

from autograder.jail.syscalls import prctl, syscall

_NEW_NS, _NEW_UTS, _NEW_IPC = 0x00020000, 0x04000000, 0x08000000
_NEW_USER, _NEW_PID, _NEW_NET = 0x10000000, 0x20000000, 0x40000000
_MS_BIND, _MS_REC, _MS_PRIVATE = 0x1000, 0x4000, 0x40000
_NOEXEC = 0x8
_MS_NOSUID_NODEV_NOEXEC = 0x2 | 0x4 | _NOEXEC
_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000
_ATTR_READ_ONLY = 0x1
_PR_SET_PDEATHSIG, _SIGKILL = 1, 9
_LOOK_EVERY = 0.1


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
        _wait(child)
    prctl(_PR_SET_PDEATHSIG, _SIGKILL)
    _mount(None, Path("/"), None, _MS_REC | _MS_PRIVATE)
    _mount(b"proc", Path("/proc"), b"proc", _MS_NOSUID_NODEV_NOEXEC)
    _mount(bytes(scratch_root), scratch_root, None, _MS_BIND)
    _set_attributes(Path("/"), _MountAttr(set=_ATTR_READ_ONLY), _AT_RECURSIVE)
    _set_attributes(scratch_root, _MountAttr(clear=_ATTR_READ_ONLY), 0)


def _wait(child: int) -> NoReturn:
    """End as the child does, or when nobody is left to want it: it may be deaf to that while it imports."""
    parent = os.getppid()
    while os.getppid() == parent:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
        time.sleep(_LOOK_EVERY)
    os._exit(1)


def build_root(root: Path, readable: Iterable[Path], writable: Path) -> None:
    """Make `root` a world in which only these paths are, each where it is outside, for `os.chroot`.

    Args:
        root: An empty folder; what is put there is seen in this mount namespace alone.
        readable: Files and folders, with all beneath them.
        writable: The scratch root.

    Raises:
        OSError: not possible here.
    """
    _mount(b"tmpfs", root, b"tmpfs", _MS_NOSUID_NODEV_NOEXEC & ~_NOEXEC, b"mode=755,size=16m")
    (root / "proc").mkdir()
    _mount(b"proc", root / "proc", b"proc", _MS_NOSUID_NODEV_NOEXEC)
    made: list[Path] = []
    # What lies inside another one of them is there already when its turn comes.
    for path in sorted(readable, key=lambda path: len(path.parts)):
        made += _bind(root, path, _MS_BIND | _MS_REC)
    _set_attributes(root, _MountAttr(set=_ATTR_READ_ONLY), _AT_RECURSIVE)
    _set_attributes(root, _MountAttr(clear=_ATTR_READ_ONLY), 0)
    made += _bind(root, writable, _MS_BIND)
    # Python keeps what it has seen in a folder as long as the folder's time is the same, and may not look again.
    for folder in made:
        found = folder.stat()
        os.utime(root / folder.relative_to("/"), ns=(found.st_atime_ns, found.st_mtime_ns))
    _set_attributes(root, _MountAttr(set=_ATTR_READ_ONLY), 0)


def _bind(root: Path, path: Path, flags: int) -> list[Path]:
    """Put `path` into the world beneath `root`, with the links and folders that lead to it; those folders."""
    made: list[Path] = []
    place = Path("/")
    parts = list(path.parts[1:])
    while parts:
        outer = place / parts.pop(0)
        inner = root / outer.relative_to("/")
        if outer.is_symlink():
            if not os.path.lexists(inner):
                inner.symlink_to(outer.readlink())
            target = Path(os.path.normpath(place / outer.readlink()))
            parts = [*target.parts[1:], *parts]
            place = Path("/")
            continue
        place = outer
        if os.path.lexists(inner):
            continue
        if outer.is_dir():
            inner.mkdir()
        else:
            inner.touch()
        if not parts:
            _mount(bytes(outer), inner, None, flags)
        else:
            made.append(outer)
    return made


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


def _mount(source: bytes | None, target: Path, kind: bytes | None, flags: int, options: bytes | None = None) -> None:
    syscall("mount", source, bytes(target), kind, ctypes.c_ulong(flags), options)


def _set_attributes(path: Path, attributes: _MountAttr, flags: int) -> None:
    size = ctypes.c_size_t(ctypes.sizeof(attributes))
    syscall("mount_setattr", ctypes.c_int(_AT_FDCWD), bytes(path), ctypes.c_uint(flags), ctypes.byref(attributes), size)
