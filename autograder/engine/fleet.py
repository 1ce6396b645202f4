"""Sandboxes of several backends: each warm parent starts when somebody first asks for it."""

import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from types import TracebackType
from typing import Protocol

from autograder.engine import backends
from autograder.engine.canary import Confirmation, Guard, weakest
from autograder.engine.canary import confirm as confirm_one
from autograder.engine.errors import GraderFault
from autograder.engine.provider import Sandboxes, Setup


class Source(Protocol):
    """Where sandboxes of a backend come from: `Sandboxes`, which have one, or a `Fleet`."""

    def of(self, backend: str) -> Sandboxes: ...

    def before_close(self, end: Callable[[], None]) -> None: ...


class Fleet(AbstractContextManager["Fleet"]):
    """Sandboxes of all backends of a choice. Those that are used first begin to import at once; those of a backend that
    an exercise declares for itself start when they are first asked for.

    Args:
        own: Use this backend instead of the choice's: every exercise that is to run declares it.
        at_once: Whether the first begin to import at once; else when they are first asked for.

    Raises:
        BackendMissing: a backend of the choice is not installed.
    """

    def __init__(self, setup: Setup, own: str = "", at_once: bool = True):
        self.setup = setup
        choice = own or setup.backend
        self.backends = backends.backends_of(choice)
        backends.require(choice)
        self._lock = threading.Lock()
        self._closed = False
        self._users: list[Callable[[], None]] = []
        self._started: dict[str, Sandboxes] = {}
        if at_once:
            self.of(self.backends[0])

    def of(self, backend: str) -> Sandboxes:
        """The sandboxes of this backend.

        Raises:
            BackendMissing: it is not installed.
            GraderFault: all has been closed.
        """
        with self._lock:
            if self._closed:
                raise GraderFault("The sandboxes were closed.")
            if backend not in self._started:
                self._started[backend] = Sandboxes(replace(self.setup, backend=backend))
            return self._started[backend]

    def confirm(self, own: Iterable[str] = ()) -> dict[str, Confirmation]:
        """What a canary finds in the sandboxes of each backend.

        Args:
            own: Backends that exercises declare for themselves; empty for those that do not.

        Raises:
            GraderFault: see `canary.confirm`.
        """
        # All of them import meanwhile.
        started = {backend: self.of(backend) for backend in dict.fromkeys((*self.backends, *filter(None, own)))}
        return {backend: confirm_one(sandboxes) for backend, sandboxes in started.items()}

    @property
    def tier(self) -> str:
        """The jail's tier, the weakest of those that were started."""
        with self._lock:
            started = list(self._started.values())
        return max(sandboxes.tier for sandboxes in started)

    def before_close(self, end: Callable[[], None]) -> None:
        """Have `end` called when all this ends, however that comes about."""
        self._users.append(end)

    def close(self) -> None:
        """End everything that was started; nothing starts any more."""
        for end in self._users:
            end()
        with self._lock:
            self._closed = True
            started = list(self._started.values())
        for sandboxes in started:
            sandboxes.close()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Guards:
    """A guard for the sandboxes of each backend."""

    def __init__(self, source: Source, found: Mapping[str, Confirmation]):
        self.weakest = weakest(found.values())
        self._guards = {backend: Guard(source.of(backend), each) for backend, each in found.items()}

    def of(self, backend: str) -> Guard:
        return self._guards[backend]
