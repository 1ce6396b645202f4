"""Several worker processes on one queue of tasks."""

import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

from autograder.engine.fleet import Guards, Source
from autograder.grading.auto import grade
from autograder.grading.desk import Desk, Office, Stopped
from autograder.grading.result import ExerciseResult
from autograder.grading.task import Task

Label = TypeVar("Label")


class Pool(Generic[Label]):
    """Grades labelled tasks, as many at a time as there are workers; results come as they are finished.

    A worker process that dies takes only its task with it: the task is tried again by a new worker, and so is one that
    ended in a fault of ours, because that may lie in the machine. What is a fault twice stays one.

    Args:
        guards: Asked before each task whether the sandboxes are still what they were.
    """

    def __init__(self, sandboxes: Source, jobs: int, guards: Guards | None = None):
        self._office = Office(sandboxes, guards)
        self._jobs = jobs

    def run(
        self,
        tasks: Iterable[tuple[Label, Task]],
        started: Callable[[Label], None] | None = None,
        until: float | None = None,
    ) -> Iterator[tuple[Label, ExerciseResult]]:
        """Results in the order in which they are finished. Once nobody wants more of them, the workers are ended.

        Args:
            until: When to end whatever is not finished by then, on the clock of `time.monotonic`.
        """
        waiting: queue.SimpleQueue[tuple[Label, Task]] = queue.SimpleQueue()
        count = 0
        for item in tasks:
            waiting.put(item)
            count += 1
        done: queue.SimpleQueue[tuple[Label, ExerciseResult] | BaseException] = queue.SimpleQueue()
        for _ in range(min(self._jobs, count)):
            threading.Thread(target=self._work, args=(waiting, done, started), daemon=True).start()
        try:
            for _ in range(count):
                try:
                    item = done.get(timeout=None if until is None else max(0.0, until - time.monotonic()))
                except queue.Empty:
                    return
                if isinstance(item, BaseException):
                    raise item
                yield item
            count = 0
        finally:
            if count:
                self._office.stop()

    def _work(
        self,
        waiting: "queue.SimpleQueue[tuple[Label, Task]]",
        done: "queue.SimpleQueue[tuple[Label, ExerciseResult] | BaseException]",
        started: Callable[[Label], None] | None,
    ) -> None:
        desk = Desk(self._office)
        try:
            while not self._office.stopped:
                try:
                    label, task = waiting.get_nowait()
                except queue.Empty:
                    break
                if started:
                    started(label)
                done.put((label, grade(task, desk.run)))
        except Stopped:
            pass
        except BaseException as error:
            done.put(error)
        finally:
            desk.close()
