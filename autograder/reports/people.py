"""What the students of a class are called, so that no two are called alike."""

from collections import Counter
from collections.abc import Sequence
from typing import Protocol

from autograder.grading.batch import SubmissionResult
from autograder.reports.text import one_line
from autograder.submissions.wording import composed


class Person(Protocol):
    """A submission or its result."""

    @property
    def student(self) -> str: ...

    @property
    def key(self) -> str: ...

    @property
    def id(self) -> str: ...


def called(person: Person) -> str:
    """The student's name, or the pseudonym where there is one."""
    return getattr(person, "pseudonym", "") or person.student


def labels(people: Sequence[Person]) -> dict[str, str]:
    """Key -> the student's name on one line; behind it the number or login, or the key, where others bear the name."""
    names = {person.key: one_line(called(person)) for person in people}
    looks = {key: composed(name).casefold() for key, name in names.items()}
    bearers = Counter(looks.values())
    ids = Counter((looks[person.key], person.id) for person in people)

    def label(person: Person) -> str:
        name, look = names[person.key], looks[person.key]
        if bearers[look] == 1:
            return name
        is_told_apart = person.id and ids[look, person.id] == 1
        return f"{name} ({one_line(person.id) if is_told_apart else person.key})"

    return {person.key: label(person) for person in people}


def in_order(results: Sequence[SubmissionResult]) -> list[SubmissionResult]:
    """Sorted by name, and namesakes by their keys."""
    return sorted(results, key=lambda result: (composed(called(result)).casefold(), result.key))
