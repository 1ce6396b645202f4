"""`%check` in a kernel that has run a notebook from top to bottom says what `convlings grade` says of its file."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from kernel import Shown, checking
from variants import NAME, notebook

from autograder.engine.provider import Sandboxes
from autograder.grading.key import RunKey
from autograder.grading.task import Task
from autograder.submissions import read_work


@pytest.fixture(scope="module")
def check(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], Shown]]:
    with checking(tmp_path_factory.mktemp("kernel")) as found:
        yield found


# All the others: tests/nbgrader_course/test_five_ways.py.
@pytest.mark.parametrize(
    ("name", "points"),
    [
        ("as it is", 10),
        ("a helper and a constant", 10),
        ("a wrong answer below the right one", 5),
        ("a leftover raise above the code", 5),
    ],
)
def test_check_in_a_kernel_agrees_with_grade(
    name: str, points: float, check: Callable[[Path], Shown], tmp_path: Path, sandboxes: Sandboxes
):
    (tmp_path / "anna").mkdir()
    file = tmp_path / "anna" / f"{NAME}.ipynb"
    file.write_text(notebook(name))
    graded = Task(read_work(file, NAME), RunKey.from_seed(3)).run(sandboxes.start_child)
    assert check(file) == (points, {each.id: each.outcome for each in graded.checks})
    assert graded.earned == points
