"""Where the content lies: beside the package in a clone, inside it once installed."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
CHECKS = PACKAGE / "checks"


def solutions() -> Path:
    """Folder of the solutions."""
    return _folder("solutions")


def stubs() -> Path:
    """Folder of the stubs as they were handed out."""
    return _folder("exercises")


def is_clone() -> bool:
    """Whether the package runs from a clone of the repository, where content can be regenerated."""
    return not (PACKAGE / "content").is_dir()


def clone_root() -> Path:
    return PACKAGE.parent


def _folder(name: str) -> Path:
    return clone_root() / name if is_clone() else PACKAGE / "content" / name
