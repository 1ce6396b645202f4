"""The data behind the page: counts, the kit's own titles, and examples that name nobody."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CheckCount:
    """How one check went, over all who handed the exercise in; the four counts add up to that number.

    Attributes:
        counts: Whether it is worth points.
        wrong: Answered wrongly, in whatever way: failed, error, timeout, and so on.
        unwritten: The function is as it was given out.
        unjudged: Another check has to pass first, or the file as a whole could not be run.
        decided: For how many a person decided its points.
        is_void: Whether the course gives its points to everyone.
    """

    id: str
    title: str
    counts: bool
    passed: int
    wrong: int
    unwritten: int
    unjudged: int
    decided: int = 0
    is_void: bool = False


@dataclass(frozen=True)
class Mistake:
    """A named mistake, and how many students made it in this exercise.

    Attributes:
        checks: Numbers of the checks in which it showed.
        example: (label, text) of one such answer; empty where each of them would name somebody.
    """

    name: str
    count: int
    checks: tuple[str, ...]
    example: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Unnamed:
    """A function that students have wrong in ways that bear no name.

    Attributes:
        check: Number of the check in which most of them failed.
        title: Of that check.
        in_check: How many did there.
    """

    function: str
    count: int
    check: str
    title: str
    in_check: int


@dataclass(frozen=True)
class Stop:
    """How many students came as far as this function: it is their first that is not solved."""

    function: str
    unwritten: int
    wrong: int


@dataclass(frozen=True)
class ExerciseFacts:
    """One exercise. `students` is the sum of `missing`, `untouched`, `undecided` and `handed_in`.

    Attributes:
        students: All in the report.
        missing: Handed in nothing for it.
        untouched: Handed in the file as it was given out.
        undecided: Have no mark yet: they wait for a person, or for another run after a fault of ours.
        unrun: (outcome, students) of files that could not be run as a whole; these are among `handed_in`.
        solved: Have solved every function.
        mean: Of the points, over those who handed it in.
    """

    name: str
    title: str
    students: int
    missing: int
    untouched: int
    undecided: int
    handed_in: int
    unrun: tuple[tuple[str, int], ...]
    solved: int
    mean: float
    points: float
    checks: tuple[CheckCount, ...]
    mistakes: tuple[Mistake, ...]
    unnamed: tuple[Unnamed, ...]
    stops: tuple[Stop, ...]

    @property
    def number(self) -> str:
        return self.name[:2]


@dataclass(frozen=True)
class Bin:
    """A bar of a distribution."""

    label: str
    count: int


@dataclass(frozen=True)
class PointsFacts:
    """The points of one report, over the students graded who handed in something."""

    students: int
    mean: float
    median: float
    of: float
    bins: tuple[Bin, ...]


@dataclass(frozen=True)
class TimeBin:
    """Who handed in for the last time within this span."""

    label: str
    in_time: int
    late: int


@dataclass(frozen=True)
class AttemptsBin:
    """Students who handed in this often, and the mean share of the points that they have."""

    label: str
    students: int
    share: float


@dataclass(frozen=True)
class TimeFacts:
    """When, and how often, people handed in, as far as the download says so.

    Attributes:
        unknown: Students of whom it does not say when, though something was handed in.
    """

    bins: tuple[TimeBin, ...]
    attempts: tuple[AttemptsBin, ...]
    unknown: int


@dataclass(frozen=True)
class Waiting:
    """A submission without a mark.

    Attributes:
        row: Its row in grades.csv, which says whose it is.
        exercises: Their numbers.
    """

    row: int
    exercises: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class ReportFacts:
    """What is said of each report by itself.

    Attributes:
        name: Empty where there is one report.
        students: Rows of grades.csv.
        empty: Those who handed in nothing.
    """

    name: str
    students: int
    empty: int
    points: PointsFacts | None
    times: TimeFacts
    waiting: tuple[Waiting, ...]


@dataclass(frozen=True)
class Headline:
    """One thing to say in the lecture.

    Attributes:
        exercise: Its name.
        text: What so many of them did, the exercise among it.
        check: Where it shows.
    """

    count: int
    of: int
    exercise: str
    text: str
    check: str = ""


@dataclass(frozen=True)
class Insights:
    """The whole page.

    Attributes:
        replaced: Exercises of students that are in several reports; the last one counts.
    """

    headlines: tuple[Headline, ...]
    exercises: tuple[ExerciseFacts, ...]
    reports: tuple[ReportFacts, ...]
    replaced: int = 0
