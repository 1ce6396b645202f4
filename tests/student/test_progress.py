"""Progress, hints, reset and the overview, as a student sees them."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.cli import cli
from autograder.course.exercise import find_exercise
from autograder.grading.catalogue import checks_of
from autograder.grading.result import ExerciseResult
from autograder.student.progress import Progress


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A student's folder with the stub of 08, and the current one."""
    exercises = tmp_path / "my exercises"
    exercises.mkdir()
    (exercises / "08_dropout.py").write_text(find_exercise("08").stub, encoding="utf-8")
    monkeypatch.chdir(exercises)
    return exercises


def run(*arguments: str, exit_code: int = 0, **options: object) -> str:
    finished = CliRunner().invoke(cli, list(arguments), **options)
    assert finished.exit_code == exit_code, finished.output
    return finished.output


def result(*failing: str) -> ExerciseResult:
    checks = [info.result("failed" if info.id in failing else "passed") for info in checks_of(find_exercise("08"))]
    return ExerciseResult("08_dropout", "Dropout", "08_dropout.py", checks)


def test_a_function_has_passed_when_all_its_checks_have(folder: Path):
    exercise = find_exercise("08")
    Progress(folder).record(exercise, result("08.2"))
    progress = Progress(folder)
    assert progress.of(exercise).functions == {"dropout": False, "build_head": True, "spread": True}
    assert progress.next_function(exercise).name == "dropout"
    assert not progress.of(exercise).passed
    progress.record(exercise, result())
    assert Progress(folder).of(exercise).passed


def test_the_overview_counts_functions_and_points_and_says_what_is_next(folder: Path):
    Progress(folder).record(find_exercise("08"), result("08.5"))
    text = " ".join(run().split())
    assert "08 Dropout 2 of 3 functions, 8 of 10 points" in text
    assert "00 Welcome not checked yet" in text
    assert "Next: image_size of 00 Welcome" in text
    assert "convlings hint 00" in text


def test_hints_come_one_by_one_for_the_function_that_fails_first(folder: Path):
    Progress(folder).record(find_exercise("08"), result("08.5"))
    hints = find_exercise("08").functions[1].hints
    for count in (1, 2, 3, 3):
        text = run("hint", "08")
        assert f"08 build_head, hint {count} of 3" in text
        assert hints[count - 1].split()[0] in text
    assert "08 spread, hint 1 of 3" in run("hint", "dropout", "spread")
    assert "There is no nothing in 08_dropout" in run("hint", "08", "nothing", exit_code=2)


def test_the_solution_is_shown_once_the_exercise_has_passed(folder: Path):
    assert "add --peek" in run("solution", "08", exit_code=2)
    Progress(folder).record(find_exercise("08"), result())
    text = run("solution", "08")
    assert "np.where" in text
    assert "hints" not in text
    assert not Progress(folder).of(find_exercise("08")).peeked


def test_peeking_is_noted_in_the_students_own_file(folder: Path):
    run("solution", "08", "--peek")
    assert Progress(folder).of(find_exercise("08")).peeked


def test_reset_asks_and_keeps_a_backup(folder: Path):
    file = folder / "08_dropout.py"
    assert "as it was handed out" in run("reset", "08")
    file.write_text("mine = 1\n")
    Progress(folder).record(find_exercise("08"), result())
    run("reset", "08", input="n\n")
    assert file.read_text() == "mine = 1\n"
    run("reset", "08", input="y\n")
    assert file.read_text() == find_exercise("08").stub
    (backup,) = (folder / ".convlings" / "backups").iterdir()
    assert backup.read_text() == "mine = 1\n"
    assert not Progress(folder).of(find_exercise("08")).checked


@pytest.mark.parametrize("content", ["", "{", "[]", '{"exercises": []}', '{"exercises": {"08_dropout": {"x": 1}}}'])
def test_a_broken_progress_file_loses_nothing_but_the_ticks(folder: Path, content: str):
    (folder / ".convlings").mkdir()
    (folder / ".convlings" / "progress.json").write_text(content)
    assert "not checked yet" in run()


def test_a_bonus_is_never_missed(folder: Path):
    exercise = find_exercise("05")
    checks = [info.result("passed" if info.marks.points else "not attempted") for info in checks_of(exercise)]
    some = [check for check in checks if check.function in ("one_hot", "crossentropy_gradient")]
    progress = Progress(folder)
    progress.record(exercise, ExerciseResult(exercise.name, "", "", some))
    assert not progress.of(exercise).passed
    assert progress.next_function(exercise).name == "crossentropy"
    rest = [check for check in checks if check not in some]
    progress.record(exercise, ExerciseResult(exercise.name, "", "", rest))
    assert progress.of(exercise).passed
    assert progress.next_function(exercise) is None
