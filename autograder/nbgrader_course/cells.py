"""nbgrader's cells: their metadata, and which of them hold the points of a function."""

from typing import Any

SCHEMA_VERSION = 3
_CHECK = "check-"


def metadata(grade_id: str, *, points: float | None = None, **flags: bool) -> dict[str, Any]:
    """Metadata of a cell, in nbgrader's schema.

    Args:
        grade_id: Its name, unique in its notebook; letters, digits, `-` and `_`.
        points: What it is worth; None for a cell that is not graded.
        flags: Those of `grade`, `solution`, `locked` and `task` that are True.
    """
    kinds = {"grade": False, "solution": False, "locked": False, "task": False} | flags
    worth = {} if points is None else {"points": points}
    return {"nbgrader": {"schema_version": SCHEMA_VERSION, "grade_id": grade_id, **kinds, **worth}}


def check_id(function: str) -> str:
    """The name of the cell that grades this function."""
    return f"{_CHECK}{function}"


def graded_function(cell: Any) -> str:
    """The function that this cell grades; empty for any other cell."""
    own = cell.metadata.get("nbgrader", {})
    if cell.cell_type != "code" or not own.get("grade") or own.get("solution"):
        return ""
    name = own.get("grade_id", "")
    return name.removeprefix(_CHECK) if name.startswith(_CHECK) else ""


def is_graded_by_others(cell: Any) -> bool:
    """Whether it is a graded test cell that the instructor added."""
    own = cell.metadata.get("nbgrader", {})
    is_test = cell.cell_type == "code" and own.get("grade") and not own.get("solution")
    return bool(is_test) and not graded_function(cell)
