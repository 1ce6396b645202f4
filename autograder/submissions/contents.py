"""What the bytes of a handed-in file are: Python code, a notebook, or neither. Nothing is compiled or run."""

import re
from dataclasses import dataclass, replace

from autograder.statements.source import decoded
from autograder.submissions import limits
from autograder.submissions.candidates import Refused, too_large
from autograder.submissions.model import Cell
from autograder.submissions.notebooks import read_notebook

_BLANK = b"\xef\xbb\xbf \t\r\n"
_WEB_PAGE = re.compile(rb"<!doctype html|<html[\s>]", re.IGNORECASE)
_LIKE_PYTHON = re.compile(rb"^(?:import [\w.]+|from [\w.]+ import|def \w+\(|class \w+[(:]|# %%|@\w)", re.MULTILINE)
_WORD = re.compile(r"[^\W\d]\w*")
_SETUP_TAG = "setup"


@dataclass(frozen=True)
class Contents:
    """A file that can be graded: either `content` or `cells` is set."""

    content: bytes | None = None
    cells: tuple[Cell, ...] | None = None
    notes: tuple[str, ...] = ()  # clauses about the file: "it is ..."
    others: tuple[tuple[str, int, str], ...] = ()  # see Work
    is_colab: bool = False

    def text(self) -> str:
        """All code as text, for comparing and searching only."""
        if self.cells is not None:
            return "\n".join(cell.source for cell in self.cells)
        return decoded(self.content or b"")

    def same(self) -> object:
        """Equal for two files with the same code, be it a script or a notebook.

        Blank lines, comment lines, notebook commands and the cell that installs the kit do not count: a script has
        none of those, or others.
        """
        return tuple(line for line in (line.rstrip() for line in self.code().splitlines()) if _is_code(line))

    def code(self) -> str:
        """The text without notebook commands and the cell that installs the kit."""
        cells = self.cells and tuple(cell for cell in self.cells if _SETUP_TAG not in cell.tags)
        lines = replace(self, cells=cells).text().splitlines()
        return "\n".join(line for line in lines if not line.lstrip().startswith(("%", "!")))

    def words(self) -> set[str]:
        """All names in the code, and in its strings and comments."""
        return set(_WORD.findall(self.text()))


def _is_code(line: str) -> bool:
    return bool(line) and not line.lstrip().startswith("#")


def read_contents(data: bytes, kind: str) -> Contents:
    """Read a file of the kind "py" or "ipynb" by its name. What lies in the file counts, not what it is called.

    Raises Refused if it is neither Python code nor a notebook in Python, or too large.
    """
    start = data.lstrip(_BLANK)[:200]
    if _WEB_PAGE.match(start):
        raise Refused("it is a web page, not the file itself (on the page, use Download or Raw)")
    if start.startswith(b"version https://git-lfs"):
        raise Refused("it is a pointer of Git LFS, not the file itself")
    if kind == "ipynb":
        if start[:1] not in (b"{", b"[", b"") and b"\0" not in data and _LIKE_PYTHON.search(data):
            return _python(data, ("it holds Python code, not a notebook, and was read as a .py file",))
        return _notebook(data)
    is_braced = start[:1] == b"{" and data.rstrip(b" \t\r\n\0").endswith(b"}")
    if is_braced and (b'"cells"' in data or b'"worksheets"' in data):
        try:
            return _notebook(data, "it is a notebook and was read as one")
        except Refused as refused:
            # A script may begin with a dict that is no JSON; the grader then says what Python makes of it.
            if "valid JSON" not in refused.reason:
                raise
    return _python(data, ())


def _notebook(data: bytes, *notes: str) -> Contents:
    found = read_notebook(data)
    return Contents(None, found.cells, (*notes, *found.notes), found.others, found.is_colab)


def code_cells(data: bytes, kind: str) -> list[str]:
    """The code of a file of the kind "py" or "ipynb": of each cell, or of the whole script.

    Raises Refused as `read_contents` does.
    """
    contents = read_contents(data, kind)
    return [contents.text()] if contents.cells is None else [cell.source for cell in contents.cells]


def same_code(data: bytes, kind: str, script: bytes) -> bool:
    """Whether a file of the kind "py" or "ipynb" has the same code as a script, leaving out what `same` leaves out."""
    try:
        return read_contents(data, kind).same() == read_contents(script, "py").same()
    except Refused:
        return False


def _python(data: bytes, notes: tuple[str, ...]) -> Contents:
    if len(data) > limits.PYTHON_FILE:
        raise Refused(too_large(len(data), limits.PYTHON_FILE))
    return Contents(content=data, notes=notes if data.strip(_BLANK) else (*notes, "it is empty"))
