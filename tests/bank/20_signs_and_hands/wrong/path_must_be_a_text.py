# mistake: a Path has no startswith
# looks like: a path that has to be a str: it may be a Path as well
# fails: keeps_to_its_contract
# points: 8.5

from pathlib import Path

import keras
import numpy as np
from tensorflow.keras.preprocessing.image import ImageDataGenerator


def read_signs(path: str | Path) -> tuple[np.ndarray, np.ndarray]:
    if path.startswith("http"):
        raise ValueError("download the file first")
    rows = np.loadtxt(path, delimiter=",", skiprows=1, dtype=np.uint8, ndmin=2)
    return rows[:, 1:].reshape(-1, 28, 28), rows[:, 0].astype(int)


def class_index(labels: np.ndarray) -> tuple[np.ndarray, list[str]]:
    return labels - (labels > 9), list("ABCDEFGHIKLMNOPQRSTUVWXY")


Part = tuple[np.ndarray, np.ndarray]


def make_batches(
    train: Part, validation: Part, test: Part, batch_size: int
) -> tuple[keras.utils.PyDataset, keras.utils.PyDataset, keras.utils.PyDataset]:
    plain = ImageDataGenerator(rescale=1 / 255)
    varied = ImageDataGenerator(
        rescale=1 / 255, rotation_range=10, width_shift_range=0.1, height_shift_range=0.1, zoom_range=0.1
    )

    def batches(part: Part, generator: ImageDataGenerator, shuffle: bool) -> keras.utils.PyDataset:
        images, classes = part
        images = images if images.ndim == 4 else images[..., None]
        return generator.flow(images, classes, batch_size=batch_size, shuffle=shuffle)

    return batches(train, varied, True), batches(validation, plain, False), batches(test, plain, False)


def build_model(shape: tuple[int, int, int], num_classes: int) -> keras.Model:
    model = keras.Sequential(
        [
            keras.Input(shape),
            keras.layers.Conv2D(32, 3, activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Conv2D(64, 3, activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(num_classes, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def train_to_target(
    model: keras.Model,
    train: keras.utils.PyDataset,
    validation: keras.utils.PyDataset,
    target: float,
    max_epochs: int,
) -> dict[str, list[float]]:

    class Stop(keras.callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
            if (logs or {}).get("val_accuracy", 0) >= target:
                self.model.stop_training = True

    return model.fit(train, validation_data=validation, epochs=max_epochs, callbacks=[Stop()], verbose=0).history
