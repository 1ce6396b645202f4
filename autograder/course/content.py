"""Where the content lies: the kit's exercises, and folders of exercises of one's own beside them.

A collection has the same shape everywhere:

    solutions/NN_topic.py   the source of the exercise
    exercises/NN_topic.py   the stub, and notebooks/NN_topic.ipynb
    topics/NN_topic/        all other code of it: checks, laboratory, probes, picture, thresholds, fingerprints
    bank/NN_topic/          known submissions, right/ and wrong/

The kit's own lies beside the package in a clone and inside it once installed; its topics are `autograder.topics` and
its bank is `tests/bank`.
"""

from dataclasses import dataclass
from pathlib import Path

from autograder import topics

PACKAGE = Path(__file__).resolve().parent.parent


class NoContent(LookupError):
    """The folder holds no exercises, or one that cannot be told from the kit's own."""


@dataclass(frozen=True)
class Collection:
    """The four folders of one set of exercises."""

    solutions: Path
    stubs: Path
    topics: Path
    bank: Path

    @property
    def root(self) -> Path:
        """The folder that holds all of it."""
        return self.solutions.parent

    @property
    def notebooks(self) -> Path:
        return self.stubs / "notebooks"

    @property
    def names(self) -> list[str]:
        """The exercises that have a solution, in teaching order."""
        return sorted(path.stem for path in self.solutions.glob("[0-9][0-9]_*.py"))


def is_clone() -> bool:
    """Whether the package runs from a clone of the repository, where content can be regenerated."""
    return not (PACKAGE / "content").is_dir()


def clone_root() -> Path:
    """The repository's root; only a clone has one."""
    return PACKAGE.parent


def data() -> Path:
    """Folder of the data files: registry of real sets, weights."""
    return _kit_folder("data")


def _kit_folder(name: str) -> Path:
    return clone_root() / name if is_clone() else PACKAGE / "content" / name


KIT = Collection(
    _kit_folder("solutions"), _kit_folder("exercises"), PACKAGE / "topics", clone_root() / "tests" / "bank"
)
_own: dict[Path, Collection] = {}


def at_folder(folder: Path) -> Collection:
    """The collection of this folder, whether or not anything is there yet."""
    root = folder.resolve()
    return Collection(root / "solutions", root / "exercises", root / "topics", root / "bank")


def use_folder(folder: Path) -> Collection:
    """Take the exercises in `folder` beside the kit's own, for the whole process.

    Raises:
        NoContent: there are none in it, or one has a name that is taken.
    """
    found = at_folder(folder)
    if not found.names:
        raise NoContent(
            f"There is no solutions/NN_topic.py in {folder}. To begin: convlings new 30_topic --in {folder}"
        )
    for name in found.names:
        taken = [other for other in collections() if other != found and name in other.names]
        if taken:
            raise NoContent(f"{folder} has an exercise {name}, and so has {taken[0].solutions.parent}. Rename yours.")
    _own[folder.resolve()] = found
    topics.add_folder(found.topics)
    return found


def leave_folder(folder: Path) -> None:
    """Take the exercises in `folder` no longer."""
    if found := _own.pop(folder.resolve(), None):
        topics.remove_folder(found.topics)


def own_folders() -> list[Path]:
    """The folders that `use_folder` has added."""
    return list(_own)


def own_topics() -> tuple[str, ...]:
    """Their folders of topics."""
    return tuple(str(each.topics) for each in _own.values())


def collections() -> list[Collection]:
    """The kit's own collection, then those that were added."""
    return [KIT, *_own.values()]


def collection_of(solution: Path) -> Collection:
    """The collection that this solution belongs to."""
    return next(
        (each for each in collections() if each.solutions == solution.parent), at_folder(solution.parent.parent)
    )
