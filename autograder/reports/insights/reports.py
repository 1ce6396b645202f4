"""One report as a whole: the distribution of points, when people handed in, and who waits for a person."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import mean, median

from autograder.grading.batch import SubmissionResult
from autograder.grading.result import MISSING, shown_points
from autograder.grading.state import EMPTY, GRADED, WAITS, may_be_in_a_document, state_of, waiting
from autograder.reports.insights.facts import (
    AttemptsBin,
    Bin,
    PointsFacts,
    ReportFacts,
    TimeBin,
    TimeFacts,
    Waiting,
)
from autograder.reports.people import in_order

# A bar stands for so many hours, the first of these with which there are not too many bars.
_HOURS = (1, 3, 6, 12, 24, 48, 7 * 24, 28 * 24, 364 * 24)
_MOST_BARS = 30
_MOST_ATTEMPTS = 5
_FIRST_ROW = 2  # of grades.csv, after its head


def report_facts(name: str, results: Sequence[SubmissionResult]) -> ReportFacts:
    """What is said of one report."""
    states = Counter(map(state_of, results))
    there = [result for result in results if any(exercise.outcome != MISSING for exercise in result.exercises)]
    return ReportFacts(
        name=name,
        students=len(results),
        empty=states[EMPTY],
        points=_points([result for result in results if state_of(result) == GRADED]),
        times=_times(there),
        waiting=tuple(_waiting(results)),
    )


def _share(result: SubmissionResult) -> float:
    return result.earned / result.points if result.points else 0.0


def _points(graded: Sequence[SubmissionResult]) -> PointsFacts | None:
    """Tenths of what can be had, and full marks by themselves."""
    if not graded:
        return None
    of = max(result.points for result in graded)
    # Sums of tenths of points are not exact.
    tenths = Counter(min(int(_share(result) * 10 + 1e-9), 10) for result in graded)
    bounds = [shown_points(round(of * tenth / 10, 2)) for tenth in range(11)]
    labels = [f"{low} to less than {high}" for low, high in pairwise(bounds)]
    bins = tuple(Bin(label, tenths[at]) for at, label in enumerate([*labels, f"{bounds[10]}, full marks"]))
    earned = [result.earned for result in graded]
    return PointsFacts(len(graded), mean(earned), median(earned), of, bins)


def _times(there: Sequence[SubmissionResult]) -> TimeFacts:
    moments = [(moment, result) for result in there if (moment := _moment(result.submitted_at))]
    attempts: dict[int, list[float]] = {}
    for result in there:
        if result.attempts:
            attempts.setdefault(min(result.attempts, _MOST_ATTEMPTS), []).append(_share(result))
    return TimeFacts(
        bins=tuple(_time_bins(moments)),
        attempts=tuple(
            AttemptsBin(f"{count} or more" if count == _MOST_ATTEMPTS else str(count), len(shares), mean(shares))
            for count, shares in sorted(attempts.items())
        ),
        unknown=len(there) - len(moments),
    )


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
        return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _time_bins(moments: Sequence[tuple[datetime, SubmissionResult]]) -> Iterator[TimeBin]:
    """From the first submission to the last, empty bars included; over very long spans, only bars that hold any."""
    if not moments:
        return
    first, last = min(moment for moment, _ in moments), max(moment for moment, _ in moments)
    day = first.replace(hour=0, minute=0, second=0, microsecond=0)

    def place(moment: datetime, hours: int) -> int:
        return (moment - day) // timedelta(hours=hours)

    hours = next((each for each in _HOURS if place(last, each) - place(first, each) < _MOST_BARS), _HOURS[-1])
    late = Counter(place(moment, hours) for moment, result in moments if result.late)
    everybody = Counter(place(moment, hours) for moment, _ in moments)
    is_long = place(last, hours) - place(first, hours) >= _MOST_BARS
    places = sorted(everybody) if is_long else range(place(first, hours), place(last, hours) + 1)
    for at in places:
        begin = day + at * timedelta(hours=hours)
        yield TimeBin(_span(begin, hours), everybody[at] - late[at], late[at])


def _span(begin: datetime, hours: int) -> str:
    if hours < 24:
        return f"{begin:%a %Y-%m-%d %H:%M} to {(begin.hour + hours) % 24:02}:00"
    return f"{begin:%a %Y-%m-%d}" if hours == 24 else f"{hours // 24} days from {begin:%Y-%m-%d}"


def _waiting(results: Sequence[SubmissionResult]) -> Iterator[Waiting]:
    for row, result in enumerate(in_order(results), start=_FIRST_ROW):
        state = state_of(result)
        if state == WAITS:
            exercises = waiting(result)
            why = "two files contradict each other, or a check asks for a person"
            if all(may_be_in_a_document(result, each) for each in result.exercises if each.exercise in exercises):
                why = "there is a file that only people read, such as a PDF or a typed text, and no answer beside it"
        elif result.is_fault:
            exercises = {exercise.exercise for exercise in result.exercises if exercise.is_fault}
            why = "a fault of ours: give the same grade command again"
        else:
            continue
        yield Waiting(row, tuple(sorted(name[:2] for name in exercises)), why)
