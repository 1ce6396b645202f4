"""Heads that students build: models from image vectors to answers."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checking import Handle, called, display, expect_handle


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

    def try_lines(self, *lines: str) -> list[str]:
        """Lines to try, below the one that builds the head."""
        return [f"head = {self.text}", *lines]

    def run_by_keras(self, x: np.ndarray) -> Any:
        """Its answer where Keras traces it, as `predict` and `fit` do: some models answer only when they are called."""
        self.tell("head.predict_on_batch(x)", x=x)
        return self.model.predict_on_batch(x)


def build(student: Any, *sizes: int, **options: Any) -> Head:
    """Ask for a head. Ends the check unless a Keras model comes back."""
    arguments = [*map(str, sizes), *(f"{name}={display.short(value)}" for name, value in options.items())]
    text = f"build_head({', '.join(arguments)})"
    value = student.build_head(*sizes, **options)
    called(f"head = {text}")
    return Head(expect_handle(value, "keras.Model", what="a Keras model (keras.Model)"), text)
