"""Accuracy checks with large images and full budgets, on a GPU: `pytest -m gpu`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.calibration.runs import accuracy_checks
from autograder.course.exercise import load_course
from autograder.engine.gpu import gpu_names

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not gpu_names(), reason="no GPU was found here, so the gpu tier cannot run"),
]
CONVLINGS = str(Path(sys.executable).with_name("convlings"))
TRAINED = [exercise for exercise in load_course() if accuracy_checks(exercise)]


@pytest.mark.parametrize("exercise", TRAINED, ids=lambda exercise: exercise.name)
def test_the_reference_passes_on_the_gpu(exercise):
    command = [CONVLINGS, "check", str(exercise.solution), "--tier", "gpu", "--plain"]
    environment = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    finished = subprocess.run(command, capture_output=True, text=True, timeout=1800, env=environment)
    assert finished.returncode == 0, finished.stdout
    assert "accuracy" in finished.stdout
