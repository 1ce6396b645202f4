"""Several worker processes on one queue of tasks."""

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

from autograder.checking.failure import Message
from autograder.course import content
from autograder.course.exercise import find_exercise
from autograder.engine.provider import Sandboxes
from autograder.grading.catalogue import checks_of
from autograder.grading.result import FAULT, ExerciseResult
from autograder.grading.task import Task

Label = TypeVar("Label")
_TRIES = 2


class Pool(Generic[Label]):
    """Grades labelled tasks, as many at a time as there are workers; results come as they are finished.

    A worker process that dies takes only its task with it: the task is tried once more by a new worker, and then
    is a grader fault.
    """

    def __init__(self, sandboxes: Sandboxes, jobs: int):
        self._sandboxes = sandboxes
        self._jobs = jobs
        self._restart = threading.Lock()

    def run(
        self, tasks: Iterable[tuple[Label, Task]], started: Callable[[Label], None] | None = None
    ) -> Iterator[tuple[Label, ExerciseResult]]:
        """Results in the order in which they are finished."""
        waiting: queue.SimpleQueue[tuple[Label, Task]] = queue.SimpleQueue()
        count = 0
        for item in tasks:
            waiting.put(item)
            count += 1
        done: queue.SimpleQueue[tuple[Label, ExerciseResult] | BaseException] = queue.SimpleQueue()
        for _ in range(min(self._jobs, count)):
            threading.Thread(target=self._work, args=(waiting, done, started), daemon=True).start()
        for _ in range(count):
            item = done.get()
            if isinstance(item, BaseException):
                raise item
            yield item

    def _work(
        self,
        waiting: "queue.SimpleQueue[tuple[Label, Task]]",
        done: "queue.SimpleQueue[tuple[Label, ExerciseResult] | BaseException]",
        started: Callable[[Label], None] | None,
    ) -> None:
        worker: subprocess.Popen[str] | None = None
        try:
            while True:
                try:
                    label, task = waiting.get_nowait()
                except queue.Empty:
                    break
                if started:
                    started(label)
                answer = ""
                for _ in range(_TRIES):
                    worker = worker or self._start_worker()
                    answer = _ask(worker, task)
                    if answer:
                        break
                    worker.kill()
                    worker.wait()
                    worker = None
                result = ExerciseResult.from_json(json.loads(answer)) if answer else _lost(task)
                done.put((label, result))
        except BaseException as error:
            done.put(error)
        finally:
            if worker is not None:
                worker.communicate()

    def _start_worker(self) -> "subprocess.Popen[str]":
        with self._restart:
            address = self._sandboxes.living_address()
        folders = map(str, content.own_folders())
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "autograder.grading.worker", address, *folders],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )


def _ask(worker: "subprocess.Popen[str]", task: Task) -> str:
    """The worker's answer; empty if it died."""
    assert worker.stdin is not None
    assert worker.stdout is not None
    try:
        worker.stdin.write(task.to_json() + "\n")
        worker.stdin.flush()
    except OSError:
        return ""
    return worker.stdout.readline()


def _lost(task: Task) -> ExerciseResult:
    exercise = find_exercise(task.work.exercise)
    checks = [task.part.result(info, FAULT) for info in task.part.chosen(checks_of(exercise))]
    problem = Message(got=f"the grader's own process ended twice while grading {task.work.name}")
    return ExerciseResult(exercise.name, exercise.title, task.work.name, checks, outcome=FAULT, problem=problem)
