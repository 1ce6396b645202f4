"""Two backends for one verdict: who is tried on which, what counts, and what is told. No backend runs here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from guessing import NAME, RIGHT, make_folder
from rich.console import Console

from autograder.cli.grade import tell_of_audits
from autograder.course.exercise import find_exercise
from autograder.engine.backends import AUTO, TENSORFLOW, TORCH
from autograder.grading import auto
from autograder.grading.auto import difference, grade, grade_in_steps, is_audited, may_be_tried, names_a_backend
from autograder.grading.catalogue import check_module, checks_of
from autograder.grading.key import RunKey
from autograder.grading.part import WAITS_FOR_THE_REST, Part
from autograder.grading.result import AGREES, DIFFERS, ExerciseResult
from autograder.grading.task import Task
from autograder.grading.thresholds import path, read_thresholds
from autograder.grading.training import quick_task
from autograder.reports.terminal import Printer
from autograder.submissions import Cell, Work

SHAPE, SHOWN, ACCURACY = "test_shape", "test_shown", "test_accuracy"


@pytest.fixture
def folder(tmp_path: Path, own_exercises: Callable[[Path], None]) -> Iterator[Path]:
    make_folder(tmp_path)
    own_exercises(tmp_path)
    read_thresholds.cache_clear()
    yield tmp_path
    read_thresholds.cache_clear()


@pytest.fixture
def unaudited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auto, "AUDITED_SHARE", 0.0)


@pytest.fixture
def audited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auto, "AUDITED_SHARE", 1.0)


@pytest.fixture
def calibrated_on_torch(folder: Path) -> None:
    file = path(NAME)
    text = file.read_text()
    file.write_text(text + "\n" + text.replace('"tensorflow"', '"torch"').replace("0.9", "0.8").replace("3.0", "1.0"))
    read_thresholds.cache_clear()


@dataclass
class Backends:
    """Stands where sandboxes would: what each backend says of each check (else "passed"), and what it was asked."""

    torch: dict[str, str] = field(default_factory=dict)
    tensorflow: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    stopping: list[bool] = field(default_factory=list)

    def run(self, task: Task, told: auto.Told | None = None) -> ExerciseResult:
        part = task.part
        self.asked.append((part.backend, "accuracy" if part.only_accuracy else "quick"))
        self.stopping.append(part.stops)
        outcomes = self.torch if part.backend == TORCH else self.tensorflow
        exercise = find_exercise(NAME)
        checks = []
        for info in part.chosen(checks_of(exercise)):
            check = part.result(info, outcomes.get(info.name, "passed"))
            if info.is_accuracy and part.postponed:
                check.outcome, check.message.got = "skipped", part.postponed
            checks.append(check)
            if told:
                told(check)
        return ExerciseResult(NAME, "Guess", "91_guess.py", checks, runtime={"seconds": 1.0}, backends=[part.backend])


def task_of(source: str = RIGHT, part: Part | None = None, seed: int = 3) -> Task:
    work = Work(exercise=NAME, name=f"{NAME}.py", content=source.encode())
    return Task(work, RunKey.from_seed(seed), part=part or Part(backend=AUTO))


def quick(source: str = RIGHT) -> Task:
    return quick_task(task_of(source))


@pytest.mark.usefixtures("folder", "unaudited")
class TestOrder:
    """Which backend is asked, and whose answer counts."""

    def test_full_marks_on_torch_end_it(self):
        found = Backends()
        result = grade(quick(), found.run)
        assert found.asked == [(TORCH, "quick")]
        assert (result.backends, result.earned, result.audit) == ([TORCH], 8, "")

    @pytest.mark.parametrize(
        "outcome", ["failed", "malformed", "error", "timeout", "crashed", "review", "grader fault"]
    )
    def test_anything_less_is_graded_on_tensorflow_and_nothing_of_the_try_is_kept(self, outcome: str):
        found = Backends(torch={SHAPE: outcome})
        result = grade(quick(), found.run)
        assert found.asked == [(TORCH, "quick"), (TENSORFLOW, "quick")]
        assert found.stopping == [True, False]
        assert (result.backends, result.earned) == ([TENSORFLOW], 8)
        assert replace(result, runtime={}) == replace(Backends().run(quick_tensorflow()), runtime={})

    def test_the_time_of_both_is_told(self):
        result = grade(quick(), Backends(torch={SHAPE: "failed"}).run)
        assert result.runtime == {"seconds": 2.0}

    def test_a_try_that_was_starved_says_nothing_of_the_verdict(self):
        found = Backends(torch={SHAPE: "timeout"})

        def run(task: Task, told: auto.Told | None = None) -> ExerciseResult:
            result = found.run(task, told)
            result.runtime |= {"starved": 1.0} if task.part.backend == TORCH else {}
            return result

        assert "starved" not in grade(quick(), run).runtime

    def test_a_failure_on_both_is_tensorflows(self):
        found = Backends(torch={SHAPE: "error"}, tensorflow={SHAPE: "failed"})
        result = grade(quick(), found.run)
        assert {check.name: check.outcome for check in result.checks}[SHAPE] == "failed"

    @pytest.mark.parametrize("backend", [TENSORFLOW, TORCH, "jax"])
    def test_a_backend_that_is_named_is_the_only_one(self, backend: str):
        found = Backends(torch={SHAPE: "failed"}, tensorflow={SHAPE: "failed"})
        result = grade(quick_task(task_of(part=Part(backend=backend))), found.run)
        assert found.asked == [(backend, "quick")]
        assert found.stopping == [False]
        assert result.earned == 0

    def test_who_names_tensorflow_is_graded_there_at_once(self):
        found = Backends()
        grade(quick(f"import tensorflow as tf\n{RIGHT}"), found.run)
        assert found.asked == [(TENSORFLOW, "quick")]

    def test_an_exercise_declared_for_tensorflow_is_graded_there_at_once(self, monkeypatch: pytest.MonkeyPatch):
        module = check_module(find_exercise(NAME))
        monkeypatch.setattr(module, "TENSORFLOW_ONLY", "for a reason", raising=False)
        found = Backends()
        grade(quick(), found.run)
        assert found.asked == [(TENSORFLOW, "quick")]

    def test_whoever_watches_hears_of_the_backend_that_decides_alone(self):
        heard: list[str] = []
        grade(quick(), Backends(torch={SHAPE: "failed"}).run, lambda check: heard.append(check.outcome))
        assert heard == ["skipped", "passed", "skipped"]
        heard.clear()
        grade(quick(), Backends().run, lambda check: heard.append(check.outcome))
        assert heard == ["skipped", "passed", "skipped"]


def quick_tensorflow() -> Task:
    return quick_task(task_of(part=Part(backend=TENSORFLOW)))


@pytest.mark.usefixtures("folder", "unaudited")
class TestAccuracy:
    """An accuracy counts where a threshold was measured, and nowhere else."""

    def test_without_a_threshold_on_torch_it_is_measured_on_tensorflow(self):
        for run in (grade, in_steps):
            found = Backends()
            result = run(task_of(), found.run)
            assert found.asked == [(TORCH, "quick"), (TENSORFLOW, "accuracy")]
            assert (result.backends, result.earned, result.points) == ([TORCH, TENSORFLOW], 10, 10)
            assert result.passed

    @pytest.mark.usefixtures("calibrated_on_torch")
    def test_with_one_it_is_measured_on_torch(self):
        found = Backends()
        told: list[float] = []
        result = grade_in_steps(task_of(), found.run, lambda _, seconds: told.append(seconds))
        assert found.asked == [(TORCH, "quick"), (TORCH, "accuracy")]
        assert (result.backends, result.earned, told) == ([TORCH], 10, [1.0])

    @pytest.mark.usefixtures("calibrated_on_torch")
    def test_a_miss_on_torch_costs_nothing(self):
        found = Backends(torch={ACCURACY: "failed"})
        result = grade(task_of(), found.run)
        assert found.asked[1:] == [(TORCH, "accuracy"), (TENSORFLOW, "accuracy")]
        assert result.earned == 10

    @pytest.mark.usefixtures("calibrated_on_torch")
    def test_who_has_not_passed_on_torch_trains_on_tensorflow(self):
        found = Backends(torch={SHAPE: "failed"})
        grade(task_of(), found.run)
        assert found.asked == [(TORCH, "quick"), (TENSORFLOW, "quick"), (TENSORFLOW, "accuracy")]

    def test_a_wrong_answer_trains_nowhere(self):
        found = Backends(torch={SHAPE: "failed"}, tensorflow={SHAPE: "failed"})
        result = grade(task_of(), found.run)
        assert [what for _, what in found.asked] == ["quick", "quick"]
        assert [check.message.got for check in result.checks if check.name == ACCURACY] == [WAITS_FOR_THE_REST]

    def test_what_nobody_measured_on_torch_is_never_tried_there(self):
        for_accuracy = task_of(part=Part(backend=AUTO, only_accuracy=True))
        assert not may_be_tried(for_accuracy)
        assert may_be_tried(task_of(part=Part(backend=AUTO, left_out="not today")))


def in_steps(task: Task, run: auto.Run) -> ExerciseResult:
    return grade_in_steps(task, run, lambda *_: None)


@pytest.mark.usefixtures("folder", "audited")
class TestAudit:
    """A share of the passes is graded both ways."""

    def test_a_pass_on_both_is_noted_and_told_to_nobody(self):
        found = Backends()
        result = grade(quick(), found.run)
        assert found.asked == [(TORCH, "quick"), (TENSORFLOW, "quick")]
        assert (result.audit, result.backends, result.notes) == (AGREES, [TENSORFLOW], [])

    def test_a_difference_is_told_and_tensorflow_counts(self):
        result = grade(quick(), Backends(tensorflow={SHAPE: "failed"}).run)
        assert (result.audit, result.earned) == (DIFFERS, 0)
        assert "the two differ in 91.2" in difference(result)
        assert ExerciseResult.from_json(result.to_json()) == result

    def test_a_difference_in_one_step_is_one_of_the_whole(self):
        assert grade(task_of(), Backends(tensorflow={SHAPE: "failed"}).run).audit == DIFFERS

    def test_what_has_failed_on_torch_is_no_pass(self):
        assert grade(quick(), Backends(torch={SHAPE: "failed"}).run).audit == ""


@pytest.mark.usefixtures("folder")
def test_a_twentieth_is_drawn_by_key_and_submission():
    drawn = [is_audited(task_of(f"{RIGHT}  # {number}")) for number in range(4_000)]
    assert 120 < sum(drawn) < 290
    others = [is_audited(task_of(f"{RIGHT}  # {number}", seed=4)) for number in range(4_000)]
    assert drawn != others


@pytest.mark.parametrize(
    "source",
    [
        "import tensorflow as tf",
        "from tensorflow.keras import layers",
        "__import__('tensorflow')",
        "import torch",
        "import jax.numpy as jnp",
        "os.environ['KERAS_BACKEND'] = 'torch'",
        "if keras.backend.backend() == name: pass",
        "y = model(x).detach()",
    ],
)
def test_whoever_says_or_asks_what_keras_runs_on_names_it(source: str):
    code = f"{source}\n".encode()
    assert names_a_backend(Work(exercise=NAME, name="a.py", content=code))
    assert names_a_backend(Work(exercise=NAME, name="a.ipynb", cells=(Cell("x = 1", 1), Cell(source, 2))))
    assert names_a_backend(Work(exercise=NAME, name="a.py", content=b"import helper", helpers=(("helper.py", code),)))


def test_plain_keras_names_none():
    source = b"import keras\nfrom keras import ops\n# a background, a flow of tensors\nx = keras.ops.softmax(y)\n"
    assert not names_a_backend(Work(exercise=NAME, name="a.py", content=source))


@pytest.mark.usefixtures("folder", "audited")
def test_a_difference_in_a_class_is_loud():
    sentence = grade(quick(), Backends(tensorflow={SHAPE: "failed"}).run)
    alike = grade(quick(), Backends().run)
    people = {"a": "Amira", "b": "Bo"}

    def told(*results: ExerciseResult) -> tuple[bool, str]:
        graded = {key: SimpleNamespace(exercises=[each]) for key, each in zip(people, results, strict=True)}
        submissions = [SimpleNamespace(student=name, key=key, id="") for key, name in people.items()]
        console = Console(file=StringIO(), width=400)
        agree = tell_of_audits(SimpleNamespace(results=graded, submissions=submissions), Printer(console))
        return agree, " ".join(console.file.getvalue().split())

    agree, text = told(sentence, alike)
    assert not agree
    assert "WARNING: Amira, 91_guess: As a trial this was graded on PyTorch and on TensorFlow" in text
    assert "Grade once more with --backend tensorflow" in text
    agree, text = told(alike, alike)
    assert agree
    assert "Passes that were graded on both backends as a trial: 2, all alike." in text
