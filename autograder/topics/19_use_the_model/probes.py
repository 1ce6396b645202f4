"""Probes that save a small classifier, prepare images for it, and count how often a saved model is opened.

They run beside the student's code and hold no expected values.
"""

from collections.abc import Callable, Sequence
from typing import Any

import keras
import numpy as np


def save(path: str, size: tuple[int, int], kernel: np.ndarray) -> None:
    """Save softmax(flattened images @ kernel), with the loss for whole numbers as labels and the metric accuracy.

    Args:
        size: (height, width) of the images, which have three channels.
        kernel: float32 (height * width * 3, classes).
    """
    dense = keras.layers.Dense(kernel.shape[1], activation="softmax", use_bias=False)
    # Dropout shows whoever runs the model as if it were in training.
    model = keras.Sequential([keras.Input((*size, 3)), keras.layers.Flatten(), keras.layers.Dropout(0.5), dense])
    dense.set_weights([kernel])
    # Tracing would cost more than the few batches that it is asked for; a model in a file keeps this.
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"], run_eagerly=True)
    model.save(path)


def preprocess(mean: np.ndarray, spread: np.ndarray) -> Callable[[Any], Any]:
    """A `preprocess_input`: red, green and blue less their means, by their spreads, in a new array or tensor.

    Its attribute `kinds` is the set of what it was given: "float32", "uint8", ...
    """
    mean, spread = mean.astype(np.float32), spread.astype(np.float32)
    kinds = set()

    def preprocess_input(x: Any) -> Any:
        if keras.ops.is_tensor(x):
            kinds.add(keras.backend.standardize_dtype(x.dtype))
            return (keras.ops.cast(x, "float32") - mean) / spread
        kinds.add(np.asarray(x).dtype.name)
        return (np.asarray(x, np.float32) - mean) / spread

    preprocess_input.kinds = kinds  # type: ignore[attr-defined]
    return preprocess_input


def kinds_given(preprocess_input: Callable[[Any], Any]) -> list[str]:
    """What such a function was given since it was made."""
    return sorted(preprocess_input.kinds)  # type: ignore[attr-defined]


def counted(function: Callable[..., Any], arguments: Sequence[Any]) -> tuple[Any, int]:
    """What `function(*arguments)` gives, and how many Sequential models were made of a file meanwhile."""
    count = 0
    original = vars(keras.Sequential)["from_config"]

    def from_config(cls: type, *given: Any, **options: Any) -> Any:
        nonlocal count
        count += 1
        return original.__get__(None, cls)(*given, **options)

    keras.Sequential.from_config = classmethod(from_config)
    try:
        return function(*arguments), count
    finally:
        keras.Sequential.from_config = original
