"""Annotations as GitHub's runner reads them, and a summary that it takes."""

import html
import os
import re
import string
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.checking.failure import Message
from autograder.grading.result import CheckResult, ExerciseResult
from autograder.reports.github import SUMMARY_BYTES, Checked, annotations, summary

ROOT = Path(__file__).parents[2]
ANY_TEXT = st.text(st.sampled_from("a%:,\r\n\t\x1b<`|*_@#\u202e0AD") | st.characters(), max_size=30)


def read(line: str) -> tuple[str, dict[str, str], str]:
    """Command, properties and message, by the rules of the runner."""
    found = re.fullmatch(r"::(\w+) (.*?)::(.*)", line)
    assert found, line
    pairs = dict(part.split("=", 1) for part in found[2].split(","))

    def plain(text: str, signs: dict[str, str]) -> str:
        for code, sign in signs.items():
            text = text.replace(code, sign)
        return text

    ends = {"%0D": "\r", "%0A": "\n"}
    signs = ends | {"%3A": ":", "%2C": ",", "%25": "%"}
    properties = {name: plain(value, signs) for name, value in pairs.items()}
    return found[1], properties, plain(found[3], ends | {"%25": "%"})


def check(number: int, outcome: str = "passed", text: str = "x", points: float = 1, **more: object) -> CheckResult:
    message = Message(called="f()", got=text, expected="2", try_it=["print(f())"])
    return CheckResult(f"08.{number}", f"test_{number}", "A title", "f", "behaviour", points, outcome, message, **more)


def checked(*checks: CheckResult, notes: list[str] | None = None, file: str = "exercises/08_dropout.py") -> Checked:
    result = ExerciseResult("08_dropout", "Dropout", "08_dropout.py", list(checks), notes or [])
    return Checked(result, file, 40, {"f": 12})


def test_failures_are_errors_at_their_lines_and_notes_are_notices():
    error = check(2, "error", "ValueError: shapes in your line 17: return a @ b")
    found = checked(
        check(1, "failed"), error, check(3, notes=["A note."]), check(4, "not attempted"), notes=["Of the file"]
    )
    first, *others = map(read, annotations([found]))
    assert first == ("notice", {"title": "convlings"}, "1 of 4 points, 0 of 1 exercises passed.")
    place = {"file": "exercises/08_dropout.py"}
    assert others == [
        (
            "error",
            {**place, "line": "12", "title": "08.1 A title: failed"},
            "called: f()\ngot: x\nexpected: 2\ntry: print(f())",
        ),
        (
            "error",
            {**place, "line": "17", "title": "08.2 A title: error"},
            "called: f()\ngot: ValueError: shapes in your line 17: return a @ b\nexpected: 2\ntry: print(f())",
        ),
        ("notice", {**place, "line": "1", "title": "08 Dropout"}, "note: Of the file"),
        ("notice", {**place, "line": "12", "title": "08.3 A title: passed"}, "note: A note."),
        ("notice", {**place, "line": "12", "title": "08 Dropout: not attempted"}, "  f"),
    ]


def test_a_line_that_the_file_does_not_have_is_not_believed():
    found = checked(
        check(1, "error", "E: x in your line 999: y"), check(2, "error", "E: in your line 3 of a, cell 2: y")
    )
    assert [read(line)[1]["line"] for line in annotations([found])[1:]] == ["12", "12"]


def test_a_person_s_turn_and_our_faults_are_warnings_and_a_bonus_is_no_error():
    found = checked(check(1, "review"), check(2, "grader fault"), check(3, "failed", points=0), check(4, "skipped"))
    assert [read(line)[0] for line in annotations([found])] == ["notice", "warning", "warning", "notice"]


def test_a_file_that_cannot_be_graded_is_one_error_at_its_line():
    broken = checked(check(1, "unreadable"), check(2, "unreadable"))
    broken.result.outcome = "unreadable"
    broken.result.problem = Message(got="SyntaxError at line 5, column 3: x")
    _, (kind, properties, text) = map(read, annotations([broken]))
    assert (kind, properties["line"], text) == ("error", "5", "got: SyntaxError at line 5, column 3: x")


def test_no_more_than_github_shows_and_something_of_each_exercise():
    one = checked(*(check(number, "failed", f"{number} {'x' * number}") for number in range(1, 15)), notes=["n"] * 12)
    other = checked(check(1, "failed", "other"), file="exercises/09.py")
    lines = [read(line) for line in annotations([one, other])]
    kinds = [kind for kind, _, _ in lines]
    assert (kinds.count("error"), kinds.count("notice")) == (10, 10)
    assert lines[2][1]["file"] == "exercises/09.py"
    assert [text for _, _, text in lines if "more are in" in text] == [
        "6 more are in the summary and in the log.",
        "4 more are in the summary and in the log.",
    ]


@given(text=ANY_TEXT, file=ANY_TEXT)
def test_whatever_is_in_a_text_it_stays_one_command(text: str, file: str):
    found = checked(check(1, "failed", text), notes=[text], file=file)
    for line in annotations([found]):
        assert len(line.splitlines()) == 1
        _, properties, _ = read(line)
        assert set(properties) <= {"file", "line", "title"}
    assert len(annotations([found])) == 3


def test_a_summary_is_never_larger_than_github_takes():
    results = [check(number, "failed") for number in range(20)]
    for sign, result in zip(string.ascii_letters, results, strict=False):
        result.message = Message(got=sign, try_it=["<&>" * 600] * 20)
    long = [checked(*results), checked(*results)]
    page = summary(long)
    assert len(page.encode()) <= SUMMARY_BYTES
    assert page.count("The rest is in the log") == 2
    assert html.escape("<&>" * 10) in page
    assert len(summary(long, 0).encode()) < 10_000


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A student's repository: a name that needs escapes, one wrong answer, and commands to GitHub in what it prints."""
    folder = tmp_path / "a, b 100%" / "exercises"
    folder.mkdir(parents=True)
    source = (ROOT / "tests" / "bank" / "00_welcome" / "wrong" / "percent.py").read_text(encoding="utf-8")
    told = source.replace("\ndef scale_pixels", "\nprint('a')\nprint('::error::forged')\n\n\ndef scale_pixels", 1)
    assert told != source
    body = told.replace("    return image", "    print('a'); print('::warning::forged'); return image")
    (folder / "00_welcome.py").write_text(body, encoding="utf-8")
    return folder.parent


def test_the_command_in_a_workflow(repository: Path, tmp_path: Path):
    page = tmp_path / "summary.md"
    page.write_text("before\n")
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "check", "00", "--github"],
        cwd=repository,
        env={**os.environ, "GITHUB_STEP_SUMMARY": str(page), "GITHUB_WORKSPACE": str(repository.parent)},
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert done.returncode == 1, done.stderr
    lines = done.stdout.splitlines()
    token = lines[0].removeprefix("::stop-commands::")
    end = lines.index(f"::{token}::")
    assert len(token) >= 32
    assert any("failed" in line for line in lines[1:end])
    assert not any("forged" in line for line in lines[end:] if line.lstrip().startswith("::error::"))
    told = [read(line) for line in lines[end + 1 :]]
    errors = [properties for kind, properties, _ in told if kind == "error"]
    assert errors
    text = (repository / "exercises" / "00_welcome.py").read_text(encoding="utf-8").splitlines()
    for properties in errors:
        assert properties["file"] == "a, b 100%/exercises/00_welcome.py"
        assert text[int(properties["line"]) - 1].startswith("def ")
    written = page.read_text(encoding="utf-8")
    assert written.startswith("before\n<h2>convlings: ")
    assert "<pre>" in written
    assert "failed" in written
