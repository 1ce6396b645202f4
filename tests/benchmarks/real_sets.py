"""What a small network, and a linear model, reach on the real sets and on the drawn sets that stand in for them.

    python tests/benchmarks/real_sets.py DATA_FOLDER [--seeds 3] [--epochs 20] [--images 1000]

DATA_FOLDER is where `convlings data fetch` put the sets; those that are not there are passed over. Each seed takes
other training images and other initial weights; accuracy is that of the last epoch on the validation split (at most
1,000 images). Times are of one process and depend on what else the machine does.
"""

import argparse
import os
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np

from autograder import datasets
from autograder.datasets.real.failures import NotFetched
from autograder.datasets.real.places import VARIABLE


@dataclass(frozen=True)
class Pair:
    """A real set, the drawn set that stands in for it, and the image size in pixels."""

    real: str
    drawn: str
    size: int


PAIRS = (Pair("clothing", "fashion", 64), Pair("sign-mnist", "letters", 28))


def small_cnn(shape: tuple[int, int, int], num_classes: int) -> keras.Model:
    """Three convolutions with pooling, dropout, one dense layer (logits)."""
    return keras.Sequential(
        [
            keras.Input(shape),
            keras.layers.Rescaling(1 / 255),
            keras.layers.Conv2D(32, 3, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Conv2D(64, 3, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Conv2D(128, 3, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Flatten(),
            keras.layers.Dropout(0.5),
            keras.layers.Dense(num_classes),
        ]
    )


def linear(shape: tuple[int, int, int], num_classes: int) -> keras.Model:
    """One dense layer on the pixels (logits)."""
    return keras.Sequential(
        [
            keras.Input(shape),
            keras.layers.Rescaling(1 / 255),
            keras.layers.Flatten(),
            keras.layers.Dense(num_classes),
        ]
    )


def accuracy(name: str, size: int, images: int, epochs: int, seed: int, *, convolutional: bool) -> float:
    """Validation accuracy after training on `images` images."""
    x, y = datasets.load(name, "train", size, images, seed)
    more_x, more_y = datasets.load(name, "validation", size, 1000)
    keras.utils.set_random_seed(seed)
    model = (small_cnn if convolutional else linear)(x.shape[1:], len(datasets.class_names(name)))
    model.compile(
        optimizer=keras.optimizers.Adam(1e-3),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    model.fit(x, y, batch_size=32, epochs=epochs, verbose=0)
    logits = model.predict(more_x, batch_size=100, verbose=0)
    return float(np.mean(logits.argmax(axis=1) == more_y))


def report(name: str, size: int, arguments: argparse.Namespace) -> None:
    """Print a line a model."""
    for convolutional in (True, False):
        start = time.perf_counter()
        found = [
            accuracy(name, size, arguments.images, arguments.epochs, seed, convolutional=convolutional)
            for seed in range(arguments.seeds)
        ]
        seconds = (time.perf_counter() - start) / arguments.seeds
        kind = "small CNN" if convolutional else "linear"
        spread = f" ({min(found):.1%} to {max(found):.1%})" if len(found) > 1 else ""
        mean = f"{statistics.mean(found):.1%}{spread}"
        print(f"{name:<11} {size}x{size}  {kind:<9}  {mean}  {seconds:.0f} s a run", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="the data folder")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--images", type=int, default=1000)
    arguments = parser.parse_args()
    os.environ[VARIABLE] = str(arguments.folder)
    for pair in PAIRS:
        try:
            report(pair.real, pair.size, arguments)
        except NotFetched as error:
            print(f"{pair.real:<11} passed over: {error}")
        if pair.drawn in datasets.available():
            report(pair.drawn, pair.size, arguments)


if __name__ == "__main__":
    main()
