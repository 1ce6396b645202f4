"""Archives (.zip, .tar, .tar.gz): every entry is judged before anything is written, and what is written is bounded.

Only files with a wanted ending are unpacked; the rest is left in the archive.
"""

import gzip
import tarfile
import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from autograder.datasets.real.failures import BadArchive
from autograder.datasets.real.progress import Bar
from autograder.submissions.wording import shown, size

SUFFIXES = (".zip", ".tar", ".tar.gz", ".tgz")
_CHUNK = 1 << 20
_ENTRIES = 200_000
# Images do not shrink when packed, tables of pixels to a fifth: what grows more is not a set of images.
_GROWTH, _GROWTH_FROM = 20, 64 << 20
# What damaged data make zipfile, tarfile and gzip raise, besides OSError.
_DAMAGED = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


def is_archive(path: Path) -> bool:
    """Whether the file's name is that of an archive."""
    return path.name.lower().endswith(SUFFIXES)


def stem(path: Path | str) -> str:
    """The name of an archive without its ending."""
    name = Path(path).name
    return next((name[: -len(ending)] for ending in SUFFIXES if name.lower().endswith(ending)), name)


def unpack(archive: Path, target: Path, wanted: Collection[str], bar: Bar) -> None:
    """Unpack into the new folder `target` what ends in one of `wanted` (".jpg").

    Raises BadArchive if it is damaged, cut off, too large once unpacked, or holds a path that leads elsewhere, a link
    or an encrypted file; `target` then holds a part and is to be thrown away. OSError if it cannot be written.
    """
    target.mkdir(parents=True)
    with archive.open("rb") as file:
        start = file.read(4)
    bar.start(f"unpack {archive.name}", None)
    if start[:2] == b"PK":
        _unpack_zip(archive, target, wanted, bar)
    elif start[:2] == b"\x1f\x8b" or tarfile.is_tarfile(archive):
        _unpack_tar(archive, target, wanted, bar)
    else:
        raise BadArchive(f"{archive.name} is not an archive (.zip or .tar.gz).")


def _bound(archive: Path) -> int:
    return max(_GROWTH_FROM, _GROWTH * archive.stat().st_size)


def _too_large(archive: Path) -> BadArchive:
    return BadArchive(f"{archive.name} would unpack to more than {size(_bound(archive))}: nothing of it was kept.")


@contextmanager
def _damage(archive: Path) -> Iterator[None]:
    """Reading only goes on in here: an OSError of the disk stays one."""
    try:
        yield
    except _DAMAGED as error:
        raise BadArchive(f"{archive.name} is damaged or cut off: load it again.") from error
    except OSError as error:
        # gzip's own errors have no number, the disk's have one.
        if error.errno is not None:
            raise
        raise BadArchive(f"{archive.name} is damaged or cut off: load it again.") from error


def _unpack_zip(archive: Path, target: Path, wanted: Collection[str], bar: Bar) -> None:
    with _damage(archive):
        packed = zipfile.ZipFile(archive)
    with packed:
        entries = packed.infolist()
        if len(entries) > _ENTRIES or sum(entry.file_size for entry in entries) > _bound(archive):
            raise _too_large(archive)
        for entry in entries:
            kind = (entry.external_attr >> 16) & 0o170000
            regular = kind in (0, 0o100000, 0o040000) and not entry.flag_bits & 0x1
            _judge(archive, entry.orig_filename.replace("\\", "/"), regular)
        done, bar_total = 0, sum(entry.file_size for entry in entries)
        bar.start(f"unpack {archive.name}", bar_total)
        for entry in entries:
            path = PurePosixPath(entry.orig_filename.replace("\\", "/"))
            if _is_wanted(path, entry.is_dir(), wanted):
                with _damage(archive):
                    source = packed.open(entry)
                with source:
                    # No more than the size in the list comes out, whatever the packed data say.
                    _write(archive, source, target / path)
            done += entry.file_size
            bar.at(done)


class _Metered:
    """A file that ends in BadArchive after so many bytes: an archive inside gzip does not say how large it is."""

    def __init__(self, file: IO[bytes], archive: Path, bar: Bar) -> None:
        self.file, self.archive, self.bar = file, archive, bar
        self.done, self.bound = 0, _bound(archive)

    def read(self, count: int = -1) -> bytes:
        content = self.file.read(_CHUNK if count < 0 else min(count, _CHUNK))
        self.done += len(content)
        if self.done > self.bound:
            raise _too_large(self.archive)
        self.bar.at(self.done)
        return content


def _unpack_tar(archive: Path, target: Path, wanted: Collection[str], bar: Bar) -> None:
    with archive.open("rb") as file:
        zipped = file.read(2) == b"\x1f\x8b"
    opened = gzip.open if zipped else open
    with ExitStack() as closing:
        metered = _Metered(closing.enter_context(opened(archive, "rb")), archive, bar)
        with _damage(archive):
            packed = closing.enter_context(tarfile.open(fileobj=metered, mode="r|", bufsize=_CHUNK))
        entries = 0
        while True:
            with _damage(archive):
                entry = packed.next()
            if entry is None:
                break
            entries += 1
            if entries > _ENTRIES:
                raise _too_large(archive)
            _judge(archive, entry.name, (entry.isreg() and not entry.issparse()) or entry.isdir())
            path = PurePosixPath(entry.name)
            if _is_wanted(path, entry.isdir(), wanted):
                with _damage(archive):
                    source = packed.extractfile(entry)
                _write(archive, source, target / path)
        # What follows the last entry is read too: a gzip file ends in a checksum.
        with _damage(archive):
            while metered.read():
                pass
    if not entries:
        raise BadArchive(f"{archive.name} is empty, damaged or cut off: load it again.")


def _judge(archive: Path, name: str, regular: bool) -> None:
    """Raise BadArchive for an entry that no honest set of images has."""
    problem = ""
    if name.startswith("/") or ":" in name.partition("/")[0]:
        problem = "whose path is absolute"
    elif ".." in name.split("/"):
        problem = "whose path leads out of the archive"
    elif "\0" in name or name.count("/") > 40:
        problem = "which is not a usable path"
    elif not regular:
        problem = "which is a link, encrypted or no regular file"
    if problem:
        raise BadArchive(f"{archive.name} holds {shown(name)}, {problem}: nothing of it was kept.")


def _is_wanted(path: PurePosixPath, is_folder: bool, wanted: Collection[str]) -> bool:
    # macOS packs a second "._photo.jpg" for each file, with what only it understands.
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in path.parts)
    return not is_folder and not hidden and path.suffix.lower() in wanted


def _write(archive: Path, source: IO[bytes], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        output = path.open("xb")
    except FileExistsError as error:
        raise BadArchive(f"{archive.name} holds two files {shown(path.name)}: nothing of it was kept.") from error
    with output:
        while True:
            with _damage(archive):
                content = source.read(_CHUNK)
            if not content:
                break
            output.write(content)
