"""What a submission may try against everything outside its sandbox.

Not imported: the tests hand this file in as a submission and call `attempts` in the sandbox.
"""

# ruff: noqa
import ctypes
import importlib
import os
import pty
import resource
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request

_libc = ctypes.CDLL(None, use_errno=True)


def attempts(world):
    """What each attempt came to: the exception's name, or "WORKED" with what it gave.

    Args:
        world: Paths and process ids of others: file, folder, socket, checks, package, other_folder, other_pid, calls
            (numbers of system calls by name).
    """
    return {name: _outcome(attempt) for name, attempt in _attempts(world).items()}


def _outcome(attempt):
    try:
        return f"WORKED: {attempt()!r}"[:300]
    except BaseException as error:
        return type(error).__name__


def _call(number, *args):
    result = _libc.syscall(ctypes.c_long(number), *args)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def _read(path):
    with open(path, "rb") as file:
        return file.read(100)


def _write(path):
    with open(path, "ab") as file:
        file.write(b"x")


def _through(link, target):
    os.symlink(target, link)
    return _read(link)


def _datagram(path):
    one, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    return one.sendto(b"let me out", path)


def _device_call(command):
    import fcntl

    one, _ = socket.socketpair()
    return fcntl.ioctl(one, command, ctypes.c_int(os.getppid()))


def _attempts(world):
    parent, calls = os.getppid(), world["calls"]
    file, folder, other = world["file"], world["folder"], world["other_pid"]
    pids = {"its parent": parent, "process 1": 1, "all processes": -1, "a sibling": other}
    tries = {
        "an IPv4 socket": lambda: socket.socket(),
        "an IPv6 socket": lambda: socket.socket(socket.AF_INET6),
        "a datagram socket": lambda: socket.socket(type=socket.SOCK_DGRAM),
        "a UNIX socket": lambda: socket.socket(socket.AF_UNIX),
        "a netlink socket": lambda: socket.socket(16, socket.SOCK_RAW),
        "a packet socket": lambda: socket.socket(17, socket.SOCK_RAW),
        "a kernel crypto socket": lambda: socket.socket(38, socket.SOCK_SEQPACKET),
        "a VM socket": lambda: socket.socket(40, socket.SOCK_STREAM),
        "a connection": lambda: socket.create_connection(("127.0.0.1", 80), timeout=1),
        "a name lookup": lambda: socket.getaddrinfo("example.com", 80),
        "a download": lambda: urllib.request.urlopen("http://127.0.0.1/", timeout=1),
        "a datagram to a socket outside": lambda: _datagram(world["socket"]),
        "a datagram to an abstract socket": lambda: _datagram("\0kit"),
        "the owner of a socket's signals": lambda: _device_call(0x8901),
        "the group of a socket's signals": lambda: _device_call(0x8902),
        "fork": os.fork,
        "forkpty": pty.fork,
        "vfork": lambda: _call(calls["vfork"]),
        "clone": lambda: _call(calls["clone"], ctypes.c_ulong(signal.SIGCHLD), None, None, None, None),
        "clone3": lambda: _call(calls["clone3"], None, ctypes.c_size_t(0)),
        "exec": lambda: os.execv("/bin/true", ["true"]),
        "spawn": lambda: os.posix_spawn("/bin/true", ["true"], {}),
        "a program": lambda: subprocess.run(["/bin/true"], check=True),
        "a shell": lambda: os.system("exit 7") == 7 << 8 or _refused(),
        "another memory limit": lambda: resource.setrlimit(resource.RLIMIT_DATA, (2**40, 2**40)),
        "another file limit": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2**40, 2**40)),
        "a higher priority": lambda: os.nice(-5) if os.nice(0) >= 0 else None,
        "user root": lambda: os.setuid(0) if os.getuid() else _refused(),
        "a chroot": lambda: os.chroot("/"),
        "a mount": lambda: _call(calls["mount"], b"none", b"/tmp", b"tmpfs", ctypes.c_ulong(0), None),
        "an unmount": lambda: _call(calls["umount2"], b"/proc", 0),
        "new namespaces": lambda: _call(calls["unshare"], 0x10000000),
        "a tracer": lambda: _call(calls["ptrace"], 16, parent, None, None),
        "its parent's memory": lambda: _call(calls["process_vm_readv"], parent, None, 0, None, 0, 0),
        "a pidfd": lambda: _call(calls["pidfd_open"], parent, 0),
        "a signal queued": lambda: _call(calls["rt_sigqueueinfo"], parent, 0, None),
        "a signal to a thread": lambda: _call(calls["tgkill"], parent, parent, 0),
        "an io_uring": lambda: _call(calls["io_uring_setup"], 1, None),
        "a BPF program": lambda: _call(calls["bpf"], 0, None, 0),
        "a key": lambda: _call(calls["keyctl"], 0, -3, 0),
        "performance events": lambda: _call(calls["perf_event_open"], None, 0, -1, -1, 0),
        "page faults": lambda: _call(calls["userfaultfd"], 0),
        "the kernel's log": lambda: _call(calls["syslog"], 3, None, 0),
        "shared memory of System V": lambda: _call(calls["shmget"], 0x6B6974, 4096, 0o1600),
        "semaphores of System V": lambda: _call(calls["semget"], 0x6B6974, 1, 0o1600),
        "messages of System V": lambda: _call(calls["msgget"], 0x6B6974, 0o1600),
        "a message queue": lambda: _call(calls["mq_open"], b"kit", 0o102, 0o600, None),
        "priority of its group": lambda: os.setpriority(os.PRIO_PGRP, 0, 19),
        "priority of all of its user": lambda: os.setpriority(os.PRIO_USER, 0, 19),
        "shared memory of others": lambda: _call(calls["shmat"], 0, None, 0),
        "the list of shared memory": lambda: _call(calls["shmctl"], 0, 14, None),
        "semaphores of others": lambda: _call(calls["semop"], 0, None, 0),
        "messages of others": lambda: _call(calls["msgrcv"], 0, ctypes.create_string_buffer(99), 90, 0, 0o4000),
        "a message to others": lambda: _call(calls["msgsnd"], 0, ctypes.create_string_buffer(b"\1" * 99), 90, 0o4000),
        "a message queue's name": lambda: _call(calls["mq_unlink"], b"kit"),
        "the machine's disks": lambda: _call(calls["sync"]),
        "a tree of files": lambda: _call(calls["open_tree_attr"], -100, b"/", 0, None, 0),
        "memory without an owner": lambda: os.memfd_create("kit"),
        "secret memory": lambda: _call(calls["memfd_secret"], 0),
        "watching a folder": lambda: _call(calls["inotify_init1"], 0),
        "hiding from the memory watch": lambda: _libc.prctl(4, 0, 0, 0, 0) == 0 or _refused(),
        "the list of processes": lambda: os.listdir("/proc"),
        "its parent's command": lambda: _read(f"/proc/{parent}/cmdline"),
        "its parent's environment": lambda: _read(f"/proc/{parent}/environ"),
        "its parent's memory file": lambda: _read(f"/proc/{parent}/mem"),
        "its parent's files": lambda: os.listdir(f"/proc/{parent}/fd"),
        "the first process' command": lambda: _read("/proc/1/cmdline"),
        "a lower place in the queue of the OOM killer": lambda: _write("/proc/self/oom_score_adj"),
        "reading a file": lambda: _read(file),
        "reading by way of /proc": lambda: _read(f"/proc/self/root{file}"),
        "reading by way of a link": lambda: _through("link", file),
        "reading by way of the parent folder": lambda: _read("../" * 20 + file),
        "writing to a file": lambda: _write(file),
        "truncating a file": lambda: os.truncate(file, 0),
        "removing a file": lambda: os.unlink(file),
        "renaming a file": lambda: os.rename(file, f"{file}.mine"),
        "taking a file along": lambda: os.rename(file, "taken"),
        "replacing a file": lambda: (_write("mine"), os.rename("mine", file)),
        "a hard link to a file": lambda: os.link(file, "hard"),
        "listing a folder": lambda: os.listdir(folder),
        "making a folder": lambda: os.mkdir(f"{folder}/mine"),
        "making a file": lambda: _write(f"{folder}/mine"),
        "making a link": lambda: os.symlink("/", f"{folder}/mine"),
        "a device": lambda: os.mknod("device", 0o20600, os.makedev(1, 3)),
        "a socket in its folder": lambda: os.mknod("socket", 0o140600),
        "a file in /tmp": lambda: _write("/tmp/kit-attack"),
        "a file in /dev/shm": lambda: _write("/dev/shm/kit-attack"),
        "a file in /var/tmp": lambda: _write("/var/tmp/kit-attack"),
        "the list of /tmp": lambda: os.listdir("/tmp"),
        "the list of /": lambda: os.listdir("/"),
        "the users": lambda: _read("/etc/passwd"),
        "a package": lambda: _write(os.path.join(os.path.dirname(shutil.__file__), "shutil.py")),
        "a new module beside NumPy": lambda: _write(f"{world['packages']}/numpy/kit_attack.py"),
        "the checks": lambda: os.listdir(world["checks"]),
        "the file of a check": lambda: _read(f"{world['checks']}/test_00_welcome.py"),
        "the module of a check": lambda: importlib.import_module("autograder.topics.00_welcome.checks"),
        "the module of the key": lambda: importlib.import_module("autograder.grading.key"),
        "the repository": lambda: os.listdir(world["root"]),
        "a solution": lambda: _read(f"{world['root']}/solutions/00_welcome.py"),
        "the kit's package": lambda: os.listdir(world["package"]),
        "the folder of all sandboxes": lambda: os.listdir(os.path.dirname(world["other_folder"])),
        "a sibling's folder": lambda: os.listdir(world["other_folder"]),
        "a sibling's file": lambda: _read(f"{world['other_folder']}/submission/90_toy.py"),
        "a file for a sibling": lambda: _write(f"{world['other_folder']}/work/gift"),
    }
    for who, pid in pids.items():
        tries |= {
            f"signal 0 to {who}": lambda pid=pid: os.kill(pid, 0),
            f"SIGTERM to {who}": lambda pid=pid: os.kill(pid, signal.SIGTERM),
        }
    for who, pid in (("its parent", parent), ("a sibling", other)):
        tries |= {
            f"limits of {who}": lambda pid=pid: resource.prlimit(pid, resource.RLIMIT_NOFILE, (3, 3)),
            f"priority of {who}": lambda pid=pid: os.setpriority(os.PRIO_PROCESS, pid, 19),
            f"processors of {who}": lambda pid=pid: os.sched_setaffinity(pid, {0}),
        }
    return tries


def touch(file, library):
    """Change what Landlock leaves alone: rights, owner, times and attributes. The test looks at the file itself."""
    done = {}
    for name, attempt in {
        "chmod": lambda: os.chmod(file, 0),
        "chmod of a link": lambda: (os.symlink(file, "to_file"), os.chmod("to_file", 0)),
        "fchmod": lambda: os.fchmod(os.open(library, os.O_RDONLY), 0o600),
        "chown": lambda: os.chown(file, -1, 12345),
        "lchown": lambda: os.lchown(file, -1, 12345),
        "utime": lambda: os.utime(file, (1, 1)),
        "setxattr": lambda: os.setxattr(file, "user.kit", b"1"),
        "fsetxattr": lambda: os.setxattr(os.open(library, os.O_RDONLY), "user.kit", b"1"),
    }.items():
        done[name] = _outcome(attempt)
    return done


def _refused():
    raise PermissionError


def surroundings():
    """What lies about: environment, descriptors, modules of the kit, paths."""
    with open("/proc/self/environ", "rb") as file:
        first_environment = file.read().decode("utf-8", "replace")
    descriptors = []
    for name in os.listdir("/proc/self/fd"):
        try:
            descriptors.append(os.readlink(f"/proc/self/fd/{name}"))
        except OSError:
            continue
    return {
        "pid": os.getpid(),
        "environment": dict(os.environ),
        "first_environment": first_environment,
        "descriptors": descriptors,
        "modules": sorted(name for name in sys.modules if name.partition(".")[0] == "autograder"),
        "folder": os.getcwd(),
        "path": list(sys.path),
        "arguments": list(sys.argv),
        "home": os.path.expanduser("~"),
        "writable": [_outcome(lambda: _write("own")), _outcome(lambda: _write(os.path.expanduser("~/own")))],
        "threads": len(os.listdir("/proc/self/task")),
    }
