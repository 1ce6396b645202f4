"""What is known about a submission after reading it: plain data."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


class UnreadableFolder(ValueError):
    """Wrong usage: no such folder, or no submission in it. The message is for people."""


@dataclass(frozen=True)
class Cell:
    """A code cell of a notebook."""

    source: str
    index: int  # position among all cells, counted from 1, as a person counts
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class DataFile:
    """A file that a work's code reads. It is read when it is needed: those of a whole class are too much to hold."""

    name: str  # posix path relative to the work's folder; may begin with "../"
    path: Path  # where it can be read
    digest: str  # SHA-256 (hex) of its content


@dataclass(frozen=True)
class Work:
    """What a student handed in for one exercise.

    A work that was "found" has either `content` (the bytes of a .py file) or `cells` (the code cells of a notebook).
    """

    exercise: str
    path: Path | None = None  # the real file (for a file out of a zip: its unpacked copy); None if missing
    name: str = ""  # the file's name as handed in
    outcome: str = "found"  # "found" | "missing" | "unreadable" | "review"
    reason: str = ""  # one or two sentences when not "found"
    notes: tuple[str, ...] = ()  # what was assumed
    content: bytes | None = None
    cells: tuple[Cell, ...] | None = None
    helpers: tuple[tuple[str, bytes], ...] = ()  # files it may import: (posix path relative to its folder, content)
    data: tuple[DataFile, ...] = ()  # files it may read
    others: tuple[tuple[str, int, str], ...] = ()  # cells that are not code: (kind, position, text)
    is_open: bool = False  # the cells are those that ran in a kernel, one for each run
    is_colab: bool = False  # the notebook says that it comes from Colab

    def graded_parts(self) -> Iterator[bytes]:
        """Everything a verdict may depend on, in a fixed order.

        The reason belongs to it: it names files, so the reports of two works that were not found may differ.
        """
        yield from (self.exercise.encode(), self.outcome.encode(), _bytes(self.reason))
        if self.content is not None:
            yield from (b"py", self.content)
        if self.cells is not None:
            yield from (b"cells", str(len(self.cells)).encode())
            for cell in self.cells:
                yield from (str(cell.index).encode(), str(len(cell.tags)).encode(), _bytes(cell.source))
                yield from map(_bytes, cell.tags)
        yield str(self.is_colab).encode()
        yield str(len(self.others)).encode()
        for kind, index, text in self.others:
            yield from (kind.encode(), str(index).encode(), _bytes(text))
        yield str(len(self.helpers)).encode()
        for name, content in self.helpers:
            yield from (_bytes(name), content)
        for file in self.data:
            yield from (_bytes(file.name), file.digest.encode())


@dataclass(frozen=True)
class Submission:
    """All that one student (or group) handed in."""

    student: str  # name for display: data only, may hold any character but lone surrogates
    key: str  # our name for files: [a-z0-9-], unique in one reading and the same in every reading
    works: tuple[Work, ...]  # one for each exercise asked for, in that order
    files: tuple[str, ...] = ()  # what was found (posix paths, at most 200)
    notes: tuple[str, ...] = ()
    kit: str = ""  # version of the kit that packed it, as the pack says; empty where it does not
    id: str = ""  # by which the course system knows the student, and the e-mail; empty where a download does not say
    email: str = ""
    system_id: str = ""  # number or login in the download, where a roster gave another id
    id_is_local: bool = False  # the id counts in this assignment alone, and is no number of the student's
    late: bool = False  # where the course system says so
    team: str = ""  # equal for those who handed in one work together
    submitted_at: str = ""  # ISO 8601 in UTC, where the download says when
    late_by: int = 0  # seconds, where it is known when it was handed in and when it was due
    section: str = ""  # of the course, as its roster says
    attempts: int = 0  # how often the student handed in, where the download says so; else 0
    likeness: str = ""  # see there: equal for the same work; empty where there is none
    handed_out: tuple[str, ...] = ()  # of the files, what came with the repository: most of the class have it
    pseudonym: str = ""  # shown instead of the name, where a report is to name nobody

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of what is graded, not of the student's name or of where it lay."""
        result = hashlib.sha256()
        for work in self.works:
            for part in work.graded_parts():
                result.update(len(part).to_bytes(8, "big"))
                result.update(part)
        return result.hexdigest()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
