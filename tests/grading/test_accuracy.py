"""Accuracy checks: when they run, what they are compared with, and what is tried again."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from guessing import LATE, LOOPS, NAME, RIGHT, WRONG, make_folder

from autograder.engine.provider import Sandboxes
from autograder.engine.sandbox import Limits
from autograder.grading.auto import grade_in_steps, in_sandboxes
from autograder.grading.key import RunKey
from autograder.grading.part import EVERYTHING, WAITS_FOR_THE_REST, Part
from autograder.grading.result import ExerciseResult
from autograder.grading.task import Task
from autograder.grading.thresholds import path, read_thresholds
from autograder.grading.training import awaits_training, merged, quick_task, training_task
from autograder.submissions import Work


@pytest.fixture
def folder(tmp_path: Path, own_exercises: Callable[[Path], None]) -> Path:
    make_folder(tmp_path)
    own_exercises(tmp_path)
    read_thresholds.cache_clear()
    return tmp_path


Run = Callable[..., ExerciseResult]


@pytest.fixture
def run(folder: Path, sandboxes: Sandboxes) -> Iterator[Run]:
    test = os.environ["PYTEST_CURRENT_TEST"]

    def graded(source: str, part: Part = EVERYTHING, limits: Limits | None = None) -> ExerciseResult:
        result = task_of(source, part, limits).run(sandboxes.start_child)
        os.environ["PYTEST_CURRENT_TEST"] = test
        return result

    yield graded
    os.environ["PYTEST_CURRENT_TEST"] = test


def task_of(source: str, part: Part = EVERYTHING, limits: Limits | None = None) -> Task:
    work = Work(exercise=NAME, name=f"{NAME}.py", content=source.encode())
    return Task(work, RunKey.from_seed(3), limits or Limits(), part)


def outcomes(result: ExerciseResult) -> dict[str, str]:
    return {check.name: check.outcome for check in result.checks}


def test_a_right_answer_passes_with_its_margin(run: Run):
    result = run(RIGHT)
    assert set(outcomes(result).values()) == {"passed"}
    assert (result.earned, result.points) == (10, 10)
    shown, _, check = result.checks
    assert (check.measured, check.threshold, check.threshold_backend) == ([1.0], 0.9, "tensorflow")
    assert check.notes == ["accuracy 1.000, at least 0.900 needed (margin +0.100)."]
    assert (shown.measured, shown.threshold, shown.points, shown.threshold_backend) == ([0.5], None, 0, "")
    assert "not graded" in shown.notes[0]


@pytest.fixture
def compared(folder: Path) -> Callable[[bool], None]:
    """Writes that TensorFlow and PyTorch were compared, and what was found."""

    def write(alike: bool) -> None:
        file = path(NAME)
        comparison = f'''
[[comparison]]
exercise = "{NAME}"
check = "test_accuracy"
backends = ["tensorflow", "torch"]
alike = {str(alike).lower()}
check_digest = "c"
'''
        file.write_text(file.read_text() + 'check_digest = "c"\n' + comparison)
        read_thresholds.cache_clear()

    return write


@pytest.mark.parametrize("source", [RIGHT, WRONG])
def test_a_borrowed_threshold_is_used_and_named(run: Run, compared: Callable[[bool], None], source: str):
    compared(True)
    result = run(source, Part(backend="torch"))
    check = result.checks[2]
    assert (check.threshold, check.threshold_backend, result.points) == (0.9, "tensorflow", 10)
    assert result.earned == (10 if source == RIGHT else 8)
    assert "measured on TensorFlow" in check.notes[0]
    assert json.loads(json.dumps(result.to_json()))["checks"][2]["threshold_backend"] == "tensorflow"


def test_a_threshold_of_a_backend_that_differs_is_not_borrowed(run: Run, compared: Callable[[bool], None]):
    compared(False)
    check = run(RIGHT, Part(backend="torch")).checks[2]
    assert (check.threshold, check.threshold_backend, check.points) == (None, "", 0)
    assert "no threshold was measured" in check.notes[0]


def test_a_miss_is_tried_once_more_with_other_data(run: Run):
    result = run(WRONG)
    check = result.checks[2]
    assert (check.outcome, result.earned) == ("failed", 8)
    assert len(check.measured) == 2
    assert check.measured[0] != check.measured[1]
    assert "with new images" in check.message.got
    assert "at least 0.900" in check.message.expected
    assert check.message.called == "sign(x)"


def test_the_second_attempt_counts(run: Run):
    result = run(LATE)
    check = result.checks[2]
    assert check.outcome == "passed"
    assert check.measured == [0.0, 1.0]
    assert "in a second attempt" in check.notes[0]


def test_nothing_is_trained_where_another_check_has_failed(run: Run):
    result = run("def sign(x): return None")
    assert outcomes(result) == {"test_shown": "skipped", "test_shape": "malformed", "test_accuracy": "skipped"}
    assert result.points == 10
    assert not awaits_training(result)


def test_an_untouched_exercise_is_untouched(run: Run):
    assert run('def sign(x): raise NotImplementedError("91: write sign")').is_untouched


def test_a_loop_ends_that_check_alone(run: Run):
    result = run(LOOPS, limits=Limits(training_seconds=1.0))
    assert outcomes(result) == {"test_shown": "passed", "test_shape": "passed", "test_accuracy": "timeout"}


@pytest.mark.parametrize("source", [RIGHT, WRONG])
def test_two_steps_give_what_one_gives(run: Run, source: str):
    task = task_of(source)
    quick = run(source, quick_task(task).part)
    assert quick.checks[2].message.got == WAITS_FOR_THE_REST
    assert awaits_training(quick)
    both = merged(quick, run(source, training_task(task, quick).part))
    assert not awaits_training(both)
    assert replace(both, runtime={}) == replace(run(source), runtime={})


def test_a_student_is_told_before_it_trains(run: Run, sandboxes: Sandboxes):
    told = []
    result = grade_in_steps(task_of(RIGHT), in_sandboxes(sandboxes), lambda _, seconds: told.append(seconds))
    assert (told, result.earned) == ([3.0], 10)
    result = grade_in_steps(
        task_of("def sign(x): return 1"), in_sandboxes(sandboxes), lambda _, seconds: told.append(seconds)
    )
    assert (told, result.earned) == ([3.0], 0)


def test_what_is_left_out_is_said_and_worth_nothing(run: Run):
    result = run(RIGHT, Part(left_out="no GPU was found here", device="gpu"))
    check = result.checks[2]
    assert (check.outcome, check.points, check.message.got) == ("skipped", 0, "no GPU was found here")
    assert (result.earned, result.points, result.passed) == (8, 8, True)


def test_a_tier_without_a_threshold_is_shown_and_worth_nothing(run: Run):
    result = run(RIGHT, Part(device="gpu"))
    assert (result.earned, result.points, result.passed) == (8, 8, True)
    assert result.checks[2].measured == [1.0]


def test_calibration_takes_one_attempt_and_compares_nothing(run: Run):
    result = run(WRONG, Part(only_accuracy=True, measures=True))
    assert list(outcomes(result)) == ["test_shown", "test_accuracy"]
    assert (len(result.checks[1].measured), result.checks[1].threshold) == (1, None)


def test_results_and_tasks_survive_as_json(run: Run):
    result = run(WRONG)
    assert ExerciseResult.from_json(result.to_json()) == result
    task = replace(task_of(RIGHT), part=Part(only_accuracy=True, device="gpu"))
    assert Task.from_json(task.to_json()).part == task.part
