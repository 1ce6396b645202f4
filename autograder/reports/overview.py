"""A class as a whole, in a few lines: how it did, what was hardest, and who waits for a person."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from autograder.grading.batch import SubmissionResult
from autograder.grading.result import FAULT, MISSING, PASSED, REVIEW, SKIPPED, CheckResult, ExerciseResult, shown_points
from autograder.grading.state import EMPTY, GRADED, state_of, waiting
from autograder.reports.people import in_order, labels
from autograder.reports.text import one_line

_MOST_NAMES = 40
# In a table, where a person or another run has to decide.
NO_MARK = "?"


def overview(results: Sequence[SubmissionResult]) -> list[str]:
    """Sentences about the class: its mean, its hardest check, its most common mistake; who needs a person's eyes."""
    graded = [
        result
        for result in results
        if state_of(result) == GRADED and any(_is_judged(exercise) for exercise in result.exercises)
    ]
    return [*(_as_a_whole(graded) if len(graded) > 1 else []), *_for_a_person(in_order(results))]


def _as_a_whole(graded: Sequence[SubmissionResult]) -> Iterator[str]:
    mean = round(sum(result.earned for result in graded) / len(graded), 1)
    full = sum(result.earned >= result.points for result in graded)
    most = shown_points(max(result.points for result in graded))
    yield f"Mean: {shown_points(mean)} of {most} points, over the {len(graded)} students graded; full marks: {full}."
    judged = [list(_judged(result)) for result in graded]
    open_checks = Counter(check.id for checks in judged for check in checks if check.outcome != PASSED)
    if open_checks:
        checks = {check.id: check for each in judged for check in each}
        hardest = min(open_checks, key=lambda id_: (-open_checks[id_], id_))
        of = sum(check.id == hardest for each in judged for check in each)
        title = one_line(checks[hardest].title)
        yield f"Hardest check: {hardest} {title}; not passed by {open_checks[hardest]} of {of}."
    mistakes = Counter(
        mistake for checks in judged for mistake in {check.message.looks_like for check in checks if not check.passed}
    )
    del mistakes[""]
    if mistakes:
        commonest = min(mistakes, key=lambda text: (-mistakes[text], text))
        count = mistakes[commonest]
        yield f"Most common mistake: {one_line(commonest)} ({count} {'student' if count == 1 else 'students'})."


def _for_a_person(results: Sequence[SubmissionResult]) -> Iterator[str]:
    names = labels(results)

    def those(what: str, exercises_of: Callable[[SubmissionResult], Sequence[str]]) -> Iterator[str]:
        found = [
            f"{names[result.key]} ({' '.join(name[:2] for name in exercises)})"
            for result in results
            if (exercises := exercises_of(result))
        ]
        if found:
            more = f" and {len(found) - _MOST_NAMES} more, as grades.csv says" if len(found) > _MOST_NAMES else ""
            yield f"{what}: {', '.join(found[:_MOST_NAMES])}{more}."

    yield from those(f"Waits for a person, so there is no mark yet ({NO_MARK})", lambda result: sorted(waiting(result)))
    yield from those(
        f"Not graded by a fault of ours, and no zero ({NO_MARK})",
        lambda result: [exercise.exercise for exercise in result.exercises if exercise.is_fault],
    )
    empty = [names[result.key] for result in results if state_of(result) == EMPTY and result.files]
    if empty:
        more = f" and {len(empty) - _MOST_NAMES} more" if len(empty) > _MOST_NAMES else ""
        yield f"Handed in, but nothing that could be graded: {', '.join(empty[:_MOST_NAMES])}{more}."


def _is_judged(exercise: ExerciseResult) -> bool:
    """Whether it says something about what the student knows: something was handed in, and it needs no person."""
    return exercise.outcome not in (MISSING, REVIEW, FAULT)


def _judged(result: SubmissionResult) -> Iterator[CheckResult]:
    """The checks that were put to this student's own work."""
    for exercise in result.exercises:
        if exercise.problem is None and not exercise.is_untouched:
            yield from (check for check in exercise.checks if check.counts and check.outcome not in (SKIPPED, FAULT))
