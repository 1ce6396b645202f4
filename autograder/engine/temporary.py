"""Temporary folders that go when their process does: at once if it can, else when the kit is next started.

Whoever made a folder holds a lock on it, which the system takes back however a process ends. So a folder without one
belongs to nobody any more.
"""

import os
import stat
import tempfile
import time
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from types import TracebackType

from autograder.jail import scratch

try:
    import fcntl
except ImportError:  # Windows, where a process that is killed leaves its folders behind
    fcntl = None  # type: ignore[assignment]

PREFIX = "convlings-run-"
# Between making a folder and locking it is a moment.
_YOUNG_SECONDS = 60.0
# The user that sandboxes run as where the kit was started as root.
_NOBODY = 65_534


class HeldFolder(AbstractContextManager[Path]):
    """A fresh temporary folder, removed by `close`."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX))
        self._lock = -1
        if fcntl is not None:
            self._lock = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def close(self) -> None:
        """Remove it with all that is in it."""
        scratch.remove(self.path)
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def __enter__(self) -> Path:
        return self.path

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def remove_abandoned() -> None:
    """Remove what processes have left that were killed."""
    if fcntl is None:
        return
    own = {os.getuid(), _NOBODY} if os.getuid() == 0 else {os.getuid()}
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):
            found = folder.lstat()
            if stat.S_ISDIR(found.st_mode) and found.st_uid in own and time.time() - found.st_ctime > _YOUNG_SECONDS:
                _remove_unless_held(folder)


def _remove_unless_held(folder: Path) -> None:
    lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        scratch.remove(folder)
    finally:
        os.close(lock)
