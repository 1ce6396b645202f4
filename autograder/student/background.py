"""A check that runs while the student goes on: it tells when it is done, and can be called off."""

import threading
from collections.abc import Callable

from autograder.engine.child import Child
from autograder.engine.errors import GraderFault
from autograder.grading.result import ExerciseResult
from autograder.grading.task import Task
from autograder.grading.training import grade_in_steps


class Background:
    """Grades one submission in a thread of its own, from now on.

    Args:
        task: What to grade.
        start: Gives a fresh sandbox.
        announce: Called before an accuracy check, as `grade_in_steps` does.
        done: Called with the result, unless the check was called off.
        after: Another that was called off; this one begins once that one has come to its end.

    Attributes:
        result: Once it is done.
    """

    def __init__(
        self,
        task: Task,
        start: Callable[[], Child],
        announce: Callable[[ExerciseResult, float], None],
        done: Callable[[ExerciseResult], None],
        after: "Background | None" = None,
    ):
        self._task = task
        self._start = start
        self._announce = announce
        self._done = done
        self._after = after
        self.result: ExerciseResult | None = None
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
        result = grade_in_steps(self._task, self._next_child, self._announce)
        with self._lock:
            if self._off:
                return
        self.result = result
        self._done(result)

    def _next_child(self) -> Child:
        child = self._start()
        with self._lock:
            if not self._off:
                self._child = child
                return child
        child.close()
        raise GraderFault("The check was called off.")
