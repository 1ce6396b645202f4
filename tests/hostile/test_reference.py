"""Row A59: where the reference itself fails, nobody is graded."""

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.engine.canary import confirm
from autograder.engine.errors import GraderFault
from autograder.engine.provider import Sandboxes
from autograder.engine.sandbox import Limits
from autograder.grading.batch import Batch, Options, Run
from autograder.grading.key import RunKey

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
    tmp_path: Path, own_exercises: Callable[[Path], None], sandboxes: Sandboxes
):
    for name, text in ((f"solutions/{NAME}.py", SOLUTION), (f"topics/{NAME}/checks.py", CHECKS)):
        (tmp_path / "own" / name).parent.mkdir(parents=True)
        (tmp_path / "own" / name).write_text(text.lstrip())
    own_exercises(tmp_path / "own")
    options = Options("class", (NAME,), None, Limits(), 2048)
    with Run(tmp_path / "out", options, RunKey.new) as run:
        batch = Batch(run, [], sandboxes, lambda: {"tensorflow": confirm(sandboxes, train=False)}, jobs=1)
        with pytest.raises(GraderFault, match=f"The reference solution of {NAME} fails here, so nothing was graded"):
            batch.settle_key()
    assert not (tmp_path / "out").exists()
