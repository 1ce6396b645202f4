"""A report's folder: whose is what in it; written by one process at a time, each file whole or not at all.

staff/       the run itself and all that is about the class: see `batch`
feedback/    a page for each student, in which nothing is about anybody else: fit to be given out as it is
"""

import json
import os
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

STAFF = "staff"
FEEDBACK = "feedback"
RUN = "run.json"
RESULTS = "results"
LOCK = ".lock"
_PARTIAL = ".partial"


class Busy(RuntimeError):
    """Another process is writing into the folder."""


def staff_of(report: Path) -> Path:
    """Where a report keeps what is staff's: an earlier table, or a report of an older kit, in the folder itself."""
    own = report / STAFF
    return report if (report / RUN).exists() and not (own / RUN).exists() else own


def lock(folder: Path) -> FileLock:
    """Make the folder if it is not there, and keep others out of it until the lock is released or this process ends.

    What a process that was killed has left half written is cleared away.

    Raises:
        Busy: another process has the lock.
        OSError: the folder cannot be made or written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    held = FileLock(folder / LOCK, timeout=0)
    try:
        held.acquire()
    except Timeout:
        raise Busy(str(folder)) from None
    clear_partial(folder)
    return held


def clear_partial(folder: Path) -> None:
    """Remove what was left half written in the folder and the folders in it."""
    for left in (*folder.glob(f"*{_PARTIAL}"), *folder.glob(f"*/*{_PARTIAL}")):
        left.unlink(missing_ok=True)


def holds_something(folder: Path) -> bool:
    """Whether anything lies in the folder that is not of this module's own making."""
    return any(entry.name != LOCK and not entry.name.endswith(_PARTIAL) for entry in folder.iterdir())


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, whatever ends the process."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}{_PARTIAL}")
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def write_json(path: Path, data: dict[str, Any]) -> None:
    """Write data, as `read_json` reads it, whole or not at all."""
    write_whole(path, f"{json.dumps(data, indent=1, ensure_ascii=True)}\n".encode())


def read_json(path: Path) -> dict[str, Any] | None:
    """The file's data; None where it is missing or was cut off."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return data if isinstance(data, dict) else None
