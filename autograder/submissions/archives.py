"""Zip files: their list of members is judged as a whole before any member is read, and reading is bounded.

Nothing is unpacked under a name from an archive: members are read into memory, one at a time.
"""

import re
import stat
import zipfile
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from io import BytesIO
from typing import BinaryIO

from autograder.submissions import limits
from autograder.submissions.candidates import (
    IGNORED_FOLDERS,
    DiskFile,
    Refused,
    Source,
    Tree,
    is_ignored_file,
    is_metadata,
    kind_of,
    too_large,
)
from autograder.submissions.limits import ArchiveLimits
from autograder.submissions.wording import composed, shown, size

_DRIVE = re.compile(r"[A-Za-z]:")
_UTF8_FLAG, _ENCRYPTED_FLAG = 0x800, 0x1
# Only of these two does zipfile unpack no more than it was asked for.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LONG_NAME = f"its name has more than {limits.NAME} characters"


@dataclass
class Allowance:
    """What may still be unpacked of one submission: bytes, and archives."""

    unpacked: int = limits.UNPACKED_PER_SUBMISSION
    archives: int = limits.ARCHIVES_PER_SUBMISSION

    def take(self, count: int) -> None:
        """Count unpacked bytes. Raises Refused when there are too many."""
        self.unpacked -= count
        if self.unpacked < 0:
            raise Refused(f"the archives hold too much (at most {size(limits.UNPACKED_PER_SUBMISSION)} are unpacked)")


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """A file in an open archive; equal to itself only."""

    archive: zipfile.ZipFile
    info: zipfile.ZipInfo
    allowance: Allowance | None

    def read(self, limit: int) -> bytes:
        if self.info.file_size > limit:
            raise Refused(too_large(self.info.file_size, limit))
        if self.info.compress_type not in _METHODS:
            raise Refused("it is packed with a method that is not supported (make the .zip with the usual settings)")
        try:
            # No more than the size in the list comes out, whatever the packed data say; then the checksum fails.
            with self.archive.open(self.info) as file:
                content = file.read(limit + 1)
        except Exception:  # zipfile raises a dozen kinds for damaged data
            raise Refused("it is damaged inside its archive") from None
        if self.allowance:
            self.allowance.take(len(content))
        return content


@dataclass
class _Metered:
    """A file that gives only so many bytes while `allowance` is set: zipfile reads the list of members in one go."""

    file: BinaryIO
    allowance: int | None
    name: str = field(default="", init=False)

    def read(self, count: int = -1) -> bytes:
        if self.allowance is None:
            return self.file.read(count)
        content = self.file.read(self.allowance + 1 if count < 0 else min(count, self.allowance + 1))
        self.allowance -= len(content)
        if self.allowance < 0:
            raise Refused("it has too many entries")
        return content

    def seek(self, offset: int, whence: int = 0) -> int:
        return self.file.seek(offset, whence)

    def tell(self) -> int:
        return self.file.tell()

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        self.file.close()


def open_archive(source: Source, closing: ExitStack, allowance: Allowance) -> Tree:
    """The tree of a student's archive, which stays open until `closing` is closed.

    Raises Refused for the whole archive if one entry is dishonest or cannot be told from another, if there are too
    many, or if all together are too large. A name that is too long harms that entry alone.
    """
    tree = _open(_file_of(source), limits.STUDENT_ARCHIVE, closing, allowance)
    for name, reason in tree.refused.items():
        if reason != _LONG_NAME:
            raise Refused(f"it holds {shown(name)}, and {reason}")
    return tree


def open_class_archive(source: DiskFile, closing: ExitStack) -> Tree:
    """The tree of a download of a whole class. A bad entry is in `refused`, so that it is one student's matter.

    Raises Refused if no archive can be read.
    """
    return _open(source.open(), limits.CLASS_ARCHIVE, closing, None)


def expand(tree: Tree, closing: ExitStack, allowance: Allowance) -> None:
    """Add what the .zip files of a submission hold, to the tree itself: a.zip gets entries "a.zip/..."."""
    waiting = [(name, 1) for name in sorted(tree.files) if kind_of(name) == "zip"]
    while waiting:
        name, depth = waiting.pop()
        source = tree.files.pop(name)
        try:
            if depth > limits.ARCHIVES_IN_ARCHIVES:
                raise Refused("it is a .zip in a .zip in a .zip")
            allowance.archives -= 1
            if allowance.archives < 0:
                raise Refused(f"there are more than {limits.ARCHIVES_PER_SUBMISSION} archives")
            inner = open_archive(source, closing, allowance)
        except Refused as refused:
            tree.refused[name] = refused.reason
            continue
        tree.add(inner, below=f"{name}/")
        waiting += [(f"{name}/{inside}", depth + 1) for inside in sorted(inner.files) if kind_of(inside) == "zip"]


def _file_of(source: Source) -> BinaryIO:
    return source.open() if isinstance(source, DiskFile) else BytesIO(source.read(limits.INNER_ARCHIVE))


def _open(file: BinaryIO, bounds: ArchiveLimits, closing: ExitStack, allowance: Allowance | None) -> Tree:
    closing.callback(file.close)
    packed = file.seek(0, 2)
    if packed == 0:
        raise Refused("it is empty")
    metered = _Metered(file, bounds.directory)
    try:
        archive = zipfile.ZipFile(metered)  # type: ignore[arg-type]  # what zipfile needs of a file is there
    except Refused:
        raise
    except Exception:  # zipfile raises a dozen kinds for damaged data
        raise Refused("it is not a .zip, or it is damaged") from None
    metered.allowance = None
    members = archive.infolist()
    if len(members) > bounds.entries:
        raise Refused(f"it has too many entries ({len(members)}; at most {bounds.entries} are read)")
    total = sum(member.file_size for member in members)
    if total > bounds.unpacked or (total > bounds.ratio_from and total > packed * bounds.ratio):
        raise Refused(f"the archive is too large: it would unpack to {size(total)} from {size(packed)}")
    return _tree_of(archive, members, allowance)


def _tree_of(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], allowance: Allowance | None) -> Tree:
    tree = Tree()
    seen: dict[str, str] = {}
    for info in members:
        path = _path_of(info)
        parts = [part for part in path.split("/") if part not in ("", ".")]
        if not parts:
            continue
        name = "/".join(parts)
        problem = _path_problem(path) or _problem_of(info)
        ignored = [index for index, part in enumerate(parts) if part in IGNORED_FOLDERS]
        if not _path_problem(path) and (ignored or is_ignored_file(parts[-1])):
            if ignored and parts[ignored[0]] == ".git":
                parts = parts[: ignored[0]]
                tree.checkouts.add("/".join(parts))
                tree.folders.update("/".join(parts[:length]) for length in range(1, len(parts) + 1))
            continue
        is_folder = path.endswith("/")
        if not problem:
            tree.folders.update("/".join(parts[:length]) for length in range(1, len(parts) + is_folder))
        if not is_folder:
            same = composed(name).casefold() if allowance else name
            if same in seen:
                problem = "another entry has the same name" + ("" if seen[same] == name else " but for case")
            seen[same] = name
        if problem:
            tree.refused[name] = problem
            tree.files.pop(name, None)
            tree.data.pop(name, None)
        elif is_folder:
            continue
        elif kind_of(name):
            tree.files[name] = Member(archive, info, allowance)
        elif is_metadata(parts[-1]):
            tree.metadata[name] = Member(archive, info, allowance)
        else:
            tree.add_other(name, Member(archive, info, allowance))
    return tree


def _path_of(info: zipfile.ZipInfo) -> str:
    """The path of a member as it was meant, with slashes."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8_FLAG:
        with suppress(UnicodeError):  # macOS writes UTF-8 without saying so
            name = name.encode("cp437").decode("utf-8")
    return name.replace("\\", "/")  # old tools of Windows write backslashes


def _path_problem(path: str) -> str | None:
    """What is wrong with a path (a clause), or None."""
    if path.startswith("/") or _DRIVE.match(path):
        return "its path is absolute"
    if ".." in path.split("/"):
        return "its path leads out of the archive"
    if "\0" in path:
        return "its name holds a NUL character"
    if path.count("/") > limits.FOLDER_DEPTH:
        return "it lies too deep in folders"
    if any(len(part) > limits.NAME for part in path.split("/")):
        return _LONG_NAME
    return None


def _problem_of(info: zipfile.ZipInfo) -> str | None:
    """Why this entry is not read (a clause), or None."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return "it is a symbolic link, and links are never followed"
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "it is not a regular file"
    if info.flag_bits & _ENCRYPTED_FLAG:
        return "it is encrypted"
    return None
