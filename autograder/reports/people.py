"""What the students of a class are called, so that no two are called alike."""

from collections import Counter
from collections.abc import Sequence

from autograder.grading.batch import SubmissionResult
from autograder.reports.text import one_line


def labels(results: Sequence[SubmissionResult]) -> dict[str, str]:
    """Key -> the student's name on one line; behind it the number or login, or the key, where others bear the name."""
    names = {result.key: one_line(result.student) for result in results}
    bearers = Counter(name.casefold() for name in names.values())
    ids = Counter((names[result.key].casefold(), result.id) for result in results)

    def label(result: SubmissionResult) -> str:
        name = names[result.key]
        if bearers[name.casefold()] == 1:
            return name
        is_told_apart = result.id and ids[name.casefold(), result.id] == 1
        return f"{name} ({one_line(result.id) if is_told_apart else result.key})"

    return {result.key: label(result) for result in results}


def in_order(results: Sequence[SubmissionResult]) -> list[SubmissionResult]:
    """Sorted by name, and namesakes by their keys."""
    return sorted(results, key=lambda result: (result.student.casefold(), result.key))
