"""When something was handed in, as the course system says it."""

import re
from contextlib import suppress
from datetime import UTC, datetime

from autograder.submissions import limits
from autograder.submissions.candidates import TIMESTAMP, Refused, Tree

_MOMENT = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)[ T](?P<time>\d\d:\d\d:\d\d)(?:[.,]\d+)? ?(?P<zone>UTC|GMT|Z|[+-]\d\d:?\d\d)?",
    re.IGNORECASE | re.ASCII,
)


def moment(text: str) -> str:
    """A time as systems write it, in ISO 8601 and UTC; empty where it is none. Without a zone it is UTC, as nbgrader
    has it.
    """
    found = _MOMENT.fullmatch(text.strip())
    if not found:
        return ""
    zone = found["zone"] if found["zone"] and found["zone"][0] in "+-" else "+00:00"
    try:
        return datetime.fromisoformat(f"{found['day']}T{found['time']}{zone}").astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        return ""


def handed_in_at(tree: Tree, folders: int) -> str:
    """What the latest `timestamp.txt` says that lies in so many folders; empty where there is none.

    Files that lie elsewhere are the student's own.
    """
    moments = []
    for path, source in tree.metadata.items():
        if path.rpartition("/")[2] == TIMESTAMP and path.count("/") == folders:
            with suppress(Refused):
                moments.append(moment(source.read(limits.KILOBYTE).decode("utf-8-sig", "replace")))
    return max(moments, default="")
