"""Where sandboxes come from on this system: forks of one warm parent on Linux, spawned processes elsewhere."""

import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol

from autograder.engine.backends import TENSORFLOW, require
from autograder.engine.child import Child
from autograder.engine.errors import GraderFault
from autograder.engine.forked import Connection, ForkServerProcess
from autograder.engine.spawner import Spawner
from autograder.engine.temporary import remove_abandoned

ADVISORY = "advisory: this system cannot confine the submissions, only stop them"
_SPAWN_ADDRESS = "spawn:"


@dataclass(frozen=True)
class Setup:
    """How sandboxes are to be set up; `mode` is "fork", "spawn" or "auto", `gpu` whether they may reach the GPU.

    `backend` is what Keras runs on; "auto" is for a `Fleet` alone.
    """

    memory_mb: int = 2048
    tier: str = "A"
    backend: str = TENSORFLOW
    mode: str = "auto"
    gpu: bool = False

    @property
    def forks(self) -> bool:
        return self.mode == "fork" or (self.mode == "auto" and sys.platform == "linux")


class Line(Protocol):
    """What `connect` gives: a grader process' way to fresh sandboxes."""

    @property
    def alive(self) -> bool: ...

    def start_child(self) -> Child: ...

    def close(self) -> None: ...


class Sandboxes(AbstractContextManager["Sandboxes"]):
    """Owned by the main grader process. On Linux the warm parent starts at once and imports in the background.

    Attributes:
        parents: How many warm parents there have been so far.

    Raises:
        BackendMissing: the backend is not installed.
    """

    def __init__(self, setup: Setup | None = None):
        self.setup = setup or Setup()
        require(self.setup.backend)
        self._lock = threading.Lock()
        self._closed = False
        self._users: list[Callable[[], None]] = []
        self.parents = 0
        remove_abandoned()
        self._server: ForkServerProcess | None = self._start_server()
        self._spawner = None if self._server else Spawner(self.setup.memory_mb, self.setup.backend, self.setup.gpu)

    def _start_server(self) -> ForkServerProcess | None:
        setup = self.setup
        self.parents += setup.forks
        return ForkServerProcess(setup.memory_mb, setup.tier, setup.backend, setup.gpu) if setup.forks else None

    @property
    def tier(self) -> str:
        """The jail's tier: A, B or C. Waits for the warm parent."""
        return self._server.hello.tier if self._server else "C"

    @property
    def remark(self) -> str:
        """What else there is to say about the jail, in a sentence; may be empty."""
        return self._server.hello.remark if self._server else ""

    @property
    def import_seconds(self) -> float:
        """Seconds the warm parent took for its imports."""
        return self._server.hello.import_seconds if self._server else 0.0

    def start_child(self) -> Child:
        """A fresh sandbox for this process.

        Raises:
            GraderFault: there is none to be had.
        """
        if self._server:
            _ = self._server.hello
            return self._server.connection.start_child()
        assert self._spawner is not None
        return self._spawner.start_child()

    def living_address(self) -> str:
        """Where worker processes find sandboxes; a warm parent that died is started again first.

        Raises:
            GraderFault: all has been closed, or a new one cannot start.
        """
        if not self._server:
            setup = self.setup
            return f"{_SPAWN_ADDRESS}{setup.memory_mb}:{setup.backend}:{'gpu' if setup.gpu else 'cpu'}"
        with self._lock:
            if self._closed:
                raise GraderFault("The sandboxes were closed.")
            if not self._server.alive:
                self._server.close()
                self._server = self._start_server()
                if self._closed and self._server:
                    self._server.close()
            assert self._server is not None
            _ = self._server.hello
            return self._server.address

    def of(self, backend: str) -> "Sandboxes":
        """These, if Keras runs on this backend in them.

        Raises:
            GraderFault: it runs on another.
        """
        if backend != self.setup.backend:
            raise GraderFault(f"Sandboxes with {backend} were wanted, and these have {self.setup.backend}.")
        return self

    def before_close(self, end: Callable[[], None]) -> None:
        """Have `end` called when all this ends, however that comes about."""
        self._users.append(end)

    def close(self) -> None:
        """End everything that was started; nothing starts any more."""
        for end in self._users:
            end()
        # Not waiting for the lock: whoever holds it may be waiting for a warm parent that is still importing.
        self._closed = True
        for part in (self._server, self._spawner):
            if part is not None:
                part.close()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Closing(AbstractContextManager[Line]):
    def __init__(self, line: Line):
        self._line = line

    def __enter__(self) -> Line:
        return self._line

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._line.close()


def connect(address: str) -> AbstractContextManager[Line]:
    """A worker process' line to sandboxes at this address."""
    if address.startswith(_SPAWN_ADDRESS):
        memory_mb, backend, device = address.removeprefix(_SPAWN_ADDRESS).split(":")
        return _Closing(Spawner(int(memory_mb), backend, device == "gpu"))
    return _Closing(Connection(address))
