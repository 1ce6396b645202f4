"""What can be learned from the drawn clothes, and what each option does: `python tests/benchmarks/learnability.py`.

1,000 training and 500 validation images of 64 x 64 pixels; three convolutional blocks and one dense layer (35,000
weights), 12 epochs of Adam, beside a linear model and the nearest neighbour. Figures are validation accuracies in
percent, the mean of the last three epochs, then the mean over the seeds (each: other images, other initial weights)
and the smallest and largest. Uses Keras with TensorFlow on two threads; about half a minute a model.
"""

import argparse
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from statistics import mean

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np
import tensorflow as tf

from autograder.datasets import class_names, load

TRAINING, VALIDATION, SIZE, EPOCHS = 1000, 500, 64, 12
CLASSES = len(class_names("fashion"))
Images = tuple[np.ndarray, np.ndarray]


def flips() -> list[keras.layers.Layer]:
    """Half of the images mirrored."""
    return [keras.layers.RandomFlip("horizontal")]


def flips_and_moves() -> list[keras.layers.Layer]:
    """Mirrored and moved a little."""
    return [*flips(), keras.layers.RandomTranslation(0.06, 0.06, fill_mode="nearest")]


def light_and_moves() -> list[keras.layers.Layer]:
    """Darker, moved and nearer."""
    return [
        keras.layers.RandomBrightness((-0.4, 0.0), value_range=(0, 255)),
        keras.layers.RandomTranslation(0.12, 0.12, fill_mode="nearest"),
        keras.layers.RandomZoom((-0.25, 0.0), fill_mode="nearest"),
    ]


def network(augment: Callable[[], list[keras.layers.Layer]] | None = None, dropout: float = 0.0) -> keras.Model:
    """Three convolutional blocks and a dense layer, which gives logits; images come as 0 to 255."""
    layers = [keras.Input((SIZE, SIZE, 3)), *(augment() if augment else []), keras.layers.Rescaling(1 / 127.5, -1)]
    for filters in (16, 32, 32):
        layers += [keras.layers.Conv2D(filters, 3, padding="same", activation="relu"), keras.layers.MaxPooling2D()]
    layers.append(keras.layers.Flatten())
    if dropout:
        layers.append(keras.layers.Dropout(dropout))
    return keras.Sequential([*layers, keras.layers.Dense(CLASSES)])


def linear() -> keras.Model:
    """One dense layer on all pixels."""
    return keras.Sequential(
        [
            keras.Input((SIZE, SIZE, 3)),
            keras.layers.Rescaling(1 / 127.5, -1),
            keras.layers.Flatten(),
            keras.layers.Dense(CLASSES),
        ]
    )


@dataclass(frozen=True)
class Case:
    """One row: the option of the images, what is trained on them, and whether classes are weighted."""

    option: str
    label: str
    model: Callable[[], keras.Model] | None = None
    weighted: bool = False
    rate: float = 1e-3


CASES = (
    Case("", "nearest neighbour"),
    Case("", "linear", linear, rate=3e-4),
    Case("", "network", network),
    Case("", "network, dropout", lambda: network(dropout=0.5)),
    Case("", "network, flips", lambda: network(flips)),
    Case("", "network, flips and moves", lambda: network(flips_and_moves)),
    Case("facing", "network", network),
    Case("facing", "network, flips", lambda: network(flips)),
    Case("logos", "network", network),
    Case("logos", "network, dropout", lambda: network(dropout=0.5)),
    Case("logos", "network, flips and moves", lambda: network(flips_and_moves)),
    Case("shift", "network", network),
    Case("shift", "network, light and moves", lambda: network(light_and_moves)),
    Case("imbalance", "network", network),
    Case("imbalance", "network, class weights", network, weighted=True),
)


@dataclass
class Found:
    """Percentages of one case and seed; `rare` is the accuracy on the three rarest classes of the training images."""

    training: float
    validation: float
    rare: float


def nearest(train: Images, validation: Images) -> Found:
    """The class of the training image whose pixels differ least."""
    known, asked = (images.reshape(len(images), -1).astype(np.float32) for images, _ in (train, validation))
    distance = (known**2).sum(axis=1) - 2 * asked @ known.T
    right = train[1][distance.argmin(axis=1)] == validation[1]
    return Found(100.0, 100 * float(right.mean()), float("nan"))


def trained(case: Case, train: Images, validation: Images, seed: int) -> Found:
    """Train the case's model and judge it on the validation images."""
    keras.utils.set_random_seed(seed)
    model = case.model()
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(case.rate), loss, metrics=["accuracy"])
    counts = np.bincount(train[1], minlength=CLASSES)
    weights = {label: len(train[1]) / (CLASSES * max(1, count)) for label, count in enumerate(counts.tolist())}
    history = model.fit(
        *train,
        batch_size=32,
        epochs=EPOCHS,
        validation_data=validation,
        class_weight=weights if case.weighted else None,
        verbose=0,
    ).history
    right = model.predict(validation[0], verbose=0).argmax(axis=1) == validation[1]
    rare = np.isin(validation[1], counts.argsort()[:3])
    return Found(
        100 * history["accuracy"][-1], 100 * mean(history["val_accuracy"][-3:]), 100 * float(right[rare].mean())
    )


def spread(values: list[float]) -> str:
    """Mean, and smallest to largest."""
    return f"{mean(values):5.1f} ({min(values):.1f} to {max(values):.1f})"


def main() -> None:
    """Run the cases and print the table; progress goes to stderr."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--option", choices=sorted({case.option for case in CASES}), help="only the cases of this one")
    arguments = parser.parse_args()
    tf.config.threading.set_intra_op_parallelism_threads(2)
    tf.config.threading.set_inter_op_parallelism_threads(2)
    cases = [case for case in CASES if arguments.option in (None, case.option)]
    found: dict[Case, list[Found]] = {case: [] for case in cases}
    for seed in range(arguments.seeds):
        for case in cases:
            options = {case.option: True} if case.option else {}
            train = load("fashion", "train", SIZE, TRAINING, seed, **options)
            validation = load("fashion", "validation", SIZE, VALIDATION, seed, **options)
            one = trained(case, train, validation, seed) if case.model else nearest(train, validation)
            found[case].append(one)
            print(
                f"seed {seed}, {case.option or 'plain'}, {case.label}: {one.validation:.1f}",
                file=sys.stderr,
                flush=True,
            )
    print(f"Validation accuracy in percent, {arguments.seeds} seeds: mean (smallest to largest)")
    print(f"{'option':<11}{'model':<27}{'training':>22}{'validation':>22}{'rarest 3 classes':>22}")
    for case, results in found.items():
        rare = spread([one.rare for one in results]) if case.option == "imbalance" else ""
        columns = (spread([one.training for one in results]), spread([one.validation for one in results]), rare)
        print(f"{case.option or 'none':<11}{case.label:<27}" + "".join(f"{column:>22}" for column in columns))


if __name__ == "__main__":
    main()
