"""A check in the background: what it tells, and what becomes of it when it is called off."""

import queue
import threading

import pytest

from autograder.course.exercise import find_exercise
from autograder.engine.child import Child
from autograder.grading.key import RunKey
from autograder.grading.task import Task
from autograder.student.background import Background, Listener, Starter
from autograder.submissions import Work


@pytest.fixture
def task() -> Task:
    exercise = find_exercise("00")
    work = Work(exercise.name, name=f"{exercise.name}.py", content=exercise.source.encode())
    return Task(work, RunKey.from_seed(1))


class Heard:
    """Collects what is told."""

    def __init__(self) -> None:
        self.checks: list[str] = []
        self.results: queue.SimpleQueue = queue.SimpleQueue()
        self.listener = Listener(lambda check: self.checks.append(check.id), lambda *_: None, self.results.put)


def test_each_result_is_told_and_then_all_of_them(task, sandboxes):
    heard = Heard()
    Background(task, Starter(lambda _: sandboxes.start_child()), heard.listener)
    result = heard.results.get(timeout=60)
    assert result.passed
    assert heard.checks == [check.id for check in result.checks]


def test_a_sandbox_that_comes_too_late_for_one_check_serves_the_next(task, sandboxes):
    """Where every sandbox imports Keras by itself, this is the time that a save during the import would cost."""
    asked, may_start = threading.Event(), threading.Event()
    started: list[Child] = []

    def slow_start(_: str) -> Child:
        asked.set()
        may_start.wait(60)
        started.append(sandboxes.start_child())
        return started[-1]

    starter = Starter(slow_start)
    early, late = Heard(), Heard()
    first = Background(task, starter, early.listener)
    assert asked.wait(60)
    first.call_off()
    between = Background(task, starter, early.listener, after=first)
    between.call_off()
    Background(task, starter, late.listener, after=between)
    may_start.set()
    assert late.results.get(timeout=60).passed
    assert len(started) == 1
    assert early.checks == []
    assert early.results.empty()
    starter.close()


def test_what_nobody_used_is_ended(sandboxes):
    starter = Starter(lambda _: sandboxes.start_child())
    child = starter.take("tensorflow")
    starter.give_back("tensorflow", child)
    starter.close()
    assert child.close() is not None
    assert starter.take("tensorflow") is not child
