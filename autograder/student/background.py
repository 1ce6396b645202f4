"""A check that runs while the student goes on: it tells what it finds, and can be called off."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from autograder.engine.child import Child
from autograder.engine.errors import GraderFault
from autograder.grading.auto import grade_in_steps
from autograder.grading.result import CheckResult, ExerciseResult
from autograder.grading.task import Task


class Starter:
    """Fresh sandboxes of a backend, one check after the other; those that were started in vain are used by the next.

    Where each imports Keras by itself, a check that is called off before it began would cost the next one that time.
    """

    def __init__(self, start: Callable[[str], Child]):
        self._start = start
        self._lock = threading.Lock()
        self._unused: dict[str, list[Child]] = {}

    def take(self, backend: str) -> Child:
        """A child in which Keras runs on this backend."""
        with self._lock:
            if unused := self._unused.get(backend):
                return unused.pop()
        return self._start(backend)

    def give_back(self, backend: str, child: Child) -> None:
        """Keep a child that was asked nothing yet."""
        with self._lock:
            self._unused.setdefault(backend, []).append(child)

    def close(self) -> None:
        with self._lock:
            unused = [child for children in self._unused.values() for child in children]
            self._unused = {}
        for child in unused:
            child.close()


@dataclass(frozen=True)
class Listener:
    """Who is told what a check finds, from another thread.

    Attributes:
        told: Each check's result, as soon as it stands.
        announce: That accuracy checks follow, as `grade_in_steps` does.
        done: The result, at the end.
    """

    told: Callable[[CheckResult], None]
    announce: Callable[[ExerciseResult, float], None]
    done: Callable[[ExerciseResult], None]


class Background:
    """Grades one submission in a thread of its own, from now on.

    Args:
        task: What to grade.
        starter: Gives fresh sandboxes.
        listener: Is told what comes of it, until it is called off.
        after: Another that was called off; this one begins once that one has come to its end.
    """

    def __init__(self, task: Task, starter: Starter, listener: Listener, after: "Background | None" = None):
        self._task = task
        self._starter = starter
        self._listener = listener
        self._after = after
        self._off = False
        self._lock = threading.Lock()
        self._child: Child | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def call_off(self) -> None:
        """End it, whatever it is doing. Nothing is told any more."""
        with self._lock:
            self._off = True
            child = self._child
        if child is not None:
            child.close()

    def join(self, seconds: float | None = None) -> None:
        """Wait until it has come to its end, at most so long."""
        self._thread.join(seconds)

    def _run(self) -> None:
        if self._after is not None:
            self._after.join()
            self._after = None
        told, announce = self._unless_off(self._listener.told), self._unless_off(self._listener.announce)
        result = grade_in_steps(self._task, self._run_one, announce, told)
        self._unless_off(self._listener.done)(result)

    def _unless_off(self, tell: Callable[..., None]) -> Callable[..., None]:
        def tell_now(*news: object) -> None:
            with self._lock:
                if not self._off:
                    tell(*news)

        return tell_now

    def _run_one(self, task: Task, told: Callable[[CheckResult], None] | None) -> ExerciseResult:
        return task.run(lambda: self._next_child(task.part.backend), told)

    def _next_child(self, backend: str) -> Child:
        if not self._off:
            child = self._starter.take(backend)
            with self._lock:
                if not self._off:
                    self._child = child
                    return child
            self._starter.give_back(backend, child)
        raise GraderFault("The check was called off.")
