"""Put a handed-in notebook in the order in which nbgrader can read it: each of its cells once, with its metadata."""

import copy
import re
import warnings
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from autograder.submissions import code_cells

# Set in a notebook that stands for a file which nobody can read: a person has to look.
UNREAD = "convlings_unread"
_DEFINED = re.compile(r"^(?:def|class) (\w+)", re.MULTILINE)
_CHECKED = re.compile(r"^%check (\S+)", re.MULTILINE)
_ELSEWHERE = "# The answer that belongs here is in another cell, or was deleted."


def repaired(data: bytes, kind: str, released: NotebookNode) -> NotebookNode:
    """The notebook in these bytes, with nbgrader's cells as in the released one.

    Args:
        kind: "py" or "ipynb", by the file's name.

    Raises:
        Refused: it holds nothing that can be read.
    """
    notebook = _read(data, kind)
    notebook.metadata.pop(UNREAD, None)
    known = {cell.metadata.nbgrader["grade_id"]: cell for cell in released.cells if _grade_id(cell)}
    holders = _holders(notebook.cells, known)
    for cell in notebook.cells:
        if not any(cell is holder for holder in holders.values()):
            cell.metadata.pop("nbgrader", None)
    for grade_id, cell in holders.items():
        _become(cell, known[grade_id])
    _add_missing(notebook.cells, holders, known)
    for number, cell in enumerate(notebook.cells, start=1):
        cell["id"] = f"cell-{number}"
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def unread(released: NotebookNode, reason: str) -> NotebookNode:
    """The released notebook, to stand for a file that cannot be read."""
    notebook = copy.deepcopy(released)
    notebook.metadata[UNREAD] = reason
    return notebook


def _read(data: bytes, kind: str) -> NotebookNode:
    if kind == "ipynb":
        try:
            with warnings.catch_warnings():
                # Cells with the id of another one, for example.
                warnings.simplefilter("ignore")
                notebook = nbformat.reads(data.decode("utf-8-sig"), as_version=4)
            for cell in notebook.cells:
                cell.source, cell.cell_type  # noqa: B018
                cell.metadata.get("nbgrader")
        except Exception:
            # Whatever nbformat stumbles over: the grader reads more than it does.
            pass
        else:
            return notebook
    return new_notebook(cells=[new_code_cell(source) for source in code_cells(data, kind)])


def _holders(cells: list[Any], known: dict[str, Any]) -> dict[str, Any]:
    """The one cell for each of nbgrader's names, where there is one."""
    copies: dict[str, list[Any]] = {}
    for cell in cells:
        if _grade_id(cell) in known:
            copies.setdefault(_grade_id(cell), []).append(cell)
    found = {grade_id: _chosen(same, known[grade_id]) for grade_id, same in copies.items()}
    taken = [cell for same in copies.values() for cell in same]
    for grade_id, original in known.items():
        if grade_id not in found:
            free = [cell for cell in cells if not any(cell is each for each in taken)]
            lost = [cell for cell in free if _is_like(cell, original)]
            if lost:
                found[grade_id] = _chosen(lost, original)
                taken.append(found[grade_id])
    return found


def _chosen(same: list[Any], original: Any) -> Any:
    """Of several copies the last one in which something was written; of locked cells the first."""
    if not original.metadata.nbgrader.get("solution"):
        return same[0]
    written = [cell for cell in same if _squeezed(cell.source) != _squeezed(original.source)]
    return (written or same)[-1]


def _is_like(cell: Any, original: Any) -> bool:
    """Whether a cell without metadata is the one that was handed out under a name."""
    own = original.metadata.nbgrader
    if own.get("solution") and original.cell_type == "code":
        return bool(set(_DEFINED.findall(original.source)) & set(_DEFINED.findall(cell.source)))
    checked = _CHECKED.findall(original.source)
    if own.get("grade") and checked:
        return _CHECKED.findall(cell.source) == checked
    return _squeezed(cell.source) == _squeezed(original.source)


def _become(cell: Any, original: Any) -> None:
    cell.metadata["nbgrader"] = copy.deepcopy(original.metadata.nbgrader)
    if cell.cell_type != original.cell_type:
        cell.cell_type = original.cell_type
        cell.pop("attachments", None)
    if cell.cell_type == "code":
        cell.setdefault("outputs", [])
        cell.setdefault("execution_count", None)
    else:
        for name in ("outputs", "execution_count"):
            cell.pop(name, None)


def _add_missing(cells: list[Any], holders: dict[str, Any], known: dict[str, Any]) -> None:
    """Put cells that are gone below the one that came before them."""
    at = 0
    for grade_id, original in known.items():
        if grade_id in holders:
            at = 1 + next(index for index, cell in enumerate(cells) if cell is holders[grade_id])
            continue
        cell = copy.deepcopy(original)
        if original.metadata.nbgrader.get("solution") and original.cell_type == "code":
            cell.source = _ELSEWHERE
        cells.insert(at, cell)
        at += 1


def _grade_id(cell: Any) -> str:
    own = cell.metadata.get("nbgrader")
    name = own.get("grade_id") if isinstance(own, dict) else None
    return name if isinstance(name, str) else ""


def _squeezed(text: str) -> list[str]:
    return text.split()
