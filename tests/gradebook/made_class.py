"""A made class of 300, as six course systems would give out what it handed in.

The names of folders and files follow the systems' own rules; what each person handed in, and what it is worth, is the
same everywhere.
"""

import json
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import count, product
from pathlib import Path

from autograder.course.exercise import find_exercise

EXERCISES = ("00_welcome", "08_dropout")
SIZE = 300
DUE = datetime(2026, 10, 12, 22, 0, tzinfo=UTC)

# First name and last name, or one name alone. Some have two bearers or more, some only look alike.
_NAMES = [
    *[("Ann", "Lee")] * 3,
    *[("Minji", "Kim")] * 2,
    ("AnnL", "ee"),
    ("Zo\N{LATIN SMALL LETTER E WITH DIAERESIS}", "\N{LATIN CAPITAL LETTER A WITH RING ABOVE}ngstr\xf6m"),
    ("Zoe\N{COMBINING DIAERESIS}", "A\N{COMBINING RING ABOVE}ngstro\N{COMBINING DIAERESIS}m"),
    ("민지", "김"),
    ("小明", "王"),
    ("علی\N{ZERO WIDTH NON-JOINER}رضا", "محمدی"),
    ("محمد", "الأحمد"),
    ("क्\N{ZERO WIDTH JOINER}षितिज", "शर्मा"),
    ("Иван", "Петров"),
    ("Ευγενία", "Παπαδοπούλου"),
    ("Ngọc", "Nguyễn"),
    ("İpek", "Yılmaz"),
    ("Straße", "Groß"),
    ("Sinéad", "O'Neil"),
    ("De\N{RIGHT SINGLE QUOTATION MARK}Andre", "King"),
    ("Mary-Jane", "van der Berg"),
    ("Anna", "Smith_Jr"),
    ("Agent", "47_Bond"),
    ("", "Team_7"),
    ("", "Team_8"),
    ("", "x_12"),
    ("", "Cher"),
    ("", "Late"),
    ("Team", "Blue_7"),
    ("X", "y_12"),
    ("Under_score", "d_"),
    ("Bo", "Late"),
    ("LATE", "Eva"),
    ("Robert (Bob)", "Brown"),
    ("Carl", "Brown (2)"),
    ("José María", "García López"),
    ("\N{WOMAN}\N{ZERO WIDTH JOINER}\N{PERSONAL COMPUTER}", "Coder"),
    ("\N{BLACK STAR}", "\N{BLACK STAR}"),
    ("=1+1", "Formula"),
    ("Submission", "Final"),
    ("Dropout", "Welcome"),
    ("Con", "Aux"),
    ("Ole", "Participant"),
    ("Smith,", "Ann"),
    ("N.", "Q."),
]
_FIRST = [
    "Ada",
    "Ben",
    "Cleo",
    "Dan",
    "Eve",
    "Finn",
    "Gül",
    "Hiro",
    "Ines",
    "Jörg",
    "Kofi",
    "Lena",
    "Mateo",
    "Nia",
    "Olu",
    "Pia",
    "Quinn",
]
_LAST = [
    "Adams",
    "Bauer",
    "Conti",
    "Dias",
    "Evans",
    "Fuchs",
    "Gupta",
    "Haddad",
    "Ito",
    "Jansen",
    "Kowalski",
    "Lopez",
    "Martin",
    "Novak",
    "Okafor",
    "Park",
]

# How a person hands in, beside two files and nothing else.
_FORMS = (
    "notebooks",
    "one file",
    "again",
    "helper",
    "zip",
    "txt",
    "pdf",
    "late",
    "windows",
    "one notebook",
)
# What the files of an exercise are worth: the marker in them, and the checks that fail (by their place).
MARKS: dict[str, tuple[int, ...]] = {"right": (), "first": (0,), "last": (-1,), "both": (0, -1)}


@dataclass(frozen=True)
class Student:
    """One of the class: who it is, what was handed in, and what that is worth."""

    number: int
    first: str
    last: str
    form: str
    marks: tuple[str, str]  # for each of `EXERCISES`, one of `MARKS`

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}".strip()

    @property
    def sortable(self) -> str:
        return f"{self.last}, {self.first}" if self.first else self.last

    @property
    def login(self) -> str:
        letters = unicodedata.normalize("NFKD", self.first).encode("ascii", "ignore").decode().lower()
        return f"{re.sub('[^a-z]', '', letters) or 'u'}-{self.number:03d}"

    @property
    def email(self) -> str:
        return f"{self.login}@example.org"

    @property
    def canvas_id(self) -> str:
        return str(30_000 + 7 * self.number)

    @property
    def moodle_id(self) -> str:
        return str(1_300 - self.number)

    @property
    def sid(self) -> str:
        return f"{self.number * 31:07d}"

    @property
    def exercises(self) -> tuple[str, ...]:
        """For which there is a file that can be graded."""
        if self.form in ("txt", "pdf"):
            return ()
        return EXERCISES[1:] if self.form in ("one file", "one notebook") else EXERCISES

    @property
    def waits(self) -> bool:
        return self.form in ("txt", "pdf")

    @property
    def handed_in_at(self) -> datetime:
        minutes = self.number if self.form == "late" else -self.number
        return DUE + timedelta(minutes=minutes)

    def files(self, notebooks: bool = False) -> dict[str, bytes]:
        """What was handed in last, by name."""
        if self.form == "txt":
            return {"08_dropout.txt": b"I think that dropout is ...\n"}
        if self.form == "pdf":
            return {"report.pdf": b"%PDF-1.4\n"}
        found: dict[str, bytes] = {}
        for exercise, mark in zip(EXERCISES, self.marks, strict=True):
            if exercise in self.exercises:
                found |= dict([self._file(exercise, mark, notebooks)])
        if self.form == "helper":
            found["my_tools.py"] = b"SHARED = 1\n"
        return found

    def earlier(self, notebooks: bool = False) -> dict[str, bytes]:
        """What was handed in before."""
        if self.form != "again":
            return {}
        return dict(self._file(exercise, "both", notebooks) for exercise in self.exercises)

    def _file(self, exercise: str, mark: str, notebooks: bool) -> tuple[str, bytes]:
        helper = "import my_tools\n" if self.form == "helper" else ""
        # Nobody's file is the same as another's.
        code = f"{helper}MADE = '{mark}'  # made: {mark}\nOWN = {self.number}\n"
        if notebooks or "notebook" in self.form:
            cells = [{"cell_type": "code", "source": code, "metadata": {}, "outputs": [], "execution_count": None}]
            data = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}
            return f"{exercise}.ipynb", json.dumps(data).encode()
        return f"{exercise}.py{'.txt' if self.form == 'windows' else ''}", code.encode()


def the_class(size: int = SIZE) -> list[Student]:
    names = [*_NAMES, *((first, last) for last, first in product(_LAST, _FIRST))]
    names = [names[number % len(names)] for number in range(size)]
    marks = list(product(MARKS, MARKS))
    return [
        Student(number, first, last, (*_FORMS, "", "")[number % (len(_FORMS) + 2)], marks[number % len(marks)])
        for number, (first, last) in enumerate(names, start=1)
    ]


def pairs(students: list[Student]) -> list[tuple[Student, ...]]:
    """Who hands in together, where the system knows pairs: the two then have one mark. All others alone."""
    found: list[tuple[Student, ...]] = []
    left = list(students)
    while left:
        one = left.pop(0)
        partner = next((other for other in left if other.number == one.number + 192 and one.number % 3 == 0), None)
        if partner:
            left.remove(partner)
        found.append((one, partner) if partner else (one,))
    return found


# Canvas: a flat zip. ---------------------------------------------------------------------------------------------


def canvas_name(student: Student) -> str:
    """The sortable name as Canvas' zip has it: letters, marks, digits and lines alone."""
    kept = [
        letter
        for letter in student.sortable.lower()
        if unicodedata.category(letter)[0] in "LM" or unicodedata.category(letter) in ("Nd", "Pc")
    ]
    return "".join(kept)


@dataclass(frozen=True)
class Attachment:
    """A file in Canvas' zip."""

    student: Student
    number: str  # empty for a text that was typed in
    name: str
    content: bytes


def canvas_attachments(students: list[Student], anonymous: bool = False) -> Iterator[Attachment]:
    numbers = count(900_001)
    for student in students:
        late = ["LATE"] if student.form == "late" else []
        named = [canvas_name(student), *late, student.canvas_id]
        who = [*late, "anon", anonymous_id(student)] if anonymous else named
        if student.form == "txt":
            yield Attachment(student, "", "_".join([*who, "text.html"]), b"<p>I think</p>")
            continue
        files = {"hw 3.zip": zipped(student.files())} if student.form == "zip" else student.files()
        for file, content in files.items():
            stem, _, suffix = file.partition(".")
            own = f"{stem}-1.{suffix}" if student.form == "again" else file
            number = str(next(numbers))
            yield Attachment(student, number, "_".join([*who, number, own]), content)


def canvas(folder: Path, students: list[Student], anonymous: bool = False) -> Path:
    path = folder / "cnn-hw3_submissions.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for each in canvas_attachments(students, anonymous):
            archive.writestr(each.name, each.content)
    return path


def anonymous_id(student: Student) -> str:
    letters = "abcdeFGHIJ"
    return "".join(letters[int(digit)] for digit in f"{student.number * 7919 % 100_000:05d}")


def canvas_gradebook(students: list[Student]) -> str:
    lines = ["Student,ID,SIS User ID,SIS Login ID,Section,HW2 (4710),HW3 (4711),Current Score,Final Score"]
    lines.append("    Points Possible,,,,,10,20,(read only),(read only)")
    for student in sorted(students, key=lambda each: each.sortable):
        name = student.sortable.replace('"', '""')
        lines.append(f'"{name}",{student.canvas_id},S{student.sid},{student.login},Mon,7.5,,75,75')
    lines.append('"Student, Test",99,,test,Mon,,,,')
    return "\ufeff" + "\n".join(lines) + "\n"


# Moodle: a folder for each, or flat. -----------------------------------------------------------------------------


def moodle_name(student: Student) -> str:
    return re.sub(r"[\x00-\x1f\x7f&<>\"`|':\\/]", "", student.name.replace("_", " "))


def moodle(folder: Path, students: list[Student], blind: str = "", in_folders: bool = True) -> Path:
    path = folder / "CNN-HW 3-4711.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for student in students:
            who = f"{blind or moodle_name(student)}_{student.moodle_id}"
            files = student.files()
            if student.form == "txt":
                archive.writestr(f"{who}_assignsubmission_onlinetext{'/' if in_folders else '_'}onlinetext.html", "<p>")
                continue
            if student.form == "zip":
                files = {"hw 3.zip": zipped(files)}
            if student.form == "again":
                files |= {_copy(name, 1): content for name, content in files.items()}
                files |= student.earlier()
            # Who used folders has them in Moodle, too.
            inner = "week 3/" if student.form == "helper" and in_folders else ""
            for name, content in files.items():
                archive.writestr(f"{who}_assignsubmission_file{'/' if in_folders else '_'}{inner}{name}", content)
    return path


def moodle_worksheet(students: list[Student], blind: str = "") -> str:
    names = [] if blind else ['"Full name"', '"Email address"']
    head = ["Identifier", *names, "Status", "Grade", '"Maximum grade"', '"Grade can be changed"']
    lines = [",".join([*head, '"Last modified (submission)"', '"Last modified (grade)"', '"Feedback comments"'])]
    for student in students:
        known = [] if blind else [f'"{student.name}"', student.email]
        cells = [f'"Participant {student.moodle_id}"', *known, '"Submitted for grading"', "", "20.00", "Yes"]
        lines.append(",".join([*cells, '"Monday, 12 October 2026, 12:00 PM"', "-", "<p>Well done</p>"]))
    return "\n".join(lines) + "\n"


# Gradescope: an export with a list of who handed in what. --------------------------------------------------------


def gradescope(folder: Path, students: list[Student]) -> Path:
    root = folder / "assignment_77_export"
    lines = ["---"]
    for index, team in enumerate(pairs(students), start=409_194_001):
        place = f"submission_{index}"
        one = team[0]
        plant(root / place, {"hw 3.zip": zipped(one.files())} if one.form == "zip" else one.files())
        lines += [f"{place}:", "  :submitters:"]
        for student in team:
            lines += [f"  - :name: {json.dumps(student.name, ensure_ascii=False)}", f"    :sid: '{student.sid}'"]
            lines += [f"    :email: {student.email}"]
        lines += [f"  :created_at: {one.handed_in_at:%Y-%m-%d %H:%M:%S}.000000000 Z", "  :score: 0.0"]
        if one.form == "again":
            before = one.handed_in_at - timedelta(hours=1)
            lines += ["  :history:", f"  - :created_at: {before:%Y-%m-%d %H:%M:%S}.000000000 Z", "    :score: 0.0"]
    (root / "submission_metadata.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / "assignment_77_export"


# nbgrader, GitHub, and a plain folder. ---------------------------------------------------------------------------


def nbgrader(folder: Path, students: list[Student]) -> Path:
    root = folder / "submitted"
    for student in students:
        place = root / student.login / "hw3"
        files = student.files(notebooks=True)
        if student.form == "again":
            files = {_copy(name, 1): content for name, content in files.items()} | student.earlier(notebooks=True)
        plant(place, files)
        plant(place, {"timestamp.txt": f"{student.handed_in_at:%Y-%m-%d %H:%M:%S} UTC".encode()})
    return root


def github(folder: Path, students: list[Student]) -> Path:
    root = folder / "hw-3-submissions"
    for student in students:
        files = student.files()
        inner = {f"exercises/{name}": content for name, content in files.items()} if student.number % 2 else files
        stubs = {f"exercises/{name}.py": find_exercise(name).stub.encode() for name in EXERCISES}
        # What was not touched lies there as it was handed out, beside what every repository has.
        rest = {".git/HEAD": b"ref: refs/heads/main\n", "README.md": b"# HW 3\n", ".github/workflows/check.yml": b""}
        if student.form == "one file":
            rest |= stubs
        plant(root / f"hw-3-{student.login}", rest | inner)
    return root


def flat(folder: Path, students: list[Student]) -> Path:
    """Folders, archives and single files, each with a name that somebody thought of."""
    root = folder / "class"
    for student in students:
        files = student.files()
        if student.form == "zip":
            plant(root, {f"{student.login}.zip": zipped(files)})
        elif student.form in ("", "pdf", "txt", "again", "one file"):
            named = {}
            for name, content in files.items():
                stem, _, suffix = name.partition(".")
                named[f"{student.login}_{stem}.{suffix}"] = content
                if student.form == "again":
                    named[f"{student.login}_{stem} (1).{suffix}"] = content
                    named[f"{student.login}_{stem}.{suffix}"] = student.earlier()[name]
            plant(root if student.form not in ("pdf", "txt") else root / student.login, named)
        else:
            plant(root / student.login, files)
    return root


def plant(root: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _copy(name: str, number: int) -> str:
    stem, _, suffix = name.partition(".")
    return f"{stem} ({number}).{suffix}"
