"""Files of submissions: listed and read without following links, and only regular files."""

import os
import re
import stat
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol

from autograder.submissions import limits
from autograder.submissions.systems import claim_of_file, is_receipt
from autograder.submissions.wording import composed, size

IGNORED_FOLDERS = frozenset(
    {
        ".git",
        ".hg",
        ".svn",
        "__pycache__",
        ".ipynb_checkpoints",
        "__MACOSX",
        ".venv",
        "venv",
        "site-packages",
        "node_modules",
        ".idea",
        ".vscode",
        ".pytest_cache",
        ".mypy_cache",
        ".ruff_cache",
        ".tox",
        ".nox",
        ".cache",
        ".eggs",
        "$RECYCLE.BIN",
        ".Trashes",
        ".Spotlight-V100",
    }
)
METADATA = "submission_metadata.yml"
MANIFEST = "convlings.json"
TIMESTAMP = "timestamp.txt"  # nbgrader's and Sakai's: when it was handed in
IGNORED_FILES = frozenset({".ds_store", "thumbs.db", "desktop.ini", ".localized"})
# "._name" are the side files of macOS: they have the name of a submission, and hold none.
_IGNORED_NAME = re.compile(r"\._.*|.*\.(?:pyc|pyo|pyd|so|dll|dylib|swp|swo)|.*~|~\$.*|#.*#", re.IGNORECASE | re.DOTALL)
_OTHER_ARCHIVES = re.compile(r"(.*?)(?:\.tar)?\.(?:rar|7z|tar|tgz|tbz2?|txz|gz|bz2|xz|zst)", re.IGNORECASE | re.DOTALL)
# ".py.txt" comes from mail programs, ".ipynb.json" from browsers, "name.ipynb のコピー" from Colab.
_KINDS = re.compile(
    r"(.*)\.(py|ipynb|zip)(?:\.txt|\.json|[ _]*のコピー|[ _]*의[ _]*사본|[ _]*的[ _]*副本)?", re.IGNORECASE | re.DOTALL
)
_DOCUMENT = re.compile(
    r".*\.(?:pdf|docx?|odt|rtf|txt|html?|md|tex|pptx?|odp|xlsx?|ods|csv|png|jpe?g|gif|webp|heic|rb|js|java|c|cpp|r|m|mlx)",
    re.IGNORECASE | re.DOTALL,
)
# What systems, the kit and templates of repositories put beside somebody's work.
_BESIDE_WORK = re.compile(
    r"timestamp\.txt|members\.txt|comments\.txt|feedbackText\.html|requirements.*\.txt|readme|licen[sc]e|contributing",
    re.IGNORECASE,
)
_NO_LINK = "it is a symbolic link, and links are never followed"
_NOT_REGULAR = "it is not a regular file"


class Refused(Exception):
    """A file or archive that is not read. `reason` is a clause of a sentence: "it is ..."."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


class Source(Protocol):
    """Where the bytes of a file come from: a file on disk or a member of an archive."""

    def read(self, limit: int) -> bytes:
        """All bytes. Raises Refused if there are more than `limit`, or if it is not a file to read."""
        ...


@dataclass(frozen=True, slots=True)
class DiskFile:
    """A file on disk."""

    path: str

    def open(self) -> BinaryIO:
        """The open file. Raises Refused for a link, a pipe, a device, or what may not be opened."""
        flags = os.O_RDONLY
        for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):
            flags |= getattr(os, name, 0)
        try:
            kind = os.lstat(self.path).st_mode
            if not stat.S_ISREG(kind):
                raise Refused(_reason_of(kind))
            descriptor = os.open(self.path, flags)
        except (OSError, ValueError) as error:
            raise Refused(f"it cannot be opened ({getattr(error, 'strerror', None) or 'bad name'})") from None
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):  # exchanged since lstat
            os.close(descriptor)
            raise Refused(_NOT_REGULAR)
        return os.fdopen(descriptor, "rb")

    def read(self, limit: int) -> bytes:
        with self.open() as file:
            try:
                content = file.read(limit + 1)
            except OSError as error:
                raise Refused(f"it cannot be read ({error.strerror})") from None
            if len(content) > limit:
                raise Refused(too_large(os.fstat(file.fileno()).st_size, limit))
        return content


def too_large(count: int, limit: int) -> str:
    """The clause for a file that is too large; both in bytes."""
    return f"it is too large ({size(count)}; at most {size(limit)} are read)"


def _reason_of(mode: int) -> str:
    if stat.S_ISLNK(mode):
        return _NO_LINK
    return "it is a folder, not a file" if stat.S_ISDIR(mode) else _NOT_REGULAR


@dataclass
class Tree:
    """The names below one folder. All paths are relative posix paths, in no particular order."""

    files: dict[str, Source] = field(default_factory=dict)  # .py, .ipynb and .zip files
    folders: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)  # path -> why it is not read (a clause)
    others: list[str] = field(default_factory=list)  # files of other kinds: names only, a few of each folder
    data: dict[str, Source] = field(default_factory=dict)  # the same files, more of each folder, for code to read
    checkouts: set[str] = field(default_factory=set)  # folders that hold a .git
    metadata: dict[str, Source] = field(default_factory=dict)  # what `is_metadata`, and each TIMESTAMP
    _others_of: Counter[str] = field(default_factory=Counter, repr=False)  # folder -> files that `add_other` was given

    def add_other(self, name: str, source: Source) -> None:
        """Note a file that is neither work nor metadata: its name, and the file itself for code to read."""
        folder, _, last = name.rpartition("/")
        before = self._others_of[folder]
        self._others_of[folder] += 1
        # One that says whose it is is always kept: else a student who handed in a PDF would be nowhere.
        if before < limits.OTHER_NAMES_PER_FOLDER or claim_of_file(last) is not None:
            self.others.append(name)
        if last == TIMESTAMP:
            self.metadata[name] = source
        elif before < limits.DATA_FILES_PER_FOLDER:
            self.data[name] = source

    def names(self) -> list[str]:
        """All file names, sorted."""
        return sorted([*self.files, *self.others, *self.refused])

    def split(self) -> "tuple[Tree, dict[str, Tree]]":
        """What lies directly in this folder, and one tree for each folder in it (paths relative to that)."""
        top, inner = Tree(), {name: Tree() for name in sorted(self.folders) if "/" not in name}

        def place(name: str) -> tuple[Tree, str]:
            part, _, rest = name.partition("/")
            return (inner.setdefault(part, Tree()), rest) if rest else (top, part)

        for mine in ("files", "data", "refused", "metadata"):
            for name, value in getattr(self, mine).items():
                tree, rest = place(name)
                getattr(tree, mine)[rest] = value
        for name in self.others:
            tree, rest = place(name)
            tree.others.append(rest)
        for name in self.folders:
            tree, rest = place(name)
            if tree is not top:
                tree.folders.add(rest)
        for name in self.checkouts:
            part, _, rest = name.partition("/")
            (inner.setdefault(part, Tree()) if part else top).checkouts.add(rest)
        return top, inner

    def add(self, other: "Tree", below: str = "") -> None:
        """Take in another tree, at the path `below` ("" or ending in a slash)."""
        self.files.update((below + name, source) for name, source in other.files.items())
        self.data.update((below + name, source) for name, source in other.data.items())
        self.folders.update(below + name for name in other.folders)
        self.refused.update((below + name, reason) for name, reason in other.refused.items())
        self.others.extend(below + name for name in other.others)
        self.checkouts.update((below + name).removesuffix("/") for name in other.checkouts)
        self.metadata.update((below + name, source) for name, source in other.metadata.items())


def split_name(name: str) -> tuple[str, str | None]:
    """A file's name without its extension, and its kind by the extension: "py", "ipynb", "zip" or None.

    The name is `composed`.
    """
    name = composed(name)
    match = _KINDS.fullmatch(name)
    return (match[1], match[2].lower()) if match else (name, None)


def kind_of(name: str) -> str | None:
    """ "py", "ipynb" or "zip" by the end of a file's name; None for any other."""
    return split_name(name)[1]


def other_archive(name: str) -> str | None:
    """The name without its extension if it is an archive of a kind that is not opened, else None."""
    match = _OTHER_ARCHIVES.fullmatch(name)
    return match[1] if match else None


def is_document(path: str) -> bool:
    """Whether a file may hold an answer, and is of a kind that only people read."""
    name = path.rpartition("/")[2]
    return bool(_DOCUMENT.fullmatch(name) or other_archive(name)) and not _BESIDE_WORK.match(name)


def is_ignored_file(name: str) -> bool:
    """Whether a file of this name never is part of a submission: caches, compiled code, side files of editors."""
    return name.lower() in IGNORED_FILES or bool(_IGNORED_NAME.fullmatch(name))


def is_metadata(name: str) -> bool:
    """Whether a system or the kit wrote this file about a submission: lists of names, receipts, manifests of packs."""
    return name in (METADATA, MANIFEST) or is_receipt(name)


def walk(folder: Path, deepest: int = limits.FOLDER_DEPTH) -> Tree:
    """List everything below a folder, reading no file. Links and special files end up in `refused`.

    `deepest` is the number of folders in folders that are entered.
    """
    tree = Tree()
    waiting = [(str(folder), "", 0)]
    while waiting:
        where, below, depth = waiting.pop()
        for entry, mode in _entries(where, below, tree):
            name = below + entry.name
            if entry.name == ".git":
                tree.checkouts.add(below.removesuffix("/"))
            elif entry.name in IGNORED_FOLDERS:
                continue
            elif stat.S_ISDIR(mode):
                tree.folders.add(name)
                if depth < deepest:
                    waiting.append((entry.path, f"{name}/", depth + 1))
                else:
                    tree.refused[name] = "it lies too deep in folders"
            elif is_ignored_file(entry.name):
                continue
            elif not stat.S_ISREG(mode):
                tree.refused[name] = _reason_of(mode)
            elif kind_of(entry.name):
                tree.files[name] = DiskFile(entry.path)
            elif is_metadata(entry.name):
                tree.metadata[name] = DiskFile(entry.path)
            else:
                tree.add_other(name, DiskFile(entry.path))
    return tree


def _entries(where: str, below: str, tree: Tree) -> Iterator[tuple[os.DirEntry[str], int]]:
    """The entries of one folder with their modes, sorted by name; a folder that cannot be listed is refused."""
    try:
        with os.scandir(where) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        tree.refused[below.removesuffix("/") or "."] = f"it cannot be opened ({error.strerror})"
        return
    for entry in entries:
        if getattr(entry, "is_junction", lambda: False)():  # Windows, from Python 3.12: a link between folders
            yield entry, stat.S_IFLNK
            continue
        try:
            # The type alone comes with the listing; stat would cost a call for each file.
            if entry.is_symlink():
                mode = stat.S_IFLNK
            elif entry.is_dir(follow_symlinks=False):
                mode = stat.S_IFDIR
            else:
                mode = stat.S_IFREG if entry.is_file(follow_symlinks=False) else stat.S_IFIFO
        except OSError:
            continue  # gone since it was listed
        yield entry, mode
