"""Heads that students build: models from image vectors to answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checking import Handle, StudentError, called, display, expect_handle, fail


@dataclass(frozen=True)
class Head:
    """A head and the call that built it.

    Attributes:
        model: The Keras model.
        text: The call as the student would write it.
    """

    model: Handle
    text: str

    def tell(self, question: str, **values: Any) -> None:
        """Say what is asked of the head now; `values` get a legend each."""
        called(f"head = {self.text}; {question}", **values)

    def run_by_keras(self, x: np.ndarray) -> Any:
        """Its answer where Keras traces it, as `predict` and `fit` do: some models answer only when they are called."""
        self.tell("head.predict_on_batch(x)", x=x)
        with numpy_inside_is_explained():
            return self.model.predict_on_batch(x)


def build(student: Any, *sizes: int, **options: Any) -> Head:
    """Ask for a head. Ends the check unless a Keras model comes back."""
    arguments = [*map(str, sizes), *(f"{name}={display.short(value)}" for name, value in options.items())]
    text = f"build_head({', '.join(arguments)})"
    with numpy_inside_is_explained():
        value = student.build_head(*sizes, **options)
    called(f"head = {text}")
    return Head(expect_handle(value, "keras.Model", what="a Keras model (keras.Model)"), text)


@contextmanager
def numpy_inside_is_explained() -> Iterator[None]:
    """End the check with the cause where a NumPy function inside a model has met a tensor without numbers.

    The exceptions are those of Keras and TensorFlow, in several forms, and none of them says what to do.
    """
    try:
        yield
    except StudentError as error:
        placeholder = "symbolic" in error.message and "numpy" in error.message.lower()
        if not placeholder and "Tensor' object has no attribute" not in error.message:
            raise
        line = f" in your line {error.line}" if error.line else ""
        fail(
            got=f"a tensor given to a NumPy function{line}, where Keras runs the model",
            expected="a model that fit and predict can run",
            why="Inside a model there are tensors, and often placeholders for batches to come, which hold no numbers. "
            "NumPy cannot work on them. Keras' own activations, layers and keras.ops can.",
            looks_like="a NumPy function inside the model",
            try_it="print(build_head(6, 3).predict(np.ones((5, 6))))",
        )
