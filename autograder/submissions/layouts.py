"""How downloads of submissions are laid out, and whose the files in them are.

The layout is recognised by names alone, the same way each time. The folder (or .zip) given is looked at like this:

1.  A folder `submitted` in it, or itself of that name, is nbgrader's: one folder a student. What lies beside
    `submitted` (source, release, autograded, feedback) is not looked at.
2.  A single folder or .zip with nothing beside it is entered if it is a wrapper: if it is called `submissions`,
    `...-submissions` or `assignment_<number>_export`, if entries of Canvas, Moodle or Gradescope are in it, or, in
    and out of a .zip, if two or more folders of students are in it. Otherwise it belongs to one student.
3.  Files named for an exercise and nothing else (`08_dropout.py`) lying directly in it make all of it the work of
    one student, called like the folder; so do the kit's own folders (`exercises`, ...). But not if another entry
    looks like a student's: a folder with a file for an exercise or a .zip, two .zip files, files that name
    different people. (Beside `08_dropout.py`, a file `tools.py` or `anna.py` counts as a helper.)
4.  Else each entry is judged by itself, and what carries the same name is put together:
      `<name>_<id>_assignsubmission_file_`                     Moodle: a folder, or the start of a file's name
      `submission_<id>`                                        Gradescope: a folder; names out of the metadata file
      `<name>[_LATE]_<user id>_<submission id>_<file>`         Canvas: a file
      `<assignment>-<login>`                                   GitHub Classroom: a folder, if all of several start
                                                               alike and are git checkouts, or if all lie in
                                                               `<assignment>-submissions`
      any other folder, any other .py, .ipynb or .zip          plain: `anna/`, `anna_08_dropout.py`, `anna.zip`

Nothing that could be somebody's work is left out: a file or link that fits nothing is a submission of its own.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from os.path import commonprefix

from autograder.submissions.files import METADATA, Refused, Source, Tree, kind_of, other_archive, split_name
from autograder.submissions.gradescope import submitters
from autograder.submissions.names import Matcher

KIT_FOLDERS = frozenset({"exercises", "solutions", "autograder", "tests", "notebooks", "data"})
_KIT_FILES = frozenset({"setup.py", "conftest.py", "noxfile.py"})
_WRAPPER = re.compile(r"submissions|.+-submissions|assignment_[0-9]+_export", re.IGNORECASE)
_MOODLE = re.compile(r"(?P<name>.*)_(?P<id>[0-9]+)_assignsubmission_(?:file|onlinetext)(?:_(?P<file>.*))?", re.DOTALL)
_GRADESCOPE = re.compile(r"submission_[0-9]+")
_CANVAS = re.compile(r"(?P<name>[^_]+)(?P<late>_LATE)?_(?P<id>[1-9][0-9]*)_[1-9][0-9]+_(?P<file>.+)", re.DOTALL)
_NO_HAND_IN = re.compile(r".*\.(?:md|txt|csv|tsv|pdf|ya?ml|json|html?|xlsx?|ods)", re.IGNORECASE | re.DOTALL)

Enter = Callable[[Source], Tree]


@dataclass
class Group:
    """The files of one student (or of a group that works together)."""

    student: str
    identity: str  # unique among the groups, and the same in each download
    tree: Tree = field(default_factory=Tree)
    notes: list[str] = field(default_factory=list)
    refused: str = ""  # why the whole entry is not read (a clause)
    system_folders: int = 0  # how many folders around the files the system makes, which need no mention


def recognise(tree: Tree, name: str, matcher: Matcher, enter: Enter, zipped: bool) -> list[Group]:
    """Sort the files of a download by student.

    `name` is the folder's own name; `enter` opens an archive (raising Refused); `zipped` says that this tree is
    one. The groups come sorted by name; there are none if nothing was handed in.
    """
    top, folders = tree.split()
    if "submitted" in folders and folders["submitted"].folders:
        return _by_entry(*folders["submitted"].split(), "submitted", matcher)
    if name != "submitted":
        inner = _sole(top, folders, enter, zipped)
        if inner and _is_wrapper(*inner, matcher):
            inside, inner_name, inner_zipped = inner
            return recognise(inside, inner_name, matcher, enter, inner_zipped)
        if _is_one_student(top, folders, matcher):
            return [Group(name, name, tree)]
    return _by_entry(top, folders, name, matcher)


def _by_entry(top: Tree, folders: dict[str, Tree], name: str, matcher: Matcher) -> list[Group]:
    """Each entry of a folder as the work of somebody, or a part of it."""
    groups: dict[str, Group] = {}

    def group_of(student: str, identity: str) -> Group:
        return groups.setdefault(identity, Group(student, identity))

    people = submitters(top.metadata.get(METADATA))
    prefix = _classroom_prefix(name, folders)
    for folder, inside in folders.items():
        if inside.files or inside.refused or not (folder in KIT_FOLDERS or folder.startswith(".")):
            group = group_of(*_owner_of_folder(folder, people, prefix))
            group.system_folders = 1 if name == "submitted" else 0
            group.tree.add(inside, below="" if not group.tree.files else f"{folder}/")
    for file, source in sorted(top.files.items()):
        student, identity, original, notes = _owner_of_file(file, matcher)
        group = group_of(student, identity)
        group.notes += [note for note in notes if note not in group.notes]
        group.tree.files[original if original not in group.tree.files else f"{file}/{original}"] = source
    for entry, reason in sorted(top.refused.items()):
        if kind_of(entry):
            student, identity, original, notes = _owner_of_file(entry, matcher)
            group_of(student, identity).tree.refused[original] = reason
        elif not _NO_HAND_IN.fullmatch(entry):
            group_of(*_owner_of_folder(entry, people, prefix)).refused = reason
    for entry in sorted(top.others):
        if other_archive(entry):
            student, identity, original, notes = _owner_of_file(entry, matcher)
            group_of(student, identity).tree.others.append(original)
    return sorted(groups.values(), key=lambda group: (group.student.casefold(), group.identity))


def _owner_of_folder(folder: str, people: dict[str, str], prefix: str) -> tuple[str, str]:
    """The student's name, and what identifies the student."""
    moodle = _MOODLE.fullmatch(folder)
    if moodle:
        return moodle["name"] or moodle["id"], f"{moodle['name']}-{moodle['id']}"
    return people.get(folder) or folder.removeprefix(prefix), folder


def _owner_of_file(file: str, matcher: Matcher) -> tuple[str, str, str, list[str]]:
    """The student's name, what identifies the student, the file's own name, and notes."""
    system = _MOODLE.fullmatch(file) or _CANVAS.fullmatch(file)
    if system and system["file"]:
        notes = ["handed in late, as Canvas marks it"] if system.groupdict().get("late") else []
        return system["name"] or system["id"], f"{system['name']}-{system['id']}", system["file"], notes
    match = matcher.match(file)
    student = match.words if match else ""
    if student:
        return student, student, file, []
    stem = other_archive(file) or split_name(file)[0]
    return stem, stem, file, ["the file's name does not say whose it is"] if match else []


def _sole(top: Tree, folders: dict[str, Tree], enter: Enter, zipped: bool) -> tuple[Tree, str, bool] | None:
    """The single folder or archive with nothing beside it: its tree, its name, and whether it is in or out of a .zip"""
    if top.refused:
        return None
    if len(folders) == 1 and not top.files:
        [(name, inside)] = folders.items()
        return inside, name, zipped
    if not folders and len(top.files) == 1:
        [(name, source)] = top.files.items()
        if kind_of(name) == "zip":
            try:
                return enter(source), split_name(name)[0], True
            except Refused:
                return None
    return None


def _is_wrapper(tree: Tree, name: str, zipped: bool, matcher: Matcher) -> bool:
    top, folders = tree.split()
    if _WRAPPER.fullmatch(name) or "submitted" in folders or _of_a_system(top, folders):
        return True
    if len(folders) == 1 and not top.files:
        [(inner_name, inside)] = folders.items()
        return _is_wrapper(inside, inner_name, zipped, matcher)
    if not zipped:
        return False
    bare, people = _bare_and_people(top.files, matcher)
    students = [folder for folder, inside in folders.items() if inside.files and folder not in KIT_FOLDERS]
    return not bare and (len(students) > 1 or len(people) > 1)


def _is_one_student(top: Tree, folders: dict[str, Tree], matcher: Matcher) -> bool:
    if _of_a_system(top, folders):
        return False
    holding = [folder for folder, inside in folders.items() if _holds_work(inside, matcher)]
    archives = [file for file in top.files if kind_of(file) == "zip"]
    bare, people = _bare_and_people(top.files, matcher)
    if not KIT_FOLDERS.issuperset(holding) or len(archives) > 1 or len(people) > 1:
        return False
    return bool(bare or (holding and _KIT_FILES.issuperset(top.files)))


def _of_a_system(top: Tree, folders: dict[str, Tree]) -> bool:
    """Whether entries are named as Canvas, Moodle or Gradescope name them."""
    return any(_MOODLE.fullmatch(name) or _GRADESCOPE.fullmatch(name) for name in folders) or any(
        _MOODLE.fullmatch(name) or _CANVAS.fullmatch(name) for name in top.files
    )


def _bare_and_people(files: Iterable[str], matcher: Matcher) -> tuple[list[str], set[str]]:
    """The files named for an exercise and nothing else, and what the names of the others say besides it."""
    matches = {file: matcher.match(file) for file in files if kind_of(file) != "zip"}
    bare = [file for file, match in matches.items() if match and not match.words]
    return bare, {match.words for match in matches.values() if match and match.words}


def _holds_work(tree: Tree, matcher: Matcher) -> bool:
    return any(kind_of(path) == "zip" or matcher.match(path.rpartition("/")[2]) for path in tree.files)


def _classroom_prefix(name: str, folders: dict[str, Tree]) -> str:
    """What all folders of a GitHub Classroom start with ("lab-8-"), or ""."""
    if name.endswith("-submissions"):
        prefix = name.removesuffix("submissions")
    elif len(folders) > 1 and all("" in inside.checkouts for inside in folders.values()):
        prefix = commonprefix(list(folders)).rpartition("-")[0] + "-"  # noqa: RUF071  (names, not paths)
    else:
        return ""
    fits = prefix != "-" and all(folder.startswith(prefix) and folder != prefix for folder in folders)
    return prefix if fits else ""
