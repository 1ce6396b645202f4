"""Write what was measured into thresholds.toml."""

import datetime
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tomlkit

from autograder.calibration.alike import comparisons
from autograder.calibration.choice import Choice
from autograder.calibration.runs import RIGHT
from autograder.course.exercise import Exercise
from autograder.engine.backends import Backend, versions
from autograder.engine.gpu import gpu_names
from autograder.grading.catalogue import CheckInfo
from autograder.grading.part import Device
from autograder.grading.recipe import check_digest, solution_digest

_HEAD = "What accuracy checks have to reach. Written by `convlings calibrate`; not to be edited by hand."
_ORDER = ("exercise", "check", "tier", "backend", "backends")
# By what is said of them in the file: with a threshold between right and wrong, or without one.
_MEASURED = ("threshold", "sample")


def record(
    exercise: Exercise,
    check: CheckInfo,
    device: Device,
    backend: Backend,
    choice: Choice,
    seconds: float,
    procedures: Mapping[str, tuple[int, int]],
) -> dict[str, Any]:
    """The entry of one check on one tier and backend.

    Args:
        seconds: Of one attempt, on average.
        procedures: How many runs of each mistake, under "right" of all right answers together, passed the whole
            procedure (one attempt, after a miss a second), and of how many it has come to its end.
    """
    right = choice.right
    found = {"value": choice.value, "seconds": round(seconds, 2)}
    return (
        _head(exercise, check, device, backend)
        | found
        | {
            "right": _distribution(right.values)
            | {
                "chance_of_failing_one_attempt": _chance(right.fails_once),
                "chance_of_failing_both": _chance(right.fails_twice),
                "method": right.method,
            }
            | _procedures(*procedures[RIGHT]),
            "mistake": [
                {"name": mistake.name}
                | _distribution(mistake.values)
                | {
                    "chance_of_passing_one_attempt": _chance(mistake.passes_once),
                    "chance_of_passing": _chance(mistake.passes),
                    "method": mistake.method,
                    "chance_of_passing_at_most": _chance(mistake.passes_at_most),
                }
                | _procedures(*procedures[mistake.name])
                for mistake in choice.mistakes
            ],
        }
    )


def sample(
    exercise: Exercise, check: CheckInfo, backend: Backend, values: Mapping[str, Sequence[float]]
) -> dict[str, Any]:
    """What was measured on the CPU to be compared with another backend: too little for a threshold.

    Args:
        values: Of each mistake, and under "right" of all right answers.
    """
    return _head(exercise, check, "cpu", backend) | {
        "right": _distribution(values[RIGHT]),
        "mistake": [{"name": name} | _distribution(each) for name, each in values.items() if name != RIGHT],
    }


def _head(exercise: Exercise, check: CheckInfo, device: Device, backend: Backend) -> dict[str, Any]:
    return {
        "exercise": exercise.name,
        "check": check.name,
        "tier": device,
        "backend": backend,
        "date": datetime.date.today(),
        "device": ", ".join(gpu_names()) if device == "gpu" else f"one core, {platform.machine()}",
        "python": platform.python_version(),
        "versions": versions(backend),
        "solution_digest": solution_digest(exercise),
        "check_digest": check_digest(exercise, check),
    }


def write(path: Path, entry: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Put the entry, a threshold or a sample, into the file, instead of the one for the same check, tier and backend;
    what is found, then, of each two backends."""
    document = tomlkit.parse(path.read_text(encoding="utf-8")).unwrap() if path.exists() else {}
    kept = {kind: [each for each in document.get(kind, []) if _name(each) != _name(entry)] for kind in _MEASURED}
    kept["threshold" if "value" in entry else "sample"].append(dict(entry))
    same_check = [each for kind in _MEASURED for each in kept[kind] if _name(each)[:2] == _name(entry)[:2]]
    found = comparisons(same_check)
    kept["comparison"] = [
        each for each in document.get("comparison", []) if _name(each)[:2] != _name(entry)[:2]
    ] + found
    fresh = tomlkit.document()
    fresh.add(tomlkit.comment(_HEAD))
    for kind, entries in kept.items():
        if entries:
            fresh.add(kind, tomlkit.item(sorted(entries, key=_name)))
    partial = path.with_suffix(".partial")
    partial.write_text(tomlkit.dumps(fresh), encoding="utf-8", newline="\n")
    partial.replace(path)
    return found


def _name(entry: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(entry.get(field, "")) for field in _ORDER)


def _distribution(values: Sequence[float]) -> dict[str, Any]:
    return {
        "runs": len(values),
        "mean": round(float(np.mean(values)), 4),
        "standard_deviation": round(float(np.std(values, ddof=1)), 4),
        "least": round(min(values), 4),
        "greatest": round(max(values), 4),
        "values": [round(value, 4) for value in values],
    }


def _procedures(passed: int, ended: int) -> dict[str, int]:
    return {"procedures": ended, "passed": passed}


def _chance(value: float) -> float:
    return float(f"{value:.2g}")
