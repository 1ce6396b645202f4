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
from PIL import Image
from rich.progress import track

from autograder.course import content
from autograder.datasets import backbones, pretraining, splits

SEED = 0
SIZE, DRAWN, SMALLEST_CROP = 64, 72, 54  # Images are drawn larger than the network sees them, for random crops.
STAGES = ((40, 0.6), (48, 0.85), (64, 1.0))  # Side of the images, and the share of the epochs until which it holds.
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


def batch_of(images: np.ndarray, size: int, rng: np.random.Generator) -> np.ndarray:
    """Random square crops of drawn images, half of them mirrored, in changed light; float32 (n, size, size, 3), -1 to 1."""
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
