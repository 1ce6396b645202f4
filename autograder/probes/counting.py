"""A probe that lets a function train a model which counts how often it learns from each image.

It runs beside the student's code and holds no expected values.
"""

import warnings
from collections.abc import Callable
from typing import Any

import keras
import numpy as np

from autograder.probes.feeding import batches


class _Counting(keras.optimizers.SGD):
    """Counts how often a gradient reaches each row of the first weight. What it does to the weights does not depend on
    gradients: the last step of each epoch multiplies them by `fading`."""

    def __init__(self, rows: int, steps: int, fading: float):
        super().__init__(0.0, name="counting")
        self.uses = keras.Variable(np.zeros(rows), trainable=False, dtype="float32")
        self.steps, self.fading = steps, fading

    def apply(self, grads: Any, trainable_variables: Any = None) -> Any:
        self.uses.assign_add(keras.ops.cast(keras.ops.any(grads[0] != 0, axis=1), "float32"))
        return super().apply(grads, trainable_variables)

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        is_last = keras.ops.equal((self.iterations + 1) % self.steps, 0)
        variable.assign(keras.ops.where(is_last, self.fading * variable, variable))


def trained(
    function: Callable[..., Any],
    kernel: np.ndarray,
    labels: np.ndarray,
    first: int,
    batch_size: int,
    is_dataset: bool,
    epochs: int,
    fading: float,
) -> tuple[Any, np.ndarray, int, bool, np.ndarray]:
    """What `function(model, train, validation, epochs)` does to a softmax layer on images with a pixel of their own.

    Args:
        kernel: Of the layer: the scores of each image, (images, classes).
        first: So many images are for training, the others for validation.
        fading: After the last batch of each epoch the scores are multiplied by it; nothing else moves them.

    Returns:
        The answer, how often the model has learnt from each image, in how many steps, whether its optimizer is still
        the one of before, and the scores at the end.
    """
    x = np.eye(len(kernel), dtype=np.float32)[..., None, None]
    dense = keras.layers.Dense(kernel.shape[1], activation="softmax", use_bias=False)
    model = keras.Sequential([keras.Input(x.shape[1:]), keras.layers.Flatten(), dense])
    dense.set_weights([kernel])
    optimizer, loss = _Counting(len(kernel), -(-first // batch_size), fading), "sparse_categorical_crossentropy"
    model.compile(optimizer=optimizer, loss=loss, metrics=["accuracy"], run_eagerly=True)
    both = [batches(x[part], labels[part], batch_size, is_dataset) for part in (slice(first), slice(first, None))]
    with warnings.catch_warnings():
        # Keras tells whoever gives `fit` a Dataset that it will not shuffle it. Ours is shuffled.
        warnings.filterwarnings("ignore", message="`shuffle=True` was passed")
        answer = function(model, *both, epochs)
    uses, steps = map(keras.ops.convert_to_numpy, (optimizer.uses, optimizer.iterations))
    return answer, uses, int(steps), model.optimizer is optimizer, dense.get_weights()[0]
