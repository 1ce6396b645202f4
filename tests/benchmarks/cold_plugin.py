"""pytest plugin for the cold way: the checks' fixtures in the very process that imports Keras and the submission.

Used as `pytest -p cold_plugin --submission FILE autograder/topics/NN_topic/checks.py`; the last line printed is
`earned POINTS`.
"""

import types
from pathlib import Path
from typing import Any

import pytest
from inprocess import fixtures, load

from autograder.checking.marks import marks_of
from autograder.course.exercise import find_exercise


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--submission", type=Path, help="The .py file to check.")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(ColdChecks(config.getoption("--submission")))


class ColdChecks:
    """Fixtures, and points by check."""

    def __init__(self, submission: Path):
        self.exercise = find_exercise(submission.stem)
        self.submission = submission
        self.points: dict[str, float] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Function]) -> None:
        items.sort(key=lambda item: len(marks_of(item.function).needs))

    def pytest_runtest_setup(self, item: pytest.Function) -> None:
        unmet = [name for name in marks_of(item.function).needs if name not in self.points]
        if unmet:
            pytest.skip(f"needs {', '.join(unmet)}")

    @pytest.fixture(scope="session")
    def module(self) -> types.ModuleType:
        return load(self.submission.read_bytes(), str(self.submission))

    @pytest.fixture
    def values(self, module: types.ModuleType, request: pytest.FixtureRequest) -> dict[str, Any]:
        return fixtures(self.exercise, module, request.node.originalname)

    @pytest.fixture
    def student(self, values: dict[str, Any]) -> Any:
        return values["student"]

    @pytest.fixture
    def sandbox(self, values: dict[str, Any]) -> Any:
        return values["sandbox"]

    @pytest.fixture
    def probes(self, values: dict[str, Any]) -> Any:
        return values["probes"]

    @pytest.fixture
    def rng(self, values: dict[str, Any]) -> Any:
        return values["rng"]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Function, call: pytest.CallInfo[None]) -> None:
        if call.when == "call" and call.excinfo is None:
            self.points[item.originalname] = marks_of(item.function).points

    def pytest_unconfigure(self) -> None:
        print(f"earned {sum(self.points.values()):g}")
