"""A sandbox that answers every question with random plain data: no check passes, and none becomes our own fault."""

import queue
import random
from typing import Any

import numpy as np
import pytest

from autograder.course.exercise import Exercise, whole_course
from autograder.engine.sandbox import Limits
from autograder.grading.key import RunKey
from autograder.grading.task import Task
from autograder.submissions import Work
from autograder.wire.codec import DTYPES, Reference, decode, encode

_NUMBERS = (0, 1, -1, 3, 10, 2**70, -(2**400), 0.0, -0.0, 0.5, 1e308, float("nan"), float("inf"), 1j)
_SHAPES = ((), (0,), (1,), (3,), (2, 3), (8, 32), (0, 3), (1000, 200), (1, 1, 1, 1), (10, 10, 10, 200), (4, 3))
_TYPES = ("keras.Sequential", "function", "object", "generator", "")
_KEYS = ("epochs", "steps", "asked", "warnings", "loss", "accuracy", "model_stopped", "a")
_ERRORS = ("ValueError", "NotImplementedError", "AttributeError", "MemoryError")


class Forger:
    """Stands where a sandbox child would."""

    folder = ""
    native = None

    def __init__(self, random_: random.Random):
        self.random = random_
        self.printed = self
        self.answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def take(self) -> str:
        return ""

    def send(self, frame: bytes) -> None:
        request = decode(frame)
        answer: dict[str, Any] = {"id": request["id"]}
        if request["op"] == "load":
            answer["ok"] = {"outcome": "loaded", "error": None, "notes": []}
        elif request["op"] == "restore":
            answer["ok"] = None
        elif request["op"] == "put" or (request["op"] == "attribute" and request["args"][0].number < 4):
            answer["ok"] = Reference(20, "function")
        elif request["op"] == "is_instance":
            answer["ok"] = self.random.random() < 0.9
        elif self.random.random() < 0.05:
            answer["error"] = {"type": self.random.choice(_ERRORS), "message": "m", "line": 3}
        else:
            answer["ok"] = self.value()
        self.answers.put(encode(answer))

    def receive(self, deadline: float) -> bytes:
        return self.answers.get_nowait()

    def close(self) -> None:
        pass

    def value(self, depth: int = 0) -> Any:
        choose = self.random.choice
        kind = self.random.randrange(8 if depth < 3 else 6)
        match kind:
            case 0:
                return choose((None, True, False, b"", b"abc"))
            case 1:
                return choose(_NUMBERS)
            case 2:
                return choose(("", "a", "loss", "\0" * 5, "x" * 5000))
            case 3 | 4:
                shape = choose(_SHAPES)
                values = np.array(self.random.choices((0, 1, 0.5, -3, 1e30, np.nan, np.inf), k=int(np.prod(shape))))
                with np.errstate(all="ignore"):
                    return values.astype(choose(DTYPES)).reshape(shape)
            case 5:
                return Reference(self.random.randrange(30), choose(_TYPES))
            case 6:
                items = [self.value(depth + 1) for _ in range(choose((0, 1, 2, 2, 3, 5)))]
                return items if choose((True, False)) else tuple(items)
            case _:
                return {choose(_KEYS): self.value(depth + 1) for _ in range(self.random.randrange(4))}


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("seeds", [range(4), pytest.param(range(4, 40), marks=pytest.mark.slow)], ids=["few", "many"])
@pytest.mark.parametrize("exercise", whole_course(), ids=lambda exercise: exercise.name)
def test_forged_answers_pass_nothing_and_are_never_our_fault(exercise: Exercise, seeds: range):
    for seed in seeds:
        random_ = random.Random(seed)
        work = Work(exercise=exercise.name, name="x.py", content=b"")
        result = Task(work, RunKey.from_seed(seed), Limits()).run(lambda random_=random_: Forger(random_))
        found = [(check.id, check.outcome, check.message.got) for check in result.checks]
        assert not [entry for entry in found if entry[1] in ("passed", "grader fault")], f"seed {seed}"
