"""What accuracy checks have to reach: the `thresholds.toml` of each topic, written by `convlings calibrate`, with one
entry for each check, device tier and Keras backend.

What was measured on one backend holds on another only where the file says that a test has found both alike on the CPU.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations
from pathlib import Path
from typing import Any

from autograder import topics
from autograder.engine.backends import TENSORFLOW


@dataclass(frozen=True)
class Threshold:
    """One entry.

    Attributes:
        exercise, check: `09_augmentation`, and the name of the check's function.
        tier: "cpu" or "gpu".
        backend: Keras backend that it was measured on.
        value: The least value that passes.
        seconds: Of one attempt, on average, on one core or on the GPU.
        record: All that was measured: distributions, chances, versions, digests, date.
    """

    exercise: str
    check: str
    tier: str
    backend: str
    value: float
    seconds: float
    record: Mapping[str, Any]


def path(exercise: str) -> Path:
    """The exercise's file, which may not be there."""
    return Path(topics.folder_of(exercise) or exercise, "thresholds.toml")


def find_threshold(exercise: str, check: str, tier: str, backend: str = TENSORFLOW) -> Threshold | None:
    """The entry for this check, or that of a backend that is alike; None if it is not calibrated."""
    return read_thresholds(path(exercise)).get((exercise, check, tier, backend))


_Name = tuple[str, str, str, str]


@lru_cache
def read_thresholds(file: Path) -> Mapping[_Name, Threshold]:
    """All entries by exercise, check, tier and backend; none if there is no file."""
    if not file.is_file():
        return {}
    document = tomllib.loads(file.read_text(encoding="utf-8"))
    own = {}
    for entry in document.get("threshold", []):
        name = (entry["exercise"], entry["check"], entry["tier"], entry["backend"])
        own[name] = Threshold(*name, float(entry["value"]), float(entry["seconds"]), entry)
    return _lent(own, document.get("comparison", [])) | own


def _lent(own: Mapping[_Name, Threshold], comparisons: Iterable[Mapping[str, Any]]) -> dict[_Name, Threshold]:
    found = {}
    for comparison in comparisons:
        for lender, borrower in permutations(comparison["backends"]):
            for (exercise, check, tier, backend), threshold in own.items():
                is_of_check = (exercise, check, backend) == (comparison["exercise"], comparison["check"], lender)
                is_current = threshold.record.get("check_digest") == comparison["check_digest"]
                if comparison["alike"] and is_of_check and is_current:
                    found[exercise, check, tier, borrower] = threshold
    return found


def expected_seconds(exercise: str, checks: Iterable[str], tier: str, backend: str) -> float:
    """How long these accuracy checks take if each passes at once; 0 where nothing was measured."""
    found = [find_threshold(exercise, check, tier, backend) for check in checks]
    return sum(threshold.seconds for threshold in found if threshold is not None)
