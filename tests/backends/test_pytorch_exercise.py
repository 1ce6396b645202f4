"""Exercise 22 is graded beside torch, whatever was chosen, by a process without torch. `make torch` installs it."""

import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course.exercise import find_exercise
from autograder.engine.backends import AUTO, TENSORFLOW, TORCH, version
from autograder.engine.fleet import Fleet, Guards
from autograder.engine.provider import Setup
from autograder.grading.auto import grade, in_sandboxes
from autograder.grading.key import RunKey
from autograder.grading.part import Part
from autograder.grading.pool import Pool
from autograder.grading.task import Task
from autograder.pictures import look_on
from autograder.submissions import Work, read_work

pytestmark = pytest.mark.skipif(not version(TORCH), reason="PyTorch is not installed")


def task_of(name: str, source: str, backend: str = TENSORFLOW) -> Task:
    work = Work(exercise=name, name=f"{name}.py", content=source.encode())
    return Task(work, RunKey.from_seed(1), part=Part(backend=backend))


@pytest.mark.parametrize("choice", [TENSORFLOW, AUTO])
def test_it_is_graded_on_torch_alone_and_named(choice: str):
    exercise = find_exercise("22")
    wrong = (exercise.bank / "wrong" / "no_zero_grad.py").read_text()
    with Fleet(Setup(backend=choice), exercise.backend) as fleet:
        right, other = (
            grade(task_of(exercise.name, each, choice), in_sandboxes(fleet)) for each in (exercise.source, wrong)
        )
        assert list(fleet._started) == [TORCH]
    assert (right.earned, right.backends) == (10, [TORCH])
    assert [check.message.looks_like for check in other.checks if not check.passed] == [
        "gradients not cleared for each batch"
    ]


def test_a_class_with_others_starts_a_parent_for_it(tmp_path: Path):
    exercises = [find_exercise("00"), find_exercise("22")]
    with Fleet(Setup()) as fleet:
        found = fleet.confirm(each.backend for each in exercises)
        assert set(found) == {TENSORFLOW, TORCH}
        assert not any(each.escapes for each in found.values())
        tasks = [(each.name, task_of(each.name, each.source)) for each in exercises]
        results = dict(Pool[str](fleet, 2, Guards(fleet, found)).run(tasks))
    assert {name: (result.earned, result.backends) for name, result in results.items()} == {
        "00_welcome": (10, [TENSORFLOW]),
        "22_pytorch": (10, [TORCH]),
    }


def test_torch_is_plain_there():
    """What helps code for Keras on TensorFlow would let pass what PyTorch refuses."""
    exercise = find_exercise("22")
    source = exercise.source.replace("with torch.no_grad():", "if True:")
    with Fleet(Setup(), exercise.backend) as fleet:
        result = grade(task_of(exercise.name, source), in_sandboxes(fleet))
    assert {check.outcome for check in result.checks if check.function == "predict"} == {"error"}


def test_the_grader_has_no_torch():
    code = (
        "import sys; from click.testing import CliRunner; from autograder.cli.check import command; "
        "done = CliRunner().invoke(command, [sys.argv[1], '--plain']); print(done.output); "
        "sys.exit(done.exit_code or 10 * ('torch' in sys.modules or 'keras' in sys.modules))"
    )
    arguments = [sys.executable, "-c", code, str(find_exercise("22").solution)]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "10 of 10 points" in done.stdout


def test_its_picture_shows_what_keras_and_torch_make_of_one_image():
    exercise = find_exercise("22")
    with Fleet(Setup(), exercise.backend) as fleet:
        picture = look_on(exercise, read_work(exercise.solution, exercise.name), fleet, TENSORFLOW)
        assert not picture.missing
        assert "The same everywhere." in picture.alt
        wrong = read_work(exercise.bank / "wrong" / "kernel_turned_round.py", exercise.name)
        assert "Other maps: up to" in look_on(exercise, wrong, fleet, TENSORFLOW).alt


def test_its_known_submissions_are_graded_as_declared():
    command = [str(Path(sys.executable).with_name("convlings")), "verify", "22", "--quick", "--plain"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stdout + done.stderr
