"""Two reports of one class, side by side: every mark that changed, by which check, and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from autograder.gradebook.report import Report
from autograder.grading.batch import SubmissionResult
from autograder.grading.result import Decision, ExerciseResult
from autograder.grading.state import MARKS, has_mark, state_of
from autograder.reports.people import in_order, labels

_UNKNOWN = "no cause is known: submission, checks, kit, libraries, limits and inputs are the same"


@dataclass(frozen=True)
class Change:
    """A mark that is not the same any more. None: there is no mark (it waits, or was not graded).

    Attributes:
        what: Number of the exercise or the check.
        outcomes: Of a check: its word before and now.
    """

    what: str
    old: float | None
    new: float | None
    outcomes: tuple[str, str] = ("", "")

    @property
    def is_down(self) -> bool:
        """A mark that is gone is down as well."""
        return self.old is not None and (self.new is None or self.new < self.old)

    @property
    def is_up(self) -> bool:
        return self.new is not None and (self.old is None or self.new > self.old)


@dataclass(frozen=True)
class ExerciseChange:
    """What changed in one exercise of one student."""

    student: str
    whole: Change
    checks: list[Change]
    causes: list[str]

    @property
    def is_down(self) -> bool:
        """Whether the exercise's mark went down, or that of one of its checks."""
        return self.whole.is_down or any(check.is_down for check in self.checks)


@dataclass(frozen=True)
class Comparison:
    """All that is not the same.

    Attributes:
        sums: Changes of a student's sum that no exercise's mark explains, for weights do.
        gone: Students who are in the old report alone.
        come: Students who are in the new report alone.
        same: How many students have the same marks.
    """

    exercises: list[ExerciseChange]
    sums: list[tuple[str, Change]]
    gone: list[str]
    come: list[str]
    same: int = 0

    @property
    def down(self) -> int:
        """How many marks went down."""
        return sum(each.is_down for each in self.exercises) + sum(change.is_down for _, change in self.sums)

    @property
    def up(self) -> int:
        """How many went up, with no check that went down."""
        ups = sum(each.whole.is_up and not each.is_down for each in self.exercises)
        return ups + sum(change.is_up for _, change in self.sums)


def compare(old: Report, new: Report) -> Comparison:
    """What is not the same in two reports."""
    shown = {
        key: replace(result, pseudonym=_pseudonym(key, old, new)) for key, result in (old.results | new.results).items()
    }
    names = labels(list(shown.values()))
    exercises: list[ExerciseChange] = []
    sums: list[tuple[str, Change]] = []
    same = 0
    both = [result for result in in_order([shown[key] for key in new.results]) if result.key in old.results]
    for result in both:
        before, name = old.results[result.key], names[result.key]
        found = list(_exercises(name, before, result, old.run, new.run))
        exercises += found
        total = Change("sum", _total(before), _total(result))
        if not found and total.old != total.new:
            sums.append((name, total))
        same += not found and total.old == total.new
    gone = [names[key] for key in old.results if key not in new.results]
    come = [names[key] for key in new.results if key not in old.results]
    return Comparison(exercises, sums, gone, come, same)


def _pseudonym(key: str, *reports: Report) -> str:
    """A student is not named who has a pseudonym in one of them."""
    return next(
        (each.results[key].pseudonym for each in reports if key in each.results and each.results[key].pseudonym), ""
    )


def _total(result: SubmissionResult) -> float | None:
    return result.earned if state_of(result) in MARKS else None


def _exercises(
    name: str, old: SubmissionResult, new: SubmissionResult, old_run: Mapping[str, Any], new_run: Mapping[str, Any]
) -> Iterator[ExerciseChange]:
    before = {exercise.exercise: exercise for exercise in old.exercises}
    now = {exercise.exercise: exercise for exercise in new.exercises}
    for exercise in dict.fromkeys([*before, *now]):
        was, is_ = before.get(exercise), now.get(exercise)
        whole = Change(exercise[:2], _mark(old, was), _mark(new, is_))
        checks = list(_checks(was, is_)) if was and is_ else []
        if whole.old == whole.new and not any(check.old != check.new for check in checks):
            continue
        changed = [check for check in checks if check.old != check.new]
        if was is None or is_ is None:
            causes = ["the exercise is not in both reports"]
        else:
            causes = list(_causes(exercise, (old, was, old_run), (new, is_, new_run))) or [_UNKNOWN]
        yield ExerciseChange(name, whole, changed, causes)


def _mark(result: SubmissionResult, exercise: ExerciseResult | None) -> float | None:
    return exercise.earned if exercise is not None and has_mark(result, exercise) else None


def _checks(old: ExerciseResult, new: ExerciseResult) -> Iterator[Change]:
    """By the names of their functions: numbers move when a check is put in between."""
    before = {check.name: check for check in old.checks}
    now = {check.name: check for check in new.checks}
    for name in dict.fromkeys([*now, *before]):
        was, is_ = before.get(name), now.get(name)
        shown = is_ or was
        if shown is not None:
            words = (was.outcome if was else "not there", is_.outcome if is_ else "not there")
            points = (old.earned_by(was) if was else 0, new.earned_by(is_) if is_ else 0)
            # Where a person gave points for several checks together, none of them has points of its own.
            if None not in points:
                yield Change(shown.id, *points, words)


Side = tuple[SubmissionResult, ExerciseResult, Mapping[str, Any]]


def _causes(exercise: str, old: Side, new: Side) -> Iterator[str]:
    """What is not the same and may be why, the nearest first."""
    (old_result, was, old_run), (new_result, is_, new_run) = old, new
    if was.decisions != is_.decisions:
        yield from _decisions(was.decisions, is_.decisions)
        if was.checks == is_.checks:
            return
    if old_result.digest != new_result.digest:
        yield "submission: another one was handed in"
    before, now = old_run.get("provenance", {}), new_run.get("provenance", {})
    checks = [run.get("checks", {}).get(exercise) for run in (old_run, new_run)]
    if None not in checks and checks[0] != checks[1]:
        yield f"check: the checks of {exercise[:2]} are not the same"
    if before.get("kit") != now.get("kit"):
        yield f"kit: {before.get('kit')} then, {now.get('kit')} now"
    elif before.get("kit_digest") != now.get("kit_digest") and (None in checks or checks[0] == checks[1]):
        yield "kit: its code is not the same"
    libraries = [{"python": run.get("python"), **run.get("libraries", {})} for run in (before, now)]
    for name in sorted({*libraries[0], *libraries[1]}):
        if libraries[0].get(name) != libraries[1].get(name):
            yield f"library: {name} {libraries[0].get(name)} then, {libraries[1].get(name)} now"
    for name, words in (
        ("tier", "sandbox"),
        ("backend", "backend"),
        ("device", "device"),
        ("limits", "limits"),
        ("memory_mb", "memory"),
    ):
        if before.get(name) != now.get(name):
            yield f"{words}: not the same as then"
    if old_run.get("run") != new_run.get("run"):
        yield "inputs: the runs have different keys, so the checks drew other inputs"


def _decisions(old: list[Decision], new: list[Decision]) -> Iterator[str]:
    for decision in new:
        if decision not in old:
            what = "void" if decision.is_for_all else f"override ({decision.by})"
            yield f"{what}: {decision.reason}"
    for decision in old:
        if decision not in new:
            what = "a void check counts again" if decision.is_for_all else "override: taken back"
            yield f"{what} ({decision.reason})"
