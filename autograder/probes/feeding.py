"""A probe that feeds images to a model's training in batches, as `fit` takes them.

It runs beside the student's code and holds no expected values.
"""

from typing import Any

import keras
import numpy as np


def batches(x: np.ndarray, y: np.ndarray, batch_size: int, is_dataset: bool) -> Any:
    """A tf.data.Dataset or a PyDataset of these images, in another order in each pass; the last may be smaller."""
    if is_dataset:
        # Here, because Keras may run on another backend, on a machine without TensorFlow.
        import tensorflow as tf

        return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(x)).batch(batch_size)
    return _Batches(x, y, batch_size)


class _Batches(keras.utils.PyDataset):
    def __init__(self, x: np.ndarray, y: np.ndarray, batch_size: int):
        super().__init__()
        self.x, self.y, self.batch_size = x, y, batch_size
        self.on_epoch_end()

    def __len__(self) -> int:
        return -(-len(self.x) // self.batch_size)

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        chosen = self.order[index * self.batch_size : (index + 1) * self.batch_size]
        return self.x[chosen], self.y[chosen]

    def on_epoch_end(self) -> None:
        self.order = np.random.permutation(len(self.x))
