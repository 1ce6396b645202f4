"""The data files beside a submission that its code reads: a table, an array, a picture, a saved model."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from autograder.submissions import limits
from autograder.submissions.candidates import DiskFile, Refused, Source
from autograder.submissions.model import DataFile, Work
from autograder.submissions.wording import listed, shown, size

_LISTS_FOLDERS = re.compile(r"\b(?:[ir]?glob1?|listdir|iterdir|scandir|walk|upload)\b")
# What a file is named for in such a call need not be there.
_WRITES = re.compile(r"\b(?:save\w*|to_(?:csv|json|pickle|numpy|file)|ModelCheckpoint|CSVLogger|plot_model)\([^\n]*")


class Shelf:
    """Reads each data file once, and keeps where it can be read again: those of a whole class are too much to hold.

    Args:
        folder: Where files out of archives are written, under names of ours.
    """

    def __init__(self, folder: Path | None = None):
        self._folder = folder
        self._found: dict[Source, tuple[Path, str, int] | Refused] = {}

    def take(self, source: Source) -> tuple[Path, str, int]:
        """The path of a file on disk, the SHA-256 of its content, and its size. Raises Refused if it is not read."""
        if source not in self._found:
            try:
                self._found[source] = self._read(source)
            except Refused as refused:
                self._found[source] = refused
        found = self._found[source]
        if isinstance(found, Refused):
            raise found
        return found

    def _read(self, source: Source) -> tuple[Path, str, int]:
        content = source.read(limits.DATA_BYTES)
        digest = hashlib.sha256(content).hexdigest()
        if isinstance(source, DiskFile) or self._folder is None:
            return Path(getattr(source, "path", "")), digest, len(content)
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / digest
        path.write_bytes(content)
        return path, digest, len(content)


def data_read_by(code: str, files: Mapping[str, Source], shelf: Shelf) -> tuple[tuple[DataFile, ...], tuple[str, ...]]:
    """The files whose names occur in the code, the others too where it lists folders, as far as they fit; and notes.

    Args:
        files: By path relative to the folder of the code; a path may begin with "../".
    """
    files = {path: file for path, file in files.items() if path.isprintable()}
    read = _WRITES.sub("", code)
    named = [path for path in sorted(files) if _is_named(path, read)]
    others = [path for path in sorted(files) if path not in named and not path.rpartition("/")[2].startswith(".")]
    if not _LISTS_FOLDERS.search(code):
        others = []
    found: list[DataFile] = []
    notes: list[str] = []
    left_out: list[str] = []
    count, total = 0, 0
    for path in (*named, *others[: limits.DATA_FILES]):
        try:
            place, digest, length = shelf.take(files[path])
        except Refused as refused:
            if path in named:
                notes.append(f"{shown(path)} is not there while grading: {refused.reason}")
            continue
        if count >= limits.DATA_FILES or total + length > limits.DATA_BYTES:
            left_out += [path] if path in named else []
            continue
        count, total = count + 1, total + length
        found += [DataFile(name, place, digest) for name in _spellings(path, code)]
    if left_out:
        most = f"{limits.DATA_FILES} data files of together {size(limits.DATA_BYTES)}"
        notes.append(f"at most {most} are there while grading; these were left out: {listed(left_out)}")
    return tuple(sorted(found, key=lambda each: each.name)), tuple(notes)


def files_beside(work: Work) -> list[tuple[str, bytes]]:
    """What lies beside a work while it is graded, modules and data: posix path relative to its folder, and content."""
    return [*work.helpers, *((each.name, _content(each)) for each in work.data)]


def _content(file: DataFile) -> bytes:
    """Its bytes; none if it is gone since it was found."""
    try:
        return DiskFile(str(file.path)).read(limits.DATA_BYTES)
    except Refused:
        return b""


def _is_named(path: str, code: str) -> bool:
    """Whether the code has the file's name, in one piece, or its two parts as in `folder / f"{kind}.csv"`."""
    name = path.rpartition("/")[2]
    stem, dot, ending = name.rpartition(".")
    if name in code:
        return True
    return bool(stem and f"{dot}{ending}" in code and re.search(rf"(?<!\w){re.escape(stem)}(?!\w)", code))


def _spellings(path: str, code: str) -> Iterator[str]:
    r"""The path, and the way in which the code writes it for Windows: `data\table.csv`."""
    yield path
    backslashed = path.replace("/", "\\")
    if backslashed != path and (backslashed in code or backslashed.replace("\\", "\\\\") in code):
        yield backslashed
