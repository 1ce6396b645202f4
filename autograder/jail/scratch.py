"""Folders that a hostile process wrote to: how much is in them, and how to remove them.

Nothing here recurses or builds a long path, because a submission can nest folders thousands deep.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

# What an entry costs beside its blocks, so that empty files count as well.
_ENTRY_BYTES = 4_096
_MAX_ENTRIES = 200_000
_UNCOUNTABLE = 2**62


def disk_use(folder: Path, pid: int | None = None) -> int:
    """Bytes on disk beneath `folder`, links not followed; with those of files that `pid` holds open without a name.

    A folder that cannot be looked into, because its owner took that right away or nested it too deep for a path to
    reach, counts as more than any limit: it may hide anything.
    """
    total, entries = 0, 0
    waiting = [str(folder)]
    while waiting and entries < _MAX_ENTRIES:
        try:
            found = _entries(waiting.pop())
        except FileNotFoundError:
            continue
        except OSError:
            return _UNCOUNTABLE
        for entry in found:
            entries += 1
            total += _ENTRY_BYTES
            with suppress(OSError):
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                total += entry.stat(follow_symlinks=False).st_blocks * 512
    return total + (_nameless(pid) if pid is not None else 0)


def remove(folder: Path) -> None:
    """Remove `folder` and all beneath it, as far as this user may; links are not followed.

    Nothing may be writing to it any more.
    """
    for _ in removing(folder):
        pass


def removing(folder: Path) -> Iterator[None]:
    """`remove` in small steps: a submission can leave so much that it takes minutes."""
    waiting, count = [str(folder)], 0
    while waiting:
        path = waiting.pop()
        with suppress(OSError):
            os.chmod(path, 0o700)  # noqa: PTH101
        found: list[os.DirEntry[str]] = []
        with suppress(OSError):
            found = _entries(path)
        for entry in found:
            with suppress(OSError):
                if entry.is_dir(follow_symlinks=False):
                    count += 1
                    # Moved up beside `folder`, so that its own path stays short.
                    moved = f"{folder}.{count}"
                    os.rename(entry.path, moved)  # noqa: PTH104
                    waiting.append(moved)
                else:
                    os.unlink(entry.path)  # noqa: PTH108
            yield
        with suppress(OSError):
            os.rmdir(path)  # noqa: PTH106
        yield


def _entries(path: str) -> "list[os.DirEntry[str]]":
    with os.scandir(path) as found:
        return list(found)


def _nameless(pid: int) -> int:
    """Bytes on disk of the files that a process holds open after it has removed their last name."""
    total = 0
    with suppress(OSError):
        for entry in _entries(f"/proc/{pid}/fd"):
            with suppress(OSError):
                found = os.stat(entry.path)  # noqa: PTH116
                if not found.st_nlink:
                    total += found.st_blocks * 512
    return total
