"""Early stopping as in the course notes: a trained base, pictures of 150 x 150 pixels, and training until the target.

    python tests/gpu/early_stopping.py [--backbone InceptionV3] [--weights FILE.h5] [--target 0.98] [--out FILE.toml]

`train_until` of exercise 17 (the reference, or --answer FILE.py) ends the training, in under 100 epochs. The notes took
three minutes of a GPU for that. Look at the accuracy on new pictures as well: the one that decided looks too good.
"""

import datetime
import platform
import runpy
import time
from pathlib import Path

import click
import keras
import numpy as np
import tomlkit

from autograder import datasets
from autograder.course.exercise import find_exercise
from autograder.datasets.backbones import NAMES, Backbone, load_backbone
from autograder.engine.backends import version
from autograder.engine.gpu import gpu_names

MOST_EPOCHS = 100
LEARNING_RATE = 1e-4
# Size in pixels; pictures for training, for validation, and new ones at the end.
FULL, REHEARSAL = (150, (2000, 400, 1000)), (32, (240, 60, 60))


def head_on(backbone: Backbone) -> keras.Model:
    """The network of the notes: a frozen base that is cut in its middle, Dense, Dropout, and a sigmoid."""
    base = keras.Model(backbone.model.input, backbone.model.get_layer(backbone.cut_at).output)
    base.trainable = False
    head = [
        keras.layers.Flatten(),
        keras.layers.Dense(256, activation="relu"),
        keras.layers.Dropout(0.2),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
    model = keras.Sequential([keras.Input(base.input_shape[1:]), base, *head])
    optimizer = keras.optimizers.RMSprop(LEARNING_RATE)
    model.compile(optimizer=optimizer, loss="binary_crossentropy", metrics=["accuracy"])
    return model


@click.command()
@click.option("--backbone", "name", type=click.Choice(NAMES), default="mini_xception", show_default=True)
@click.option("--weights", type=click.Path(path_type=Path, exists=True), help="Of the backbone, if they are in a file.")
@click.option("--answer", type=click.Path(path_type=Path, exists=True), default=find_exercise("17").solution)
@click.option("--target", type=click.FloatRange(0, 1), default=0.98, show_default=True)
@click.option("--out", type=click.Path(path_type=Path), help="Write epochs, minutes and accuracies there.")
@click.option("--rehearse", is_flag=True, help="Few and small pictures; give a target that they can reach.")
def main(name: str, weights: Path | None, answer: Path, target: float, out: Path | None, rehearse: bool) -> None:
    """Train, and say how long it took. Exit code 1: the target was not reached in time."""
    keras.utils.set_random_seed(0)
    size, counts = REHEARSAL if rehearse else FULL
    backbone = load_backbone(name, (size, size, 3), weights=weights)
    parts = []
    for split, count in zip(("train", "validation", "test"), counts, strict=True):
        images, labels = datasets.load("two_kinds", split=split, size=size, n=count)
        parts.append((backbone.preprocess_input(images.astype(np.float32)), labels.astype(np.float32)))
    train, validation, test = parts

    train_until = runpy.run_path(str(answer))["train_until"]
    model = head_on(backbone)
    began = time.monotonic()
    epochs, history = train_until(model, train, validation, target, MOST_EPOCHS)
    minutes = (time.monotonic() - began) / 60
    reached = history["val_accuracy"][-1]
    fresh = model.evaluate(*test, verbose=0, return_dict=True)["accuracy"]

    entry = {
        "network": name,
        "pictures": f"{counts[0]} of {size} x {size} pixels",
        "target": target,
        "epochs": epochs,
        "most_epochs": MOST_EPOCHS,
        "minutes": round(minutes, 2),
        "validation_accuracy": round(float(reached), 4),
        "accuracy_on_new_pictures": round(float(fresh), 4),
        "device": ", ".join(gpu_names()) or platform.machine(),
        "backend": f"{keras.backend.backend()} {version(keras.backend.backend())}",
        "date": datetime.date.today(),
    }
    if out is not None:
        out.write_text(tomlkit.dumps(entry), encoding="utf-8")
    took = f"{epochs} of at most {MOST_EPOCHS} epochs, {minutes:.1f} minutes"
    reports = f"validation accuracy {reached:.3f}, on new pictures {fresh:.3f}"
    print(f"Early stopping, {entry['pictures']} on {entry['device']}: {took}; {reports}.")
    if reached < target or epochs >= MOST_EPOCHS:
        raise click.ClickException(f"The target of {target} was not reached in under {MOST_EPOCHS} epochs.")


if __name__ == "__main__":
    main()
