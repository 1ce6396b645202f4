"""convlings: small exercises for convolutional image classifiers in Keras, and a grader for them."""

from pathlib import Path
from types import ModuleType
from typing import Any

__version__ = "0.1.0"


def exercise(word: str, folder: str | Path | None = None) -> ModuleType:
    """Your file of an exercise as a module: `exercise("08").dropout(x, 0.2, rng, training=True)`.

    See `autograder.student.workplace.load_own`.
    """
    # Imported late, so that a sandbox, which imports this package too, knows nothing of the course.
    from autograder.student.workplace import load_own

    return load_own(word, folder)


def load_ipython_extension(shell: Any) -> None:
    """`%load_ext autograder` in a notebook brings `%check`, `%hint`, `%look`, `%solution` and `%progress`."""
    import os

    # TensorFlow's log of its start would stand in the student's notebook.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from autograder.notebook.magics import register

    register(shell)
