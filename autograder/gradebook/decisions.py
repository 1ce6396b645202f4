"""Decisions of people, put on results: those about one student, and those about a check for everyone."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from autograder.gradebook.overrides import Override
from autograder.gradebook.people import keys_of, those_called
from autograder.gradebook.tables import BadFile
from autograder.grading.batch import SubmissionResult
from autograder.grading.result import MISSING, Decision, ExerciseResult
from autograder.reports.people import Person

# Exercise -> name of a check's function -> the reason why everyone has its points.
Voids = Mapping[str, Mapping[str, str]]


class Decide(Protocol):
    def __call__(self, result: SubmissionResult) -> SubmissionResult: ...


class Decisions:
    """What was decided about the students of one run.

    Args:
        people: All students of the run.

    Attributes:
        unknown: Overrides of students who are not among them.

    Raises:
        BadFile: it is not clear whom a line is about, or two are about the same check.
    """

    def __init__(self, overrides: Sequence[Override], voids: Voids, people: Sequence[Person]):
        self._voids = voids
        self._own: dict[str, list[Override]] = {}
        self.unknown: list[Override] = []
        for override in overrides:
            found = those_called(override.student, people)
            if len(found) > 1:
                several = f"{len(found)} are called {override.student}. Write a key: {keys_of(found)}."
                raise override.row.bad("student", several)
            if not found:
                self.unknown.append(override)
                continue
            of_one = self._own.setdefault(found[0].key, [])
            for other in of_one:
                if other.exercise == override.exercise and not set(other.decision.checks).isdisjoint(
                    override.decision.checks
                ):
                    raise BadFile(
                        f"{override.row.file}, lines {other.row.line} and {override.row.line}: both decide about the "
                        f"same check of {override.student} in {override.exercise}. Keep one of them."
                    )
            of_one.append(override)

    def __call__(self, result: SubmissionResult) -> SubmissionResult:
        """The result with these decisions and no others; what the checks said stays as it is."""
        own = self._own.get(result.key, [])
        exercises = [replace(each, decisions=self._about(each, own)) for each in result.exercises]
        return replace(result, exercises=exercises)

    def _about(self, exercise: ExerciseResult, own: Sequence[Override]) -> list[Decision]:
        names = {check.name for check in exercise.checks}
        found = [each.decision for each in own if each.exercise == exercise.exercise]
        found = [each for each in found if names.issuperset(each.checks)]
        decided = {name for each in found for name in each.checks}
        if exercise.outcome != MISSING:
            for name, reason in self._voids.get(exercise.exercise, {}).items():
                points = sum(check.points for check in exercise.checks if check.name == name)
                if name in names and name not in decided:
                    found.append(Decision((name,), points, reason, is_for_all=True))
        return found
