"""`verify` itself: it is silent on this repository, and it notices what is wrong."""

import importlib
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from autograder.authoring.begin import begin
from autograder.checking.failure import Message
from autograder.cli import cli
from autograder.course import content
from autograder.course.exercise import find_exercise, load_course
from autograder.grading.catalogue import checks_of
from autograder.grading.result import ExerciseResult
from autograder.verify import bank, cases, made, messages, rules

CONVLINGS = str(Path(sys.executable).with_name("convlings"))

ROOT = Path(__file__).parents[2]


class Messages(SingleFileSnapshotExtension):
    """A text file for each exercise."""

    file_extension = "txt"
    _write_mode = WriteMode.TEXT


def test_every_exercise_is_fair():
    command = [CONVLINGS, "verify", "--quick", "--plain"]
    finished = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=3300)
    assert finished.returncode == 0, finished.stdout
    assert "all is as it must be" in finished.stdout


@pytest.mark.slow
def test_every_message_says_what_it_said(tmp_path, snapshot):
    """After a change of wording: pytest -m slow -k says_what_it_said --snapshot-update, and read the difference."""
    command = [CONVLINGS, "verify", "--quick", "--plain", "--only", "wrong/", "--messages", str(tmp_path)]
    subprocess.run(command, capture_output=True, cwd=ROOT, timeout=2400, check=True)
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
    assert len(case.problems(_result())) == len(checks_of(find_exercise("08"))) - 1


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


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("# mistake: a\n# look like: b\n# fails: c\n# points: 8\n", "line 2: `# look like: b` is not a field"),
        ("# mistake: a\n# look like: b\n# fails: c\n# points: 8\n", "`# looks like: …`"),
        ("# mistake: a\n# Fails: c\n# points: 8\n", "`# fails: …`"),
        ("# mistake: a long text\n# that goes on\n# fails: c\n# points: 8\n", "line 2: `# that goes on`"),
        ("# mistake: a\n# fails: c\n# points: 8 of 10\n", "8 of 10` is not a number"),
        ("# mistake: a\n# points: 8\n", "# fails: …"),
    ],
)
def test_a_broken_head_is_told_by_its_line(tmp_path, head, said):
    path = tmp_path / "wrong" / "x.py"
    path.parent.mkdir()
    path.write_text(head + "x = 1\n", encoding="utf-8")
    with pytest.raises(bank.BrokenHeader) as error:
        bank._read(path)
    assert said in str(error.value)
    assert "wrong/x.py" in str(error.value)


def test_a_head_may_repeat_a_field_and_end_in_a_comment(tmp_path):
    path = tmp_path / "wrong" / "x.py"
    path.parent.mkdir()
    path.write_text(
        "# mistake: one\n# mistake: two\n# fails: a, b\n# fails: c\n# why: so\n# why: it is\n# points: 2.5\n"
        "# Whole batches.\nx = 1\n"
    )
    read = bank._read(path)
    assert (read.about, read.fails, read.why, read.points) == ("one two", {"a", "b", "c"}, "so it is", 2.5)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Path]:
    """A folder of one's own with the exercise that `convlings new` begins, before `sync`."""
    begin("31_mirror", content.at_folder(tmp_path))
    yield tmp_path
    content.leave_folder(tmp_path)


def _said_by_verify(folder: Path, *options: str) -> tuple[int, str]:
    ended = CliRunner().invoke(cli, ["verify", "31", "--exercises", str(folder), "--plain", *options])
    return ended.exit_code, " ".join(ended.output.split())


def test_a_broken_head_is_a_problem_like_any_other(own):
    wrong = own / "bank" / "31_mirror" / "wrong"
    (wrong / "printed.py").write_text("# mistake: printed\n# fail: columns_are_reversed\n# points: 0\n")
    code, said = _said_by_verify(own, "--only", "nothing of this name")
    assert code == 1
    assert "wrong/printed.py, line 2" in said
    assert f"edit {own / 'bank' / '31_mirror'}" in said


def test_a_head_that_names_no_check_is_told_the_nearest(own):
    path = own / "bank" / "31_mirror" / "wrong" / "in_place.py"
    path.write_text(path.read_text().replace("keeps_to_its_contract", "test_keeps_to_contract"))
    code, said = _said_by_verify(own, "--only", "nothing of this name")
    assert code == 1
    assert "test_keeps_to_contract fails, which is not a check; did you mean keeps_to_its_contract?" in said
    assert f"edit {path}" in said


def test_what_helps_can_be_typed_as_it_stands(own):
    solution, checks = own / "solutions" / "31_mirror.py", own / "topics" / "31_mirror" / "checks.py"
    solution.write_text(solution.read_text().replace("# 2. ", "# "))
    checks.write_text(checks.read_text().replace("@points(5,", "@points(6,"))
    code, said = _said_by_verify(own, "--only", "nothing of this name")
    assert code == 1
    for words in (f"convlings sync 31 --exercises {own}", f"edit {solution}", f"edit {checks}"):
        assert words in said


def test_only_of_no_submission_is_wrong_use(own, monkeypatch):
    monkeypatch.setattr(importlib.import_module("autograder.cli.verify"), "check_exercise", lambda exercise: [])
    code, said = _said_by_verify(own, "--only", "nothing of this name")
    assert code == 2
    assert "No submission has 'nothing of this name' in its name" in said


def test_quick_is_the_same_submissions_with_less_garbage_and_training():
    whole, quick = (list(cases.cases_of(find_exercise("12"), quick, [1])) for quick in (False, True))
    bank_of = [{case.name for case in each if case.kind in ("right", "wrong")} for each in (whole, quick)]
    assert bank_of[0] == bank_of[1]
    assert all(case.trains for case in whole)
    assert {case.kind for case in quick if not case.trains and not case.manner} == {"right"}
    assert not any(case.task().part.names for case in quick if case.kind in ("lazy", "garbage"))


def test_messages_hold_nothing_that_is_another_in_each_run(tmp_path):
    result = _result()
    result.checks[1].message = Message(got="0.25 of files-a1_b2c3d/photo.png", called='read("files-z9y8_7x6")')
    messages.write_messages(
        tmp_path, [(cases.Case(find_exercise("08"), "wrong", "x", b"", declared=_declared()), result)]
    )
    text = (tmp_path / "08_dropout.txt").read_text(encoding="utf-8")
    assert "# of files/photo.png" in text
    assert 'read("files")' in text
