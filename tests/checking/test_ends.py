"""How a run ended is told alike for two runs that differ in their numbers and folders only."""

from autograder.checking.study import end_of
from autograder.engine.errors import StudentError


def ended(path: str) -> str:
    return end_of(StudentError.from_evidence({"type": "KeyError", "message": f"Failed to format {path}"}))


def test_numbers_and_made_folders_do_not_count():
    assert ended("files-ab_3xyz9/epoch-01.keras") == ended("files-qqqqqqqq/epoch-12.keras")
    assert ended("files-ab_3xyz9/epoch.keras") != ended("files-ab_3xyz9/best.keras")
