"""JUnit XML as GitLab, Jenkins and GitHub's actions read it, whatever stands in a name or a message."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from autograder.checking.failure import Message
from autograder.cli import cli
from autograder.grading.batch import SubmissionResult
from autograder.grading.folder import write_json
from autograder.grading.result import OUTCOMES, CheckResult, Decision, ExerciseResult
from autograder.reports.junit import write_junit

# All that XML 1.0 has for characters.
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
PIECES = ["<b>", "]]>", "&amp;", '"', "\x00", "\x1b[1m", "\ufffe", "\uffff", "\ud800", "\u2028", "\r", "\n", "-->"]
ANY_TEXT = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=8).map("".join)


def check(number: int, outcome: str, text: str = "x") -> CheckResult:
    return CheckResult(f"08.{number}", f"test_{number}", "A title", "f", "shape", 2, outcome, Message(got=text))


def result(name: str, key: str, *checks: CheckResult, text: str = "a note") -> SubmissionResult:
    exercise = ExerciseResult("08_dropout", "Dropout", text, list(checks), [text], runtime={"seconds": 1.5})
    run = {"id": "r", "sandbox": "tier A", "fixed_seed": None}
    return SubmissionResult(name, key, "k", "d", [text], [text], run, [exercise], id=text)


def read(path: Path) -> ET.Element:
    """The file, if it is as every reader wants it."""
    assert not NOT_XML.search(path.read_text(encoding="utf-8"))
    root = ET.parse(path).getroot()
    assert root.tag == "testsuites"
    cases = [(case.get("classname"), case.get("name")) for case in root.iter("testcase")]
    assert all(classname and name for classname, name in cases)
    assert len(set(cases)) == len(cases)
    for element in (root, *root.iter("testsuite")):
        assert element.get("name")
        for name, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert element.get(name) == str(len(list(element.iter(tag))))
    for suite in root:
        assert suite.tag == "testsuite"
        assert suite.find("testcase") is not None
    return root


def test_each_outcome_has_its_place(tmp_path: Path):
    path = tmp_path / "report.xml"
    write_junit(path, [result("Ann", "ann", *(check(number, word) for number, word in enumerate(OUTCOMES)))])
    kinds = {
        next(iter(case)).get("type"): next(iter(case)).tag for case in read(path).iter("testcase") if len(case) == 1
    }
    assert [word for word in OUTCOMES if word not in kinds] == ["passed"]
    assert {word for word, kind in kinds.items() if kind == "failure"} == {"failed", "malformed"}
    assert {word for word, kind in kinds.items() if kind == "skipped"} == {
        "not attempted",
        "missing",
        "skipped",
        "review",
    }


def test_points_text_and_decisions_are_told(tmp_path: Path):
    path = tmp_path / "report.xml"
    ann = result("Ann Lee", "ann-1", check(1, "failed", "3"), check(2, "passed"))
    ann.exercises[0].decisions = [Decision(("test_2",), 1.5, "Late", "TA")]
    write_junit(path, [ann, result("Ann Lee", "ann-2", check(1, "passed"))])
    first, second = read(path)
    assert first.get("name") == "Ann Lee (ann-1): 08 Dropout"
    assert second.get("name") == "Ann Lee (ann-2): 08 Dropout"
    assert [case.get("name") for case in first.iter("testcase")] == [
        "08.1 A title (0 of 2 points)",
        "08.2 A title (1.5 of 2 points)",
    ]
    failure = first.find("testcase/failure")
    assert failure is not None
    assert (failure.get("message"), failure.text) == ("failed: 3", "failed\ngot: 3")
    assert "Reason: Late" in (first.findtext("system-out") or "")
    assert first.get("time") == "1.500"


@given(name=ANY_TEXT, text=ANY_TEXT)
def test_it_is_valid_whatever_was_written(tmp_path_factory: pytest.TempPathFactory, name: str, text: str):
    path = tmp_path_factory.mktemp("junit") / "report.xml"
    broken = result(name, "c", text=text)
    broken.exercises[0].outcome, broken.exercises[0].problem = "unreadable", Message(got=text)
    write_junit(
        path, [result(name, "a", check(1, "failed", text), text=text), result(name, "b", check(1, "passed")), broken]
    )
    assert len(read(path)) == 3


def test_the_command(tmp_path: Path):
    report = tmp_path / "report"
    write_json(report / "staff" / "run.json", {"run": "r"})
    for each in (result("Ann", "ann", check(1, "passed")), result("Bob", "bob", check(1, "review"))):
        write_json(report / "staff" / "results" / f"{each.key}.json", each.to_json())
    done = CliRunner().invoke(cli, ["export", "junit", str(report), "--out", str(tmp_path / "r.xml")])
    assert done.exit_code == 3, done.output
    assert [case.get("name") for case in read(tmp_path / "r.xml").iter("testcase")] == [
        "08.1 A title (2 of 2 points)",
        "08.1 A title (? of 2 points)",
    ]
