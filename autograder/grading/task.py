"""One unit of grading work, as it travels from the batch to a worker process: JSON on a line."""

import base64
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from autograder.course.exercise import find_exercise
from autograder.engine.child import Child
from autograder.engine.sandbox import Limits
from autograder.grading.exercise import grade_exercise
from autograder.grading.key import RunKey
from autograder.grading.part import EVERYTHING, Part
from autograder.grading.result import CheckResult, ExerciseResult
from autograder.grading.session import Session
from autograder.submissions import Cell, Work, files_beside


@dataclass(frozen=True)
class Task:
    """Grade one exercise of one submission."""

    work: Work
    key: RunKey
    limits: Limits = field(default_factory=Limits)
    part: Part = EVERYTHING
    reverse: bool = False
    child_each: bool = False

    def run(self, start: Callable[[], Child], told: Callable[[CheckResult], None] | None = None) -> ExerciseResult:
        """The result, from sandboxes that `start` gives; `told` is called with each check's as soon as it stands."""
        exercise = find_exercise(self.work.exercise)
        session = Session(exercise, self.work, start, self.key, self.limits, self.child_each, self.part.uses_gpu)
        return grade_exercise(session, self.part, self.reverse, told)

    def to_json(self) -> str:
        work = self.work
        fields: dict[str, Any] = {
            "exercise": work.exercise,
            "name": work.name,
            "outcome": work.outcome,
            "reason": work.reason,
            "notes": list(work.notes),
            "content": _text(work.content),
            "cells": None if work.cells is None else [asdict(cell) for cell in work.cells],
            "helpers": [(name, _text(content)) for name, content in files_beside(work)],
            "others": work.others,
            "is_open": work.is_open,
            "is_colab": work.is_colab,
        }
        flags = {"reverse": self.reverse, "child_each": self.child_each}
        plain = {"work": fields, "key": self.key.hex, "limits": asdict(self.limits), "part": asdict(self.part)}
        return json.dumps(plain | flags)

    @classmethod
    def from_json(cls, text: str) -> "Task":
        data = json.loads(text)
        fields = data["work"]
        fields["notes"] = tuple(fields["notes"])
        fields["content"] = _bytes(fields["content"])
        fields["helpers"] = tuple((name, _bytes(content) or b"") for name, content in fields["helpers"])
        fields["others"] = tuple((kind, index, source) for kind, index, source in fields["others"])
        if fields["cells"] is not None:
            fields["cells"] = tuple(
                Cell(cell["source"], cell["index"], tuple(cell["tags"])) for cell in fields["cells"]
            )
        work = Work(path=None, **fields)
        flags = {name: data[name] for name in ("reverse", "child_each")}
        data["part"] |= {name: tuple(data["part"][name]) for name in ("functions", "checks", "first")}
        key, limits, part = RunKey.from_hex(data["key"]), Limits(**data["limits"]), Part(**data["part"])
        return cls(work, key, limits, part, **flags)


def _text(content: bytes | None) -> str | None:
    return None if content is None else base64.b64encode(content).decode()


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else base64.b64decode(text)
