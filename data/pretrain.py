"""Pretrain `mini_xception` on drawn things and textures; writes data/weights/mini_xception.npz and its card.

    python data/pretrain.py [--cache FOLDER] [--epochs N] [--images N]

Draws its images once into the cache folder, then trains. Both can be broken off and go on where they stopped when the
same command is given again. The weights of the best epoch so far are always in place.
"""

import hashlib
import json
import os
import textwrap
import time
from datetime import date
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import click
import keras
import numpy as np
from PIL import Image
from rich.progress import track

from autograder.course import content
from autograder.datasets import backbones, pretraining, splits

SEED = 0
SIZE, DRAWN, SMALLEST_CROP = 64, 72, 54  # Images are drawn larger than the network sees them, for random crops.
STAGES = ((40, 0.65), (48, 0.86), (64, 1.0))  # Side of the images, and the share of the epochs until which it holds.
CHUNK = 1_000
BATCH = 64
VALIDATION_IMAGES = 40  # of each class
PEAK_RATE, WEIGHT_DECAY = 3e-3, 0.01

CARD = """\
# mini_xception

Weights of `autograder.datasets.backbones.mini_xception`: a small network of depthwise-separable convolutions with
BatchNormalization ({parameters:,} parameters with its top), pretrained for the transfer-learning exercises.

* File: `mini_xception.npz`, {kilobytes:,} kB: an array "layer/weight" for each weight (written with Keras {keras}).
* SHA-256: `{digest}`
* Date: {today}
* Made by: `data/pretrain.py` with seed {seed}; {done} of {epochs} epochs, {minutes:.0f} minutes on two busy cores.
* Data: {count:,} drawn images of {classes} classes, {things} kinds of things and {textures} textures
  (`autograder/datasets/pretraining.py`). No photos, and none of the classes of a lesson's set. Some backgrounds
  (floors, cloths, walls) are drawn by the module that draws those of the lessons' sets.
* Recipe: AdamW, learning rate rising to {rate} and falling along a cosine to 0, weight decay {decay}, batches of
  {batch}. Images grow during training: {stages} of the epochs.
* Augmentation: square crops of {crop} to {drawn} of {drawn} px, mirror images, brightness, contrast and colour.
* Accuracy: {accuracy:.1%} (right class among the best five: {top5:.1%}) on {validation:,} other drawn images at
  {size} px, after epoch {at}.
* Licence: that of the kit. The data is generated; nothing of others is in it.

Input: float RGB images from -1 to 1 (`preprocess_input`), trained for {size}x{size}. It works from 32x32 up, but its
vectors are worth most near {size}x{size}: in larger images shapes are larger than those it has learnt. It knows shapes
and textures, not the look of photos.

Classes, in the order of the labels:
{names}.

"""
# The card's last section is written by hand, from what the benchmark prints; this script leaves it alone.
WORTH = "## What it is worth"
NOT_MEASURED = "Not measured yet: `python tests/benchmarks/transfer.py` does it.\n"


def draw_chunk(split: str, chunk: int, count: int) -> np.ndarray:
    """Images from `chunk` * CHUNK on, uint8 (count, DRAWN, DRAWN, 3); image i of a split has class i % classes."""
    names = pretraining.CLASS_NAMES
    images = np.empty((count, DRAWN, DRAWN, 3), np.uint8)
    for place in range(count):
        index = chunk * CHUNK + place
        label = index % len(names)
        rng = splits.image_generator("pretraining", split, names[label], index, seed=SEED)
        images[place] = pretraining.draw(label, DRAWN, rng)
    return images


def draw_all(cache: Path, split: str, count: int) -> tuple[np.ndarray, np.ndarray]:
    """All images of a split and their labels; chunks that are in the cache are not drawn again."""
    chunks = []
    for chunk in track(range(-(-count // CHUNK)), f"drawing {split}"):
        number = min(CHUNK, count - chunk * CHUNK)
        file = cache / f"{split}_{SEED}_{chunk:03d}_{number}.npy"
        if not file.exists():
            part = file.with_suffix(".part.npy")
            np.save(part, draw_chunk(split, chunk, number))
            part.replace(file)
        chunks.append(np.load(file))
    return np.concatenate(chunks), np.arange(count) % len(pretraining.CLASS_NAMES)


def batch_of(images: np.ndarray, size: int, rng: np.random.Generator) -> np.ndarray:
    """Random square crops of drawn images, half of them mirrored, in changed light.

    images: uint8 (n, DRAWN, DRAWN, 3). Returns float32 (n, size, size, 3) from -1 to 1.
    """
    crops = np.empty((len(images), size, size, 3), np.float32)
    for crop, image in zip(crops, images, strict=True):
        side = rng.integers(SMALLEST_CROP, DRAWN + 1)
        top, left = rng.integers(0, DRAWN - side + 1, 2)
        box = (left, top, left + side, top + side)
        crop[:] = Image.fromarray(image).resize((size, size), Image.Resampling.BILINEAR, box=box)
        if rng.random() < 0.5:
            crop[:] = crop[:, ::-1].copy()
    count = len(images)
    gain = rng.uniform(0.8, 1.2, (count, 1, 1, 1)) * rng.uniform(0.9, 1.1, (count, 1, 1, 3))
    shift = rng.uniform(-20, 20, (count, 1, 1, 1))
    return backbones.preprocess_input(np.clip(crops * gain.astype(np.float32) + shift.astype(np.float32), 0, 255))


def size_in(epoch: int, epochs: int) -> int:
    """Side of the images in an epoch: small ones first, which are quicker to learn from."""
    done = epoch / epochs
    return next(size for size, until in STAGES if done < until)


class Training:
    """A training that can be broken off after any epoch: its folder holds the last state, `weights` the best so far."""

    def __init__(self, folder: Path, weights: Path, epochs: int, steps: int) -> None:
        self.folder, self.weights, self.epochs = folder, weights, epochs
        self.history: list[dict[str, float]] = []
        states = sorted(folder.glob("epoch_*.keras"))
        if states:
            self.model = keras.saving.load_model(states[-1])
            self.history = json.loads(states[-1].with_suffix(".json").read_text("utf-8"))
            return
        keras.utils.set_random_seed(SEED)
        # Any height and width, because the images grow from stage to stage.
        self.model = backbones.mini_xception((None, None, 3), weights=None)
        rate = keras.optimizers.schedules.CosineDecay(
            0.0, epochs * steps, warmup_target=PEAK_RATE, warmup_steps=min(200, steps)
        )
        self.model.compile(
            keras.optimizers.AdamW(rate, weight_decay=WEIGHT_DECAY),
            "sparse_categorical_crossentropy",
            metrics=["accuracy"],
        )

    @property
    def epoch(self) -> int:
        """The next epoch, from 0."""
        return len(self.history)

    def run_epoch(self, images: np.ndarray, labels: np.ndarray) -> None:
        """All images once, in an order and with crops that depend on the epoch only."""
        size = size_in(self.epoch, self.epochs)
        order = np.random.default_rng((SEED, self.epoch)).permutation(len(images))
        start, batches = time.monotonic(), []
        for step in track(range(len(images) // BATCH), f"epoch {self.epoch + 1} of {self.epochs}, {size} px"):
            chosen = order[step * BATCH : (step + 1) * BATCH]
            batch = batch_of(images[chosen], size, np.random.default_rng((SEED, self.epoch, step)))
            batches.append(self.model.train_on_batch(batch, labels[chosen]))
        seconds = time.monotonic() - start
        loss, accuracy = np.mean(batches, axis=0).tolist()
        self.history.append({"size": size, "seconds": seconds, "loss": loss, "accuracy": accuracy})

    def judge(self, images: np.ndarray, labels: np.ndarray) -> None:
        """Measure on whole validation images; keep the state, and the weights where they are the best so far."""
        accuracy, top5 = accuracies(self.model, images, labels)
        best = max((entry["val_accuracy"] for entry in self.history[:-1]), default=-1.0)
        self.history[-1] |= {"val_accuracy": accuracy, "val_top5": top5}
        state = self.folder / f"epoch_{self.epoch:03d}.keras"
        part = state.with_suffix(".part.keras")
        self.model.save(part)
        state.with_suffix(".json").write_text(json.dumps(self.history, indent=1), "utf-8")
        part.replace(state)
        for old in sorted(self.folder.glob("epoch_*.keras"))[:-1]:
            old.unlink()
            old.with_suffix(".json").unlink()
        if accuracy >= best:
            self.weights.parent.mkdir(parents=True, exist_ok=True)
            part = self.weights.with_name(f"part_{self.weights.name}")
            backbones.save_arrays(self.model, part)
            part.replace(self.weights)
        click.echo(json.dumps(self.history[-1]))


def accuracies(model: keras.Model, images: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    """Share of images whose class is the best answer, and among the best five."""
    edge = (DRAWN - SIZE) // 2
    crops = images[:, edge : edge + SIZE, edge : edge + SIZE]
    parts = np.array_split(crops, -(-len(crops) // 256))
    scores = np.concatenate([model.predict_on_batch(backbones.preprocess_input(part)) for part in parts])
    best = np.argsort(-scores, axis=1)[:, :5] == labels[:, None]
    return float(best[:, 0].mean()), float(best.any(axis=1).mean())


def write_card(weights: Path, history: list[dict[str, float]], epochs: int, count: int) -> None:
    """Write the card beside the weights; its section WORTH, which names the weights it is about, stays as it is."""
    best = max(history, key=lambda entry: entry["val_accuracy"])
    names = pretraining.CLASS_NAMES
    with np.load(weights) as arrays:
        parameters = sum(arrays[name].size for name in arrays.files)
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    stages = ", ".join(f"{size} px until {until:.0%}" for size, until in STAGES)
    minutes = sum(entry["seconds"] for entry in history) / 60
    text = CARD.format(
        digest=digest, kilobytes=round(weights.stat().st_size / 1000), parameters=parameters,
        classes=len(names), things=len(names) - len(pretraining.TEXTURE_NAMES), textures=len(pretraining.TEXTURE_NAMES),
        count=count, validation=VALIDATION_IMAGES * len(names), seed=SEED, drawn=DRAWN, size=SIZE, epochs=epochs,
        done=len(history), stages=stages, batch=BATCH, rate=PEAK_RATE, decay=WEIGHT_DECAY, crop=SMALLEST_CROP,
        accuracy=best["val_accuracy"], top5=best["val_top5"], at=history.index(best) + 1, minutes=minutes,
        today=date.today().isoformat(), keras=keras.__version__,
        names=textwrap.fill(", ".join(names), 118),
    )  # fmt: skip
    card = weights.parent / "mini_xception.md"
    _, found, worth = card.read_text("utf-8").partition(WORTH) if card.exists() else ("", "", "")
    card.write_text(f"{text}{WORTH}{worth}" if found else f"{text}{WORTH}\n\n{NOT_MEASURED}", "utf-8")


@click.command()
@click.option("--cache", type=click.Path(path_type=Path), default=Path("build/pretraining"), show_default=True)
@click.option("--epochs", type=click.IntRange(min=1), default=14, show_default=True)
@click.option("--images", "count", type=click.IntRange(min=BATCH), default=40_000, show_default=True)
@click.option("--minutes", type=float, help="Stop after the epoch in which this time is over; run again to go on.")
@click.option("--weights", type=click.Path(path_type=Path), help="Where to write.  [default: in the kit's data folder]")
def main(cache: Path, epochs: int, count: int, minutes: float | None, weights: Path | None) -> None:
    """Draw, train, write the weights and their card."""
    weights = weights or content.data() / backbones.WEIGHTS
    folder = cache / f"training_{epochs}_{count}"
    folder.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    images, labels = draw_all(cache, "train", count)
    held_out = draw_all(cache, "validation", VALIDATION_IMAGES * len(pretraining.CLASS_NAMES))
    training = Training(folder, weights, epochs, count // BATCH)
    while training.epoch < epochs:
        training.run_epoch(images, labels)
        training.judge(*held_out)
        write_card(weights, training.history, epochs, count)
        if minutes is not None and time.monotonic() - start > 60 * minutes:
            click.echo(f"stopped after epoch {training.epoch} of {epochs}; the same command goes on")
            break


if __name__ == "__main__":
    main()
