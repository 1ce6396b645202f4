"""Each layer of the jail alone, in a process without Keras: what it stops even where the others are missing."""

import errno
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course import content
from autograder.jail import landlock, paths, seccomp, syscalls
from autograder.jail.numbers import NUMBERS

pytestmark = pytest.mark.skipif(not (landlock.version() and syscalls.supported()), reason="needs Landlock and seccomp")

START = """
import ctypes, json, os, resource, signal, socket, sys, threading
from pathlib import Path
from autograder.jail import landlock, limits, seccomp, syscalls

def refused(attempt):
    try:
        result = attempt()
    except OSError as error:
        return type(error).__name__
    except MemoryError:
        return "MemoryError"
    return f"WORKED: {result!r}"
"""


def confined(code: str, *arguments: str) -> dict[str, str]:
    """Run code that ends with a dict `found` in a fresh Python; the dict."""
    script = f"{START}\n{code}\nprint(json.dumps(found))"
    done = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


class TestSeccomp:
    """The filter of system calls."""

    def test_it_stops_processes_sockets_and_signals_without_landlock(self):
        found = confined("""
parent = os.getppid()
one, two = socket.socketpair()
limits.drop_capabilities()
seccomp.install()
call = lambda name, *args: lambda: syscalls.syscall(name, *args)
import fcntl
found = {name: refused(attempt) for name, attempt in {
    "fork": os.fork,
    "exec": lambda: os.execv("/bin/true", ["true"]),
    "socket": lambda: socket.socket(socket.AF_UNIX),
    "datagrams": lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM),
    "raw": lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_RAW),
    "TIPC": lambda: socket.socketpair(30, 4),
    "kill parent": lambda: os.kill(parent, 0),
    "kill all": lambda: os.kill(-1, 0),
    "kill group": lambda: os.kill(-parent, 0),
    "tkill": call("tkill", ctypes.c_int(parent), ctypes.c_int(0)),
    "owner": lambda: fcntl.fcntl(0, 8, parent),
    "signal": lambda: fcntl.fcntl(0, 10, 9),
    "type": lambda: fcntl.ioctl(0, 0x5412, b"x"),
    "FIOSETOWN": lambda: fcntl.ioctl(one, 0x8901, ctypes.c_int(parent)),
    "memfd": lambda: os.memfd_create("x"),
    "dumpable": lambda: syscalls.prctl(4, 0),
    "ptrace": call("ptrace", ctypes.c_long(16), ctypes.c_int(parent), None, None),
    "limits": lambda: resource.prlimit(parent, resource.RLIMIT_CORE, (0, 0)),
    "affinity": lambda: os.sched_setaffinity(parent, {0}),
    "priority of the parent": lambda: os.setpriority(os.PRIO_PROCESS, parent, 19),
    "priority of a group": lambda: os.setpriority(os.PRIO_PGRP, 0, 19),
    "priority of all its user's processes": lambda: os.setpriority(os.PRIO_USER, 0, 19),
    "priority of a user": lambda: os.setpriority(os.PRIO_USER, os.getpid(), 19),
    "sync": call("sync"),
    "syncfs": call("syncfs", ctypes.c_int(0)),
    "open_tree_attr": call("open_tree_attr", ctypes.c_int(-100), b"/", ctypes.c_uint(0), None, ctypes.c_size_t(0)),
    **{name: call(name, *[ctypes.c_long(0)] * 5) for name in (
        *("shmget", "shmat", "shmctl", "shmdt", "semget", "semop", "semctl", "semtimedop"),
        *("msgget", "msgsnd", "msgrcv", "msgctl", "mq_open", "mq_unlink", "mq_timedsend", "mq_timedreceive"),
        *("mq_notify", "mq_getsetattr", "setuid", "setresuid", "bind", "connect"),
    )},
}.items()}
""")
        assert {name: outcome for name, outcome in found.items() if outcome != "PermissionError"} == {}

    def test_what_is_on_no_list_fails_and_ends_nothing(self):
        """Every number there is: calls to come, calls that nobody remembers, and those that are known."""
        lists = (seccomp._ALLOWED, seccomp._PRETENDED, seccomp._REFUSED, seccomp._ON_ONESELF, seccomp._COMMANDS)
        names = [entry if isinstance(entry, str) else entry[0] for entries in lists for entry in entries]
        names += ["clone", "socketpair", "setpriority", "sched_setaffinity"]
        # Kernels since 6.14 ask no filter about the two that their own probes make, and end whoever else makes them.
        probes = [335, 336] if syscalls.MACHINE == "x86_64" else []
        found = confined(
            """
known = json.loads(sys.argv[1])
limits.drop_capabilities()
seccomp.install()
libc = ctypes.CDLL(None, use_errno=True)
found = {}
for number in range(600):
    if number not in known:
        ctypes.set_errno(0)
        found[number] = [libc.syscall(ctypes.c_long(number), *[ctypes.c_long(0)] * 6), ctypes.get_errno()]
""",
            json.dumps([*probes, *(syscalls.number(name) for name in names)]),
        )
        assert len(found) > 250
        assert set(map(tuple, found.values())) == {(-1, errno.ENOSYS)}

    def test_no_name_is_on_two_lists(self):
        lists = (seccomp._ALLOWED, seccomp._PRETENDED, seccomp._REFUSED)
        names = [name for each in lists for name in each]
        names += [name for name, *_ in (*seccomp._ON_ONESELF, *seccomp._PRETENDED_ON_ONESELF, *seccomp._COMMANDS)]
        assert len(names) == len(set(names))

    def test_it_leaves_what_training_needs(self):
        found = confined("""
limits.drop_capabilities()
seccomp.install()
done = []
thread = threading.Thread(target=done.append, args=(1,))
thread.start(); thread.join()
one, two = socket.socketpair()
one.send(b"x")
os.kill(os.getpid(), 0)
os.sched_setaffinity(0, os.sched_getaffinity(0))
os.setpriority(os.PRIO_PROCESS, 0, os.getpriority(os.PRIO_PROCESS, 0))
os.nice(1)
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
callback = ctypes.CFUNCTYPE(ctypes.c_int)(lambda: 5)
found = {"thread": done, "pair": two.recv(1).decode(), "callback": callback()}
""")
        assert found == {"thread": [1], "pair": "x", "callback": 5}

    def test_it_binds_threads_that_come_later(self):
        found = confined("""
limits.drop_capabilities()
seccomp.install()
found = {}
def attempt():
    found["fork"] = refused(os.fork)
    found["signal to itself by thread"] = refused(lambda: signal.pthread_kill(threading.get_ident(), 0))
thread = threading.Thread(target=attempt)
thread.start(); thread.join()
""")
        assert found == {"fork": "PermissionError", "signal to itself by thread": "WORKED: None"}

    @pytest.mark.skipif(syscalls.MACHINE != "x86_64", reason="about x86")
    @pytest.mark.parametrize("number", [57, 41, 62])
    def test_the_x32_numbers_are_no_way_round(self, number):
        found = confined(f"""
limits.drop_capabilities()
seccomp.install()
ctypes.set_errno(0)
result = ctypes.CDLL(None, use_errno=True).syscall(ctypes.c_long({number} | 0x40000000), 1, 0, 0)
found = {{"result": result, "errno": ctypes.get_errno()}}
""")
        assert found == {"result": -1, "errno": 1}

    @pytest.mark.skipif(os.getuid() == 0, reason="root needs no such promise")
    def test_it_needs_the_promise_of_no_new_privileges(self):
        assert confined("found = {'install': refused(seccomp.install)}") == {"install": "PermissionError"}


class TestLandlock:
    """Which files are left."""

    def test_only_listed_folders_are_left(self, tmp_path):
        for name in ("readable", "writable", "forbidden"):
            (tmp_path / name / "sub").mkdir(parents=True)
            (tmp_path / name / "file").write_text(name)
        found = confined(
            """
root = Path(sys.argv[1])
limits.drop_capabilities()
os.chdir(root / "forbidden")
held = os.open(root / "forbidden", os.O_PATH)
landlock.restrict([root / "readable", root / "missing"], [root / "writable"])
found = {}
for name in ("readable", "writable", "forbidden"):
    folder = root / name
    found |= {
        f"read {name}": refused((folder / "file").read_text),
        f"write {name}": refused(lambda: (folder / "file").write_text("x")),
        f"truncate {name}": refused(lambda: os.truncate(folder / "file", 0)),
        f"make {name}": refused((folder / "new").touch),
        f"list {name}": refused(lambda: len(list(folder.iterdir()))),
        f"remove {name}": refused((folder / "file").unlink),
        f"folder {name}": refused((folder / "made").mkdir),
        f"link {name}": refused(lambda: (folder / "link").symlink_to("/")),
        f"device {name}": refused(lambda: os.mknod(folder / "device", 0o20600, os.makedev(1, 3))),
        f"socket {name}": refused(lambda: os.mknod(folder / "socket", 0o140600)),
    }
(root / "writable" / "in").symlink_to(root / "forbidden" / "file")
found["read by link"] = refused((root / "writable" / "in").read_text)
found["read by ."] = refused(Path("file").read_text)
found["read by held folder"] = refused(lambda: os.open("file", os.O_RDONLY, dir_fd=held))
found["hard link"] = refused(lambda: os.link(root / "forbidden" / "file", root / "writable" / "hard"))
found["move out"] = refused(lambda: os.rename(root / "writable" / "sub", root / "forbidden" / "moved"))
found["move in"] = refused(lambda: os.rename(root / "forbidden" / "sub", root / "writable" / "moved"))
found["exec"] = refused(lambda: os.execv("/bin/true", ["true"]))
""",
            str(tmp_path),
        )
        worked = {name for name, outcome in found.items() if outcome.startswith("WORKED")}
        allowed = {"read readable", "list readable"}
        allowed |= {
            f"{verb} writable" for verb in ("read", "write", "truncate", "make", "list", "remove", "folder", "link")
        }
        assert worked == allowed
        assert (tmp_path / "forbidden" / "file").read_text() == "forbidden"

    def test_it_cannot_be_taken_back(self, tmp_path):
        (tmp_path / "file").write_text("text")
        found = confined(
            """
root = Path(sys.argv[1])
limits.drop_capabilities()
landlock.restrict([], [])
landlock.restrict([root], [root])
found = {"read": refused((root / "file").read_text)}
""",
            str(tmp_path),
        )
        assert found == {"read": "PermissionError"}


def test_capabilities_are_gone_for_good():
    found = confined("""
limits.drop_capabilities()
lines = dict(line.split(":") for line in Path("/proc/self/status").read_text().splitlines())
found = {name: lines[name].strip() for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb", "NoNewPrivs")}
""")
    assert found.pop("NoNewPrivs") == "1"
    if os.getuid() == 0:
        assert {int(value, 16) for value in found.values()} == {0}
    assert int(found["CapEff"], 16) == 0


def test_limits_hold_and_cannot_be_raised():
    found = confined("""
limits.limit_resources(300)
limits.drop_capabilities()
found = {
    "memory": refused(lambda: bytearray(400 * 2**20)),
    "raise": refused(lambda: resource.setrlimit(resource.RLIMIT_DATA, (2**40, 2**40))) if os.getuid() else "",
    "core": resource.getrlimit(resource.RLIMIT_CORE),
    "files": resource.getrlimit(resource.RLIMIT_NOFILE)[0] <= 512,
}
""")
    assert found["memory"] == "MemoryError"
    assert not found["raise"].startswith("WORKED")
    assert found["core"] == [0, 0]
    assert found["files"]


def test_a_process_dies_with_its_parent_even_in_an_endless_loop():
    found = confined("""
reading, writing = os.pipe()
if (middle := os.fork()) == 0:
    if os.fork() == 0:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        limits.drop_capabilities()
        limits.die_with_parent()
        seccomp.install()
        kept = refused(lambda: syscalls.prctl(1, 0)) == "PermissionError"
        os.write(writing, f"{os.getpid()} {'ready' if kept else 'undone'}".encode())
        while True:
            pass
    signal.pause()
    os._exit(0)
pid, word = os.read(reading, 100).decode().split()
os.kill(middle, signal.SIGKILL)
os.waitpid(middle, 0)
import time
for _ in range(100):
    # Whoever adopts it may be slow to bury it.
    status = Path(f"/proc/{pid}/stat")
    if not status.exists() or status.read_text().rpartition(")")[2].split()[0] == "Z":
        break
    time.sleep(0.05)
else:
    os.kill(int(pid), signal.SIGKILL)
    word = "survived"
found = {"word": word}
""")
    assert found == {"word": "ready"}


class TestReadablePaths:
    """The list of what a sandbox may read."""

    def test_nothing_of_the_kit_and_nothing_above_it(self, monkeypatch):
        # The tests put their own folders on the path.
        monkeypatch.setattr(sys, "path", [entry for entry in sys.path if "/tests" not in entry])
        kit = content.PACKAGE
        for path in paths.readable_paths():
            real = path.resolve()
            assert not kit.is_relative_to(real), path
            assert not real.is_relative_to(content.clone_root()) or real.is_relative_to(Path(sys.prefix).resolve()), (
                path
            )

    def test_no_home_no_temporary_folder_no_users(self):
        found = {path.resolve() for path in paths.readable_paths()}
        for place in (Path.home(), Path("/tmp"), Path("/"), Path("/etc"), Path("/proc"), Path("/dev"), Path("/var")):
            assert place.resolve() not in found

    def test_an_installed_kit_is_left_out_of_its_folder(self, tmp_path, monkeypatch):
        packages = tmp_path / "lib" / "python3" / "site-packages"
        for name in ("autograder", "autograder/topics", "numpy", "convlings-0.1.0.dist-info", "keras"):
            (packages / name).mkdir(parents=True, exist_ok=True)
        monkeypatch.setattr(sys, "path", [str(packages)])
        monkeypatch.setattr(sys, "prefix", str(tmp_path))
        monkeypatch.setattr(sys, "base_prefix", str(tmp_path))
        mine = {path.name for path in paths.readable_paths() if path.is_relative_to(tmp_path)}
        assert mine == {"numpy", "keras"}

    def test_a_clone_on_the_path_is_left_out_whole(self, tmp_path, monkeypatch):
        (tmp_path / "clone" / "autograder").mkdir(parents=True)
        (tmp_path / "clone" / "solutions").mkdir()
        monkeypatch.setattr(sys, "path", [str(tmp_path / "clone")])
        assert not any(path.is_relative_to(tmp_path) for path in paths.readable_paths())


HEADERS = {"x86_64": "asm/unistd_64.h", "aarch64": "asm-generic/unistd.h"}
# Younger than some distributions' headers.
YOUNG = {
    *("fchmodat2", "setxattrat", "getxattrat", "listxattrat", "removexattrat", "file_getattr", "file_setattr"),
    *("memfd_secret", "process_madvise", "mount_setattr", "open_tree_attr", "futex_waitv", "futex_wake", "futex_wait"),
    *("futex_requeue", "cachestat", "map_shadow_stack", "mseal", "set_mempolicy_home_node", "epoll_pwait2"),
}


@pytest.mark.parametrize("machine", HEADERS)
def test_numbers_are_those_of_the_systems_headers(machine):
    places = (Path("/usr/include"), Path(f"/usr/include/{machine}-linux-gnu"))
    found = [place / HEADERS[machine] for place in places if (place / HEADERS[machine]).exists()]
    if not found:
        pytest.skip("no kernel headers here")
    text = found[0].read_text()
    known = {name: int(number) for name, number in re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)\b", text)}
    # The header for all newer architectures calls it by another name.
    known.setdefault("newfstatat", known.get("fstatat", -1))
    column = ("x86_64", "aarch64").index(machine)
    for name, numbers in NUMBERS.items():
        if name not in known and name in YOUNG:
            continue
        assert numbers[column] == known.get(name), name
