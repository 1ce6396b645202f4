"""Who handed in what, from Gradescope's submission_metadata.yml:

    submission_409194023:
      :submitters:
      - :name: First Last
        :sid: '123456789'
        :email: first@example.org

Texts of students lie deeper in the file, so a line that starts in the first column or with exactly these two blanks is
never one of theirs. Only the list below `:submitters:` is read as YAML, for each folder by itself: what cannot be read
costs nobody else a name, and then the folder's name stands for the student.
"""

import re
from dataclasses import dataclass

from autograder.submissions import limits
from autograder.submissions.candidates import Refused, Source

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


def submitters(source: Source | None) -> dict[str, list[Submitter]]:
    """Folder -> who handed it in, perhaps nobody that could be read. Empty if there is no file that can be read."""
    if source is None:
        return {}
    try:
        text = source.read(limits.METADATA_FILE).decode("utf-8-sig", "replace")
    except Refused:
        return {}
    lists: dict[str, list[str]] = {}
    current: list[str] | None = None  # of the folder that is being read
    listing = False  # inside its submitters
    for line in text.splitlines():
        if line[:1] not in ("", " "):
            folder = _FOLDER.fullmatch(line)
            current, listing = (lists.setdefault(folder[1], []) if folder else None), False
        elif line.startswith("  :"):
            listing = line.rstrip() == "  :submitters:"
        elif listing and current is not None and len(current) < _MOST_LINES and len(line) <= _LONGEST_LINE:
            current.append(line)
    return {folder: _people("\n".join(lines)) for folder, lines in lists.items()}


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
