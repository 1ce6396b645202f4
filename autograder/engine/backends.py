"""What Keras runs on, as far as the grader's process has to know of it: names and versions. Nothing is imported."""

from dataclasses import dataclass
from typing import Final, Literal, cast

from autograder.course.installed import version
from autograder.engine.errors import GraderFault

Backend = Literal["tensorflow", "torch", "jax", "auto"]
TENSORFLOW: Final = "tensorflow"
TORCH: Final = "torch"
JAX: Final = "jax"
BACKENDS: tuple[Backend, ...] = (TENSORFLOW, TORCH, JAX)
# PyTorch first, and TensorFlow for whatever has not earned full marks there.
AUTO: Final = "auto"
# Names the choice of every command that is not told another.
VARIABLE = "CONVLINGS_BACKEND"
_NAMES = {TENSORFLOW: "TensorFlow", TORCH: "PyTorch", JAX: "JAX"}
_COMMON = ("keras", "numpy")


@dataclass
class BackendMissing(GraderFault):
    """The backend that was chosen is not installed here; the text is a sentence for whoever chose it."""


def backends_of(choice: str) -> tuple[Backend, ...]:
    """The backends that a choice needs, the one that is used first in front."""
    return (TORCH, TENSORFLOW) if choice == AUTO else (cast(Backend, choice),)


def deciding(choice: str) -> Backend:
    """The backend whose verdict counts where two are used."""
    return backends_of(choice)[-1]


def shown(backend: str) -> str:
    """The backend's name as people write it."""
    return _NAMES[backend]


def versions(choice: str) -> dict[str, str]:
    """Versions of the libraries that decide what a submission computes with this choice."""
    return {name: version(name) for name in (*reversed(backends_of(choice)), *_COMMON)}


def require(choice: str) -> None:
    """See that a choice can be used here.

    Raises:
        BackendMissing: a backend that it needs is not installed.
    """
    for backend in backends_of(choice):
        if version(backend):
            continue
        others = [each for each in BACKENDS if version(each)]
        wants = " Grading with --backend auto needs it as well." if choice == AUTO else ""
        if backend != TENSORFLOW:
            run = f"pip install 'convlings[{backend}]'"
            raise BackendMissing(f"{shown(backend)} is not installed here.{wants} Run: {run}")
        other = f" Commands that grade can do without: --backend {others[0]}." if others and not wants else ""
        raise BackendMissing(f"TensorFlow is not installed here.{wants} Run: pip install tensorflow.{other}")
