"""Sandboxes as separate processes, each importing Keras itself: the only way on macOS and Windows.

One spare is always importing ahead. There is no jail: the memory limit and the end of the whole process tree come
from outside, and every report calls the result advisory.
"""

import contextlib
import os
import subprocess
import threading
from pathlib import Path

import psutil

from autograder.course import content
from autograder.engine.child import Child, Exit
from autograder.engine.errors import GraderFault
from autograder.engine.temporary import HeldFolder
from autograder.jail import scratch
from autograder.sandbox.environment import Options, clean_environment, python_command

READY = b"ready\n"
_WATCH_EVERY = 0.25


class Spawner:
    """Starts sandboxes and keeps a spare one warm."""

    def __init__(self, memory_mb: int, backend: str, gpu: bool = False):
        self._gpu = gpu
        self._memory_mb = memory_mb
        self._backend = backend
        self._root = HeldFolder()
        self._count = 0
        self._lock = threading.Lock()
        self._spare = self._spawn()

    @property
    def alive(self) -> bool:
        return True

    def start_child(self) -> Child:
        """The spare process, once it has imported Keras.

        Raises:
            GraderFault: it ended before that.
        """
        with self._lock:
            process, folder = self._spare
            assert process.stdout is not None
            if process.stdout.readline() != READY:
                process.kill()
                raise GraderFault("A sandbox process could not start. Run: convlings doctor")
            self._spare = self._spawn()
        assert process.stdin is not None
        assert process.stderr is not None
        # Duplicates for the child's threads, which close them; Popen's own stream objects would close them as well.
        requests, evidence, printed = (
            os.dup(stream.fileno()) for stream in (process.stdin, process.stdout, process.stderr)
        )
        for stream in (process.stdin, process.stdout, process.stderr):
            stream.close()
        watch = _Watch(process, self._memory_mb, folder)
        child = Child(requests, evidence, printed, None, watch.kill, str(folder))
        watch.start(child)
        return child

    def close(self) -> None:
        process, _ = self._spare
        _kill_tree(process.pid)
        process.wait()
        self._root.close()

    def _spawn(self) -> tuple["subprocess.Popen[bytes]", Path]:
        self._count += 1
        folder = self._root.path / str(self._count)
        folder.mkdir()
        options = Options(
            str(folder),
            memory_mb=self._memory_mb,
            tier="C",
            backend=self._backend,
            gpu=self._gpu,
            topics=content.own_topics(),
        )
        process = subprocess.Popen(
            python_command("autograder.sandbox.spawned_main", options),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            env=clean_environment(options),
            cwd=folder,
        )
        return process, folder


class _Watch:
    """Ends a process tree that takes too much memory, and tells its `Child` when it is gone."""

    def __init__(self, process: "subprocess.Popen[bytes]", memory_mb: int, folder: Path):
        self._process = process
        self._limit = memory_mb * 2**20
        self._folder = folder
        self._reason: str | None = None

    def start(self, child: Child) -> None:
        threading.Thread(target=self._watch, args=(child,), daemon=True).start()

    def kill(self) -> None:
        _kill_tree(self._process.pid)

    def _watch(self, child: Child) -> None:
        while True:
            try:
                code = self._process.wait(_WATCH_EVERY)
                break
            except subprocess.TimeoutExpired:
                if _tree_memory(self._process.pid) > self._limit:
                    self._reason = "memory"
                    self.kill()
        scratch.remove(self._folder)
        child.on_exit(Exit(code, self._reason))


def _tree(pid: int) -> list[psutil.Process]:
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.Error:
        return []


def _kill_tree(pid: int) -> None:
    for process in _tree(pid):
        with contextlib.suppress(psutil.Error):
            process.kill()


def _tree_memory(pid: int) -> int:
    total = 0
    for process in _tree(pid):
        with contextlib.suppress(psutil.Error):
            total += process.memory_info().rss
    return total
