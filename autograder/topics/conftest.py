"""For running checks by hand: `pytest autograder/topics/08_dropout/checks.py --submission FILE`."""

from autograder.grading.by_hand import pytest_addoption, pytest_configure

__all__ = ["pytest_addoption", "pytest_configure"]
