"""For running a check file by hand: `pytest autograder/checks/test_08_dropout.py --submission FILE`."""

from autograder.grading.by_hand import pytest_addoption, pytest_configure

__all__ = ["pytest_addoption", "pytest_configure"]
