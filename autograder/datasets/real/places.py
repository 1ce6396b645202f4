"""Where sets lie: the data folder, and in it one folder a set, which exists only when the set is whole."""

import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

VARIABLE = "CONVLINGS_DATA"
_CARD = "set.json"
_STALE_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Card:
    """What is written beside the images of a set: where they came from, and how many of each split and class."""

    name: str
    origin: str
    images: Mapping[str, Mapping[str, int]]


def data_folder(folder: Path | str | None = None) -> Path:
    """`folder`, else the folder that CONVLINGS_DATA names, else the system's folder for caches."""
    chosen = folder or os.environ.get(VARIABLE)
    if chosen:
        return Path(chosen).expanduser().absolute()
    # Imported here because loading a set with a folder given needs nothing of it.
    import pooch

    return Path(pooch.os_cache("convlings"))


def card_of(home: Path) -> Card | None:
    """The card of the set in `home`, or None if there is no whole set there."""
    try:
        return Card(**json.loads((home / _CARD).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


@contextmanager
def work_folder(folder: Path, name: str) -> Iterator[Path]:
    """A folder to unpack in, beside where the set will be; it is removed whatever happens."""
    for left in folder.glob(f".{name}-*"):
        # Of a run that was killed; one that still goes on is younger.
        if time.time() - left.stat().st_mtime > _STALE_SECONDS:
            shutil.rmtree(left, ignore_errors=True)
    work = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=folder))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def put(ready: Path, home: Path, card: Card) -> None:
    """Make the folder `ready` the set at `home`, in one step; what was there before goes.

    Whoever looks sees the old set, none, or the whole new one.
    """
    (ready / _CARD).write_text(json.dumps(asdict(card), indent=1), "utf-8")
    old = ready.parent / "old"
    with suppress(FileNotFoundError):
        home.rename(old)
    try:
        ready.rename(home)
    except OSError:
        with suppress(OSError):
            old.rename(home)
        raise
