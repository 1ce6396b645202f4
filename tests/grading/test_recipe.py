"""A threshold is stale once what it was measured with has changed, and not before."""

import dataclasses
from pathlib import Path

import pytest

from autograder.course.exercise import Exercise, find_exercise
from autograder.grading.catalogue import CheckInfo, checks_of
from autograder.grading.recipe import check_digest, solution_digest

SOLUTION = "import keras\n\n\ndef fit(x):\n    return x\n"
CHECKS = '''"""Checks of a made-up exercise."""

EPOCHS = 5
IMAGES = 100


def rate(right):
    """Share of images."""
    return right / IMAGES


@points(3)
def test_accuracy(student, probes):
    """The files are found"""
    return rate(probes.files.read(student))


def test_something_else(student):
    """Something else"""
    return EPOCHS
'''


@pytest.fixture
def check() -> CheckInfo:
    """A check with the name of that above."""
    return dataclasses.replace(checks_of(find_exercise("16"))[0], name="test_accuracy")


@pytest.fixture
def digests(tmp_path, monkeypatch, check):
    """A function that gives the digests of a check and a solution, after one replacement in either."""

    def digest(old: str = "", new: str = "") -> tuple[str, str]:
        checks, solution = tmp_path / "checks.py", tmp_path / "16_made_up.py"
        checks.write_text(CHECKS.replace(old, new) if old else CHECKS, encoding="utf-8")
        solution.write_text(SOLUTION.replace(old, new) if old else SOLUTION, encoding="utf-8")
        monkeypatch.setattr(Exercise, "topic_folder", Path(tmp_path))
        made = Exercise(solution)
        return check_digest(made, check), solution_digest(made)

    return digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("The files are found", "Another text"),
        ("Share of images.", "Another docstring."),
        ("import keras", "import keras  # a comment"),
        ("IMAGES = 100", "IMAGES = 100  # a comment"),
        ("@points(3)", "@points(2)"),
        ("EPOCHS = 5", "EPOCHS = 6"),
        ('"""Something else"""', "student.f(1)"),
    ],
)
def test_what_does_not_matter_changes_nothing(digests, old, new):
    assert digests(old, new) == digests()


@pytest.mark.parametrize(
    ("old", "new"),
    [("IMAGES = 100", "IMAGES = 200"), ("right / IMAGES", "right / IMAGES + 1"), ("files.read", "freezing.build")],
)
def test_what_the_check_uses_changes_its_digest(digests, old, new):
    assert digests(old, new)[0] != digests()[0]


def test_code_of_the_solution_changes_its_digest(digests):
    assert digests("return x", "return 2 * x")[1] != digests()[1]


def test_alike_in_all_versions_of_python(digests):
    """Python 3.13 shows trees in another way than 3.11, where this was taken."""
    assert digests()[1].startswith("96299529e2b4ae90")
