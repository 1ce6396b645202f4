"""Models that students compile, and what loss and metrics make of known answers."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.checking import StudentError, called, expect_dict, expect_handle, expect_number, malformed

_IMAGES, RMSPROP = 24, "an optimizer RMSprop"


class Compiled:
    """A small model of ours that the student's `compile_cnn(model, rate)` compiled.

    Args:
        units: Of its last layer: a sigmoid over one unit, a softmax over more.
    """

    def __init__(self, student: Any, sandbox: Any, probes: Any, rng: np.random.Generator, units: int, rate: float):
        keras, activation = sandbox.keras, "sigmoid" if units == 1 else "softmax"
        dense = keras.layers.Dense(units, activation=activation)
        self.model = keras.Sequential([keras.Input((4, 3, 1)), keras.layers.Flatten(), dense])
        # Of 8 images 5 are right, a share that no other metric shows by chance.
        self.accuracy, is_right = 5 / 8, np.arange(_IMAGES) % 8 < 5
        while True:  # until it is not the share of class 0, too, which of a single unit is always the largest
            rows = rng.dirichlet(np.ones(max(units, 2)), size=_IMAGES)
            order = np.argsort(-rows, axis=1)
            self._labels = np.where(is_right, order[:, 0], order[:, 1])
            if abs((self._labels == 0).mean() - self.accuracy) > 0.05:
                break
        self._answers = (rows[:, 1:] if units == 1 else rows).astype(np.float32)
        self.loss = float(-np.log(rows[np.arange(_IMAGES), self._labels]).mean())
        self.call = f"compile_cnn(model, {rate}), for a model that ends in Dense({units}, {activation})"
        student.compile_cnn(self.model, rate)
        called(self.call)
        if self.model.optimizer is None:
            malformed(got="a model that is not compiled", expected="a compiled model, with its optimizer")
        optimizer = expect_handle(self.model.optimizer, "keras.Optimizer", "an optimizer in model.optimizer")
        is_rmsprop = sandbox.is_instance(optimizer, "keras.optimizers.RMSprop")
        self.optimizer = RMSPROP if is_rmsprop else optimizer.description
        self._probes = probes.freezing

    def rate(self) -> float:
        return expect_number(self._probes.learning_rate_of(self.model))

    def _asked(self, probe: Callable[..., Any]) -> Any:
        """What a probe says of the known answers, or how Keras refuses."""
        try:
            return probe(self.model, self._labels, self._answers)
        except StudentError as error:
            return f"{error.type}: {error.message.rpartition('}} ')[2].partition(chr(10))[0][:120]}"

    def measured_loss(self) -> float | str:
        found = self._asked(self._probes.loss_of)
        return found if isinstance(found, str) else expect_number(found)

    def other_metrics(self) -> str:
        """What is measured instead of the share of right answers; empty if that is."""
        found = self._asked(self._probes.metrics_of)
        if isinstance(found, str):
            return found
        values = {str(name): expect_number(value) for name, value in expect_dict(found).items()}
        if abs(values.get("accuracy", -1.0) - self.accuracy) < 1e-4:
            return ""
        return ", ".join(f"{name} {value:.3f}" for name, value in values.items()) or "no metric"
