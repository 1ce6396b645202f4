"""Who is meant: a student named by key, number, e-mail or name."""

from collections.abc import Sequence
from typing import TypeVar

from autograder.reports.people import Person
from autograder.reports.text import one_line

Someone = TypeVar("Someone", bound=Person)


def those_called(who: str, people: Sequence[Someone]) -> list[Someone]:
    """Those whose key it is; if nobody's, those whose number, e-mail, name, or number or login in the download."""
    wanted = one_line(who).casefold()
    for name in ("key", "id", "email", "student", "system_id"):
        found = [each for each in people if one_line(getattr(each, name, "")).casefold() == wanted]
        if found:
            return found
    return []
