"""Where the content lies: beside the package in a clone, inside it once installed, or in a folder of one's own."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent

_own_folder: Path | None = None


class NoContent(LookupError):
    """The folder holds no exercises."""


def use_folder(folder: Path) -> None:
    """Take exercises from `folder` in place of the kit's own: `solutions/NN_topic.py`, `checks/test_NN_topic.py`.

    Raises:
        NoContent: there are none in it.
    """
    global _own_folder
    if not any((folder / "solutions").glob("[0-9][0-9]_*.py")) or not (folder / "checks").is_dir():
        raise NoContent(f"There is no solutions/NN_topic.py or no checks/ in {folder}.")
    _own_folder = folder.resolve()


def own_folder() -> Path | None:
    """The folder that `use_folder` set."""
    return _own_folder


def solutions() -> Path:
    """Folder of the solutions."""
    return _own_folder / "solutions" if _own_folder else _kit_folder("solutions")


def stubs() -> Path:
    """Folder of the stubs as they were handed out."""
    return _own_folder / "exercises" if _own_folder else _kit_folder("exercises")


def notebooks() -> Path:
    """Folder of the same as notebooks."""
    return stubs() / "notebooks"


def checks() -> Path:
    """Folder of the check files."""
    return _own_folder / "checks" if _own_folder else PACKAGE / "checks"


def data() -> Path:
    """Folder of the data files: registry of real sets, weights."""
    return _kit_folder("data")


def is_clone() -> bool:
    """Whether the package runs from a clone of the repository, where content can be regenerated."""
    return not (PACKAGE / "content").is_dir()


def clone_root() -> Path:
    """The repository's root; only a clone has one."""
    return PACKAGE.parent


def _kit_folder(name: str) -> Path:
    return clone_root() / name if is_clone() else PACKAGE / "content" / name
