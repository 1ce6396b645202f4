"""The names in Gradescope's submission_metadata.yml.

The standard library reads no YAML, and this needs little of it. Gradescope writes:

    submission_409194023:
      :submitters:
      - :name: First Last
        :sid: '123456789'

Texts of students lie deeper in it, so a line that starts in the first column or with exactly these two blanks is
never one of theirs. What is written in any other way is passed over: then the folder's name stands for the student.
"""

import re

from autograder.submissions import limits
from autograder.submissions.files import Refused, Source

_FOLDER = re.compile(r"(submission_\w+):\s*")
_NAME = re.compile(r"  (?:- |  ):name: (?P<quote>['\"]?)(?P<name>[^'\"\\&*!|>%@`][^\"\\]{0,199}?)(?P=quote)\s*")


def submitters(source: Source | None) -> dict[str, str]:
    """Folder -> the names of those who handed it in, with commas. Empty if the file cannot be read."""
    if source is None:
        return {}
    try:
        text = source.read(limits.METADATA_FILE).decode("utf-8-sig", "replace")
    except Refused:
        return {}
    names: dict[str, list[str]] = {}
    current: list[str] | None = None  # of the folder that is being read
    listing = False  # inside its submitters
    for line in text.splitlines():
        if line[:1] not in ("", " "):
            folder = _FOLDER.fullmatch(line)
            current, listing = (names.setdefault(folder[1], []) if folder else None), False
        elif line.startswith("  :"):
            listing = line.rstrip() == "  :submitters:"
        elif listing and current is not None:
            name = _NAME.fullmatch(line)
            if name and name["name"].strip():
                current.append(name["name"].strip().replace("''", "'"))
    return {folder: ", ".join(people) for folder, people in names.items() if people}
