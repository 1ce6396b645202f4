"""Who is meant: a student named by key, number, e-mail or name."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import TypeVar

from autograder.reports.people import Person, labels
from autograder.reports.text import one_line

_BY = ("key", "pseudonym", "id", "email", "student", "system_id")
_MOST_NEAR = 3

Someone = TypeVar("Someone", bound=Person)


class NobodyMeant(LookupError):
    """Nobody is called like this, or several are; the message is for people."""


def those_called(who: str, people: Sequence[Someone]) -> list[Someone]:
    """Those whose key it is; if nobody's, those whose number, e-mail, name, or number or login in the download."""
    wanted = one_line(who).casefold()
    for name in _BY:
        found = [each for each in people if one_line(getattr(each, name, "")).casefold() == wanted]
        if found:
            return found
    return []


def keys_of(people: Sequence[Person]) -> str:
    """Their keys, or pseudonyms where they have some, to choose from."""
    return ", ".join(sorted(getattr(person, "pseudonym", "") or person.key for person in people))


def the_one_called(who: str, people: Sequence[Someone]) -> Someone:
    """The one whom `those_called` finds.

    Raises:
        NobodyMeant: it finds nobody, or more than one.
    """
    found = those_called(who, people)
    if len(found) == 1:
        return found[0]
    if found:
        raise NobodyMeant(f"{len(found)} are called {one_line(who)}. Give a key: {keys_of(found)}.")
    names = labels(people)
    near = ", ".join(dict.fromkeys(names[person.key] for person in _near(who, people)))
    raise NobodyMeant(f"Nobody in the report is called {one_line(who)}. {f'Near: {near}.' if near else ''}".rstrip())


def _near(who: str, people: Sequence[Someone]) -> list[Someone]:
    """Those one of whose names is nearly this, or begins with it."""
    wanted = one_line(who).casefold()
    bearers: dict[str, list[Someone]] = {}
    for person in people:
        for name in _BY:
            if text := one_line(getattr(person, name, "")).casefold():
                bearers.setdefault(text, []).append(person)
    near = [*get_close_matches(wanted, bearers, _MOST_NEAR), *(name for name in bearers if wanted in name)]
    return [person for name in near[:_MOST_NEAR] for person in bearers[name]][:_MOST_NEAR]
