"""grades.csv and feedback pages, from data alone."""

import csv
import inspect
import io
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import jinja2
from rich.console import Console

from autograder.checking.failure import Message
from autograder.course.exercise import find_exercise
from autograder.grading.batch import SubmissionResult, identical
from autograder.grading.result import CheckResult, Decision, ExerciseResult
from autograder.reports.class_table import show_class
from autograder.reports.feedback import render_feedback, write_feedback
from autograder.reports.grades import write_grades
from autograder.reports.overview import overview
from autograder.reports.people import in_order, labels
from autograder.reports.summary import happened
from autograder.reports.terminal import Printer
from autograder.submissions import is_document


def _check(id_: str, outcome: str, **fields: object) -> CheckResult:
    return CheckResult(id_, f"test_{id_}", f"Title {id_}", "f", "behaviour", 2, outcome, **fields)


def _submission(student: str, digest: str, checks: list[CheckResult], **fields: object) -> SubmissionResult:
    exercise = ExerciseResult("08_dropout", "Dropout", "08_dropout.py", checks, **fields)
    run = {"id": "abc", "sandbox": "tier A", "fixed_seed": None}
    return SubmissionResult(student, student.lower(), "key", digest, ["08_dropout.py"], [], run, [exercise])


EVIL = "<script>alert(1)</script>"


def test_grades_have_a_column_for_each_exercise_and_check(tmp_path):
    results = [
        _submission("Ann", "1", [_check("08.1", "passed"), _check("08.2", "failed"), _check("08.10", "passed")]),
        _submission('=cmd|" /C calc"!A0', "1", [_check("08.1", "timeout")]),
    ]
    write_grades(tmp_path / "grades.csv", results)
    with (tmp_path / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    person = ["student", "key", "id", "email", "section", "late", "late by", "submitted", "attempts", "state"]
    columns = ["points", "of", "08_dropout", "08.1", "08.2", "08.10", "what happened", "identical to"]
    assert list(rows[0]) == [*person, *columns]
    assert [rows[0][name] for name in columns[:-1]] == ["4", "6", "4", "2", "0", "2", "failed 08.2"]
    assert rows[1]["student"].startswith("'=")
    assert rows[1]["08.10"] == ""
    assert rows[1]["identical to"] == "Ann"


def test_the_class_table_says_what_weighted_points_are_out_of():
    weighted = replace(_submission("Ann", "1", [_check("08.1", "passed")]), weights={"08_dropout": 3.0})
    buffer = io.StringIO()
    show_class(Printer(Console(file=buffer, width=100)), [weighted], plain=True)
    rows = {line.split()[0]: line.split()[1:3] for line in buffer.getvalue().splitlines() if line.strip()}
    assert (rows["student"], rows["Ann"]) == (["/2", "/6"], ["2", "6"])


def test_identical_hand_ins_are_listed_and_missing_ones_are_not():
    same = [_submission(name, "1", [_check("08.1", "passed")]) for name in ("B", "A")]
    missing = [_submission(name, "2", [_check("08.1", "missing")], outcome="missing") for name in ("C", "D")]
    assert names(identical([*same, *missing])) == [["A", "B"]]


def names(groups: list[list[SubmissionResult]]) -> list[list[str]]:
    return [[result.student for result in group] for group in groups]


def test_identical_hand_ins_are_those_with_equal_code():
    results = [_submission(name, name, [_check("08.1", "passed")]) for name in "ABC"]
    results = [replace(result, likeness="x" if result.student != "C" else "") for result in results]
    assert names(identical(results)) == [["A", "B"]]


def test_files_as_they_were_given_out_are_not_identical_hand_ins():
    untouched = [_submission(name, "1", [_check("08.1", "not attempted")]) for name in ("A", "B")]
    assert identical(untouched) == []


def test_those_who_handed_in_together_are_not_identical_hand_ins():
    pair = [replace(_submission(name, "1", [_check("08.1", "passed")]), team="submission_1") for name in ("A", "B")]
    assert identical(pair) == []
    third = _submission("C", "1", [_check("08.1", "passed")])
    assert names(identical([*pair, third])) == [["A", "B", "C"]]


def test_namesakes_are_told_apart_and_only_the_right_one_is_named_identical(tmp_path):
    def lee(key: str, digest: str, id_: str) -> SubmissionResult:
        return replace(_submission("Ann Lee", digest, [_check("08.1", "passed")]), key=key, id=id_, late=key == "lee-2")

    results = [lee("lee-1", "1", "11"), lee("lee-2", "2", "12"), _submission("Bob", "1", [_check("08.1", "passed")])]
    write_grades(tmp_path / "grades.csv", results)
    with (tmp_path / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["key"]: row for row in csv.DictReader(file)}
    assert {key: (row["student"], row["id"], row["late"]) for key, row in rows.items()} == {
        "lee-1": ("Ann Lee", "11", ""),
        "lee-2": ("Ann Lee", "12", "late"),
        "bob": ("Bob", "", ""),
    }
    assert {key: row["identical to"] for key, row in rows.items()} == {
        "lee-1": "Bob",
        "lee-2": "",
        "bob": "Ann Lee (11)",
    }


def test_labels_are_names_where_those_are_enough():
    people = [("a", "Ann", ""), ("b", "ann", "7"), ("c", "Ann", "7"), ("d", "Bob", "7")]
    results = [replace(_submission(name, key, []), key=key, id=id_) for key, name, id_ in people]
    assert labels(results) == {"a": "Ann (a)", "b": "ann (b)", "c": "Ann (c)", "d": "Bob"}


def test_what_a_person_has_to_decide_is_no_zero_anywhere(tmp_path):
    passed, review = _check("08.1", "passed"), _check("09.1", "review")
    half = _submission("Ann", "1", [passed])
    half.exercises.append(ExerciseResult("09_x", "X", "09_x.py", [review], outcome="review", problem=Message()))
    typed = replace(_submission("Bob", "2", [_check("08.1", "missing")], outcome="missing"), files=["text.html"])
    fault = _submission("Cem", "3", [_check("08.1", "grader fault"), _check("08.2", "passed")])
    empty = replace(_submission("Dan", "4", [_check("08.1", "missing")], outcome="missing"), files=[])
    results = [half, typed, fault, empty]
    write_grades(tmp_path / "grades.csv", results)
    with (tmp_path / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    columns = ("state", "points", "08_dropout", "08.1", "09_x", "09.1")
    assert {name: tuple(row[column] for column in columns) for name, row in rows.items()} == {
        "Ann": ("waits for a person", "", "2", "2", "", ""),
        "Bob": ("waits for a person", "", "", "", "", ""),
        "Cem": ("grader fault", "", "", "", "", ""),
        "Dan": ("nothing handed in", "0", "0", "0", "", ""),
    }
    buffer = io.StringIO()
    show_class(Printer(Console(file=buffer, width=100)), results, plain=True)
    cells = {
        line.split()[0]: line.split()[1:4] for line in buffer.getvalue().splitlines() if line.startswith(tuple(rows))
    }
    assert cells["Ann"][:3] == ["2", "?", "?"]
    assert cells["Bob"][:2] == cells["Cem"][:2] == ["?", "?"]
    assert cells["Dan"][:2] == ["-", "0"]
    closing = " ".join(buffer.getvalue().split())
    assert "Waits for a person, so there is no mark yet (?): Ann (09), Bob (08)." in closing
    assert "Not graded by a fault of ours, and no zero (?): Cem (08)." in closing


def test_files_that_come_with_a_repository_or_a_system_wait_for_nobody():
    assert not any(map(is_document, ("README.md", "ps1/timestamp.txt", "requirements.txt", "a/b.json", "LICENSE.txt")))
    assert all(map(is_document, ("report.PDF", "a/text.html", "08_dropout.docx", "work.7z", "screen shot.png")))


def test_the_class_as_a_whole():
    slip = Message(looks_like="dropout without the scaling")
    other = Message(looks_like="another slip")
    results = [
        _submission("Ann", "1", [_check("08.1", "passed"), _check("08.2", "passed")]),
        _submission("Bob", "2", [_check("08.1", "passed"), _check("08.2", "failed", message=slip)]),
        _submission("Cem", "3", [_check("08.1", "failed", message=other), _check("08.2", "failed", message=slip)]),
        _submission(
            "Dan", "4", [_check("08.1", "review"), _check("08.2", "review")], outcome="review", problem=Message()
        ),
        _submission(
            "Eve", "5", [_check("08.1", "missing"), _check("08.2", "missing")], outcome="missing", problem=Message()
        ),
        _submission("Flo", "6", [_check("08.1", "not attempted"), _check("08.2", "not attempted")]),
    ]
    assert overview(results) == [
        "Mean: 1.5 of 4 points, over the 4 students graded; full marks: 1.",
        "Hardest check: 08.2 Title 08.2; not passed by 2 of 3.",
        "Most common mistake: dropout without the scaling (2 students).",
        "Waits for a person, so there is no mark yet (?): Dan (08).",
        "Handed in, but nothing that could be graded: Eve.",
    ]
    assert overview(results[:1]) == []


def test_feedback_escapes_whatever_a_student_wrote(tmp_path):
    message = Message(called=EVIL, got=EVIL, expected="x", looks_like="a mistake", try_it=[EVIL])
    failed = _check("08.1", "failed", message=message, notes=[EVIL], warnings=[EVIL], printed=f"{EVIL}\x1b[2J")
    page = render_feedback(_submission(EVIL, "1", [failed], notes=[EVIL]))
    assert EVIL not in page
    assert "&lt;script&gt;" in page
    assert "\x1b" not in page
    assert "looks like" in page
    path = write_feedback(tmp_path / "feedback", _submission("Ann", "1", [failed]), b"")
    assert path.name == "ann.html"


def test_a_page_is_compiled_once_for_a_whole_class(monkeypatch):
    compiled = []
    compile_one = jinja2.Environment.compile
    monkeypatch.setattr(
        jinja2.Environment, "compile", lambda *found, **more: compiled.append(1) or compile_one(*found, **more)
    )
    for number in range(20):
        render_feedback(_submission(f"S{number}", "1", [_check("08.1", "passed")]))
    assert len(compiled) < 20


def test_feedback_shows_a_problem_of_the_whole_file_once():
    problem = Message(got="SyntaxError at line 3", expected="a file that Python can read")
    result = _submission("Ann", "1", [_check("08.1", "unreadable")], outcome="unreadable", problem=problem)
    page = render_feedback(result)
    assert page.count("SyntaxError at line 3") == 1
    assert happened(result) == "unreadable 08"


class Page(HTMLParser):
    """A page's elements in order, each with the elements that it lies in."""

    def __init__(self, text: str):
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.found: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.texts: list[tuple[str, list[str]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attributes), [name for name, _ in self.open]))
        if tag != "meta":
            self.open.append((tag, dict(attributes)))

    def handle_endtag(self, tag: str) -> None:
        name, _ = self.open.pop()
        assert name == tag

    def handle_data(self, text: str) -> None:
        if text.strip():
            self.texts.append((text.strip(), [name for name, _ in self.open]))

    def places(self, words: str) -> list[str]:
        """The elements that these words lie in."""
        return next(inside for text, inside in self.texts if words in text)


def test_feedback_begins_with_what_helps_most():
    message = Message(called="f(1)", given=["x: 3"], got="2", why="It is a sum.", try_it=["a = 1\nprint(a)"])
    failed = _check("08.2", "failed", message=message)
    result = _submission("Ann", "1", [_check("08.1", "passed"), failed, _check("08.3", "skipped")])
    result.exercises.append(replace(result.exercises[0], exercise="99_gone", title="Gone"))
    page = Page(render_feedback(result))
    words = [text for text, _ in page.texts]
    assert words.index("Fix this first") < words.index("f(1)") < words.index("08.3 Title 08.3")
    assert "details" in page.places("08.1 Title 08.1")
    assert "details" not in page.places("08.2 Title 08.2")
    # What a program reads is code, and a sentence is none.
    assert [page.places(text)[-1] for text in ("f(1)", "x: 3", "print(a)", "It is a sum.")] == ["code"] * 3 + ["div"]
    assert words.count("try") == 2, "one label for all its lines, in each exercise"
    widths = [attributes["style"] for tag, attributes, _ in page.found if tag == "span" and "style" in attributes]
    assert widths == ["width: 33%"] * 3


def test_feedback_can_be_read_aloud():
    result = _submission("Ann", "1", [_check("08.1", "passed"), _check("08.2", "failed")])
    # An exercise of one's own may have a number of the kit's.
    result.exercises.append(replace(result.exercises[0], exercise="08_other"))
    page = Page(render_feedback(result))
    tags = [tag for tag, _, _ in page.found]
    levels = [int(tag[1]) for tag in tags if tag in ("h1", "h2", "h3")]
    assert levels[0] == 1
    assert levels.count(1) == tags.count("main") == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    ids = [attributes["id"] for _, attributes, _ in page.found if "id" in attributes]
    assert len(ids) == len(set(ids))
    named = [attributes["aria-labelledby"] for _, attributes, _ in page.found if "aria-labelledby" in attributes]
    links = [attributes["href"][1:] for tag, attributes, _ in page.found if tag == "a"]
    assert {*named, *links} <= {*ids}
    bars = [attributes for _, attributes, _ in page.found if attributes.get("class") == "bar"]
    assert all(attributes["aria-hidden"] == "true" for attributes in bars), "the points stand beside it in words"
    assert {"script", "img", "link", "iframe"}.isdisjoint(tags)


def test_a_task_is_told_as_the_exercise_tells_it():
    check = replace(_check("08.1", "failed"), function="dropout")
    page = Page(render_feedback(_submission("Ann", "1", [check])))
    own = inspect.cleandoc(next(each.docstring for each in find_exercise("08").functions if each.name == "dropout"))
    assert "details" in page.places(own.splitlines()[0])


def test_feedback_does_not_hold_the_run_key():
    assert "key" not in render_feedback(_submission("Ann", "1", [_check("08.1", "passed")]))


def test_names_that_only_look_alike_are_told_apart():
    # The same letters, put together in two ways: what people see is one name.
    people = [("Zo\u00eb", "zoe-1", "11"), ("Zoe\u0308", "zoe-2", "12"), ("Zoe", "zoe-3", "13")]
    results = [replace(_submission(name, "1", []), key=key, id=id_) for name, key, id_ in people]
    assert list(labels(results).values()) == ["Zo\u00eb (11)", "Zoe\u0308 (12)", "Zoe"]
    assert [result.key for result in in_order(reversed(results))] == ["zoe-3", "zoe-1", "zoe-2"]


def test_a_void_check_is_said_to_be_void_where_it_gave_the_points():
    void = Decision(("test_08.1",), 2, "The text was unclear.", is_for_all=True)
    last = _check("08.2", "passed")
    results = [_submission("Ann", "1", [_check("08.1", outcome), last]) for outcome in ("failed", "passed")]
    for result in results:
        result.exercises[0].decisions = [void]
    assert list(map(happened, results)) == ["failed 08.1; void 08.1", "all passed"]
