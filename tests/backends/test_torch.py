"""Keras on PyTorch in the sandbox, and both backends for one verdict. `make torch` installs what this needs."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from autograder.course import content
from autograder.course.exercise import find_exercise
from autograder.engine.backends import AUTO, TENSORFLOW, TORCH, version
from autograder.engine.canary import confirm
from autograder.engine.errors import StudentError
from autograder.engine.fleet import Fleet
from autograder.engine.provider import Sandboxes, Setup
from autograder.grading import auto
from autograder.grading.auto import grade, in_sandboxes
from autograder.grading.key import RunKey
from autograder.grading.part import Part
from autograder.grading.pool import Pool
from autograder.grading.result import AGREES
from autograder.grading.task import Task
from autograder.submissions import Work

# Not in this process, which stays without any backend for the tests of that.
pytestmark = pytest.mark.skipif(not version(TORCH), reason="PyTorch is not installed")

CONVLINGS = str(Path(sys.executable).with_name("convlings"))


@pytest.fixture(scope="module")
def torches() -> Iterator[Sandboxes]:
    with Sandboxes(Setup(backend=TORCH)) as started:
        yield started


@pytest.fixture
def opened(loaded: Callable, torches: Sandboxes) -> Callable:
    return lambda source: loaded(source, where=torches)


def test_the_jail_holds_and_keras_trains(torches: Sandboxes, sandboxes: Sandboxes):
    found = confirm(torches)
    assert (found.tier, found.escapes) == (sandboxes.tier, ())
    assert 0 < found.train_seconds < 60


def test_tensors_and_variables_cross_whatever_made_them(opened: Callable):
    source = """
import keras
import numpy as np

layer = keras.layers.Dense(2, kernel_initializer="ones")
layer.build((None, 3))

def model_output(): return layer(np.ones((4, 3)))
def as_array(): return np.asarray(layer(np.ones((4, 3))))
def its_numpy(): return layer(np.ones((4, 3))).numpy()
def variable(): return layer.kernel
def value(): return layer.kernel.value
def of_tensorflow():
    import tensorflow as tf
    return tf.constant([1.0, 2.0])
"""
    with opened(source) as (student, _, _):
        for name in ("model_output", "as_array", "its_numpy"):
            assert np.array_equal(getattr(student, name)(), np.full((4, 2), 3, "float32")), name
        for name in ("variable", "value"):
            assert np.array_equal(getattr(student, name)(), np.ones((3, 2), "float32")), name
        assert student.of_tensorflow().tolist() == [1.0, 2.0]


def test_numpy_inside_a_layer_stays_refused(opened: Callable):
    """It would cut the gradient: the model would not learn, and nothing would say why."""
    source = """
import keras
import numpy as np

class Softmax(keras.layers.Layer):
    def call(self, x):
        e = np.exp(x.numpy() if hasattr(x, "numpy") else np.zeros(x.shape))
        return keras.ops.convert_to_tensor(e / e.sum(-1, keepdims=True))

def output():
    first = keras.layers.Dense(3)
    model = keras.Sequential([first, Softmax()])
    return model(np.ones((2, 3)))
"""
    with opened(source) as (student, _, _), pytest.raises(StudentError, match="requires grad"):
        student.output()


def test_what_a_submission_changes_in_torch_is_put_back(opened: Callable):
    source = """
import torch

def change():
    torch.set_grad_enabled(False)
    torch.set_default_dtype(torch.float64)
    torch.set_default_device("meta")
    torch.set_num_threads(3)
    torch.use_deterministic_algorithms(True)
    torch.autograd.set_detect_anomaly(True)
    torch.set_printoptions(precision=1)

def state():
    made = torch.ones(1) / 3
    flags = [torch.is_grad_enabled(), torch.are_deterministic_algorithms_enabled(), torch.is_anomaly_enabled()]
    return [str(made.dtype), str(made.device), torch.get_num_threads(), *flags, repr(made)]
"""
    with opened(source) as (student, _, sandbox):
        before = student.state()
        student.change()
        assert student.state() != before
        sandbox.request("restore", 1)
        assert student.state() == before
        assert before[:4] == ["torch.float32", "cpu", 1, True]


def test_training_saving_and_seeding_bring_no_tensorflow(opened: Callable):
    source = """
import sys
import keras
import numpy as np

def train():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile(loss="mse")
    model.fit(np.zeros((4, 2)), np.zeros((4, 1)), verbose=0)
    model.save("model.keras")
    keras.models.load_model("model.keras")
    keras.utils.set_random_seed(1)
    return [name for name in ("tensorflow", "jax") if name in sys.modules]
"""
    with opened(source) as (student, _, sandbox):
        sandbox.request("restore", 1)
        assert student.train() == []


def test_a_model_that_asks_to_be_compiled_trains_without(opened: Callable):
    source = """
import keras
import numpy as np

def train():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile(loss="mse", jit_compile=True)
    return len(model.fit(np.zeros((4, 2)), np.zeros((4, 1)), epochs=2, verbose=0).history["loss"])
"""
    with opened(source) as (student, _, _):
        assert student.train() == 2


def task_of(source: str, backend: str, name: str = "08_dropout") -> Task:
    work = Work(exercise=name, name=f"{name}.py", content=source.encode())
    return Task(work, RunKey.from_seed(1), part=Part(backend=backend))


def bank(word: str, file: str) -> str:
    return (find_exercise(word).bank / file).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def fleet() -> Iterator[Fleet]:
    with Fleet(Setup(backend=AUTO)) as started:
        yield started


def test_full_marks_on_torch_need_no_tensorflow(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(auto, "AUDITED_SHARE", 0.0)
    with Fleet(Setup(backend=AUTO)) as fleet:
        result = grade(task_of(find_exercise("08").source, AUTO), in_sandboxes(fleet))
        assert (result.earned, result.backends, list(fleet._started)) == (10, [TORCH], [TORCH])


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_class_gets_what_tensorflow_gives(fleet: Fleet, monkeypatch: pytest.MonkeyPatch, share: float):
    monkeypatch.setattr(auto, "AUDITED_SHARE", share)
    right, wrong = find_exercise("08").source, bank("08", "wrong/no_scaling.py")
    sources = {"right": right, "wrong": wrong, "names it": f"import tensorflow\n{right}"}
    tasks = [(name, task_of(source, AUTO)) for name, source in sources.items()]
    found = dict(Pool[str](fleet, 2).run(tasks))
    alone = dict(Pool[str](fleet, 2).run([(name, task_of(source, TENSORFLOW)) for name, source in sources.items()]))
    assert found["right"].backends == ([TENSORFLOW] if share else [TORCH])
    assert found["right"].audit == (AGREES if share else "")
    assert found["wrong"].backends == found["names it"].backends == [TENSORFLOW]
    assert found["wrong"].audit == found["names it"].audit == ""
    for name, result in found.items():
        assert result.checks == alone[name].checks, name


def test_the_command_line_takes_the_backend(tmp_path: Path):
    file = content.clone_root() / "solutions" / "08_dropout.py"
    for backend in (TORCH, AUTO):
        done = subprocess.run(
            [CONVLINGS, "check", str(file), "--plain", "--backend", backend],
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
        assert "10 of 10 points" in done.stdout
    done = subprocess.run([CONVLINGS, "doctor", "--backend", TORCH], capture_output=True, text=True, timeout=300)
    assert "Keras on PyTorch" in done.stdout
