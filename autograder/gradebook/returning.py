"""Which marks go back, and into whose row of a course system's file."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from autograder.gradebook.names import share_a_word, spellings, squeezed
from autograder.gradebook.sheet import Sheet
from autograder.gradebook.tables import BadFile, number_of
from autograder.grading.batch import SubmissionResult
from autograder.grading.result import shown_points
from autograder.grading.state import EMPTY, MARKS, state_of
from autograder.reports.people import labels


@dataclass(frozen=True)
class Line:
    """A person's row in the system's file.

    Attributes:
        system_id: The system's own number.
        marks: Other numbers, logins and e-mails that stand in the row.
    """

    row: int
    name: str
    system_id: str
    marks: frozenset[str]


@dataclass
class Returned:
    """What became of each student's mark.

    Attributes:
        filled: How many rows got another mark.
        equal: How many have it already.
        zeros: How many of the marks that were filled in are 0.
        waiting: Who has no mark yet.
        empty: Who handed in nothing; their rows are left alone unless zeros are wanted.
        kept: Whose row the system does not let change: excused, or locked.
        unknown: Who has no row.
        rows: By the key of a result, whose row it is.
    """

    filled: int = 0
    equal: int = 0
    zeros: int = 0
    waiting: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    rows: dict[str, Line] = field(default_factory=dict)


def give_back(
    sheet: Sheet,
    column: int,
    lines: Sequence[Line],
    results: Sequence[SubmissionResult],
    most: float | None,
    scale: bool,
    zeros: bool,
    locked: frozenset[int] = frozenset(),
) -> Returned:
    """Fill a column with the marks of these results.

    Args:
        most: What the column counts at most, if the file says so.
        scale: Whether points that are counted out of something else are converted.
        zeros: Whether those who handed in nothing get a 0.
        locked: Rows that are left alone.

    Raises:
        BadFile: two students would get one row, or the column counts something else and `scale` is not wanted.
    """
    names = labels(results)
    owners = _owners(lines, results, names)
    done = Returned(rows=owners)
    for result in results:
        name, state = names[result.key], state_of(result)
        line = owners.get(result.key)
        if line is None:
            done.unknown.append(name)
        elif state not in MARKS:
            done.waiting.append(name)
        elif state == EMPTY and not zeros:
            done.empty.append(name)
        elif line.row in locked:
            done.kept.append(name)
        else:
            text = _mark(result, most, scale)
            is_same = number_of(sheet.cell(line.row, column)) == float(text)
            done.equal += is_same
            if not is_same:
                sheet.fill(line.row, column, text)
                done.filled += 1
                done.zeros += text == "0"
    return done


def _mark(result: SubmissionResult, most: float | None, scale: bool) -> str:
    factor = 1.0
    if most is not None and most != result.points and result.points:
        if not scale:
            raise BadFile(
                f"The column counts {shown_points(most)} points, and the report {shown_points(result.points)}. "
                "Change the assignment in the course system, or give --scale to convert the points."
            )
        factor = most / result.points
    return shown_points(round(result.earned * factor, 2))


def _owners(lines: Sequence[Line], results: Sequence[SubmissionResult], names: dict[str, str]) -> dict[str, Line]:
    """Key of a result -> the row of its student."""
    bearers = Counter(squeezed(result.student) for result in results)
    owners: dict[str, Line] = {}
    taken: dict[int, str] = {}
    for result in results:
        line = _line_of(result, lines, bearers[squeezed(result.student)] == 1)
        if line is None:
            continue
        if line.row in taken:
            whose = "" if result.pseudonym else f", {line.name}"
            both = f"{names[taken[line.row]]} and {names[result.key]}"
            raise BadFile(
                f"{both} would both get the mark in line {line.row + 1}{whose}. "
                "A roster tells them apart: see docs/course.md."
            )
        taken[line.row] = result.key
        owners[result.key] = line
    return owners


def _line_of(result: SubmissionResult, lines: Sequence[Line], has_own_name: bool) -> Line | None:
    number = result.system_id or result.id
    says_no_name = result.student in (number, f"anon_{number}") or result.student.endswith(f" {number}")

    def may_be(line: Line) -> bool:
        """Numbers of different systems may be alike by chance, and a team's number may be a student's."""
        return says_no_name or share_a_word(line.name, result.student)

    own = [line for line in lines if number and line.system_id == number and may_be(line)]
    if len(own) == 1:
        return own[0]
    marks = {mark.casefold() for mark in (result.id, result.email, result.key) if mark}
    own = [
        line for line in lines if any(not mark.isdecimal() or may_be(line) for mark in marks.intersection(line.marks))
    ]
    if len(own) == 1:
        return own[0]
    own = [line for line in lines if spellings(line.name) & (spellings(result.student) | {squeezed(result.student)})]
    return own[0] if len(own) == 1 and has_own_name else None
