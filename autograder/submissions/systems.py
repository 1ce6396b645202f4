"""How course systems name the folders and files of a download, and whose they are by that.

    Canvas       a file    <name>[_LATE]_<user id>_<attachment id>_<file>     <name>[_LATE]_<user id>_text.html
                           [LATE_]anon_<anonymous id>_<attachment id>_<file>
    Moodle       both      <name>_<id>_assignsubmission_file[_<file>]; a team may have no id
    Blackboard   a file    <column>_<login>_attempt_<date>_<file>             <column>_<login>_attempt_<date>.txt
    Brightspace  both      <number>-<number> - <name> - <date>[ - <file>]
    Sakai        a folder  <Last, First>(<login>)
                 a file    <Last, First>(<login>)_Submission attachment(s)_<file>

Numbers tell people apart, and names do not: two may be called alike.
"""

import re
from dataclasses import dataclass

from autograder.submissions.decorations import Attempt, date_number

ATTACHMENTS = "Submission attachment(s)"

_ANONYMOUS = re.compile(
    r"(?P<late>LATE_)?anon_(?P<id>[A-Za-z0-9]+)_(?:[0-9]+_(?P<file>.+)|(?P<form>(?:text|link)\.html))"
)
# The user's number and the attachment's. In "team_7_30132_900136_08_dropout.py" they may be the first two numbers or
# others: see `readings_of_canvas`.
_CANVAS = re.compile(r"_(?P<id>[1-9][0-9]*)_(?P<attachment>[1-9][0-9]+)(?=_.)", re.DOTALL)
_LATE = "_LATE"
# With a line in the name, only a number as long as Canvas' own is taken for one.
_LONG = 3
_MOST_READINGS = 8
_CANVAS_FORM = re.compile(r"(?P<name>.*?)(?P<late>_LATE)?_(?P<id>[1-9][0-9]*)_(?P<file>(?:text|link)\.html)", re.DOTALL)
_MOODLE = re.compile(r"(?P<who>.*?)_assignsubmission_[a-z]+(?:_(?P<file>.*))?", re.DOTALL)
_MOODLE_ID = re.compile(r"(?P<name>.*)_(?P<id>[0-9]+)", re.DOTALL)
_BLACKBOARD = re.compile(
    r"(?P<head>.+)_attempt_(?P<date>[0-9]{4}(?:-[0-9]{2}){5})(?:_(?P<file>.+)|(?P<receipt>\.txt))", re.DOTALL
)
_BRIGHTSPACE = re.compile(
    r"(?P<id>[0-9]+)-[0-9]+ - (?P<name>.+?) ?- (?P<date>[^-,]+, [0-9]{4} [0-9]{3,4}(?: [AP]M)?)(?: - (?P<file>.+))?",
    re.DOTALL,
)
_BRIGHTSPACE_DATE = re.compile(
    r"(?:(?P<month>[^\W\d]+)\.? (?P<day>[0-9]{1,2})|(?P<first_day>[0-9]{1,2}) (?P<last_month>[^\W\d]+)\.?), "
    r"(?P<year>[0-9]{4}) (?P<hour>[0-9]{1,2})(?P<minute>[0-9]{2})(?: (?P<half>[AP])M)?"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SAKAI = re.compile(r"(?P<name>[^()]*)\((?P<id>[^()]+)\)")
_SAKAI_FILE = re.compile(
    r"(?P<name>[^()]*)\((?P<id>[^()]+)\)_(?:Submission attachment\(s\)_(?P<file>.+)|(?P<form>submissionText\.html))",
    re.DOTALL,
)
_BLIND = "participant"
_VERSION = re.compile(r"(version|attempt|versuch|try)[ _-]?([0-9]{1,4})", re.IGNORECASE)


@dataclass(frozen=True)
class Claim:
    """Whose a folder or file is, as its name says."""

    student: str  # the name as the system writes it
    identity: str  # what tells this student from all others
    id: str = ""  # the number or login by which the system knows the student
    file: str = ""  # the file's own name; "" for a folder
    late: bool = False
    attempt: Attempt = ()  # compares as the times do; () where the system gives out one attempt only, or cannot be read
    when: str = ""  # the attempt, for people
    id_is_local: bool = False  # a number that counts in this download or assignment alone
    head: str = ""  # Blackboard: column and login, which a single name does not tell apart


@dataclass(frozen=True)
class Reading:
    """One way to read the name of a file from Canvas."""

    claim: Claim
    attachment: str

    @property
    def lengths(self) -> tuple[int, int]:
        """Of the two numbers."""
        return len(self.claim.id), len(self.attachment)


@dataclass(frozen=True)
class Receipt:
    """What Blackboard writes beside each attempt."""

    name: str = ""
    login: str = ""


def claim_of_folder(folder: str) -> Claim | None:
    """Of Moodle or Brightspace; None for any other. (Sakai's folders look like many others: `claim_of_sakai`.)"""
    return _moodle(folder) or _brightspace(folder)


def claim_of_file(file: str) -> Claim | None:
    """Of any system; None for a file that none of them named. The receipt of an attempt has no `file`."""
    for read in (_moodle, _brightspace, _blackboard, _sakai_file, _canvas):
        claim = read(file)
        if claim and (claim.file or claim.head):
            return claim
    return None


def claim_of_sakai(folder: str) -> Claim | None:
    """Of a folder that is known to come from Sakai."""
    found = _SAKAI.fullmatch(folder)
    if not found:
        return None
    return Claim(found["name"].strip(" ,") or found["id"], f"{found['name']}-{found['id']}", found["id"])


def is_receipt(file: str) -> bool:
    """Whether it is what Blackboard writes beside each attempt."""
    found = _BLACKBOARD.fullmatch(file)
    return bool(found and found["receipt"])


def attempt_in_front(stem: str) -> tuple[str, Attempt]:
    """A file's own name, and the attempt that Blackboard wrote in front of it, () where it did not."""
    found = _BLACKBOARD.fullmatch(stem)
    return (found["file"], (date_number(found["date"]),)) if found and found["file"] else (stem, ())


def version_of(folder: str) -> tuple[str, int] | None:
    """What Teams and people call the folder of an attempt, and the number: ("version", 2)."""
    found = _VERSION.fullmatch(folder)
    return (found[1].casefold(), int(found[2])) if found else None


def read_receipt(text: str) -> Receipt:
    """The name and the login in a receipt: "Name: Ann Smith (asmith)"."""
    for line in text.splitlines()[:20]:
        label, _, value = line.partition(":")
        if label.strip().casefold() == "name":
            name, opening, login = value.strip().rpartition("(")
            if opening and login.endswith(")") and len(value) < 500:
                return Receipt(name.strip(), login.removesuffix(")").strip())
    return Receipt()


def _canvas(name: str) -> Claim | None:
    if found := _ANONYMOUS.fullmatch(name):
        who = f"anon_{found['id']}"
        return Claim(who, who, found["id"], found["file"] or found["form"], bool(found["late"]))
    if found := _CANVAS_FORM.fullmatch(name):
        return _of_canvas(found["name"], found["id"], found["file"], bool(found["late"]))
    return next((reading.claim for reading in readings_of_canvas(name)), None)


def readings_of_canvas(name: str) -> list[Reading]:
    """Whose a file of Canvas may be: more than one reading where the name or the file's own name has numbers in it."""
    if _ANONYMOUS.fullmatch(name) or _CANVAS_FORM.fullmatch(name):
        return []
    found = []
    at = 0
    while len(found) < _MOST_READINGS and (numbers := _CANVAS.search(name, at)):
        at = numbers.start() + 1
        student = name[: numbers.start()]
        is_late = student.endswith(_LATE)
        student = student.removesuffix(_LATE)
        if (student and "_" not in student) or len(numbers["attachment"]) >= _LONG:
            claim = _of_canvas(student, numbers["id"], name[numbers.end() + 1 :], is_late)
            found.append(Reading(claim, numbers["attachment"]))
    return found


def _of_canvas(student: str, id_: str, file: str, late: bool) -> Claim:
    # Of a name without letters Canvas leaves nothing.
    return Claim(student or id_, f"{student}-{id_}", id_, file, late)


def _moodle(name: str) -> Claim | None:
    found = _MOODLE.fullmatch(name)
    if not found:
        return None
    file = found["file"] or ""
    who = _MOODLE_ID.fullmatch(found["who"])
    if not who:
        return Claim(found["who"], found["who"], "", file) if found["who"] else None
    is_blind = who["name"].casefold() in ("", _BLIND)
    student = f"{who['name']} {who['id']}".strip() if is_blind else who["name"]
    return Claim(student, f"{who['name']}-{who['id']}", who["id"], file=file, id_is_local=True)


def _blackboard(name: str) -> Claim | None:
    found = _BLACKBOARD.fullmatch(name)
    if not found:
        return None
    day, time = found["date"][:10], found["date"][11:16].replace("-", ":")
    head = found["head"]
    attempt = (date_number(found["date"]),)
    return Claim(head, head, "", found["file"] or "", attempt=attempt, when=f"{day} {time}", head=head)


def _brightspace(name: str) -> Claim | None:
    found = _BRIGHTSPACE.fullmatch(name)
    if not found:
        return None
    student, when = found["name"].strip(), found["date"]
    return Claim(
        student,
        f"{student}-{found['id']}",
        found["id"],
        file=found["file"] or "",
        id_is_local=True,
        attempt=_brightspace_date(when),
        when=when,
    )


def _brightspace_date(text: str) -> Attempt:
    """ "Sep 30, 2024 115 PM" as numbers; () where the month is in a language that is not known."""
    found = _BRIGHTSPACE_DATE.fullmatch(text)
    month = (found["month"] or found["last_month"]).casefold()[:3] if found else ""
    if not found or month not in _MONTHS:
        return ()
    hour = int(found["hour"])
    if found["half"]:
        hour = hour % 12 + (12 if found["half"] == "P" else 0)
    day = int(found["day"] or found["first_day"])
    return (int(found["year"]), _MONTHS.index(month) + 1, day, hour, int(found["minute"]))


def _sakai_file(name: str) -> Claim | None:
    found = _SAKAI_FILE.fullmatch(name)
    if not found:
        return None
    return Claim(
        found["name"].strip(" ,") or found["id"],
        f"{found['name']}-{found['id']}",
        found["id"],
        found["file"] or found["form"],
    )
