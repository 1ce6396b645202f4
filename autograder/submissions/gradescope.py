"""Who handed in what, from Gradescope's submission_metadata.yml:

    submission_409194023:
      :submitters:
      - :name: First Last
        :sid: '123456789'
        :email: first@example.org
      :created_at: 2024-09-30 12:00:00.000000000 Z
      :history:
      - :created_at: 2024-09-29 ...

Texts of students lie deeper in the file, so a line that starts in the first column or with exactly these two blanks is
never one of theirs. Only the list below `:submitters:` is read as YAML, for each folder by itself: what cannot be read
costs nobody else a name, and then the folder's name stands for the student. Below `:history:` the entries are counted.
"""

import re
from dataclasses import dataclass, field

from autograder.submissions import limits
from autograder.submissions.candidates import Refused, Source
from autograder.submissions.moments import moment

_FOLDER = re.compile(r"(submission_\w+):\s*")
_MOST_LINES = 200
_LONGEST_LINE = 2000
_LONGEST = 200  # characters of a name
_MOST_BITS = 200  # of a number


@dataclass(frozen=True)
class Submitter:
    """One of those who handed in a folder; what is not known is empty."""

    name: str
    id: str = ""
    email: str = ""


@dataclass
class HandIn:
    """What is said of one folder."""

    people: list[Submitter] = field(default_factory=list)  # perhaps nobody that could be read
    submitted_at: str = ""  # ISO 8601 in UTC
    attempts: int = 0  # with this one; 0 where nothing is said of earlier ones


def hand_ins(source: Source | None) -> dict[str, HandIn]:
    """Folder -> who handed it in, and when. Empty if there is no file that can be read."""
    if source is None:
        return {}
    try:
        text = source.read(limits.METADATA_FILE).decode("utf-8-sig", "replace")
    except Refused:
        return {}
    found: dict[str, HandIn] = {}
    lists: dict[str, list[str]] = {}
    current = ""  # the folder that is being read
    part = ""  # and the list in it
    for line in text.splitlines():
        if line[:1] not in ("", " "):
            folder = _FOLDER.fullmatch(line)
            current, part = (folder[1] if folder else ""), ""
            if current:
                found.setdefault(current, HandIn())
        elif not current:
            continue
        elif line.startswith("  :"):
            part, _, value = line.strip().partition(": ")
            part = part.rstrip(":")
            if part == ":created_at":
                found[current].submitted_at = moment(value.strip("'\" "))
            elif part == ":history":
                found[current].attempts = 1
        elif part == ":history" and line.startswith("  - "):
            found[current].attempts += 1
        elif part == ":submitters" and len(line) <= _LONGEST_LINE:
            lines = lists.setdefault(current, [])
            if len(lines) < _MOST_LINES:
                lines.append(line)
    for folder_name, lines in lists.items():
        found[folder_name].people = _people("\n".join(lines))
    return found


def _people(text: str) -> list[Submitter]:
    import yaml  # here, because every `check` of a student's would wait for it

    try:
        entries = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        return []
    people = []
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, dict):
            name, id_, email = (_text(entry.get(key)) for key in (":name", ":sid", ":email"))
            if name or id_ or email:
                people.append(Submitter(name or email or id_, id_, email))
    return people


def _text(value: object) -> str:
    """A name or a number as Gradescope's form took it; a number that was not put in quotes is one all the same."""
    is_number = isinstance(value, int) and not isinstance(value, bool) and value.bit_length() <= _MOST_BITS
    return str(value).strip()[:_LONGEST] if is_number or isinstance(value, str) else ""
