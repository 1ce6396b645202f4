"""Files in a sandbox's working folder, as the grader sees them from outside.

The folder belongs to hostile code that may still be running: it can put a link wherever a folder was a moment ago. So
every step goes from an open folder to an entry that is not a link, and nothing is read that is not a regular file.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.engine.errors import MalformedAnswer

LINK = -1
_MAX_ENTRIES = 10_000
_MAX_DEPTH = 16
# Without these two (Windows) there is no jail either, and reports say so.
_HAS_DIR_FD = os.open in os.supports_dir_fd and os.scandir in os.supports_fd
_UNLINKED = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | _UNLINKED
# Not blocking: opening a pipe would wait for a writer.
_FILE = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | _UNLINKED


def listing(root: Path, folder: str) -> dict[str, int]:
    """Relative path and size of every file beneath `root`/`folder`; -1 for links, which are not followed, and
    for files that have a second name (a hard link).

    A folder with nothing in it is listed as well, its path ending in "/", with size 0; so is what is neither file nor
    folder (a pipe, say). Nothing at all if `folder` is not there.

    Raises:
        MalformedAnswer: there is more in it than a person could mean, or it cannot be looked into.
    """
    try:
        return dict(sorted(_walk(root, _parts(folder))))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise MalformedAnswer(f"a folder that cannot be looked into ({error.strerror})") from error


def read_file(root: Path, path: str, limit: int) -> bytes:
    """The content of a regular file beneath `root`.

    Raises:
        MalformedAnswer: it is not there, no regular file, or larger than `limit` bytes.
    """
    *folders, name = _parts(path)
    try:
        with _opened(root, folders) as (descriptor, place):
            target = name if descriptor is not None else str(place / name)
            file = os.open(target, _FILE, dir_fd=descriptor)
            with os.fdopen(file, "rb") as stream:
                if not stat.S_ISREG(os.fstat(file).st_mode):
                    raise MalformedAnswer("something that is not a regular file")
                content = stream.read(limit + 1)
    except OSError as error:
        raise MalformedAnswer(f"a file that cannot be read ({error.strerror})") from error
    if len(content) > limit:
        raise MalformedAnswer(f"a file of more than {limit:,} bytes")
    return content


def _parts(path: str) -> list[str]:
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if ".." in parts or path.startswith("/"):
        raise MalformedAnswer("a path that leads out of its folder")
    return parts


@contextmanager
def _opened(root: Path, folders: list[str]) -> Iterator[tuple[int | None, Path]]:
    """The folder reached from `root` without passing a link: its descriptor where there are such, and its path."""
    place = root.joinpath(*folders)
    if not _HAS_DIR_FD:
        yield None, place
        return
    descriptor = os.open(root, _FOLDER)
    try:
        for name in folders:
            inner = os.open(name, _FOLDER, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = inner
        yield descriptor, place
    finally:
        os.close(descriptor)


def _walk(root: Path, start: list[str]) -> Iterator[tuple[str, int]]:
    waiting: list[list[str]] = [[]]
    count = 0
    while waiting:
        inner = waiting.pop()
        with _opened(root, [*start, *inner]) as (descriptor, place), os.scandir(descriptor or place) as entries:
            is_empty = True
            for entry in entries:
                is_empty, count = False, count + 1
                if count > _MAX_ENTRIES or len(inner) > _MAX_DEPTH:
                    raise MalformedAnswer("a folder with more in it than can be listed")
                name = "/".join([*inner, _shown(entry.name)])
                if entry.is_symlink():
                    yield name, LINK
                elif entry.is_dir(follow_symlinks=False):
                    waiting.append([*inner, entry.name])
                else:
                    found = entry.stat(follow_symlinks=False)
                    is_linked = stat.S_ISREG(found.st_mode) and found.st_nlink > 1
                    yield name, LINK if is_linked else found.st_size if stat.S_ISREG(found.st_mode) else 0
            if is_empty and inner:
                yield "/".join([*map(_shown, inner), ""]), 0


def _shown(name: str) -> str:
    """A name as text that can be written anywhere."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
