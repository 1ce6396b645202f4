"""Probes that let students' functions train a small model, and choose from histories. They run beside their code and
hold no expected values."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import keras
import numpy as np


@contextmanager
def _watched(starts: list[list[np.ndarray]], fits: list[list[float]]) -> Iterator[None]:
    """Note the weights that each `fit` begins with, of copies of a model as well; and its epochs, its steps, and the
    rate at its end.

    Models run without being traced first, which would take longer than all of their steps.
    """
    compile_it, fit = keras.Model.compile, keras.Model.fit

    def compile_eagerly(self: keras.Model, *arguments: Any, **options: Any) -> None:
        compile_it(self, *arguments, **(options | {"run_eagerly": True}))

    def fit_noted(self: keras.Model, *arguments: Any, **options: Any) -> Any:
        starts.append([np.array(value) for value in self.get_weights()])
        before = int(self.optimizer.iterations)
        history = fit(self, *arguments, **options)
        steps, rate = int(self.optimizer.iterations) - before, float(self.optimizer.learning_rate)
        fits.append([len(history.epoch), steps, rate])
        return history

    keras.Model.compile, keras.Model.fit = compile_eagerly, fit_noted
    try:
        yield
    finally:
        keras.Model.compile, keras.Model.fit = compile_it, fit


def swept(
    function: Callable[..., Any],
    train: tuple[np.ndarray, np.ndarray],
    validation: tuple[np.ndarray, np.ndarray],
    classes: int,
    rates: Sequence[float],
    epochs: int,
    seed: int,
    hidden: int,
) -> tuple[Any, list[list[np.ndarray]], int, list[list[float]]]:
    """What `function(make_model, rates, train, validation, epochs, seed)` returns, for a model of one softmax layer.

    Args:
        hidden: Width of a layer with ReLU before it; 0 for none.

    Returns:
        The answer, as a list of keys and values where it is a dictionary; the weights that each `fit` began with, in
        order; how many models were made; and the epochs and steps of each `fit`, and the learning rate at its end.
    """
    made: list[keras.Model] = []
    starts: list[list[np.ndarray]] = []
    fits: list[list[float]] = []

    def make_model() -> keras.Model:
        layers = [keras.layers.Dense(hidden, activation="relu")] if hidden else []
        last = keras.layers.Dense(classes, activation="softmax")
        made.append(keras.Sequential([keras.Input((train[0].shape[1],)), *layers, last]))
        return made[-1]

    with _watched(starts, fits):
        answer = function(make_model, list(rates), tuple(train), tuple(validation), epochs, seed)
    if isinstance(answer, Mapping):
        answer = [(key, dict(value) if isinstance(value, Mapping) else value) for key, value in answer.items()]
    else:
        answer = [("", answer)]
    return answer, starts, len(made), fits


def chosen(function: Callable[..., Any], histories: Sequence[tuple[float, Any]], tolerance: float | None) -> Any:
    """What `function(histories)` returns for these rates and histories; with a tolerance where one is given."""
    given = dict(histories)
    return function(given) if tolerance is None else function(given, tolerance)
