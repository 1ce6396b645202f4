"""An exercise of one function with an accuracy check, and submissions of it."""

from pathlib import Path

NAME = "91_guess"
SOLUTION = """
# %% [markdown]
# # 91 Guess

# %%
def sign(x):
    ### BEGIN SOLUTION
    return (x > 0).astype(int)
    ### END SOLUTION
"""
CHECKS = '''
"""Checks of 91 Guess."""

import numpy as np

from autograder.checking import expect, points


@points(0, function="sign", tier="accuracy")
def test_shown(student, accuracy):
    """Shown, not graded"""
    accuracy.measure(lambda rng: 0.5)


@points(8, function="sign")
def test_shape(student):
    """One answer each"""
    expect(student.sign(np.ones(3)), shape=(3,), dtype=int)


@points(2, function="sign", tier="accuracy")
def test_accuracy(student, accuracy):
    """Most signs are right"""

    def attempt(rng):
        x = rng.normal(size=200)
        return np.mean(expect(student.sign(x), shape=(200,), dtype=int) == (x > 0))

    accuracy.measure(attempt, called="sign(x)", why="Signs matter.")
'''
THRESHOLDS = """
[[threshold]]
exercise = "91_guess"
check = "test_accuracy"
tier = "cpu"
backend = "tensorflow"
value = 0.9
seconds = 3.0
"""
RIGHT = "def sign(x): return (x > 0).astype(int)"
WRONG = "import numpy as np\ndef sign(x): return np.ones(len(x), int)"
# Wrong in the first attempt, right in the next.
LATE = """
calls = []
def sign(x):
    calls.append(1)
    return (x > 0).astype(int) if len(calls) != 2 else (x < 0).astype(int)
"""
LOOPS = """
def sign(x):
    while len(x) > 3: pass
    return (x > 0).astype(int)
"""


def make_folder(folder: Path) -> None:
    """Write the exercise as a folder of exercises of one's own."""
    for name, text in (
        (f"solutions/{NAME}.py", SOLUTION),
        (f"topics/{NAME}/checks.py", CHECKS),
        (f"topics/{NAME}/thresholds.toml", THRESHOLDS),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text.lstrip())
