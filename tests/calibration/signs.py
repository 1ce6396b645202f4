"""An exercise that guesses signs, for calibrations that take no time."""

from pathlib import Path

NAME = "92_signs"
FILES = {
    f"solutions/{NAME}.py": '''
# %% [markdown]
# # 92 Signs

# %%
def sign(x):
    """Signs."""
    ### BEGIN SOLUTION
    return (x > 0).astype(int)
    ### END SOLUTION
''',
    f"topics/{NAME}/checks.py": '''
"""Checks of 92 Signs."""

import numpy as np

from autograder.checking import expect, points

SIZE = 100


@points(2, function="sign", tier="accuracy")
def test_accuracy(student, accuracy):
    """Most signs are right"""

    def attempt(rng):
        x = rng.normal(size=SIZE)
        return np.mean(expect(student.sign(x), shape=(SIZE,), dtype=int) == (x > 0))

    accuracy.measure(attempt)


def unused():
    return 1
''',
    f"bank/{NAME}/right/other.py": (
        "# right: in a loop\ndef sign(x): return [int(v > 0) for v in x] and (x > 0) * 1\n"
    ),
    f"bank/{NAME}/wrong/ones.py": (
        "# mistake: ones\n# fails: accuracy\n# points: 0\nimport numpy as np\n\n"
        "def sign(x): return np.ones(len(x), int)\n"
    ),
}
PICKY = "# mistake: rarely wrong\n# fails: accuracy\n# points: 0\ndef sign(x): return (x > -1e-9).astype(int)\n"


def make_folder(folder: Path) -> None:
    """Write it as a folder of exercises of one's own."""
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text.lstrip())
