"""Record what the known submissions show of the checks that they fail: the fingerprints."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from autograder.checking.study import Judged, Recorded, alike
from autograder.course.exercise import Exercise
from autograder.engine.fleet import Source
from autograder.engine.sandbox import Limits
from autograder.grading import fingerprints
from autograder.grading.catalogue import CheckInfo, checks_of, functions_of
from autograder.grading.diagnosis import KEY, record
from autograder.grading.session import Session
from autograder.submissions import Work
from autograder.verify.bank import BankFile, read_bank

_LIMITS = Limits(call_seconds=30.0, load_seconds=30.0, function_seconds=300.0)
_RUNS = 2


@dataclass(frozen=True)
class Due:
    """One submission to record: a known one, or the solution where there is no file."""

    exercise: Exercise
    file: BankFile | None
    checks: tuple[CheckInfo, ...]

    @property
    def source(self) -> bytes:
        return self.exercise.source.encode() if self.file is None else self.file.path.read_bytes()


def digest(content: bytes) -> str:
    """Names a known submission's content in the fingerprints."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()[:16]


def judged_checks(exercise: Exercise) -> list[CheckInfo]:
    """The checks that have fingerprints: all but those that measure an accuracy."""
    return [info for info in checks_of(exercise) if not info.is_accuracy]


def what_is_due(exercise: Exercise) -> list[Due]:
    """What has to be recorded: each wrong file in the checks it fails, the solution in all of them."""
    known = fingerprints.read(exercise)
    fresh = known if known and known["versions"] == fingerprints.versions(exercise) else {"checks": {}, "files": {}}
    stale = {
        info.name: fresh["checks"].get(info.short_name, {}).get("recipe") != fingerprints.recipe_of(exercise, info)
        for info in judged_checks(exercise)
    }
    found = []
    for file in (None, *(each for each in read_bank(exercise) if not each.right)):
        same = file is not None and fresh["files"].get(file.path.stem) == digest(file.path.read_bytes())
        checks = tuple(
            info
            for info in judged_checks(exercise)
            if (file is None or info.short_name in file.fails) and (stale[info.name] or (file is not None and not same))
        )
        if checks:
            found.append(Due(exercise, file, checks))
    return found


def refresh(exercise: Exercise, sandboxes: Source | None, jobs: int, progress: Callable[[], None]) -> str:
    """The text of the exercise's fingerprints; what holds already is taken over.

    Args:
        sandboxes: Where the submissions run; may be missing where nothing has to.
    """
    due = what_is_due(exercise)
    known = fingerprints.read(exercise)
    fresh = known if known and known["versions"] == fingerprints.versions(exercise) else {"checks": {}}
    with ThreadPoolExecutor(jobs) as pool:
        shown = dict(
            zip(map(_label, due), pool.map(lambda each: _recorded(each, sandboxes, progress), due), strict=True)
        )
    wrong = [file for file in read_bank(exercise) if not file.right]
    checks: dict[str, Any] = {}
    for info in judged_checks(exercise):
        before = fresh["checks"].get(info.short_name, {"right": None, "shown": {}})
        entry = {"recipe": fingerprints.recipe_of(exercise, info), "right": before["right"], "shown": {}}
        if "" in shown and info.name in shown[""]:
            entry["right"] = shown[""][info.name]
        for file in wrong:
            if info.short_name in file.fails:
                name = file.path.stem
                new = shown.get(name, {}).get(info.name)
                entry["shown"][name] = new if new is not None else before["shown"].get(name)
        entry["shown"] = {name: value for name, value in entry["shown"].items() if value is not None}
        checks[info.short_name] = entry
    data = {
        "format": fingerprints.FORMAT,
        "versions": fingerprints.versions(exercise),
        "files": {file.path.stem: digest(file.path.read_bytes()) for file in wrong},
        "mistakes": {file.path.stem: {"name": file.looks_like, "why": file.why, "tries": file.tries} for file in wrong},
        "checks": checks,
    }
    return _text(data)


def _label(due: Due) -> str:
    return due.file.path.stem if due.file else ""


def _recorded(due: Due, sandboxes: Source | None, progress: Callable[[], None]) -> dict[str, Any]:
    """What the submission shows of each check, as it is stored."""
    assert sandboxes is not None
    name = f"{due.exercise.name}.py"
    work = Work(exercise=due.exercise.name, name=name, content=due.source)
    functions = functions_of(due.exercise)
    start = sandboxes.of(fingerprints.backend_of(due.exercise)).start_child
    runs: dict[str, list[Recorded]] = {info.name: [] for info in due.checks}
    for _ in range(_RUNS):
        session = Session(due.exercise, work, start, KEY, _LIMITS)
        try:
            for info in due.checks:
                if (seen := record(session, info, functions[info.name])) is not None:
                    runs[info.name].append(seen)
        finally:
            session.close()
    progress()
    shown = {check: fingerprints.to_json(_common(seen)) for check, seen in runs.items() if len(seen) == _RUNS}
    return shown if due.file is None else {name: fingerprints.without_tolerances(each) for name, each in shown.items()}


def _common(runs: Sequence[Recorded]) -> Recorded:
    """What all runs show alike; a text in the place of a fact that varies."""
    first = runs[0]
    judged = [
        Judged(tuple(_steady(first, runs, n)), each.own, each.wrong, each.within) for n, each in enumerate(first.judged)
    ]
    return Recorded(judged, first.end)


def _steady(first: Recorded, runs: Sequence[Recorded], number: int) -> Iterator[Any]:
    judged = first.judged[number]
    for place, value in enumerate(judged.seen):
        others = [run.judged[number].seen[place] for run in runs if len(run.judged) > number]
        within = judged.within[place]
        yield value if all(alike(value, other, within) for other in others) else fingerprints.VARIES


def _text(data: dict[str, Any]) -> str:
    """JSON with a line for each known submission, so that changes can be read side by side."""
    compact = lambda value: json.dumps(value, ensure_ascii=False, separators=(", ", ": "))  # noqa: E731
    lines = [f'{{"format": {data["format"]}, "versions": {compact(data["versions"])},', '"files": {']
    lines += [f" {compact(name)}: {compact(value)}," for name, value in data["files"].items()]
    lines[-1] = lines[-1].rstrip(",") if data["files"] else lines[-1]
    lines += ["},", '"mistakes": {']
    lines += [f" {compact(name)}: {compact(value)}," for name, value in data["mistakes"].items()]
    lines[-1] = lines[-1].rstrip(",") if data["mistakes"] else lines[-1]
    lines += ["},", '"checks": {']
    for check, entry in data["checks"].items():
        lines += [f'{compact(check)}: {{"recipe": {compact(entry["recipe"])},', f'"right": {compact(entry["right"])},']
        lines += ['"shown": {']
        lines += [f" {compact(name)}: {compact(value)}," for name, value in entry["shown"].items()]
        lines[-1] = lines[-1].rstrip(",")
        lines += ["}},"]
    lines[-1] = lines[-1].rstrip(",")
    return "\n".join([*lines, "}}"]) + "\n"
