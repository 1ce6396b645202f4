"""Sandboxes forked from one warm parent (Linux)."""

import json
import os
import socket
import subprocess
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from autograder.course import content
from autograder.engine.child import PARENT_GONE, Child, Exit
from autograder.engine.errors import GraderFault
from autograder.engine.temporary import HeldFolder
from autograder.sandbox.environment import Options, clean_environment, python_command

_MESSAGE = 65_536
_START_SECONDS = 120.0


@dataclass(frozen=True)
class Hello:
    """What the warm parent says about itself: jail tier, a remark, seconds for importing Keras."""

    tier: str
    remark: str
    import_seconds: float


class ForkServerProcess:
    """The warm parent, owned by the process that started it: it ends when its starter does."""

    def __init__(self, memory_mb: int, tier: str = "A", backend: str = "tensorflow", gpu: bool = False):
        self._scratch, self._door = HeldFolder(), HeldFolder()
        self.address = str(self._door.path / "door")
        options = Options(
            str(self._scratch.path),
            memory_mb=memory_mb,
            tier=tier,
            backend=backend,
            gpu=gpu,
            topics=content.own_topics(),
        )
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        listener.bind(self.address)
        listener.listen(64)
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 (kept open as long as the process)
        self._process = subprocess.Popen(
            python_command("autograder.sandbox.forkserver", options),
            stdin=listener,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env=clean_environment(options),
            cwd=self._scratch.path,
            start_new_session=True,
        )
        listener.close()
        self.connection = Connection(self.address)
        self._hello: Hello | None = None
        self._greeting = threading.Lock()

    @property
    def hello(self) -> Hello:
        """Waits for the warm parent to be ready.

        Raises:
            GraderFault: it ended before that.
        """
        with self._greeting:
            if self._hello is None:
                self._hello = self._read_hello()
            return self._hello

    def _read_hello(self) -> Hello:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self._process.wait(10)
            self._log.seek(0)
            log = self._log.read().decode("utf-8", "replace").strip().splitlines()
            raise GraderFault("The sandbox's parent process could not start. Run: convlings doctor", log[-20:])
        return Hello(**json.loads(line))

    @property
    def alive(self) -> bool:
        """Whether it can still be asked for children."""
        return self.connection.alive and self._process.poll() is None

    def close(self) -> None:
        """End the warm parent and all its children; remove their files."""
        self.connection.close()
        if self._hello is None:
            # Still importing, and so deaf to the end of its connection.
            self._process.kill()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()
        self._log.close()
        self._scratch.close()
        self._door.close()


class Connection:
    """A grader process' line to the warm parent."""

    def __init__(self, address: str):
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._socket.connect(address)
        self._started: list[dict[str, Any]] = []
        self._news = threading.Condition()
        self._asking = threading.Lock()
        self._children: dict[int, Child] = {}
        self._exits: dict[int, Exit] = {}
        self._gone = False
        threading.Thread(target=self._listen, daemon=True).start()

    def start_child(self) -> Child:
        """A fresh jailed sandbox.

        Raises:
            GraderFault: the warm parent is gone or could not give one.
        """
        pipes = [os.pipe() for _ in range(4)]
        # The first carries requests, so its reading end is the child's; of the others the writing end is.
        theirs = [pipes[0][0], *(write for _, write in pipes[1:])]
        ours = [pipes[0][1], *(read for read, _ in pipes[1:])]
        try:
            # One at a time: answers come in the order of the questions.
            with self._asking:
                socket.send_fds(self._socket, [b'{"op": "child"}'], theirs)
                answer = self._next_answer()
        except (OSError, GraderFault) as error:
            for descriptor in ours:
                os.close(descriptor)
            raise GraderFault(f"The sandbox's parent process is gone ({error}).") from error
        finally:
            for descriptor in theirs:
                os.close(descriptor)
        if "fault" in answer:
            for descriptor in ours:
                os.close(descriptor)
            raise GraderFault(f"The jail could not be put up: {answer['fault']}")
        number = answer["child"]
        requests, evidence, printed, native = ours
        child = Child(requests, evidence, printed, native, lambda: self._kill(number), answer["folder"])
        with self._news:
            self._children[number] = child
            early = self._exits.pop(number, None)
        if early:
            child.on_exit(early)
        return child

    @property
    def alive(self) -> bool:
        """Whether the warm parent still holds the other end."""
        return not self._gone

    def close(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _kill(self, number: int) -> None:
        with suppress(OSError):
            self._socket.send(json.dumps({"op": "kill", "child": number}).encode())

    def _next_answer(self) -> dict[str, Any]:
        with self._news:
            self._news.wait_for(lambda: self._started or self._gone, _START_SECONDS)
            if not self._started:
                raise GraderFault("no answer from it")
            return self._started.pop(0)

    def _listen(self) -> None:
        while True:
            try:
                data = self._socket.recv(_MESSAGE)
            except OSError:
                data = b""
            if not data:
                break
            message = json.loads(data)
            with self._news:
                if "exit" not in message:
                    self._started.append(message)
                    self._news.notify_all()
                    continue
                exit_ = Exit(message["code"], message["reason"], message["cpu_seconds"])
                child = self._children.pop(message["exit"], None)
                if child is None:
                    self._exits[message["exit"]] = exit_
            if child is not None:
                child.on_exit(exit_)
        with self._news:
            self._gone = True
            self._news.notify_all()
            left = list(self._children.values())
        for child in left:
            child.on_exit(Exit(-9, PARENT_GONE))
