"""Accuracy checks with large images and full budgets, on a GPU: `pytest -m gpu`."""

import os
import subprocess
import sys

import pytest

from autograder.calibration.on_gpu import device_inside, is_gpu
from autograder.calibration.runs import REFERENCE, Subject, accuracy_checks
from autograder.course.exercise import load_course
from autograder.engine.backends import TENSORFLOW, VARIABLE
from autograder.engine.gpu import gpu_names
from autograder.engine.provider import Sandboxes, Setup
from autograder.grading.tiers import memory_for, part_for

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not gpu_names(), reason="no GPU was found here, so the gpu tier cannot run"),
]
BACKEND = os.environ.get(VARIABLE, TENSORFLOW)
TRAINED = [exercise for exercise in load_course() if accuracy_checks(exercise)]


def test_keras_computes_on_the_gpu_in_the_sandbox():
    part = part_for("gpu", backend=BACKEND)
    setup = Setup(memory_mb=memory_for(part, 2048), backend=BACKEND, gpu=part.uses_gpu)
    with Sandboxes(setup) as sandboxes:
        assert is_gpu(device_inside(sandboxes))


@pytest.mark.parametrize("exercise", TRAINED, ids=lambda exercise: exercise.name)
def test_the_reference_passes_on_the_gpu(exercise):
    if not Subject(REFERENCE, True, exercise.source.encode()).can_run:
        pytest.skip("its solution imports TensorFlow, which is not installed here")
    command = [sys.executable, "-m", "autograder", "check", str(exercise.solution), "--tier", "gpu", "--plain"]
    environment = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    finished = subprocess.run(command, capture_output=True, text=True, timeout=1800, env=environment)
    assert finished.returncode == 0, finished.stdout
    assert "accuracy" in finished.stdout
