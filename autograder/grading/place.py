"""Where a batch is graded: on this machine, or elsewhere."""

from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Protocol, Self, TypeVar

from autograder.engine.backends import deciding
from autograder.engine.canary import Confirmation
from autograder.engine.fleet import Fleet, Guards
from autograder.engine.provider import Setup
from autograder.grading.pool import Pool
from autograder.grading.result import ExerciseResult
from autograder.grading.task import Task

Label = TypeVar("Label")


class NoCluster(ValueError):
    """No cluster was found that can grade the run; the text is a sentence for the instructor."""


class Place(Protocol):
    """Tasks go in, results come out as they are finished.

    Attributes:
        confirmation: What canaries found in the weakest sandboxes, once `confirm` has asked them.
        remark: What else there is to say about the jail; may be empty.
        jobs: How many tasks are graded at a time.
    """

    confirmation: Confirmation
    remark: str
    jobs: int

    def confirm(self, own: Iterable[str], tier: str) -> None:
        """Send canaries into the sandboxes.

        Args:
            own: Backends that exercises declare for themselves; empty for those that do not.
            tier: Sandboxes have to be this strong at least. Whoever calls looks at the confirmation.
        """
        ...

    def run(
        self, tasks: Iterable[tuple[Label, Task]], jobs: int, started: Callable[[Label], None] | None = None
    ) -> Iterator[tuple[Label, ExerciseResult]]:
        """As `Pool.run`, with so many at a time at most."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Here(Place):
    """This machine.

    Attributes:
        sandboxes: Those of all backends of the setup's choice.

    Args:
        at_once: Whether the warm parent begins to import now; else when it is first needed.

    Raises:
        BackendMissing: the backend is not installed.
    """

    def __init__(self, setup: Setup, jobs: int, at_once: bool = True):
        self.jobs = jobs
        self.remark = ""
        self.sandboxes = Fleet(setup, at_once=at_once)
        self._guards: Guards | None = None

    def confirm(self, own: Iterable[str], tier: str) -> None:
        self._guards = Guards(self.sandboxes, self.sandboxes.confirm(own))
        self.confirmation = self._guards.weakest
        self.remark = self.sandboxes.of(deciding(self.sandboxes.setup.backend)).remark

    def run(
        self, tasks: Iterable[tuple[Label, Task]], jobs: int, started: Callable[[Label], None] | None = None
    ) -> Iterator[tuple[Label, ExerciseResult]]:
        return Pool[Label](self.sandboxes, jobs, self._guards).run(tasks, started)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.sandboxes.close()
