"""Worker processes on this machine, each with a desk that sees its tasks through."""

import json
import subprocess
import sys
import threading
from contextlib import suppress

from autograder.checking.failure import Message
from autograder.course import content
from autograder.course.exercise import find_exercise
from autograder.engine.fleet import Guards, Source
from autograder.grading.catalogue import checks_of
from autograder.grading.result import FAULT, ExerciseResult
from autograder.grading.task import Task

# A worker that is killed twice is bad luck; three times, it is the submission.
TRIES = 3
# Beyond all that the limits allow: only a worker that is stuck in itself takes longer.
_SPARE_SECONDS = 600.0
# At most so many functions does an exercise have, and so many attempts an accuracy check.
_MOST_FUNCTIONS, _ATTEMPTS = 12, 4


class Stopped(Exception):
    """Nobody wants more results."""


class Office:
    """What the desks of one machine share: where sandboxes come from, and the worker processes.

    Args:
        guards: Asked before each task whether the sandboxes are still what they were.
    """

    def __init__(self, sandboxes: Source, guards: Guards | None = None):
        self._sandboxes = sandboxes
        self.guards = guards
        self._restart = threading.Lock()
        self._workers: set[subprocess.Popen[str]] = set()
        self.stopped = False
        sandboxes.before_close(self.stop)

    def stop(self) -> None:
        """End all workers; no desk works on."""
        self.stopped = True
        for worker in tuple(self._workers):
            worker.kill()

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


class Desk:
    """One worker process, started again where it ends."""

    def __init__(self, office: Office):
        self._office = office
        self._worker: subprocess.Popen[str] | None = None

    def run(self, task: Task, _told: object = None) -> ExerciseResult:
        """The result of a task on the backend that it names, in as many tries as it takes.

        Raises:
            Stopped: nobody waits for it any more.
        """
        office = self._office
        guard = office.guards.of(task.part.backend) if office.guards else None
        result = lost(task)
        faults = 0
        for _ in range(TRIES):
            if guard:
                guard.before_work()
            self._worker = self._worker or office.start_worker()
            answer = office.ask(self._worker, task)
            if office.stopped:
                raise Stopped
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
            self._office.end(self._worker, at_once or self._office.stopped)
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


def lost(task: Task) -> ExerciseResult:
    """The result of a task that ended its workers in every try."""
    exercise = find_exercise(task.work.exercise)
    checks = [task.part.result(info, FAULT) for info in task.part.chosen(checks_of(exercise))]
    problem = Message(got=f"the grader's own process ended {TRIES} times while grading {task.work.name}")
    return ExerciseResult(exercise.name, exercise.title, task.work.name, checks, outcome=FAULT, problem=problem)
