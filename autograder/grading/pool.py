"""Several worker processes on one queue of tasks."""

import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any, Generic, TypeVar

from autograder.checking.failure import Message
from autograder.course import content
from autograder.course.exercise import find_exercise
from autograder.engine.fleet import Guards, Source
from autograder.grading.auto import grade
from autograder.grading.catalogue import checks_of
from autograder.grading.result import FAULT, ExerciseResult
from autograder.grading.task import Task

Label = TypeVar("Label")
# A worker that is killed twice is bad luck; three times, it is the submission.
_TRIES = 3
# Beyond all that the limits allow: only a worker that is stuck in itself takes longer.
_SPARE_SECONDS = 600.0
# At most so many functions does an exercise have, and so many attempts an accuracy check.
_MOST_FUNCTIONS, _ATTEMPTS = 12, 4


class Pool(Generic[Label]):
    """Grades labelled tasks, as many at a time as there are workers; results come as they are finished.

    A worker process that dies takes only its task with it: the task is tried again by a new worker, and so is one that
    ended in a fault of ours, because that may lie in the machine. What is a fault twice stays one.

    Args:
        guards: Asked before each task whether the sandboxes are still what they were.
    """

    def __init__(self, sandboxes: Source, jobs: int, guards: Guards | None = None):
        self._sandboxes = sandboxes
        self.guards = guards
        self._jobs = jobs
        self._restart = threading.Lock()
        self._workers: set[subprocess.Popen[str]] = set()
        self.stopped = False
        sandboxes.before_close(self._stop)

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
                self._stop()

    def _stop(self) -> None:
        self.stopped = True
        for worker in tuple(self._workers):
            worker.kill()

    def _work(
        self,
        waiting: "queue.SimpleQueue[tuple[Label, Task]]",
        done: "queue.SimpleQueue[tuple[Label, ExerciseResult] | BaseException]",
        started: Callable[[Label], None] | None,
    ) -> None:
        desk = _Desk(self)
        try:
            while not self.stopped:
                try:
                    label, task = waiting.get_nowait()
                except queue.Empty:
                    break
                if started:
                    started(label)
                done.put((label, grade(task, desk.run)))
        except _Stopped:
            pass
        except BaseException as error:
            done.put(error)
        finally:
            desk.close()

    def ask(self, worker: "subprocess.Popen[str]", task: Task) -> str:
        """A worker's answer; empty if it gave none."""
        with self._restart:
            address = self._sandboxes.of(task.part.backend).living_address()
        return _ask(worker, task, address)

    def start_worker(self) -> "subprocess.Popen[str]":
        """A worker process that is ended with all others."""
        folders = map(str, content.own_folders())
        worker = subprocess.Popen(
            [sys.executable, "-P", "-m", "autograder.grading.worker", *folders],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self._workers.add(worker)
        if self.stopped:
            worker.kill()
        return worker

    def end(self, worker: "subprocess.Popen[str]", at_once: bool) -> None:
        """Let a worker go."""
        if at_once:
            worker.kill()
        with suppress(OSError):
            worker.communicate()
        self._workers.discard(worker)


class _Stopped(Exception):
    """Nobody wants more results."""


class _Desk:
    """One worker process, started again where it ends."""

    def __init__(self, pool: "Pool[Any]"):
        self._pool = pool
        self._worker: subprocess.Popen[str] | None = None

    def run(self, task: Task, _told: object = None) -> ExerciseResult:
        """The result of a task on the backend that it names, in as many tries as it takes.

        Raises:
            _Stopped: nobody waits for it any more.
        """
        pool = self._pool
        guard = pool.guards.of(task.part.backend) if pool.guards else None
        result = _lost(task)
        faults = 0
        for _ in range(_TRIES):
            if guard:
                guard.before_work()
            self._worker = self._worker or pool.start_worker()
            answer = pool.ask(self._worker, task)
            if pool.stopped:
                raise _Stopped
            if answer:
                result = ExerciseResult.from_json(json.loads(answer))
                faults += result.is_fault
                if faults != 1:
                    break
            self.close(at_once=True)
            if guard:
                guard.doubt()
        return result

    def close(self, at_once: bool = False) -> None:
        """End the worker."""
        if self._worker is not None:
            self._pool.end(self._worker, at_once or self._pool.stopped)
            self._worker = None


def _ask(worker: "subprocess.Popen[str]", task: Task, address: str) -> str:
    """The worker's answer; empty if it died, or was ended because it answered much later than any limit allows."""
    assert worker.stdin is not None
    assert worker.stdout is not None
    stuck = threading.Timer(_longest(task), worker.kill)
    stuck.daemon = True
    stuck.start()
    try:
        worker.stdin.write(json.dumps({"address": address, "task": task.to_json()}) + "\n")
        worker.stdin.flush()
        answer = worker.stdout.readline()
    except (OSError, ValueError):
        return ""
    finally:
        stuck.cancel()
    # A worker that is killed while it writes leaves half a line.
    return answer if answer.endswith("\n") else ""


def _longest(task: Task) -> float:
    limits = task.limits
    training = _ATTEMPTS * (limits.training_seconds + limits.load_seconds)
    return limits.load_seconds + _MOST_FUNCTIONS * limits.function_seconds + training + _SPARE_SECONDS


def _lost(task: Task) -> ExerciseResult:
    exercise = find_exercise(task.work.exercise)
    checks = [task.part.result(info, FAULT) for info in task.part.chosen(checks_of(exercise))]
    problem = Message(got=f"the grader's own process ended {_TRIES} times while grading {task.work.name}")
    return ExerciseResult(exercise.name, exercise.title, task.work.name, checks, outcome=FAULT, problem=problem)
