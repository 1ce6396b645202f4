"""All that the page says, from the results of one report or several."""

from collections.abc import Iterator, Mapping, Sequence

from autograder.grading.batch import SubmissionResult
from autograder.grading.result import REVIEW
from autograder.reports.insights.anonymous import Names
from autograder.reports.insights.exercises import Work, exercise_facts
from autograder.reports.insights.facts import ExerciseFacts, Headline, Insights
from autograder.reports.insights.reports import report_facts

_MOST_HEADLINES = 5
# What one student alone did is not for a lecture.
_FEWEST = 2
_UNRUN = {
    "unreadable": "handed in a file that Python cannot read",
    "error": "handed in a file that raises an exception when it is loaded",
    "timeout": "handed in a file that does not come to an end when it is loaded",
    "out of memory": "handed in a file that takes too much memory when it is loaded",
    "exited early": "handed in a file that ends Python when it is loaded",
}


def insights(reports: Sequence[tuple[str, Sequence[SubmissionResult]]]) -> Insights:
    """What the class knows and what it does not.

    Args:
        reports: Name and results of each, in time: of a student's exercise that is in several, the last one counts.
    """
    everything = [result for _, results in reports for result in results]
    names = Names(everything)
    works: dict[str, list[Work]] = {}
    replaced = 0
    for _, results in reports:
        now: dict[str, list[Work]] = {}
        for result in results:
            for exercise in result.exercises:
                now.setdefault(exercise.exercise, []).append((result, exercise))
        for exercise, found in now.items():
            kept = list(_without(works.get(exercise, []), [result for result, _ in found]))
            replaced += len(works.get(exercise, [])) - len(kept)
            works[exercise] = [*kept, *found]
    exercises = tuple(exercise_facts(works[exercise], names) for exercise in sorted(works))
    return Insights(
        headlines=tuple(_headlines(exercises)),
        exercises=exercises,
        reports=tuple(report_facts(name if len(reports) > 1 else "", results) for name, results in reports),
        replaced=replaced,
    )


def _without(works: Sequence[Work], newer: Sequence[SubmissionResult]) -> Iterator[Work]:
    """Those of students who are not among these."""
    known = {name: _by(name, newer) for name in ("email", "id", "key")}
    for result, exercise in works:
        alike = (known[name].get(value.casefold()) for name in known if (value := getattr(result, name)))
        if not any(other is not None and _is_same(result, other) for other in alike):
            yield result, exercise


def _by(name: str, results: Sequence[SubmissionResult]) -> Mapping[str, SubmissionResult]:
    return {getattr(result, name).casefold(): result for result in results}


def _is_same(one: SubmissionResult, other: SubmissionResult) -> bool:
    """Whether they are one person's: by e-mail, else by number, else by key, as far as both have them."""
    for name in ("email", "id"):
        first, second = getattr(one, name), getattr(other, name)
        if first and second:
            return bool(first.casefold() == second.casefold())
    return one.key == other.key


def _headlines(exercises: Sequence[ExerciseFacts]) -> list[Headline]:
    """What is worth a word in the lecture, most frequent first."""
    found = [each for exercise in exercises for each in _of_exercise(exercise) if each.count >= _FEWEST]
    return sorted(found, key=lambda each: (-each.count, each.of, each.exercise))[:_MOST_HEADLINES]


def _of_exercise(exercise: ExerciseFacts) -> Iterator[Headline]:
    of, where = exercise.handed_in, f"{exercise.number} {exercise.title}"

    def headline(count: int, text: str, check: str = "") -> Headline:
        return Headline(count, of, exercise.name, text, check)

    titles = {check.id: check.title for check in exercise.checks}
    for mistake in exercise.mistakes:
        check = mistake.checks[0]
        yield headline(mistake.count, f"made the same mistake in {where}: {mistake.name}", f"{check} {titles[check]}")
    for each in exercise.unnamed:
        yield headline(
            each.in_check, f"fail this check of {where}, and not by a known mistake: {each.title}", each.check
        )
    for stop in exercise.stops:
        if stop.unwritten:
            yield headline(stop.unwritten, f"stopped before {stop.function} in {where}: it is not written yet")
    for outcome, count in exercise.unrun:
        if outcome == REVIEW:  # decided by a person meanwhile
            continue
        yield headline(count, f"{_UNRUN.get(outcome, 'handed in a file that could not be run')} in {where}")
