"""What a class knows: counted on made results, drawn as a page, without anybody's name."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from autograder.checking.failure import Message
from autograder.grading.batch import SubmissionResult
from autograder.grading.result import CheckResult, Decision, ExerciseResult
from autograder.reports.insights.anonymous import Names
from autograder.reports.insights.compute import insights
from autograder.reports.insights.facts import AttemptsBin, ExerciseFacts, Mistake, Stop, TimeBin, Unnamed
from autograder.reports.insights.page import render_insights

FUNCTIONS = {"08.1": "scale", "08.2": "scale", "08.3": "build", "08.10": "spread"}
SLIP = "a slip of the pen"


def checked(*outcomes: str, looks_like: str = "", got: str = "1") -> ExerciseResult:
    """An exercise in which these are the outcomes of its four checks; failures look like this mistake."""
    checks = []
    for (id_, function), outcome in zip(FUNCTIONS.items(), outcomes, strict=True):
        is_wrong = outcome == "failed"
        message = Message(called="scale(x)", got=got, expected="2", looks_like=looks_like) if is_wrong else Message()
        checks.append(CheckResult(id_, f"test_{id_}", f"Title {id_}", function, "behaviour", 2, outcome, message))
    return ExerciseResult("08_dropout", "Dropout", "08_dropout.py", checks)


def whole(outcome: str) -> ExerciseResult:
    return replace(checked(*[outcome] * 4), outcome=outcome, problem=Message(got="it cannot be run"))


RIGHT = ("passed",) * 4
UNTOUCHED = ("not attempted",) * 4


def of(student: str, *exercises: ExerciseResult, **fields: object) -> SubmissionResult:
    run = {"id": "abc", "sandbox": "tier A", "fixed_seed": None}
    plain = {"key": student.lower().replace(" ", "-"), "result_key": "k", "digest": student, "files": ["a.py"]}
    return SubmissionResult(student=student, notes=[], run=run, exercises=list(exercises), **plain | fields)


def exercise(*works: ExerciseResult) -> ExerciseFacts:
    [found] = insights([("", [of(f"Student {at:02}", work) for at, work in enumerate(works)])]).exercises
    return found


def test_the_counts_of_a_check_add_up_to_those_who_handed_in():
    found = exercise(
        checked(*RIGHT),
        checked("failed", "error", "skipped", "not attempted"),
        whole("unreadable"),
        checked(*UNTOUCHED),
        whole("missing"),
        whole("review"),
        checked("grader fault", *RIGHT[1:]),
    )
    assert (found.students, found.handed_in, found.missing, found.untouched, found.undecided) == (7, 3, 1, 1, 2)
    counts = {check.id: (check.passed, check.wrong, check.unwritten, check.unjudged) for check in found.checks}
    assert counts == {"08.1": (1, 1, 0, 1), "08.2": (1, 1, 0, 1), "08.3": (1, 0, 0, 2), "08.10": (1, 0, 1, 1)}
    assert found.unrun == (("unreadable", 1),)


def test_a_mistake_counts_once_a_student_however_many_checks_it_fails():
    twice = checked("failed", "failed", "passed", "passed", looks_like=SLIP)
    once = checked("passed", "failed", "passed", "passed", looks_like=SLIP)
    found = exercise(twice, once, checked("passed", "passed", "failed", "passed", looks_like="another"))
    example = (("called", "scale(x)"), ("got", "1"), ("expected", "2"))
    assert found.mistakes == (Mistake(SLIP, 2, ("08.1", "08.2"), example), Mistake("another", 1, ("08.3",), example))
    assert found.unnamed == ()


def test_what_a_named_mistake_may_explain_is_not_counted_as_unnamed():
    named = checked("failed", "passed", "passed", "passed", looks_like=SLIP)
    named.checks[1] = replace(named.checks[1], outcome="error")
    unnamed = checked("failed", "failed", "passed", "passed")
    found = exercise(named, unnamed, checked("passed", "timeout", "passed", "passed"))
    assert found.unnamed == (Unnamed("scale", 2, "08.2", "Title 08.2", 2),)


def test_a_stop_is_the_first_function_that_is_not_solved():
    found = exercise(
        checked(*RIGHT),
        checked("passed", "passed", "not attempted", "failed"),
        checked("failed", "passed", "not attempted", "not attempted"),
        checked("passed", "not attempted", "passed", "passed"),
        checked("passed", "passed", "skipped", "failed"),
    )
    assert found.solved == 1
    assert found.stops == (Stop("scale", 0, 2), Stop("build", 1, 0), Stop("spread", 0, 1))


def test_what_a_person_decided_is_no_mistake():
    failed = checked("passed", "failed", "passed", "passed", looks_like=SLIP)
    decided = replace(failed, decisions=[Decision(("test_08.2",), 2, "right by the text", "M. Weber")])
    void = replace(failed, decisions=[Decision(("test_08.2",), 2, "unclear", is_for_all=True)])
    found = exercise(failed, decided, void)
    assert [mistake.count for mistake in found.mistakes] == [1]
    assert (found.solved, found.checks[1].wrong, found.checks[1].decided, found.checks[1].is_void) == (2, 3, 1, True)


def test_a_bonus_is_shown_and_stops_nobody():
    bonus = checked("passed", "passed", "passed", "failed", looks_like=SLIP)
    bonus.checks[3].points = 0
    found = exercise(bonus)
    assert (found.solved, found.mistakes, [stop.function for stop in found.stops]) == (1, (), ["scale", "build"])
    assert [check.counts for check in found.checks] == [True, True, True, False]


def test_headlines_are_what_several_did_the_most_frequent_first():
    slips = [checked("passed", "failed", "passed", "passed", looks_like=SLIP)] * 3
    late = [checked("passed", "passed", "passed", "not attempted")] * 2
    odd = [checked("passed", "passed", "error", "passed")] * 2
    alone = checked("passed", "passed", "failed", "passed", looks_like="another")
    results = [
        of(f"S {at:02}", each) for at, each in enumerate([*slips, *late, *odd, alone, *[whole("unreadable")] * 4])
    ]
    found = insights([("", results)]).headlines
    assert [(each.count, each.of) for each in found] == [(4, 12), (3, 12), (2, 12), (2, 12)]
    assert found[0].text == "handed in a file that Python cannot read in 08 Dropout"
    assert (found[1].text, found[1].check) == (f"made the same mistake in 08 Dropout: {SLIP}", "08.2 Title 08.2")
    assert {each.text for each in found[2:]} == {
        "stopped before spread in 08 Dropout: it is not written yet",
        "fail this check of 08 Dropout, and not by a known mistake: Title 08.3",
    }


def test_points_are_told_of_those_graded_in_tenths():
    results = [
        of("A", checked(*RIGHT)),
        of("B", checked("passed", "passed", "passed", "failed")),
        of("C", checked("passed", "failed", "failed", "failed")),
        of("D", whole("missing"), files=[]),
        of("E", whole("review")),
    ]
    [report] = insights([("", results)]).reports
    points = report.points
    assert points is not None
    assert (points.students, points.mean, points.median, points.of, report.empty) == (3, 16 / 3, 6, 8, 1)
    assert {each.label: each.count for each in points.bins if each.count} == {
        "1.6 to less than 2.4": 1,
        "5.6 to less than 6.4": 1,
        "8, full marks": 1,
    }


def test_times_have_their_empty_spans_and_say_who_was_late():
    moments = [("2026-10-12T10:20:00+00:00", False, 1), ("2026-10-12T12:40:00+00:00", True, 9), ("", False, 0)]
    results = [
        of(f"S {at}", checked(*RIGHT), submitted_at=when, late=late, attempts=attempts)
        for at, (when, late, attempts) in enumerate(moments)
    ]
    [report] = insights([("", [*results, of("none", whole("missing"), files=[])])]).reports
    assert report.times.bins == (
        TimeBin("Mon 2026-10-12 10:00 to 11:00", 1, 0),
        TimeBin("Mon 2026-10-12 11:00 to 12:00", 0, 0),
        TimeBin("Mon 2026-10-12 12:00 to 13:00", 0, 1),
    )
    assert report.times.attempts == (AttemptsBin("1", 1, 1.0), AttemptsBin("5 or more", 1, 1.0))
    assert report.times.unknown == 1


def test_the_last_hour_that_there_is_has_a_bar():
    [report] = insights([("", [of("A", checked(*RIGHT), submitted_at="9999-12-31T23:59:59+00:00")])]).reports
    assert report.times.bins == (TimeBin("Fri 9999-12-31 23:00 to 00:00", 1, 0),)


@pytest.mark.parametrize("odd", ["9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+00:00", "0001-01-01T00:00:00+14:00"])
def test_an_impossible_time_makes_no_endless_table(odd: str):
    results = [of("A", checked(*RIGHT), submitted_at=odd), of("B", checked(*RIGHT), submitted_at="2026-10-12T10:00:00")]
    [report] = insights([("", results)]).reports
    assert len(report.times.bins) <= 30
    assert sum(each.in_time for each in report.times.bins) + report.times.unknown == 2


def test_who_waits_is_named_by_the_row_of_the_table():
    results = [of("B", whole("review")), of("A", checked(*RIGHT)), of("C", whole("missing"), files=["a.pdf"])]
    [report] = insights([("", results)]).reports
    assert [(each.row, each.exercises) for each in report.waiting] == [(3, ("08",)), (4, ("08",))]
    assert "PDF" in report.waiting[1].why


def test_of_an_exercise_in_two_reports_the_last_counts():
    wrong, right = checked("failed", *RIGHT[1:]), checked(*RIGHT)
    old = [of("Ann", wrong, id="1"), of("Bob", wrong, email="bob@x.org"), of("Cem", wrong), of("Dan", wrong, id="4")]
    new = [
        of("Ann Lee", right, id="1"),
        of("Robert", right, email="BOB@x.org", id="2"),
        of("Cem", right, id="3"),
        of("Dan", right, id="5"),
    ]
    found = insights([("hw/old", old), ("hw/new", new)])
    assert found.replaced == 3
    assert (found.exercises[0].students, found.exercises[0].solved) == (5, 4)
    assert [report.name for report in found.reports] == ["hw/old", "hw/new"]


@pytest.mark.parametrize(
    ("text", "student", "tells"),
    [
        ("ValueError: Zoë was here", "Müller, Zoë", True),
        ("load('/home/ann_lee/x.png')", "Ann Lee", True),
        ("channels last", "Ann Lee", False),
        ("太郎です", "山田 太郎", True),
        ("x * 1.25", "X", False),
    ],
)
def test_a_text_tells_who_it_is(text: str, student: str, tells: bool):
    result = of(student, id="10", email="a@example.org")
    assert Names([result]).tell(text, result) is tells
    assert not Names([result]).tell("10 values of example.org", result)


def test_another_student_s_whole_name_tells_as_well():
    ann, bob = of("Ann Lee"), of("Bob Müller")
    assert Names([ann, bob]).tell("as bob müller said", ann)
    assert not Names([ann, bob]).tell("a bob of a pendulum", ann)


def test_no_name_is_on_the_page_and_an_example_comes_from_who_named_nobody():
    def said(text: str) -> ExerciseResult:
        return checked("failed", "passed", "passed", "passed", looks_like=SLIP, got=text)

    results = [of("Zebedee", said("Zebedee did it")), of("Quincy", said("41")), of("Wanda", whole("review"))]
    page = render_insights([("", results)])
    assert SLIP in page
    assert "<dd>41</dd>" in page
    assert not any(name in page.casefold() for name in ("zebedee", "quincy", "wanda"))
    alone = render_insights([("", results[:1])])
    assert SLIP in alone
    assert "Zebedee" not in alone


def test_a_name_that_is_a_common_word_hides_no_mistake_of_its_bearer():
    def slip(name: str) -> ExerciseResult:
        return checked("failed", "passed", "passed", "passed", looks_like=name)

    results = [of("To Ngoc", slip("close to zero")), of("Quincy", slip("close to zero")), of("Ida", slip("ida_dense"))]
    (found,) = insights([("", results)]).exercises
    assert [(each.name, each.count) for each in found.mistakes] == [("close to zero", 2)]
    assert [each.count for each in found.unnamed] == [1]


class Page(HTMLParser):
    """What a screen reader goes by."""

    def __init__(self, page: str):
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def test_the_page_can_be_read_without_eyes_network_or_colour():
    results = [
        of("A", checked(*RIGHT), submitted_at="2026-10-12T10:00:00+00:00", attempts=2),
        of("B", checked("failed", "error", "not attempted", "skipped", looks_like=SLIP)),
        of("C", whole("review")),
    ]
    page = Page(render_insights([("", results)]))
    assert len(page.all("table")) == len(page.all("caption")) >= 7
    assert all("scope" in attributes for attributes in page.all("th"))
    assert all(attributes["aria-hidden"] == "true" for attributes in page.all("svg"))
    assert len(page.all("h1")) == 1
    targets = {attributes.get("id") for _, attributes in page.tags}
    assert {attributes["href"] for attributes in page.all("a")} <= {f"#{target}" for target in targets}
    assert not {"src", "srcset", "xlink:href"} & {name for _, attributes in page.tags for name in attributes}
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in page.tags}
    # Each kind of bar has a pattern of its own: they differ in grey.
    assert {attributes["class"] for attributes in page.all("rect")} == {"stripe", "good", "bad", "open", "none"}


@pytest.mark.parametrize(
    ("works", "sentence"),
    [
        ([checked(*RIGHT)], "Nothing: whatever was handed in is solved."),
        ([whole("missing"), whole("review")], "Nothing yet: nobody has handed in anything that has a mark."),
        ([checked("failed", *RIGHT[1:]), checked(*RIGHT)], "Nothing in common"),
    ],
)
def test_a_class_without_common_mistakes_is_told_so(works: list[ExerciseResult], sentence: str):
    assert sentence in render_insights([("", [of(f"S {at}", work) for at, work in enumerate(works)])])
