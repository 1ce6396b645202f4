"""The table before this one: a regrade keeps it, with the results that it was made from.

earlier/1, earlier/2, ...     run.json, grades.csv, results/ and graded/ as they were, the oldest first
earlier/open                  of the run that goes on just now
"""

import os
import shutil
from pathlib import Path

from autograder.grading import graded
from autograder.grading.folder import RESULTS, RUN

TABLE = "grades.csv"
FOLDER = "earlier"
_OPEN = "open"
_MAKING = "making"


def keep_table(staff: Path) -> None:
    """Keep the report as it is, before anything in it changes; nothing where there is no table yet.

    If a run was interrupted, what was kept before it stays.
    """
    folder = staff / FOLDER
    if (folder / _OPEN).exists() or not (staff / TABLE).exists():
        return
    making = folder / _MAKING
    shutil.rmtree(making, ignore_errors=True)
    folders = (RESULTS, graded.FOLDER)
    files = [staff / RUN, staff / TABLE]
    for name in folders:
        (making / name).mkdir(parents=True)
        files += sorted((staff / name).glob("*.json"))
    for path in files:
        _share(path, making / path.relative_to(staff))
    making.rename(folder / _OPEN)


def settle_table(staff: Path) -> Path | None:
    """Once the new table is written: the folder of the one before, if it says anything else; else it is not kept."""
    folder = staff / FOLDER
    was = folder / _OPEN
    if not was.exists():
        return None
    if (was / TABLE).read_bytes() == (staff / TABLE).read_bytes():
        shutil.rmtree(was)
        if not any(folder.iterdir()):
            folder.rmdir()
        return None
    numbers = [int(path.name) for path in folder.iterdir() if path.name.isdecimal()]
    return was.rename(folder / str(max(numbers, default=0) + 1))


def _share(path: Path, target: Path) -> None:
    """A second name for a file, which is replaced and never written again; a copy where there are no second names."""
    try:
        os.link(path, target)
    except OSError:
        shutil.copyfile(path, target)
