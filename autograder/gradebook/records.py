"""What a run takes from the course's files: the exercises of an assignment, its people, the decisions."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.gradebook.course_file import Assignment, Course, read_course
from autograder.gradebook.decisions import Decisions
from autograder.gradebook.enrolment import Enrolment, enrol, timed
from autograder.gradebook.overrides import Override, read_overrides
from autograder.gradebook.roster import Person, read_roster
from autograder.gradebook.tables import BadFile
from autograder.reports.people import Person as Student
from autograder.submissions import Submission

_OPTIONS = ("--course", "--assignment", "--overrides")


@dataclass(frozen=True)
class Records:
    """The files of a course that a run uses; each may be missing.

    Attributes:
        arguments: The options of `convlings grade` that name them.
    """

    arguments: tuple[str, ...] = ()
    course: Course | None = None
    assignment: Assignment | None = None
    people: tuple[Person, ...] = ()
    overrides: tuple[Override, ...] = ()

    @classmethod
    def read(cls, course_file: Path | None, assignment: str | None, overrides_file: Path | None) -> "Records":
        """Read what these options name.

        Raises:
            BadFile: a file cannot be used, or there is an assignment without a course file.
        """
        if assignment is not None and course_file is None:
            raise BadFile("--assignment is the name of an assignment in a course file: give --course course.toml, too.")
        course = read_course(course_file) if course_file else None
        chosen = course.assignment(assignment) if course and assignment is not None else None
        people = read_roster(course.roster, course.zone) if course and course.roster else []
        decided = overrides_file or (course.overrides if course else None)
        given = (
            course_file and str(course_file.resolve()),
            assignment,
            overrides_file and str(overrides_file.resolve()),
        )
        arguments = tuple(part for name, value in zip(_OPTIONS, given, strict=True) if value for part in (name, value))
        return cls(arguments, course, chosen, tuple(people), tuple(read_overrides(decided)) if decided else ())

    @classmethod
    def remembered(cls, arguments: Sequence[str]) -> "Records":
        """Those that a run was given before.

        Raises:
            BadFile: see `read`.
        """
        given = dict(zip(arguments[::2], arguments[1::2], strict=True))
        course, assignment, overrides = (given.get(name) for name in _OPTIONS)
        return cls.read(Path(course) if course else None, assignment, Path(overrides) if overrides else None)

    def enrolled(self, found: Sequence[Submission], exercises: Sequence[str]) -> Enrolment:
        """Everybody on the roster; without one, everybody in the download."""
        due = self.assignment.due if self.assignment else None
        if not self.people:
            return Enrolment([timed(submission, due) for submission in found])
        return enrol(found, self.people, exercises, due)

    def decisions(self, people: Sequence[Student]) -> Decisions:
        """What was decided about these students.

        Raises:
            BadFile: see `Decisions`.
        """
        return Decisions(self.overrides, self.course.voids if self.course else {}, people)

    @property
    def weights(self) -> dict[str, float]:
        """By what an exercise's points are multiplied, where it is not 1."""
        return self.assignment.weights if self.assignment else {}
