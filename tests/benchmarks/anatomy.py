"""Where the grader's own time goes: a submission graded in this process, with every request timed."""

import subprocess
import sys
import time
from collections.abc import Sequence
from statistics import median
from typing import Any

from run_key import KEY
from work import Entry

from autograder.engine.canary import confirm
from autograder.engine.provider import Sandboxes
from autograder.engine.sandbox import Sandbox
from autograder.grading import session
from autograder.grading.task import Task

PARTS = ("fork and jail", "load", "restore", "requests", "pytest and the rest")


class _Timed(Sandbox):
    """Adds up the seconds of each operation."""

    spent: dict[str, float]

    def request(self, operation: str, *args: Any, seconds: float | None = None, **kwargs: Any) -> Any:
        started = time.perf_counter()
        try:
            return super().request(operation, *args, seconds=seconds, **kwargs)
        finally:
            part = operation if operation in ("load", "restore") else "requests"
            self.spent[part] = self.spent.get(part, 0.0) + time.perf_counter() - started


def dissect(entries: Sequence[Entry], sandboxes: Sandboxes) -> tuple[dict[str, float], dict[str, float | None]]:
    """Median seconds a submission spends in each of `PARTS`, and in all (`whole`); its points by label."""
    found: dict[str, list[float]] = {}
    earned: dict[str, float | None] = {}
    original = session.Sandbox
    session.Sandbox = _Timed  # type: ignore[misc]
    try:
        for entry in entries:
            parts, earned[entry.label] = _parts(entry, sandboxes)
            for part, seconds in parts.items():
                found.setdefault(part, []).append(seconds)
    finally:
        session.Sandbox = original  # type: ignore[misc]
    return {part: median(values) for part, values in found.items()}, earned


def _parts(entry: Entry, sandboxes: Sandboxes) -> tuple[dict[str, float], float]:
    _Timed.spent = {}
    started = time.perf_counter()
    result = Task(entry.work, KEY).run(sandboxes.start_child)
    whole = time.perf_counter() - started
    parts = {"fork and jail": result.runtime["child_start_seconds"]}
    parts |= {part: _Timed.spent.get(part, 0.0) for part in ("load", "restore", "requests")}
    return parts | {"pytest and the rest": whole - sum(parts.values()), "whole": whole}, result.earned


def once(sandboxes: Sandboxes) -> dict[str, float]:
    """Seconds of what a class pays once."""
    started = time.perf_counter()
    confirmation = confirm(sandboxes)
    canary = time.perf_counter() - started
    started = time.perf_counter()
    worker = [sys.executable, "-P", "-m", "autograder.grading.worker"]
    subprocess.run(worker, stdin=subprocess.DEVNULL, check=True, timeout=60)
    return {
        "imports of the warm parent": sandboxes.import_seconds,
        "canary": canary,
        "of which training a tiny model": confirmation.train_seconds,
        "start of a worker, one a job": time.perf_counter() - started,
    }
