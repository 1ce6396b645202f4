"""The warm parent: imports Keras once, forks a jailed child for each request, watches and ends its children.

Started by the grader as `python -m autograder.sandbox.forkserver OPTIONS` with the listening socket as descriptor 0.
A grader process connects and sends `{"op": "child"}` with the child's four descriptors; the answer is
`{"child": n}`, and when that child is gone `{"exit": n, ...}`. The server runs no code of a student and reads
nothing that a child writes but its first word, ready.
"""

import array
import json
import os
import random
import selectors
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from autograder.jail import landlock, limits, namespaces, scratch, seccomp, syscalls  # noqa: F401 (for the children)
from autograder.jail.paths import gpu_devices, readable_paths
from autograder.sandbox import child as child_process
from autograder.sandbox.environment import Options
from autograder.sandbox.warm import import_everything

_WATCH_EVERY = 0.25
_TIDY_SECONDS = 0.02
_REMOVED = object()
_MESSAGE = 65_536
_DESCRIPTORS = 4
_NOBODY = 65_534
# RLIMIT_NPROC counts all of a user's processes, and does nothing for root.
_MAX_THREADS = 1_000
# TensorFlow's one thread and Python's own come to little more than one processor.
_GREEDY = 1.4
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Child:
    """A forked sandbox. `owner` is the grader's connection; a spare child has none yet.

    Attributes:
        core: The one processor that it was bound to, if it was.
        looked, used: When it was last looked at, and the processor time that it had used by then.
    """

    pid: int
    pidfd: int
    control: socket.socket
    folder: Path
    number: int
    core: int | None = None
    looked: float = 0.0
    used: float = 0.0
    owner: socket.socket | None = None
    reason: str | None = None


class ForkServer:
    """Children of this process and the connections they belong to."""

    def __init__(self, options: Options, listener: socket.socket, readable: list[Path]):
        self.options = options
        self.listener = listener
        self.readable = readable
        self.selector = selectors.DefaultSelector()
        self.children: dict[int, Child] = {}
        self.spare: Child | None = None
        self.count = 0
        self.page_checks = 0
        self.next_watch = 0.0
        self.leftovers: list[Iterator[None]] = []
        self.cores = sorted(os.sched_getaffinity(0))

    def run(self) -> None:
        """Serve until every grader has hung up. The first connection is the main grader's: its end is ours."""
        main, _ = self.listener.accept()
        self.selector.register(main, selectors.EVENT_READ, self.on_request)
        self.selector.register(self.listener, selectors.EVENT_READ, self.on_connect)
        self.spare = self.fork()
        while main.fileno() >= 0:
            pause = 0.0 if self.leftovers else _WATCH_EVERY if len(self.children) > 1 else None
            for key, _ in self.selector.select(pause):
                key.data(key.fileobj)
            if time.monotonic() >= self.next_watch:
                self.watch()
                self.next_watch = time.monotonic() + _WATCH_EVERY
            self.tidy()
        for child in self.children.values():
            self.kill(child)

    def on_connect(self, listener: socket.socket) -> None:
        connection, _ = listener.accept()
        self.selector.register(connection, selectors.EVENT_READ, self.on_request)

    def on_request(self, connection: socket.socket) -> None:
        try:
            data, descriptors, _, _ = socket.recv_fds(connection, _MESSAGE, _DESCRIPTORS)
        except OSError:
            data, descriptors = b"", []
        if not data:
            self.hang_up(connection)
            return
        request = json.loads(data)
        if request["op"] == "child":
            self.hand_over(connection, descriptors)
        elif request["op"] == "kill" and (child := self.children.get(request["child"])):
            self.kill(child)

    def hang_up(self, connection: socket.socket) -> None:
        """A grader is gone: so are its children."""
        for child in self.children.values():
            if child.owner is connection:
                child.owner = None
                self.kill(child)
        self.selector.unregister(connection)
        connection.close()

    def hand_over(self, connection: socket.socket, descriptors: list[int]) -> None:
        """Give the spare child to `connection`, then fork the next spare."""
        child, self.spare = self.spare or self.fork(), None
        child.owner = connection
        try:
            ready = child.control.recv(_MESSAGE)
            if ready == b"ready":
                socket.send_fds(child.control, [b"go"], descriptors)
                self.send(connection, {"child": child.number, "folder": str(child.folder)})
            else:
                self.send(connection, {"fault": ready.decode("utf-8", "replace") or "a sandbox ended before its start"})
        except OSError as error:
            self.send(connection, {"fault": f"a sandbox ended before its start: {error}"})
        for descriptor in descriptors:
            os.close(descriptor)
        self.spare = self.fork()

    def hold_to_one_core(self, child: Child) -> None:
        """Bind a child to one processor, one that few others are bound to, once it works on more than one.

        Only then: a child that keeps to its one thread may run wherever there is room. With the GPU there is one
        sandbox at a time, which has all processors to prepare its images.
        """
        now, used = time.monotonic(), _processor_seconds(child.pid)
        is_greedy = used - child.used > _GREEDY * max(now - child.looked, _WATCH_EVERY / 2)
        child.looked, child.used = now, used
        if not is_greedy or self.options.gpu:
            return
        if child.core is None:
            taken = [other.core for other in self.children.values()]
            child.core = min(self.cores, key=lambda core: (taken.count(core), random.random()))
        with suppress(OSError):
            for thread in os.listdir(f"/proc/{child.pid}/task"):  # noqa: PTH208
                with suppress(OSError):
                    os.sched_setaffinity(int(thread), {child.core})

    def fork(self) -> Child:
        """A child in its jail, waiting for its four descriptors."""
        self.count += 1
        folder = Path(self.options.scratch_root) / f"{self.count}-{os.urandom(4).hex()}"
        folder.mkdir(mode=0o700)
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        pid = os.fork()
        if pid == 0:
            _live(self.options, folder, theirs, self.readable)
        theirs.close()
        child = Child(pid, os.pidfd_open(pid), ours, folder, self.count)
        self.children[child.number] = child
        self.selector.register(child.pidfd, selectors.EVENT_READ, lambda _: self.bury(child))
        return child

    def kill(self, child: Child) -> None:
        with suppress(ProcessLookupError):
            os.kill(child.pid, signal.SIGKILL)

    def bury(self, child: Child) -> None:
        """A child has ended: say how, and put what it left on the list for removal."""
        _, status, usage = os.wait4(child.pid, 0)
        self.selector.unregister(child.pidfd)
        os.close(child.pidfd)
        child.control.close()
        del self.children[child.number]
        if self.spare is child:
            self.spare = None
        if child.owner is not None:
            code = os.waitstatus_to_exitcode(status)
            seconds = usage.ru_utime + usage.ru_stime
            self.send(child.owner, {"exit": child.number, "code": code, "reason": child.reason, "cpu_seconds": seconds})
        self.leftovers.append(scratch.removing(child.folder))

    def tidy(self) -> None:
        """Remove a little of what ended children left, so that nobody waits for it."""
        ends = time.monotonic() + _TIDY_SECONDS
        while self.leftovers and time.monotonic() < ends:
            if next(self.leftovers[0], _REMOVED) is _REMOVED:
                del self.leftovers[0]

    def watch(self) -> None:
        """Kill children that hold more than they may. RLIMIT_DATA does not see shared memory."""
        self.page_checks += 1
        disk_limit = self.options.disk_mb * 2**20
        for child in self.children.values():
            if child.owner is None or child.reason:
                continue
            self.hold_to_one_core(child)
            if _proportional_memory(child.pid) > self.options.memory_mb * 2**20:
                child.reason = "memory"
            elif _threads(child.pid) > _MAX_THREADS:
                child.reason = "threads"
            elif self.page_checks % 10 == 0 and scratch.disk_use(child.folder, child.pid) > disk_limit:
                child.reason = "disk"
            if child.reason:
                self.kill(child)

    @staticmethod
    def send(connection: socket.socket, message: dict[str, Any]) -> None:
        with suppress(OSError):
            connection.send(json.dumps(message).encode())


def _live(options: Options, folder: Path, control: socket.socket, readable: list[Path]) -> None:
    """The child's whole life. Never returns."""
    try:
        signal.set_wakeup_fd(-1)
        child_process.close_descriptors({control.fileno()})
        child_process.enter_scratch(folder)
        child_process.enter_jail(options, folder, readable)
        control.send(b"ready")
        data, descriptors, _, _ = socket.recv_fds(control, _MESSAGE, _DESCRIPTORS)
        control.close()
        if data != b"go":
            os._exit(0)
        requests, evidence, printed, native = array.array("i", descriptors)
        child_process.take_streams(printed, native)
    except BaseException as error:
        with suppress(OSError):
            control.send(f"{type(error).__name__}: {error}".encode())
        os._exit(70)
    child_process.serve(folder, requests, evidence)


def _proportional_memory(pid: int) -> int:
    """Bytes of memory of a process, shared pages counted by their share; 0 if it has just ended."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    for line in text.splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def _processor_seconds(pid: int) -> float:
    """Processor time of a process so far; 0 if it has just ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _threads(pid: int) -> int:
    """Number of threads of a process; 0 if it has just ended."""
    try:
        # The name in parentheses may hold anything; the number of threads is the 18th field after it.
        return int(Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[17])
    except OSError:
        return 0


def _settle(options: Options) -> tuple[Options, str]:
    """Give up root where the interpreter can be reached without it; enter namespaces if tier A is to be tried."""
    remark = ""
    if os.getuid() == 0:
        if _reachable_by_others(Path(sys.prefix)) and _reachable_by_others(Path(sys.base_prefix)):
            remark = _as_nobody(options.scratch_root)
        remark = remark or "started as root, running as root without capabilities"
    tier = options.tier
    if tier == "A" and not namespaces.available():
        tier = "B"
    if tier != "C" and not (landlock.version() and syscalls.supported()):
        tier = "C"
    if tier == "A":
        namespaces.enter(Path(options.scratch_root))
    return replace(options, tier=tier), remark


def _as_nobody(scratch_root: str) -> str:
    """Become an unprivileged user; how, in words, or nothing where this user namespace knows no other user."""
    try:
        os.chown(scratch_root, _NOBODY, _NOBODY)
        limits.become_nobody(_NOBODY)
    except OSError:
        with suppress(OSError):
            os.chown(scratch_root, os.getuid(), os.getgid())
        return ""
    return f"started as root, running as user {_NOBODY}"


def _with_own_root(options: Options, readable: list[Path]) -> Options:
    """A root folder for the children that hides which other files there are; without it they see that, and no more."""
    root = Path(options.scratch_root, "root")
    try:
        root.mkdir(mode=0o755)
        namespaces.build_root(root, [*readable, *gpu_devices()] if options.gpu else readable, root.parent)
    except OSError:
        return options
    return replace(options, root=str(root))


def _proven(options: Options, readable: list[Path]) -> Options:
    """The strongest of these options with which a child gets into its jail: a weaker one, which reports name, is
    better than none at all."""
    for tried in (options, replace(options, root=""), replace(options, root="", tier="C")):
        if _can_enter(tried, readable):
            return tried
    return options


def _can_enter(options: Options, readable: list[Path]) -> bool:
    folder = Path(options.scratch_root, f"trial-{os.urandom(4).hex()}")
    folder.mkdir(mode=0o700)
    child = os.fork()
    if child == 0:
        status = 1
        try:
            child_process.enter_scratch(folder)
            child_process.enter_jail(options, folder, readable)
            os.listdir(folder)  # noqa: PTH208
            status = 0
        finally:
            os._exit(status)
    works = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    scratch.remove(folder)
    return works


def _reachable_by_others(path: Path) -> bool:
    """Whether any user may read `path`: search permission on every folder above it."""
    resolved = path.resolve()
    return all(folder.stat().st_mode & 0o005 == 0o005 for folder in (resolved, *resolved.parents))


def main() -> None:
    """Entry point; see the module's docstring."""
    options = Options.from_argument(sys.argv[1])
    listener = socket.socket(fileno=os.dup(0))
    os.umask(0o077)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    options, remark = _settle(options)
    started = time.perf_counter()
    import_everything(options.topics)
    hello = {"tier": options.tier, "remark": remark, "import_seconds": time.perf_counter() - started}
    readable = readable_paths()
    if options.tier == "A":
        options = _with_own_root(options, readable)
    options = _proven(options, readable)
    hello["tier"] = options.tier
    server = ForkServer(options, listener, readable)
    os.write(1, json.dumps(hello).encode() + b"\n")
    server.run()


if __name__ == "__main__":
    main()
