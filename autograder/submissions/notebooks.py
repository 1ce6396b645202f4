"""The code cells of a notebook, read from its bytes. Outputs, images and widget states are never kept."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from autograder.submissions import limits
from autograder.submissions.candidates import Refused
from autograder.submissions.model import Cell
from autograder.submissions.wording import shown, size

_KNOWN_FORMATS = (3, 4)
# Text that is not code and that a person may have meant to be.
_LIKE_CODE = re.compile(r"^[ \t]*(?:def|class)[ \t]+\w+", re.MULTILINE)
_OTHER_KERNELS = ("ir", "julia", "scala", "xcpp", "javascript", "bash", "octave", "sas", "stata", "ruby")


@dataclass(frozen=True)
class Notebook:
    """What is read of a notebook.

    Attributes:
        cells: Its code cells in the order of the file.
        others: (kind, position, text) of cells of other kinds that look like code.
        notes: What was passed over or assumed.
        is_colab: It says that it comes from Colab.
    """

    cells: tuple[Cell, ...]
    others: tuple[tuple[str, int, str], ...]
    notes: tuple[str, ...]
    is_colab: bool


def read_notebook(data: bytes) -> Notebook:
    """Read a notebook from its bytes.

    Raises Refused if these bytes are not a notebook in Python.
    """
    if len(data) > limits.NOTEBOOK_FILE:
        raise Refused(f"it is too large ({size(len(data))}; at most {size(limits.NOTEBOOK_FILE)} are read)")
    notes: list[str] = []
    notebook = _parse(_decode(data, notes), notes)
    if not isinstance(notebook, dict):
        raise Refused("it is JSON, but not a notebook")
    metadata = notebook.get("metadata")
    _check_language(metadata)
    cells, others = [], []
    code = 0
    for index, cell in enumerate(_cells(notebook), 1):
        if index > limits.NOTEBOOK_CELLS:
            raise Refused(f"it has more than {limits.NOTEBOOK_CELLS} cells")
        if not isinstance(cell, dict):
            notes.append(f"cell {index} is broken and was left out")
            continue
        kind, source = cell.get("cell_type"), _text(cell.get("source", cell.get("input")))
        if kind in ("markdown", "raw") and _was_code(cell.get("metadata")):
            shown_kind = {"markdown": "Markdown"}.get(kind, kind)
            notes.append(f"cell {index} was turned into {shown_kind} and was read as code")
            kind = "code"
        if kind == "code":
            code += len(source)
            cells.append(Cell(source, index, _tags(cell.get("metadata"))))
        elif kind in ("markdown", "raw") and _LIKE_CODE.search(source):
            code += len(source)
            others.append((kind, index, source))
    if code > limits.PYTHON_FILE:
        raise Refused(f"it has more than {size(limits.PYTHON_FILE)} of code")
    is_colab = bool(_mapping(metadata).get("colab"))
    return Notebook(tuple(cells), tuple(others), tuple(notes[: limits.NOTES_LISTED]), is_colab)


def _was_code(metadata: Any) -> bool:
    """Whether nbgrader handed the cell out as code; it makes it code again."""
    return _mapping(_mapping(metadata).get("nbgrader")).get("cell_type") == "code"


def _decode(data: bytes, notes: list[str]) -> str:
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise Refused("it is empty")
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        notes.append("some bytes of the notebook are not UTF-8 and were replaced")
        return data.decode(encoding, "replace")


def _parse(text: str, notes: list[str]) -> Any:
    if text.count("[") + text.count("{") > limits.NOTEBOOK_BRACKETS or text.count(",") > limits.NOTEBOOK_COMMAS:
        raise Refused("it has too many parts to be a notebook")
    text = text.strip(" \t\r\n\0")
    try:
        # Not strict: a tab or a line break inside a string is forgiven.
        notebook, end = json.JSONDecoder(strict=False).raw_decode(text)
    except json.JSONDecodeError as error:
        hint = "; it holds the marks of a git merge" if "<<<<<<< " in text and ">>>>>>> " in text else ""
        where = f"line {error.lineno}, column {error.colno}"
        raise Refused(f"it is not a notebook, because it is not valid JSON ({error.msg}, {where}{hint})") from None
    except (ValueError, RecursionError):  # a number of 5,000 digits, a thousand brackets in brackets
        raise Refused("it is not a notebook, because it is not sensible JSON") from None
    if text[end:].strip(" \t\r\n\0"):
        notes.append("text after the end of the notebook was left out")
    return notebook


def _cells(notebook: dict[str, Any]) -> Iterator[Any]:
    """All cells, of any type. Raises Refused if this is not a version of the format that is known."""
    version = notebook.get("nbformat", 4 if isinstance(notebook.get("cells"), list) else None)
    if version is None and isinstance(notebook.get("doc_id", notebook.get("url")), str):
        raise Refused("it is a link to a file on a drive, not the file itself: open it there and download it")
    if isinstance(version, bool) or version not in _KNOWN_FORMATS:
        named = "has no format number" if version is None else f"has the format {shown(str(version)[:20])}"
        raise Refused(f"it {named}, which is not known; Jupyter writes format 4")
    cells = notebook.get("cells")
    sheets = notebook.get("worksheets")
    if isinstance(cells, list):
        yield from cells
    elif version == 3 and isinstance(sheets, list):
        for sheet in sheets:
            if isinstance(sheet, dict) and isinstance(sheet.get("cells"), list):
                yield from sheet["cells"]
    else:
        raise Refused("it is a notebook without a list of cells")


def _check_language(metadata: Any) -> None:
    """Raises Refused if the notebook says that it is in another language. What is missing or broken says nothing."""
    kernel, info = _mapping(_mapping(metadata).get("kernelspec")), _mapping(_mapping(metadata).get("language_info"))
    languages = [name for name in (info.get("name"), kernel.get("language")) if isinstance(name, str) and name]
    if not languages:
        name = kernel.get("name")
        languages = [name] if isinstance(name, str) and name.lower().split("-")[0] in _OTHER_KERNELS else []
    if languages and not any(name.lower().startswith(("python", "ipython")) for name in languages):
        raise Refused(f"it is a notebook in another language ({shown(languages[0], 40)}), not in Python")


def _text(source: Any) -> str:
    """The source of a cell: text, or a list of pieces of text; what else it holds is passed over."""
    if isinstance(source, list):
        source = "".join(piece for piece in source if isinstance(piece, str))
    return _without_surrogates(source) if isinstance(source, str) else ""


def _tags(metadata: Any) -> tuple[str, ...]:
    tags = _mapping(metadata).get("tags")
    tags = [tags] if isinstance(tags, str) else tags if isinstance(tags, list) else []
    return tuple(_without_surrogates(tag) for tag in tags if isinstance(tag, str))


def _without_surrogates(text: str) -> str:
    """Text that can be written as UTF-8: JSON may hold half of a character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
