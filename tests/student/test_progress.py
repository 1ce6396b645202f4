"""Progress, hints, reset and the overview, as a student sees them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.cli import cli
from autograder.course import content
from autograder.course.exercise import Exercise, find_exercise, load_course
from autograder.grading.catalogue import checks_of
from autograder.grading.result import ExerciseResult
from autograder.student.farewell import farewell
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
    return ended("08", dict.fromkeys(failing, "failed"))


def ended(number: str, outcomes: dict[str, str], *functions: str) -> ExerciseResult:
    """A result with these outcomes, by id; all other checks passed. Of some functions alone, if any are named."""
    exercise = find_exercise(number)
    checks = [info.result(outcomes.get(info.id, "passed")) for info in checks_of(exercise)]
    kept = [check for check in checks if not functions or check.function in functions]
    return ExerciseResult(exercise.name, exercise.title, f"{exercise.name}.py", kept)


def first_of(number: str, function: str) -> str:
    """The id of this function's first check."""
    return next(info.id for info in checks_of(find_exercise(number)) if info.marks.function == function)


def worth(number: str, *functions: str) -> float:
    """Points of all checks of these functions."""
    return sum(info.marks.points for info in checks_of(find_exercise(number)) if info.marks.function in functions)


def waiting(number: str) -> dict[str, str]:
    """The accuracy checks of an exercise, which are skipped while anything else fails."""
    return {info.id: "skipped" for info in checks_of(find_exercise(number)) if info.is_accuracy}


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
    head = next(info for info in checks_of(find_exercise("08")) if info.marks.function == "build_head")
    Progress(folder).record(find_exercise("08"), result(head.id))
    Progress(folder).record(find_exercise("05"), ended("05", {}))
    text = run()
    columns = {line.index(" of ") for line in text.splitlines() if line.startswith(("05 ", "08 "))}
    assert len(columns) == 1
    text = " ".join(text.split())
    assert "05 Categorical cross-entropy 4 of 4 functions 10 of 10 points with the bonus" in text
    assert f"08 Dropout 2 of 3 functions {10 - head.marks.points:g} of 10 points" in text
    assert "00 Welcome not checked yet" in text
    assert "Next: image_size of 00 Welcome" in text
    assert "convlings hint 00" in text
    assert "convlings watch" in text


def test_the_bar_is_full_once_all_has_passed_and_a_bonus_is_left_out(folder: Path):
    progress = Progress(folder)
    for exercise in load_course():
        bonus = {info.id: "not attempted" for info in checks_of(exercise) if not info.marks.points}
        progress.record(exercise, ended(exercise.number, bonus))
    text = run()
    done, total = progress.count(load_course())
    assert done == total
    assert f"[{'#' * 40}]  {total} of {total} functions" in text
    assert f"Congratulations! All {len(load_course())} exercises have passed, with " in text
    assert "21  a service for the pictures that people upload" in text
    last = load_course()[-1]
    first = checks_of(last)[0].id
    progress.record(last, ended(last.number, {first: "failed"}))
    assert "#." in run(), "a bar that is not full looks full"


def test_an_exercise_of_ones_own_is_not_taken_for_the_kit_s(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Exercise, "collection", content.at_folder(folder))
    text = "\n".join(farewell(Progress(folder), [find_exercise("03")]))
    assert "Congratulations!" in text
    assert "by hand" not in text


def test_a_check_of_one_function_keeps_the_counts_whole(folder: Path):
    exercise = find_exercise("08")
    progress = Progress(folder)
    progress.record(exercise, ended("08", {}, "dropout"))
    passed = f"1 of 3 functions {worth('08', 'dropout'):g} of 10 points"
    assert passed in " ".join(run().split())
    failing = {info.id: "failed" for info in checks_of(exercise) if info.marks.function == "spread"}
    progress.record(exercise, ended("08", failing, "spread"))
    assert passed in " ".join(run().split())
    progress.record(exercise, ended("08", {}, "build_head"))
    own = Progress(folder).of(exercise)
    assert (own.earned, own.points) == (worth("08", "dropout", "build_head"), 10)
    assert own.functions == {"dropout": True, "build_head": True, "spread": False}
    progress.record(exercise, ended("08", {}, "spread"))
    assert Progress(folder).of(exercise).passed


@pytest.mark.parametrize("number", [exercise.number for exercise in load_course()])
def test_hint_and_next_go_to_the_function_that_fails(folder: Path, number: str):
    """Never to one that only waits for its accuracy check, whichever function it is."""
    exercise = find_exercise(number)
    (folder / f"{exercise.name}.py").write_text(exercise.stub, encoding="utf-8")
    for other in load_course():
        if other.number < number:
            Progress(folder).record(other, ended(other.number, {}))
    for check in checks_of(exercise):
        if check.is_accuracy or not check.marks.points:
            continue
        Progress(folder).record(exercise, ended(number, {**waiting(number), check.id: "failed"}))
        assert f"Next: {check.marks.function} of {number}" in run()
        assert f"{number} {check.marks.function}, hint" in run("hint", number)


def test_what_another_command_wrote_beside_watch_stays(folder: Path):
    watching, other = Progress(folder), Progress(folder)
    for exercise in load_course():
        assert not watching.of(exercise).checked
    other.record(find_exercise("08"), result())
    run("hint", "05")
    watching.record(find_exercise("00"), ended("00", {}))
    after = Progress(folder)
    assert after.of(find_exercise("08")).passed
    assert after.of(find_exercise("00")).passed
    assert after.of(find_exercise("05")).hints
    watching.forget(find_exercise("00"))
    assert not Progress(folder).of(find_exercise("00")).checked


def test_where_only_the_accuracy_fails_it_is_that_function(folder: Path):
    exercise = find_exercise("09")
    progress = Progress(folder)
    progress.record(exercise, ended("09", dict.fromkeys(waiting("09"), "failed")))
    assert progress.next_function(exercise).name == "make_generators"


def test_what_is_wrong_goes_before_what_is_not_written_and_that_before_what_waits(folder: Path):
    exercise = find_exercise("12")
    progress = Progress(folder)
    unwritten = {first_of("12", "freeze"): "not attempted", first_of("12", "count_parameters"): "skipped"}
    unwritten |= waiting("12")
    progress.record(exercise, ended("12", {**unwritten, first_of("12", "fine_tune"): "error"}))
    assert progress.next_function(exercise).name == "fine_tune"
    progress.record(exercise, ended("12", unwritten))
    assert progress.next_function(exercise).name == "freeze"
    ours = {first_of("12", "freeze"): "grader fault", first_of("12", "fine_tune"): "failed"}
    progress.record(exercise, ended("12", ours))
    assert progress.next_function(exercise).name == "fine_tune", "a fault of ours needs no hint"


def test_hints_come_one_by_one_for_the_function_that_fails_first(folder: Path):
    Progress(folder).record(find_exercise("08"), result("08.4"))
    hints = find_exercise("08").functions[1].hints
    for count in (1, 2, 3, 3):
        text = run("hint", "08")
        assert f"08 build_head, hint {count} of 3" in text
        assert hints[count - 1].split()[0] in text
    assert "08 spread, hint 1 of 3" in run("hint", "dropout", "spread")
    assert "There is no nothing in 08_dropout" in run("hint", "08", "nothing", exit_code=2)


def test_the_third_hint_names_the_next_function_that_has_not_passed(folder: Path):
    progress = Progress(folder)
    progress.record(find_exercise("08"), result("08.1", "08.4"))
    for function, other in (("dropout", "build_head"), ("build_head", "dropout"), ("spread", "dropout")):
        text = [run("hint", "08", function) for _ in range(3)][-1]
        assert f"For another function: convlings hint 08 {other}\n" in text
    progress = Progress(folder)
    progress.record(find_exercise("08"), result("08.4"))
    assert "For another function" not in run("hint", "08", "build_head")


def test_the_solution_is_shown_once_the_exercise_has_passed(folder: Path):
    assert "add --peek" in run("solution", "08", exit_code=2)
    Progress(folder).record(find_exercise("08"), result())
    own = find_exercise("08").source.replace("np.where", "numpy.where")
    (folder / "08_dropout.py").write_text(own, encoding="utf-8")
    text = run("solution", "08")
    assert text.count("# yours\n") == text.count("# ours\n") == 3
    assert text.index("numpy.where") < text.index("# ours") < text.index("np.where", text.index("# ours"))
    assert "hints" not in text
    assert "# %%" not in text, "the lesson"
    alone = run("solution", "08", "spread")
    assert alone.count("# ours") == 1
    assert "def spread" in alone
    whole = run("solution", "08", "--all")
    assert "# %% [markdown]" in whole
    assert "hints" not in whole
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


FIRST = checks_of(find_exercise("08"))[0].name
BROKEN_CHECKS = {"a": {}, FIRST: 1, "gone": {"function": "dropout", "outcome": "failed", "points": 2}}
BROKEN_ENTRY = {"checks": BROKEN_CHECKS, "hints": {"dropout": "two"}}


@pytest.mark.parametrize(
    "content",
    [
        *("", "{", "[]", '{"exercises": []}', '{"exercises": {"08_dropout": {"x": 1}}}'),
        json.dumps({"exercises": {"08_dropout": BROKEN_ENTRY}}),
    ],
)
def test_a_broken_progress_file_loses_nothing_but_the_ticks(folder: Path, content: str):
    (folder / ".convlings").mkdir()
    (folder / ".convlings" / "progress.json").write_text(content)
    assert "not checked yet" in run()
    assert "hint 1 of 3" in run("hint", "08")


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
    progress.record(exercise, ended("05", {first_of("05", "crossentropy_gradient"): "failed"}, "crossentropy_gradient"))
    assert progress.of(exercise).passed
    assert progress.next_function(exercise).name == "crossentropy_gradient", "it was tried: a hint may be wanted"
