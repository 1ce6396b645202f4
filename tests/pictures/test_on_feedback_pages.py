"""Pictures on the feedback pages of a class: they show wrong code at work, and never stand in a grading's way."""

import base64
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder.cli import cli
from autograder.course import content
from autograder.course.exercise import find_exercise
from autograder.engine.sandbox import Limits
from autograder.grading.result import CheckResult, ExerciseResult
from autograder.pictures import of_class
from autograder.pictures.of_class import draw_all, is_worth_a_look
from autograder.submissions import Work

BANK = content.clone_root() / "tests" / "bank" / "08_dropout" / "wrong"
SOLUTION = find_exercise("08").source
# An error whose text would be live, and names a folder of the grader.
LOUD = """
import os
import numpy as np
def dropout(x, rate, rng, training):
    raise ValueError("</details><script>alert(1)</script> " + np.__file__)
"""
_PNG = re.compile(r'<img src="data:image/png;base64,([A-Za-z0-9+/=]+)" alt="([^"]+)">')


def grade(folder: Path, *arguments: str) -> Result:
    command = ["grade", str(folder / "class"), "--out", str(folder / "out"), "--seed", "1", "--jobs", "1", "--plain"]
    return CliRunner().invoke(cli, [*command, "--no-accuracy", *arguments])


def test_a_page_shows_what_failing_code_does(tmp_path: Path):
    files = {"ann": (BANK / "no_scaling.py").read_text(), "ben": SOLUTION}
    files["cy"] = SOLUTION.replace(SOLUTION[SOLUTION.index("def dropout") :], "").rstrip() + LOUD
    files["di"] = find_exercise("08").stub
    for student, code in files.items():
        (tmp_path / "class" / student).mkdir(parents=True)
        (tmp_path / "class" / student / "08_dropout.py").write_text(code)
    first = grade(tmp_path)
    pages = {student: tmp_path / "out" / "feedback" / f"{student}.html" for student in files}
    assert not any("<img" in page.read_text() for page in pages.values())
    results = {path.name: path.read_bytes() for path in (tmp_path / "out" / "staff" / "results").glob("*.json")}
    # Later, on the same report: the marks stay as they are, and nothing is graded again.
    later = grade(tmp_path, "--pictures")
    assert (later.exit_code, first.exit_code) == (0, 0), later.output
    assert results == {path.name: path.read_bytes() for path in (tmp_path / "out" / "staff" / "results").glob("*.json")}
    texts = {student: page.read_text() for student, page in pages.items()}
    assert {student for student, text in texts.items() if "<img" in text} == {"ann"}
    (picture,) = _PNG.findall(texts["ann"])
    assert base64.b64decode(picture[0]).startswith(b"\x89PNG")
    assert "rest x * 1." in picture[1]
    assert "img-src data:" in texts["ann"]
    assert not any(str(content.PACKAGE) in text or "<script>" in text for text in texts.values())
    # A run that has pictures goes on with them, and draws none twice.
    before = {student: page.stat().st_mtime_ns for student, page in pages.items()}
    again = grade(tmp_path)
    assert "Drawing" in later.output
    assert "Drawing" not in again.output
    assert before == {student: page.stat().st_mtime_ns for student, page in pages.items()}


@pytest.mark.parametrize("other", [("--pseudonyms",), ("--scheduler", "local")])
def test_what_does_not_go_together_is_said_at_once(other: tuple[str, ...], tmp_path: Path):
    done = grade(tmp_path, "--pictures", *other)
    assert done.exit_code == 2
    assert f"leave out --pictures, or {other[0]}" in " ".join(done.output.split())


def _result(*outcomes: str, **fields: str) -> ExerciseResult:
    checks = [CheckResult(f"08.{at}", "test_x", "X", "f", "shape", 1, each) for at, each in enumerate(outcomes)]
    return ExerciseResult("08_dropout", "Dropout", "08_dropout.py", checks, **fields)


def test_code_that_had_to_be_stopped_is_not_started_again():
    assert is_worth_a_look(_result("passed", "failed"))
    assert not is_worth_a_look(_result("passed", "passed"))
    assert not is_worth_a_look(_result("not attempted"))
    assert not is_worth_a_look(_result("missing", outcome="missing"))
    for ended in ("timeout", "out of memory", "crashed", "exited early", "grader fault"):
        assert not is_worth_a_look(_result("failed", ended))


@pytest.mark.parametrize("error", [RuntimeError("ours"), MemoryError(), RecursionError(), ValueError("\0")])
def test_whatever_goes_wrong_the_picture_is_left_out(error: Exception, monkeypatch: pytest.MonkeyPatch):
    def broken(*_: object) -> None:
        raise error

    work = Work("08_dropout", name="08_dropout.py", content=b"")
    monkeypatch.setattr(of_class, "look_on", broken)
    assert list(draw_all([work, work], None, "tensorflow", Limits(), 2)) == [(work, None), (work, None)]

    class Broken:
        png = property(broken)

    monkeypatch.setattr(of_class, "look_on", lambda *_: Broken())
    assert list(draw_all([work], None, "tensorflow", Limits(), 1)) == [(work, None)]
