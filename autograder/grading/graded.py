"""What a verdict was about, kept beside it for those who answer for it: the text as graded, when, and with what.

It is for staff, and no verdict depends on it.
"""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from autograder.course.exercise import find_exercise
from autograder.grading.folder import read_json, write_json
from autograder.grading.provenance import Provenance
from autograder.statements.source import decoded
from autograder.submissions import Submission, Work

FOLDER = "graded"


@dataclass(frozen=True)
class Piece:
    """A file that was handed in, or one code cell of a notebook.

    Attributes:
        cell: Its number among all cells, counted from 1; 0 for a file.
    """

    file: str
    cell: int
    text: str


@dataclass(frozen=True)
class Graded:
    """What was graded of one student.

    Attributes:
        digest: Of the submission, as in its result.
        at: When, in ISO 8601 and UTC.
        provenance: As in `Provenance`.
        texts: By the exercise's name: the file or the code cells, and the files beside it that name its functions.
    """

    digest: str
    at: str
    provenance: dict[str, Any]
    texts: dict[str, list[Piece]] = field(default_factory=dict)

    @classmethod
    def now(cls, submission: Submission, provenance: Provenance) -> "Graded":
        """Of a submission that has just been graded."""
        texts = {work.exercise: list(_pieces(work)) for work in submission.works}
        return cls(submission.digest, datetime.now(UTC).isoformat(timespec="seconds"), asdict(provenance), texts)

    @classmethod
    def read(cls, run: Path, key: str) -> "Graded | None":
        """Of the student with this key, from a run's folder; None if it is not there, or cannot be read."""
        data = read_json(run / FOLDER / f"{key}.json")
        try:
            texts = {name: [Piece(**piece) for piece in pieces] for name, pieces in data.pop("texts").items()}  # type: ignore[union-attr]
            return cls(**data, texts=texts)  # type: ignore[arg-type]
        except (AttributeError, LookupError, TypeError):
            return None

    def write(self, run: Path, key: str) -> None:
        """Keep it in a run's folder."""
        write_json(run / FOLDER / f"{key}.json", asdict(self))


def _pieces(work: Work) -> Iterator[Piece]:
    if work.content is not None:
        yield Piece(work.name, 0, decoded(work.content))
    for cell in work.cells or ():
        yield Piece(work.name, cell.index, cell.source)
    names = "|".join(re.escape(function.name) for function in find_exercise(work.exercise).functions)
    for file, content in work.helpers:
        if file.endswith(".py") and re.search(rf"\b(?:{names})\b".encode(), content):
            yield Piece(file, 0, decoded(content))
