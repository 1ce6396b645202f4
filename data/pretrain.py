"""Pretrain `mini_xception` on drawn things and textures; writes data/weights/mini_xception.weights.h5 and its card.

    python data/pretrain.py [--cache FOLDER] [--epochs N] [--images N]

Draws its images once into the cache folder, then trains. Both can be broken off and go on where they stopped when the
same command is given again. The weights of the best epoch so far are always in place.
"""

import hashlib
import json
import os
import platform
import time
from datetime import date
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import click
import keras
import numpy as np
from rich.progress import track

from autograder.course import content
from autograder.datasets import backbones, pretraining, splits

SEED = 0
SIZE, DRAWN = 64, 72  # Images are drawn larger than the network sees them, for random crops.
CHUNK = 1_000
BATCH = 64
VALIDATION_IMAGES = 40  # of each class


def draw_chunk(split: str, chunk: int, count: int) -> np.ndarray:
    """Images `chunk` * CHUNK and following of a split, uint8 (count, DRAWN, DRAWN, 3); image i has class i % classes."""
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


class Batches(keras.utils.PyDataset):
    """Shuffled batches with random crops, flips and colours; each epoch its own, the same in each run."""

    def __init__(self, images: np.ndarray, labels: np.ndarray, first_epoch: int) -> None:
        super().__init__()
        self.images, self.labels, self.epoch = images, labels, first_epoch
        self.order = self._shuffled()

    def _shuffled(self) -> np.ndarray:
        return np.random.default_rng((SEED, self.epoch)).permutation(len(self.images))

    def __len__(self) -> int:
        return len(self.images) // BATCH

    def __getitem__(self, place: int) -> tuple[np.ndarray, np.ndarray]:
        rng = np.random.default_rng((SEED, self.epoch, place))
        chosen = self.order[place * BATCH : (place + 1) * BATCH]
        images = np.empty((len(chosen), SIZE, SIZE, 3), np.float32)
        for target, source in zip(images, self.images[chosen], strict=True):
            top, left = rng.integers(0, DRAWN - SIZE + 1, 2)
            crop = source[top : top + SIZE, left : left + SIZE]
            target[:] = crop[:, ::-1] if rng.random() < 0.5 else crop
        return backbones.preprocess_input(_jittered(images, rng)), self.labels[chosen]

    def on_epoch_end(self) -> None:
        self.epoch += 1
        self.order = self._shuffled()


def _jittered(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Brightness, contrast and the weights of the three colours changed, each image its own way."""
    count = len(images)
    gain = rng.uniform(0.8, 1.2, (count, 1, 1, 1)) * rng.uniform(0.9, 1.1, (count, 1, 1, 3))
    shift = rng.uniform(-20, 20, (count, 1, 1, 1))
    return np.clip(images * gain.astype(np.float32) + shift.astype(np.float32), 0, 255)
