"""Row A59: where the reference itself fails, nobody is graded."""

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.engine.errors import GraderFault
from autograder.engine.provider import Setup
from autograder.engine.sandbox import Limits
from autograder.grading.batch import Batch, Options, Run
from autograder.grading.key import RunKey
from autograder.grading.place import Here

NAME = "92_sum"
SOLUTION = """
# %% [markdown]
# # 92 Sum

# %%
def total(x):
    ### BEGIN SOLUTION
    return x.sum()
    ### END SOLUTION
"""
CHECKS = '''
"""Checks of 92 Sum."""

from autograder.checking import points, same


@points(10, function="total")
def test_total(student, rng):
    """The sum"""
    x = rng.normal(size=9)
    same(student.total(x), x.sum() + 1, why="Because.")
'''


def test_a_reference_that_fails_here_ends_the_batch_before_it_begins(
    tmp_path: Path, own_exercises: Callable[[Path], None]
):
    for name, text in ((f"solutions/{NAME}.py", SOLUTION), (f"topics/{NAME}/checks.py", CHECKS)):
        (tmp_path / "own" / name).parent.mkdir(parents=True)
        (tmp_path / "own" / name).write_text(text.lstrip())
    own_exercises(tmp_path / "own")
    options = Options("class", (NAME,), None, Limits(), 2048)
    with Here(Setup(), 1) as place, Run(tmp_path / "out", options, RunKey.new) as run:
        batch = Batch(run, [], place, lambda: place.confirm([""], "C"))
        with pytest.raises(GraderFault, match=f"The reference solution of {NAME} fails here, so nothing was graded"):
            batch.settle_key()
    assert not (tmp_path / "out").exists()
