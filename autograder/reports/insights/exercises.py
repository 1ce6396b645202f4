"""One exercise over a class: how each check went, which mistakes were made, and where people stopped."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from autograder.checking.display import cut
from autograder.grading.batch import SubmissionResult
from autograder.grading.result import (
    FAULT,
    MISSING,
    NOT_ATTEMPTED,
    PASSED,
    REVIEW,
    SKIPPED,
    CheckResult,
    ExerciseResult,
)
from autograder.grading.state import has_mark
from autograder.reports.insights.anonymous import Names
from autograder.reports.insights.facts import CheckCount, ExerciseFacts, Mistake, Stop, Unnamed
from autograder.reports.text import one_line

_UNJUDGED = (SKIPPED, REVIEW, FAULT)
_LONGEST = 300  # characters of one line of an example

Work = tuple[SubmissionResult, ExerciseResult]


def exercise_facts(works: Sequence[Work], names: Names) -> ExerciseFacts:
    """What came of one exercise.

    Args:
        works: Everybody's result and the exercise in it; one at least.
    """
    marked = [work for work in works if has_mark(*work)]
    there = [work for work in marked if work[1].outcome != MISSING]
    handed_in = [work for work in there if not work[1].is_untouched]
    run = [work for work in handed_in if work[1].problem is None]
    unrun = Counter(exercise.outcome for _, exercise in handed_in if exercise.problem is not None)
    shareable = _shareable(run, names)
    first = works[-1][1]
    return ExerciseFacts(
        name=first.exercise,
        title=one_line(first.title),
        students=len(works),
        missing=len(marked) - len(there),
        untouched=len(there) - len(handed_in),
        undecided=len(works) - len(marked),
        handed_in=len(handed_in),
        unrun=tuple(sorted(unrun.items(), key=lambda item: (-item[1], item[0]))),
        solved=sum(_stop(exercise) is None for _, exercise in run),
        mean=sum(exercise.earned for _, exercise in handed_in) / max(len(handed_in), 1),
        points=first.points,
        checks=tuple(_check(check, handed_in) for check in _checks(exercise for _, exercise in works)),
        mistakes=tuple(_mistakes(run, names, shareable)),
        unnamed=tuple(_unnamed(run, shareable)),
        stops=tuple(_stops(first, [exercise for _, exercise in run])),
    )


def _checks(exercises: Iterable[ExerciseResult]) -> list[CheckResult]:
    """One result of each check, in the order of their numbers."""
    found = {check.id: check for exercise in exercises for check in exercise.checks}
    return sorted(found.values(), key=lambda check: [int(part) for part in check.id.split(".")])


def _check(check: CheckResult, handed_in: Sequence[Work]) -> CheckCount:
    kinds: Counter[str] = Counter()
    decisions = [
        decision for _, exercise in handed_in for decision in exercise.decisions if check.name in decision.checks
    ]
    for _, exercise in handed_in:
        outcome = next((each.outcome for each in exercise.checks if each.name == check.name), SKIPPED)
        if exercise.problem is not None or outcome in _UNJUDGED:
            kinds["unjudged"] += 1
        else:
            kinds[outcome if outcome in (PASSED, NOT_ATTEMPTED) else "wrong"] += 1
    return CheckCount(
        id=check.id,
        title=one_line(check.title),
        counts=check.counts,
        passed=kinds[PASSED],
        wrong=kinds["wrong"],
        unwritten=kinds[NOT_ATTEMPTED],
        unjudged=kinds["unjudged"],
        decided=sum(not decision.is_for_all for decision in decisions),
        is_void=any(decision.is_for_all for decision in decisions),
    )


def _wrong(exercise: ExerciseResult) -> Iterator[CheckResult]:
    """The checks that were answered wrongly; where a person decided, nothing is held against the student."""
    for check in exercise.undecided:
        if check.counts and check.outcome not in (PASSED, NOT_ATTEMPTED, *_UNJUDGED):
            yield check


def _name(check: CheckResult) -> str:
    """Of the mistake; empty where it has none."""
    return one_line(check.message.looks_like)


def _shareable(run: Sequence[Work], names: Names) -> set[str]:
    """Names of mistakes that do not tell whose they are: one with a student's own words in it may.

    That a student is called To, or Max, tells nothing where somebody else has the same words.
    """
    found = ((result, _name(check)) for result, exercise in run for check in _wrong(exercise))
    return {name for result, name in found if name and not names.tell(name, result)}


def _mistakes(run: Sequence[Work], names: Names, shareable: set[str]) -> list[Mistake]:
    """Most frequent first; a mistake that shows in several checks of a student counts once."""
    found: dict[str, list[tuple[SubmissionResult, CheckResult]]] = defaultdict(list)
    for result, exercise in run:
        for check in _wrong(exercise):
            if (name := _name(check)) in shareable:
                found[name].append((result, check))
    mistakes = [
        Mistake(
            name,
            len({id(result) for result, _ in shown}),
            tuple(check.id for check in _checks_of(shown)),
            _example(shown, names),
        )
        for name, shown in found.items()
    ]
    return sorted(mistakes, key=lambda mistake: (-mistake.count, mistake.name))


def _checks_of(shown: Sequence[tuple[SubmissionResult, CheckResult]]) -> list[CheckResult]:
    return _checks([ExerciseResult("", "", "", [check for _, check in shown])])


def _example(shown: Sequence[tuple[SubmissionResult, CheckResult]], names: Names) -> tuple[tuple[str, str], ...]:
    for result, check in shown:
        message = check.message
        pairs = [("called", message.called), *(("", text) for text in message.given)]
        pairs += [("got", message.got), ("expected", message.expected)]
        lines = tuple((label, cut(one_line(text), _LONGEST)) for label, text in pairs if text)
        if lines and not any(names.tell(text, result) for _, text in lines):
            return lines
    return ()


def _unnamed(run: Sequence[Work], shareable: set[str]) -> list[Unnamed]:
    """Functions with wrong answers of no known kind; a student who has a named mistake in one is not counted there."""
    students: Counter[str] = Counter()
    in_check: dict[str, Counter[str]] = defaultdict(Counter)
    titles: dict[str, str] = {}
    for _, exercise in run:
        wrong = list(_wrong(exercise))
        named = {check.function for check in wrong if _name(check) in shareable}
        left = [check for check in wrong if check.function not in named]
        students.update({check.function for check in left})
        for check in left:
            in_check[check.function][check.id] += 1
            titles[check.id] = one_line(check.title)
    found = []
    for function, count in students.items():
        most, times = max(in_check[function].items(), key=lambda item: item[1])
        found.append(Unnamed(function, count, most, titles[most], times))
    return sorted(found, key=lambda each: (-each.count, each.function))


def _stop(exercise: ExerciseResult) -> CheckResult | None:
    """The first check that stands between the student and the next function; None where all are solved.

    What waits for another check, or was not run, is not a stop: that other check is.
    """
    open_checks = [check for check in exercise.undecided if check.counts and check.outcome not in (PASSED, *_UNJUDGED)]
    order = _functions(exercise)
    return min(open_checks, key=lambda check: order.index(check.function), default=None)


def _functions(exercise: ExerciseResult) -> list[str]:
    """In the order in which their first checks come."""
    return list(dict.fromkeys(check.function for check in exercise.checks if check.counts))


def _stops(like: ExerciseResult, exercises: Sequence[ExerciseResult]) -> Iterator[Stop]:
    unwritten: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for exercise in exercises:
        if stop := _stop(exercise):
            of_function = {
                check.outcome for check in exercise.checks if check.function == stop.function and check.counts
            }
            is_written = of_function - {NOT_ATTEMPTED, SKIPPED}
            (wrong if is_written else unwritten)[stop.function] += 1
    for function in _functions(like):
        yield Stop(function, unwritten[function], wrong[function])
