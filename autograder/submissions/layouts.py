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
    different people.
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
from collections.abc import Callable
from dataclasses import dataclass, field
from os.path import commonprefix

from autograder.submissions.files import Refused, Source, Tree, is_other_archive, kind_of, split_name
from autograder.submissions.gradescope import METADATA, submitters
from autograder.submissions.names import Matcher

KIT_FOLDERS = frozenset({"exercises", "solutions", "autograder", "tests", "notebooks", "data"})
_WRAPPER = re.compile(r"submissions|.+-submissions|assignment_[0-9]+_export", re.IGNORECASE)
_MOODLE = re.compile(r"(?P<name>.*)_(?P<id>[0-9]+)_assignsubmission_(?:file|onlinetext)(?:_(?P<file>.*))?", re.DOTALL)
_GRADESCOPE = re.compile(r"submission_[0-9]+")
_CANVAS = re.compile(r"(?P<name>[^_]*)(?P<late>_LATE)?_(?P<id>[1-9][0-9]*)_[1-9][0-9]*_(?P<file>.+)", re.DOTALL)


@dataclass
class Group:
    """The files of one student (or of a group that works together)."""

    student: str
    identity: str  # unique among the groups, and the same in each download
    tree: Tree = field(default_factory=Tree)
    notes: list[str] = field(default_factory=list)
    refused: str = ""  # why the whole entry is not read (a clause)
    quiet_depth: int = 0  # folders that the system makes itself, and that need no mention


def recognise(tree: Tree, name: str, matcher: Matcher, enter: Callable[[Source], Tree], zipped: bool) -> list[Group]:
    """Sort the files of a download by student.

    `name` is the folder's own name; `enter` opens an archive (raising Refused); `zipped` says that this tree is
    one. The groups come sorted by name; there are none if nothing was handed in.
    """
    top, folders = tree.split()
    nbgrader = "submitted" in folders and bool(folders["submitted"].folders)
    if nbgrader:
        top, folders = folders["submitted"].split()
    elif name == "submitted":
        nbgrader = True
    else:
        inner = _wrapped(top, folders, matcher, enter, zipped)
        if inner:
            return recognise(inner[1], inner[0], matcher, enter, inner[2])
        if _is_one_student(top, folders, matcher):
            return [Group(name, name, tree)]
    groups: dict[str, Group] = {}
    people = submitters(top.files.get(METADATA))
    prefix = _classroom_prefix(name, folders)
    for folder, inside in folders.items():
        group = _folder_group(folder, people, prefix)
        group.quiet_depth = 1 if nbgrader else 0
        _merge(groups.setdefault(group.identity, group), folder, inside)
    for file, source in sorted(top.files.items()):
        if file != METADATA:
            group, inside_name = _file_group(file, matcher)
            group = groups.setdefault(group.identity, group)
            free = inside_name if inside_name not in group.tree.files else f"{file}/{inside_name}"
            group.tree.files[free] = source
            group.notes.extend(_late(file))
    for entry, reason in sorted(top.refused.items()):
        if "." not in entry or kind_of(entry):
            group, _ = _file_group(entry, matcher) if kind_of(entry) else (_folder_group(entry, people, prefix), "")
            group = groups.setdefault(group.identity, group)
            group.tree.refused[entry] = reason
    for entry in top.others:
        if is_other_archive(entry):
            group, inside_name = _file_group(entry, matcher)
            groups.setdefault(group.identity, group).tree.others.append(inside_name)
    return sorted(groups.values(), key=lambda group: (group.student.casefold(), group.identity))
