"""roster.csv: who takes the course.

id,name,email,login,section,extension,pseudonym
10,"Smith, Ann",ann@example.org,asmith,Monday,,Blue Whale
11,Bob Doe,bob@example.org,bdoe,Tuesday,2 days,
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

from autograder.gradebook.redaction import words_of
from autograder.gradebook.tables import Row, read_table

_NEEDED = ("id", "name")
_KNOWN = ("email", "login", "section", "extension", "pseudonym")
_LENGTH = re.compile(r"\+?(\d{1,4}) ?(d|h|day|days|hour|hours)", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Person:
    """One line of the roster.

    Attributes:
        id: Unique in the course.
        login: Another name by which a course system may know them.
        more_time: Added to when something is due.
        own_due: When it is due for this person, whatever the assignment says.
        pseudonym: What a report is to call them that names nobody; empty where one is made.
    """

    id: str
    name: str
    email: str = ""
    login: str = ""
    section: str = ""
    more_time: timedelta = timedelta()
    own_due: datetime | None = None
    pseudonym: str = ""

    def due(self, due: datetime | None) -> datetime | None:
        """When something is due for this person that is due then for all; in UTC, so that lengths are true ones."""
        if self.own_due is not None:
            return self.own_due.astimezone(UTC)
        return None if due is None else due.astimezone(UTC) + self.more_time


def read_roster(path: Path, zone: tzinfo | None = None) -> list[Person]:
    """Everybody on the roster.

    Args:
        zone: Of times that say none.

    Raises:
        BadFile: a line says something that cannot be; the message names it.
    """
    people: list[Person] = []
    taken: dict[tuple[str, str], int] = {}
    for row in read_table(path, _NEEDED, _KNOWN):
        for column in _NEEDED:
            if not row[column]:
                raise row.bad(column, "it is empty. Everybody needs an ID and a name.")
        for column in ("id", "email", "login", "pseudonym"):
            value = row[column].casefold()
            if value and (other := taken.setdefault((column, value), row.line)) != row.line:
                raise row.bad(column, f"{row[column]} is in line {other} as well.")
        people.append(_person(row, zone))
    return people


def _person(row: Row, zone: tzinfo | None) -> Person:
    more, own = timedelta(), None
    if text := row["extension"]:
        if found := _LENGTH.fullmatch(text):
            more = timedelta(**{"days" if found[2][0].lower() == "d" else "hours": int(found[1])})
        else:
            own = _own_due(row, text, zone)
    return Person(row["id"], row["name"], row["email"], row["login"], row["section"], more, own, _pseudonym(row))


def _pseudonym(row: Row) -> str:
    pseudonym = row["pseudonym"]
    marks = {word for name in ("id", "name", "email", "login") for word in words_of(row[name].partition("@")[0])}
    if telling := [word for word in words_of(pseudonym) if word in marks]:
        raise row.bad("pseudonym", f"it tells who it is: {telling[0]} is in the name, ID, login or e-mail as well.")
    return pseudonym


def _own_due(row: Row, text: str, zone: tzinfo | None) -> datetime:
    try:
        due = datetime.fromisoformat(text)
    except ValueError:
        due = None
    if due is None or len(text) <= len("2026-10-12"):
        raise row.bad(
            "extension", f"{text} is neither a length (2 days, 36 hours) nor a time (2026-10-14T23:59+02:00)."
        )
    if due.tzinfo is None and zone is None:
        raise row.bad("extension", f"{text} has no zone. Write {text}+02:00, or give the zone in course.toml.")
    return due if due.tzinfo is not None else due.replace(tzinfo=zone)
