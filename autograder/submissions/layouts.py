"""How downloads of submissions are laid out, and whose the files in them are.

The layout is recognised by names alone, the same way each time. The folder (or .zip) given is looked at like this:

1.  A folder `submitted` in it, or itself of that name, is nbgrader's: one folder a student. What lies beside
    `submitted` (source, release, autograded, feedback) is not looked at. `Submitted files` is the same in Teams; who
    has a folder in `Working files` alone handed in nothing.
2.  A single folder or .zip with nothing beside it is entered if it is a wrapper: if it is called `submissions`,
    `...-submissions` or `assignment_<number>_export`, if entries of a course system are in it, or, in and out of a
    .zip, if two or more folders of students are in it. Otherwise it belongs to one student.
3.  Files named for an exercise and nothing else (`08_dropout.py`) lying directly in it make all of it the work of
    one student, called like the folder; so do the kit's own folders (`exercises`, ...). But not if another entry
    looks like a student's: a folder with a file for an exercise or a .zip, two .zip files, files that name
    different people. (Beside `08_dropout.py`, a file `tools.py` or `anna.py` counts as a helper.)
4.  Else each entry is judged by itself, and what is the same person's is put together:
      as Canvas, Moodle, Blackboard, Brightspace and Sakai name folders and files: `systems`
      `submission_<id>`                 Gradescope: a folder; who handed it in stands in the metadata file, and each
                                        of several is a student
      `<assignment>-<login>`            GitHub Classroom: a folder, if all of several start alike and are git
                                        checkouts, or if all lie in `<assignment>-submissions`
      any other folder, any other .py, .ipynb or .zip          plain: `anna/`, `anna_08_dropout.py`, `anna.zip`

Of several attempts in one download the latest counts. Nothing that could be somebody's work is left out: a file or
link that fits nothing is a submission of its own, and so is a PDF or a link whose name says whose it is.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from os.path import commonprefix

from autograder.submissions.blackboard import Logins
from autograder.submissions.candidates import METADATA, Refused, Source, Tree, kind_of, other_archive, split_name
from autograder.submissions.canvas import Numbers
from autograder.submissions.gradescope import HandIn, hand_ins
from autograder.submissions.moments import handed_in_at
from autograder.submissions.names import Matcher
from autograder.submissions.systems import (
    ATTACHMENTS,
    Claim,
    claim_of_file,
    claim_of_folder,
    claim_of_sakai,
    is_receipt,
    version_of,
)
from autograder.submissions.wording import listed, shown

KIT_FOLDERS = frozenset({"exercises", "solutions", "autograder", "tests", "notebooks", "data"})
_KIT_FILES = frozenset({"setup.py", "conftest.py", "noxfile.py"})
_WRAPPER = re.compile(r"submissions|.+-submissions|assignment_[0-9]+_export", re.IGNORECASE)
_GRADESCOPE = re.compile(r"submission_[0-9]+")
# Where all folders of students lie, and how many folders around the files the system makes in each: nbgrader's, and
# those of Teams, with drafts beside it.
_SUBMITTED = {"submitted": 1, "Submitted files": 2, "Gesendete Dateien": 2}
_DRAFTS = ("Working files", "Arbeitsdateien")
_SAKAI_FEEDBACK = "Feedback Attachment(s)"
_NO_HAND_IN = re.compile(r".*\.(?:md|txt|csv|tsv|pdf|ya?ml|json|html?|xlsx?|ods)", re.IGNORECASE | re.DOTALL)

Enter = Callable[[Source], Tree]


@dataclass
class Group:
    """The files of one student (or of a group that hands in as one)."""

    student: str
    identity: str  # unique among the groups, and the same in each download
    tree: Tree = field(default_factory=Tree)
    notes: list[str] = field(default_factory=list)
    refused: str = ""  # why the whole entry is not read (a clause)
    system_folders: int = 0  # how many folders around the files the system makes, which need no mention
    id: str = ""  # by which the course system knows the student, where a download says so
    email: str = ""
    id_is_local: bool = False  # as in `Submission`
    late: bool = False  # where the course system says so
    team: str = ""  # equal for those who handed in one work together
    submitted_at: str = ""  # as in `Submission`
    attempts: int = 0

    def note(self, text: str) -> None:
        """Add a note once."""
        if text not in self.notes:
            self.notes.append(text)


def recognise(tree: Tree, name: str, matcher: Matcher, enter: Enter, zipped: bool) -> list[Group]:
    """Sort the files of a download by student.

    `name` is the folder's own name; `enter` opens an archive (raising Refused); `zipped` says that this tree is
    one. The groups come sorted by name; there are none if nothing was handed in.
    """
    top, folders = tree.split()
    for submitted in _SUBMITTED:
        if submitted in folders and folders[submitted].folders:
            found = _by_entry(*folders[submitted].split(), submitted, matcher)
            return [*found, *_with_drafts_alone(folders, found)]
    if name not in _SUBMITTED:
        inner = _sole(top, folders, enter, zipped)
        if inner and not _of_a_system(top, folders) and _is_wrapper(*inner, matcher):
            inside, inner_name, inner_zipped = inner
            return recognise(inside, inner_name, matcher, enter, inner_zipped)
        if _is_one_student(top, folders, matcher):
            return [Group(name, name, tree)]
    return _by_entry(top, folders, name, matcher)


class _Groups:
    """Groups by identity, and the attempts of each."""

    def __init__(self) -> None:
        self._groups: dict[str, Group] = {}
        self._attempts: dict[str, list[tuple[Claim, Tree]]] = {}

    def of(self, claim: Claim) -> Group:
        """The group of whoever a name belongs to."""
        group = self._groups.setdefault(claim.identity, Group(claim.student, claim.identity, id=claim.id))
        group.id_is_local = claim.id_is_local
        group.late |= claim.late
        return group

    def tree(self, claim: Claim) -> Tree:
        """Where to put what belongs to the attempt of this claim."""
        group = self.of(claim)
        if not claim.attempt:
            return group.tree
        attempts = self._attempts.setdefault(claim.identity, [])
        for other, tree in attempts:
            if other.attempt == claim.attempt:
                return tree
        attempts.append((claim, Tree()))
        return attempts[-1][1]

    def add(self, group: Group) -> None:
        self._groups[group.identity] = group

    def finished(self) -> list[Group]:
        """All groups, sorted by name, with the latest attempt of each that holds something."""
        for identity, attempts in self._attempts.items():
            group = self._groups[identity]
            attempts.sort(key=lambda entry: entry[0].attempt, reverse=True)
            latest, *earlier = sorted(attempts, key=lambda entry: not entry[1].names())
            group.tree.add(latest[1])
            group.attempts = len(attempts)
            if earlier:
                others = "; ".join(f"{claim.when}: {listed(tree.names()) or 'no files'}" for claim, tree in earlier)
                count = len(attempts)
                group.note(f"the latest of {count} attempts counts, of {latest[0].when}; not graded: {others}")
        found = list(self._groups.values())
        if len(found) > 1 and len({group.student for group in found}) == 1:  # "Participant", in any language
            for group in found:
                group.student = f"{group.student} {group.id}".strip()
        return sorted(found, key=lambda group: (group.student.casefold(), group.identity))


def _by_entry(top: Tree, folders: dict[str, Tree], name: str, matcher: Matcher) -> list[Group]:
    """Each entry of a folder as the work of somebody, or a part of it."""
    groups = _Groups()
    said = hand_ins(top.metadata.get(METADATA))
    prefix = _classroom_prefix(name, folders)
    receipts = {file: source for file, source in top.metadata.items() if is_receipt(file)}
    names = [*top.files, *top.others, *top.refused]
    logins, numbers = Logins(names, receipts), Numbers(names)

    is_of_system = _of_a_system(top, folders)

    def claim_of(file: str) -> Claim | None:
        claim = claim_of_file(file)
        if claim is None:
            return None
        return logins.settled(claim) if claim.head else numbers.settled(file, claim)

    for folder in sorted({*folders, *said}):
        inside = folders.get(folder, Tree())
        if folder in said and said[folder].people:
            for group in _of_gradescope(folder, said[folder], inside):
                groups.add(group)
        elif inside.files or inside.refused or not (folder in KIT_FOLDERS or folder.startswith(".")):
            sakai = claim_of_sakai(folder) if _is_of_sakai(inside) else None
            claim = sakai or claim_of_folder(folder) or _claim_of_folder(folder, prefix, name)
            group = groups.of(claim)
            group.system_folders = 1 if sakai else _SUBMITTED.get(name, 0)
            if sakai or name == "submitted":
                group.submitted_at = handed_in_at(inside, folders=0 if sakai else 1)
            tree = groups.tree(claim)
            tree.add(_without_feedback(inside) if sakai else inside, below="" if not tree.files else f"{folder}/")
    for file, source in sorted(top.files.items()):
        claimed = claim_of(file)
        claim = claimed or _claim_of_plain(file, matcher)
        files = groups.tree(claim).files
        match = matcher.match(file)
        if not claimed and match and not match.words:
            groups.of(claim).note("the file's name does not say whose it is")
        own = claim.file or file
        files[own if own not in files else f"{file}/{own}"] = source
    for entry, reason in sorted(top.refused.items()):
        claim = claim_of(entry)
        if claim or kind_of(entry):
            claim = claim or _claim_of_plain(entry, matcher)
            groups.tree(claim).refused[claim.file or entry] = reason
        elif not _NO_HAND_IN.fullmatch(entry):
            groups.of(claim_of_folder(entry) or _claim_of_folder(entry, prefix, name)).refused = reason
    for entry in sorted(top.others):
        claim = (claim_of(entry) if is_of_system else None) or _claim_of_document(entry, matcher)
        if claim:
            groups.tree(claim).others.append(claim.file or entry)
            if source := top.data.get(entry):
                groups.tree(claim).data[claim.file or entry] = source
    for entry in sorted(receipts):
        if claim := claim_of(entry):
            groups.tree(claim)  # an attempt without a file is one, too
    found = groups.finished()
    for group in found:
        if group.late:
            group.notes.insert(0, "handed in late, as Canvas marks it")
    return found


def _with_drafts_alone(folders: dict[str, Tree], found: list[Group]) -> Iterator[Group]:
    """Those in a download of Teams who wrote something and did not hand it in."""
    handed_in = {group.identity for group in found}
    for drafts in _DRAFTS:
        for student in folders[drafts].split()[1] if drafts in folders else ():
            if student not in handed_in:
                yield Group(student, student, notes=["there are working files, and nothing was handed in"])


def _claim_of_folder(folder: str, prefix: str, name: str) -> Claim:
    """Whose a folder is: of GitHub and nbgrader, that of the login or id in its name; else of somebody called so."""
    student = folder.removeprefix(prefix)
    return Claim(student, folder, id=student if prefix or name == "submitted" else "")


def _claim_of_plain(file: str, matcher: Matcher) -> Claim:
    """Whose a file is that no system named."""
    match = matcher.match(file)
    student = (match.words if match else "") or other_archive(file) or split_name(file)[0]
    return Claim(student, student)


def _claim_of_document(file: str, matcher: Matcher) -> Claim | None:
    """Whose a file of another kind is: an archive not opened, or `08_dropout_anna.pdf`. A roster is nobody's."""
    if other_archive(file):
        return _claim_of_plain(file, matcher)
    match = matcher.match(file.rpartition(".")[0])
    return Claim(match.words, match.words) if match and match.words else None


def _of_gradescope(folder: str, said: HandIn, inside: Tree) -> Iterator[Group]:
    """A group for each of those who handed a folder in; they share what is in it."""
    taken: set[str] = set()
    people = said.people
    for person in people:
        identity = folder if len(people) == 1 else f"{folder}/{person.id or person.email or person.name}"
        while identity in taken:
            identity += "+"
        taken.add(identity)
        tree = Tree()
        tree.add(inside)
        others = [shown(other.name) for other in people if other is not person]
        notes = [f"handed in together with {', '.join(others)}"] if others else []
        team = folder if others else ""
        group = Group(person.name or folder, identity, tree, notes, id=person.id, email=person.email, team=team)
        group.submitted_at, group.attempts = said.submitted_at, said.attempts
        yield group


def _is_of_sakai(inside: Tree) -> bool:
    return ATTACHMENTS in inside.folders or not {"timestamp.txt", "members.txt"}.isdisjoint(inside.others)


def _without_feedback(inside: Tree) -> Tree:
    """What the student handed in, without what a teacher put beside it for the way back."""
    kept = Tree()
    top, folders = inside.split()
    kept.add(top)
    for folder, tree in folders.items():
        if folder != _SAKAI_FEEDBACK:
            kept.add(tree, below=f"{folder}/")
    return kept


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
    if _WRAPPER.fullmatch(name) or not _SUBMITTED.keys().isdisjoint(folders) or _of_a_system(top, folders):
        return True
    if len(folders) == 1 and not top.files:
        [(inner_name, inside)] = folders.items()
        return _is_wrapper(inside, inner_name, zipped, matcher)
    if not zipped:
        return False
    bare, people = _bare_and_people(top.files, matcher)
    students = [
        folder
        for folder, inside in folders.items()
        if inside.files and folder not in KIT_FOLDERS and not version_of(folder)
    ]
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
    """Whether an entry is named as a course system names them."""
    return (
        any(_GRADESCOPE.fullmatch(name) or claim_of_folder(name) for name in folders)
        or any(_is_of_sakai(inside) and claim_of_sakai(name) for name, inside in folders.items())
        # `cnn_3_64_layers.png` looks like one, too, so pictures and the like count where there is nothing else.
        or any(claim_of_file(name) for name in top.files or top.others)
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
