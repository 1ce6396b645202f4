"""Let plain pytest run a check file on one submission, for authors: `--submission FILE`.

The checks run with the same plugin, sandbox and verdicts as in `check`; pytest shows them in its own way.
"""

import re
from pathlib import Path

import pytest

from autograder.course.exercise import find_exercise
from autograder.engine.backends import TENSORFLOW
from autograder.engine.provider import Sandboxes, Setup
from autograder.engine.sandbox import Limits
from autograder.grading.key import RunKey
from autograder.grading.part import EVERYTHING
from autograder.grading.plugin import CheckPlugin
from autograder.grading.session import Session
from autograder.submissions import read_work

_CHECK_FILE = re.compile(r"(\d\d)_\w+[/\\]checks\.py")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--submission", type=Path, help="The .py file or notebook to check.")
    parser.addoption("--seed", type=int, default=None, help="Fixed inputs.")


def pytest_configure(config: pytest.Config) -> None:
    """Make the plugin for the one check file that pytest was given."""
    path = config.getoption("--submission")
    numbers = {found[1] for argument in config.args if (found := _CHECK_FILE.search(argument))}
    if path is None or len(numbers) != 1:
        raise pytest.UsageError("Give one check file and --submission FILE.")
    if not path.is_file():
        raise pytest.UsageError(f"There is no file {path}.")
    exercise = find_exercise(numbers.pop())
    seed = config.getoption("--seed")
    key = RunKey.new() if seed is None else RunKey.from_seed(seed)
    sandboxes = Sandboxes(Setup(backend=exercise.backend or TENSORFLOW))
    config.add_cleanup(sandboxes.close)
    session = Session(exercise, read_work(path, exercise.name), sandboxes.start_child, key, Limits())
    config.add_cleanup(session.close)
    config.pluginmanager.register(CheckPlugin(session, EVERYTHING))
