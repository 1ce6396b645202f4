"""`verify` itself: it is silent on this repository, and it notices what is wrong."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from autograder.checking.failure import Message
from autograder.course.exercise import find_exercise, load_course
from autograder.grading.catalogue import checks_of
from autograder.grading.result import ExerciseResult
from autograder.verify import bank, cases, made, rules

CONVLINGS = str(Path(sys.executable).with_name("convlings"))

ROOT = Path(__file__).parents[2]


class Messages(SingleFileSnapshotExtension):
    """A text file for each exercise."""

    file_extension = "txt"
    _write_mode = WriteMode.TEXT


def test_every_exercise_is_fair_and_says_what_it_said(tmp_path, snapshot):
    command = [CONVLINGS, "verify", "--quick", "--plain", "--messages", str(tmp_path)]
    finished = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=2400)
    assert finished.returncode == 0, finished.stdout
    assert "all is as it must be" in finished.stdout
    # After a change of wording: pytest tests/verify -k says_what_it_said --snapshot-update, and read the difference.
    for exercise in load_course():
        said = (tmp_path / f"{exercise.name}.txt").read_text(encoding="utf-8")
        assert said == snapshot(name=exercise.name, extension_class=Messages)


@pytest.mark.slow
def test_every_exercise_is_fair_in_every_order():
    command = [CONVLINGS, "verify", "--plain"]
    finished = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert finished.returncode == 0, finished.stdout


@pytest.mark.parametrize("exercise", load_course(), ids=lambda exercise: exercise.name)
def test_no_rule_is_broken(exercise):
    assert not list(rules.check_exercise(exercise))


def _declared(**changes: object) -> bank.BankFile:
    fields = {"fails": frozenset({"survivors_are_scaled"}), "points": 8.0, "says": ("without the scaling",)}
    return bank.BankFile(Path("tests/bank/08_dropout/wrong/x.py"), False, "about", **{**fields, **changes})


def _result(looks_like: str = "dropout without the scaling") -> ExerciseResult:
    checks = [info.result("passed") for info in checks_of(find_exercise("08"))]
    checks[1].outcome = "failed"
    checks[1].message = Message(got="x * 1.0000", looks_like=looks_like)
    return ExerciseResult("08_dropout", "Dropout", "08_dropout.py", checks)


def _problems(declared: bank.BankFile, result: ExerciseResult) -> list[str]:
    case = cases.Case(find_exercise("08"), "wrong", "x", b"", declared=declared)
    return case.problems(result)


def test_a_wrong_file_that_is_as_declared_is_no_problem():
    assert _problems(_declared(), _result()) == []


@pytest.mark.parametrize(
    ("declared", "words"),
    [
        (
            _declared(fails=frozenset({"each_value_is_dropped_on_its_own", "survivors_are_scaled"})),
            "each_value_is_dropped_on_its_own passes",
        ),
        (_declared(fails=frozenset({"each_value_is_dropped_on_its_own"})), "survivors_are_scaled says failed"),
        (_declared(points=6.0), "keeps 8 points"),
        (_declared(says=("one mask for the whole batch",)), "no message says"),
        (_declared(says=("one mask for the whole batch",)), "names another mistake"),
        (_declared(says=()), "names another mistake"),
    ],
)
def test_a_wrong_file_that_is_not_as_declared_is_a_problem(declared: bank.BankFile, words: str):
    assert any(words in problem for problem in _problems(declared, _result()))


def test_a_grader_fault_is_always_a_problem():
    result = _result()
    result.checks[1].outcome = "grader fault"
    assert _problems(_declared(), result)


def test_a_right_file_that_fails_is_a_problem():
    case = cases.Case(find_exercise("08"), "right", "x", b"")
    assert case.problems(_result())
    assert not cases.Case(find_exercise("08"), "right", "x", b"").problems(
        replace(_result(), checks=[info.result("passed") for info in checks_of(find_exercise("08"))])
    )


@pytest.mark.parametrize("kind", ["lazy", "garbage"])
def test_a_made_submission_that_passes_a_check_is_a_problem(kind: str):
    case = cases.Case(find_exercise("08"), kind, "x", b"")
    assert len(case.problems(_result())) == 4


@pytest.mark.parametrize("exercise", load_course(), ids=lambda exercise: exercise.name)
def test_made_submissions_are_python_and_have_no_stub_left(exercise):
    for name, source in [*made.lazy_sources(exercise), *made.garbage_sources(exercise, quick=False)]:
        compile(source, name, "exec")
        assert f'raise NotImplementedError("{exercise.number}: write' not in source


def test_a_header_without_its_lines_is_refused(tmp_path):
    folder = tmp_path / "wrong"
    folder.mkdir()
    (folder / "x.py").write_text("# mistake: something\nx = 1\n")
    with pytest.raises(bank.BrokenHeader, match="fails"):
        bank._read(folder / "x.py")
