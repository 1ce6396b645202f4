"""The ways in: a whole download, one student's folder, one file, and the name of a file."""

import os
from collections import Counter
from collections.abc import Collection, Mapping, Sequence, Set
from contextlib import ExitStack, suppress
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from autograder.submissions import limits
from autograder.submissions.archives import Allowance, expand, open_class_archive
from autograder.submissions.by_content import exercises_in_file
from autograder.submissions.candidates import (
    IGNORED_FOLDERS,
    DiskFile,
    Refused,
    Source,
    Tree,
    is_ignored_file,
    kind_of,
    split_name,
    walk,
)
from autograder.submissions.contents import Contents, read_contents
from autograder.submissions.data_files import Shelf
from autograder.submissions.helpers import Neighbours, reaches_up
from autograder.submissions.keys import display_name, unique_keys
from autograder.submissions.layouts import Group, recognise
from autograder.submissions.likeness import likeness
from autograder.submissions.model import Cell, Submission, UnreadableFolder, Work
from autograder.submissions.names import Matcher
from autograder.submissions.packs import kit_version
from autograder.submissions.wording import listed, shown
from autograder.submissions.work import Desk, exercises_for

# What fewer repositories have in common says nothing.
_FEW = 3


def read_submissions(
    path: Path,
    exercises: Sequence[str],
    unpack_into: Path,
    only: str | None = None,
    stubs: Mapping[str, bytes] | None = None,
    aside: Sequence[str] = (),
) -> list[Submission]:
    """Read what a class handed in, one submission for each student, sorted by name.

    `path` is a folder, a .zip or a single file, in one of the layouts described in `layouts`. Files that are graded
    and lie in an archive are copied below `unpack_into`. `only` reads one student (name, key, id or e-mail). `stubs`
    holds the files as they were given to students (percent format): where a student left one untouched beside a file
    with work in it, the latter counts. Files for the exercises `aside` are known as such, and not read.

    Raises UnreadableFolder if there is nothing to read, or nobody of the name `only`.
    """
    matcher = Matcher(exercises, aside)
    known = _known_stubs(stubs)
    interned: dict[bytes, bytes] = {}
    with ExitStack() as closing:
        chosen = _chosen(path, matcher, only, closing)
        checkouts = {key for group, key in chosen if group.tree.checkouts}
        found = [_submission(group, key, matcher, unpack_into, known, interned) for group, key in chosen]
    return _with_handed_out(found, checkouts)


def exercises_handed_in(path: Path, asked: Mapping[str, Collection[str]], only: str | None = None) -> list[str]:
    """The exercises, of those `asked` for with the names of their functions, for which somebody handed in a file.

    Other arguments and errors as for `read_submissions`.
    """
    matcher = Matcher([*asked])
    found: set[str] = set()
    with ExitStack() as closing:
        for group, _ in _chosen(path, matcher, only, closing):
            with ExitStack() as opened:
                expand(group.tree, opened, Allowance())
                found |= exercises_for(group.tree, matcher, asked)
                group.tree = Tree()
    return [exercise for exercise in asked if exercise in found]


def _chosen(path: Path, matcher: Matcher, only: str | None, closing: ExitStack) -> list[tuple[Group, str]]:
    """The groups of a download with their keys: all, or the one who is meant."""
    path = Path(path).resolve()
    try:
        groups = _groups(path, matcher, closing)
    except OSError as error:
        raise UnreadableFolder(f"{shown(str(path), 500)} cannot be read ({error.strerror}).") from None
    if not groups:
        raise UnreadableFolder(f"There is no submission in {shown(str(path), 500)}.")
    chosen = list(zip(groups, unique_keys(group.identity for group in groups), strict=True))
    return chosen if only is None else _only(chosen, only)


def read_one_submission(
    path: Path, exercises: Sequence[str], unpack_into: Path, stubs: Mapping[str, bytes] | None = None
) -> Submission:
    """Read a folder that is known to be one student's, whatever it looks like; nothing in it is a submission, too.

    Arguments and errors as for `read_submissions`.
    """
    tree = walk(path.resolve())
    if "." in tree.refused:
        raise UnreadableFolder(f"{shown(str(path), 500)} cannot be read: {tree.refused['.']}.")
    (key,) = unique_keys(["student"])
    return _submission(Group("student", "student", tree), key, Matcher(exercises), unpack_into, _known_stubs(stubs), {})


def _known_stubs(stubs: Mapping[str, bytes] | None) -> dict[str, Contents]:
    return {exercise: read_contents(content, "py") for exercise, content in (stubs or {}).items()}


def _groups(path: Path, matcher: Matcher, closing: ExitStack) -> list[Group]:
    def enter(source: Source) -> Tree:
        if not isinstance(source, DiskFile):
            raise Refused("it is a .zip in a .zip")
        return open_class_archive(source, closing)

    if path.is_dir():
        tree = walk(path)
        if "." in tree.refused:
            raise UnreadableFolder(f"{shown(str(path), 500)} cannot be read: {tree.refused['.']}.")
        return recognise(tree, path.name, matcher, enter, zipped=False)
    stem, kind = split_name(path.name)
    if not path.exists():
        raise UnreadableFolder(f"There is no folder {shown(str(path), 500)}.")
    if kind == "zip":
        try:
            tree = enter(DiskFile(str(path)))
        except Refused as refused:
            raise UnreadableFolder(f"{shown(str(path), 500)} cannot be read: {refused.reason}.") from None
        return recognise(tree, stem, matcher, enter, zipped=True)
    if kind is None:
        raise UnreadableFolder(f"{shown(str(path), 500)} is neither a folder nor a .zip, .py or .ipynb file.")
    match = matcher.match(path.name)
    student = match.words if match and match.words else stem
    return [Group(student, student, Tree(files={path.name: DiskFile(str(path))}))]


def _only(chosen: list[tuple[Group, str]], only: str) -> list[tuple[Group, str]]:
    found = [
        (group, key) for group, key in chosen if only in (key, group.student, group.identity, group.id, group.email)
    ]
    if not found:
        names = [display_name(group.student) for group, _ in chosen]
        near = get_close_matches(only, names, n=3) or names[:3]
        raise UnreadableFolder(f"There is no submission of {shown(only)}. There are, for example: {listed(near)}.")
    return found


def _with_handed_out(found: list[Submission], checkouts: Set[str]) -> list[Submission]:
    """Repositories begin as copies of one, so a file that most of them hold was there before the student."""
    counts = Counter(name for each in found if each.key in checkouts for name in {*each.files})
    most = max(_FEW, len(checkouts) // 2 + 1)
    handed_out = {name for name, count in counts.items() if count >= most}
    return [
        replace(each, handed_out=tuple(name for name in each.files if name in handed_out))
        if each.key in checkouts
        else each
        for each in found
    ]


def _submission(
    group: Group,
    key: str,
    matcher: Matcher,
    unpack_into: Path,
    stubs: Mapping[str, Contents],
    interned: dict[bytes, bytes],
) -> Submission:
    """Read one student's files. Archives are open only as long as this takes."""
    student = display_name(group.student)
    if group.refused:
        reason = f"{shown(group.student)} is not read: {group.refused}."
        works = tuple(Work(exercise, outcome="unreadable", reason=reason) for exercise in matcher.exercises)
        return Submission(student, key, works, notes=(reason,), **_known(group))
    with ExitStack() as closing:
        names = group.tree.names()
        expand(group.tree, closing, Allowance())
        desk = Desk(key, group.tree, matcher, unpack_into, stubs, group.system_folders, interned)
        works = tuple(desk.work(exercise) for exercise in matcher.exercises)
        kit = kit_version(group.tree)
    files = sorted({*names, *group.tree.names()})
    refused = [f"{shown(name)} was not read: {reason}" for name, reason in sorted(group.tree.refused.items())]
    group.tree = Tree()  # an archive in memory is given back before the next student's is opened
    return Submission(
        student,
        key,
        works,
        tuple(display_name(file)[: 2 * limits.NAME] for file in files[: limits.FILES_LISTED]),
        tuple(group.notes + refused[: limits.NOTES_LISTED]),
        kit,
        likeness=likeness(works),
        **_known(group),
    )


def _known(group: Group) -> dict[str, Any]:
    """What the download says of the student beside the name."""
    return {
        "id": display_name(group.id),
        "email": display_name(group.email),
        "id_is_local": group.id_is_local,
        "late": group.late,
        "team": display_name(group.team),
        "submitted_at": group.submitted_at,
        "attempts": group.attempts,
    }


def exercises_of(path: Path, asked: Mapping[str, Collection[str]]) -> list[str]:
    """The exercises, of those `asked` for with the names of their functions, that a file answers by what it defines."""
    return exercises_in_file(DiskFile(str(path)), kind_of(path.name) or "", asked)


def read_work(path: Path, exercise: str) -> Work:
    """Read one file that a person names, whatever it is called.

    Files beside it that it may import or read come along. Never raises for what the file is or holds.
    """
    path = Path(path)
    name = display_name(path.name)
    source = DiskFile(str(path))
    if not os.path.lexists(path):
        return Work(exercise, None, name, "missing", f"There is no file {shown(str(path), 500)}.")
    kind = kind_of(name)
    try:
        if kind not in ("py", "ipynb"):
            raise Refused("it is neither a .py nor an .ipynb file")
        contents = read_contents(source.read(limits.NOTEBOOK_FILE), kind)
    except Refused as refused:
        reason = f"{shown(name)} cannot be graded: {refused.reason}."
        return Work(exercise, path, name, "unreadable", reason)
    beside = _beside(contents, path.parent).used_by(contents, source, {}, Shelf())
    notes = (*(f"{shown(name)}: {note}" for note in contents.notes), *beside.notes)
    return Work(
        exercise,
        path,
        name,
        "found",
        "",
        notes,
        contents.content,
        contents.cells,
        beside.helpers,
        beside.data,
        contents.others,
        is_colab=contents.is_colab,
    )


def work_of_cells(exercise: str, name: str, cells: Sequence[Cell], *folders: Path, is_colab: bool = False) -> Work:
    """The cells of a notebook that is open, which are in no file, as work called `name`.

    Files in the `folders` that they may import or read come along; of two with one name, that of the first folder.
    """
    contents = Contents(cells=tuple(cells))
    beside = _beside(contents, *folders).used_by(contents, DiskFile(name), {}, Shelf())
    return Work(
        exercise,
        None,
        name,
        "found",
        "",
        beside.notes,
        None,
        contents.cells,
        beside.helpers,
        beside.data,
        is_open=True,
        is_colab=is_colab,
    )


def _beside(contents: Contents, *folders: Path) -> Neighbours:
    """What lies in these folders, and in those in them that the code names; the same one above, if the code reaches up.

    Of two files with one name, that of the first folder. Other folders are not looked into: the file may lie in
    somebody's home.
    """
    code, words = contents.text(), contents.words()
    tree = Tree()
    for folder in dict.fromkeys(reversed(folders)):
        tree.add(_named_in(folder, code, words))
        if reaches_up(code):
            tree.add(_named_in(folder.absolute().parent, code, words - {folder.name}), below="../")
    return Neighbours(tree.files, tree.data)


def _named_in(folder: Path, code: str, words: Set[str]) -> Tree:
    """The files of a folder, and those in its folders whose names are in the code."""
    found = Tree()
    for name, is_folder in _entries(folder):
        if is_ignored_file(name) or name in IGNORED_FOLDERS:
            continue
        if is_folder:
            if name in words or (not name.isidentifier() and name in code):
                found.add(walk(folder / name, deepest=2), below=f"{name}/")
        elif kind_of(name) in ("py", "ipynb"):
            found.files[name] = DiskFile(str(folder / name))
        elif kind_of(name) is None:
            found.data[name] = DiskFile(str(folder / name))
    return found


def _entries(folder: Path) -> list[tuple[str, bool]]:
    """The names in a folder, and whether each is a folder; no links, and nothing that cannot be looked at."""
    found: list[tuple[str, bool]] = []
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with suppress(OSError):
                if not entry.is_symlink():
                    found.append((entry.name, entry.is_dir()))
    return sorted(found)
