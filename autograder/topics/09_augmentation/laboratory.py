"""Pictures from which one can tell their class and which way up they are, whatever became of their colours.

The upper half of a picture falls from bright to black and jumps back, once, twice or four times: that is its class.
The lower half is bright. Neither how many jumps there are nor where and which way they jump depends on colours. Three
tints from left to right let changes of sides and of colours show.
"""

import io
from collections.abc import Sequence

import numpy as np
from PIL import Image

CLASSES = ("hat", "pants", "shoes")
_FALLS = (1, 2, 4)
# Not in the order of the channels: a picture with its channels reversed is another one than with its sides exchanged.
_TINTS = np.array([[1.0, 0.25, 0.25], [0.25, 0.25, 1.0], [0.25, 1.0, 0.25]])
# The share of a fall that is wholly black.
_BLACK = 0.25
# In each channel more of a picture than this is black, and more is full: so edges, where bicubic interpolation
# overshoots by up to 10%, do not decide where its values end.
_EXTREME = 0.04
# Bicubic interpolation may give so much more, as a share of the step, and rounding so much, of 255.
_OVERSHOOT, _ROUNDED = 0.1, 13
# A turn by less than this from upright does not count as upside down: its cosine.
_DOWN = -0.3
# Edges have to lie so much below the middle of an image, as a share of its height.
_BELOW = 0.02


def picture(label: int, size: tuple[int, int]) -> np.ndarray:
    """uint8 (height, width, 3)."""
    height, width = size
    half = height // 2
    place = np.arange(half) * _FALLS[label] / half % 1
    fall = np.clip(1 - place / (1 - _BLACK), 0, 1)
    rows = np.concatenate([fall, np.ones(height - half)])
    return (255 * rows[:, None, None] * _TINTS[np.arange(width) * 3 // width]).astype(np.uint8)


def tree(counts: Sequence[int], size: tuple[int, int], rng: np.random.Generator) -> dict[str, bytes]:
    """PNG files for `files.write`: `counts[k]` pictures of class k, all the same, in a folder of its name.

    Folders and files come in random order.
    """
    content = [png(picture(label, size)) for label in range(len(CLASSES))]
    labels = rng.permutation(np.repeat(np.arange(len(counts)), counts))
    numbers = rng.permutation(1000)[: len(labels)]
    return {f"{CLASSES[label]}/{number:03d}.png": content[label] for label, number in zip(labels, numbers, strict=True)}


def png(image: np.ndarray) -> bytes:
    """A uint8 image as a PNG file."""
    file = io.BytesIO()
    Image.fromarray(image).save(file, "PNG")
    return file.getvalue()


def ends(images: np.ndarray) -> np.ndarray:
    """What black and full are in images of unchanged files, by channel: (2, 3)."""
    return np.quantile(images, (_EXTREME, 1 - _EXTREME), axis=(0, 1, 2))


def contrast(images: np.ndarray) -> np.ndarray:
    """(n,): how far the values of each image reach in the channel with the most, but for a few pixels."""
    low, high = np.quantile(images, (0.02, 0.98), axis=(1, 2))
    return (high - low).max(axis=-1)


def as_in_files(images: np.ndarray) -> np.ndarray:
    """int (n,): the class of each image that is one of the pictures, on whatever scale; -1 if something was done to it.

    At each pixel the values of its neighbours are right as well: ways to change the size of an image differ. So are
    channels in reverse order, as some networks want them.
    """
    low, high = ends(images)
    full = (images - low) / np.maximum(high - low, 1e-9) * 255
    found = np.full(len(images), -1)
    for label in range(len(CLASSES)):
        wanted = picture(label, images.shape[1:3]).astype(np.float64)
        near = np.pad(wanted, ((1, 1), (1, 1), (0, 0)), mode="edge")
        height, width = wanted.shape[:2]
        around = np.stack([near[y : y + height, x : x + width] for y in range(3) for x in range(3)])
        least, most = around.min(axis=0), around.max(axis=0)
        slack = _ROUNDED + _OVERSHOOT * (most - least)
        for each in (full, full[..., ::-1]):
            found[((each >= least - slack) & (each <= most + slack)).all(axis=(1, 2, 3))] = label
    return found


def distinct(images: np.ndarray) -> int:
    """How many of the images differ from each other."""
    low, high = float(images.min()), float(images.max())
    flat = ((images - low) / max(high - low, 1e-9) * 25).round().astype(np.int8).reshape(len(images), -1)
    return len(np.unique(flat, axis=0))


def _edges(images: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """How the brightness of each image rises to the right and downwards, as shares of its contrast, and how steeply."""
    bright = images.max(axis=-1)
    low, high = np.quantile(bright, (0.02, 0.98), axis=(1, 2))[..., None, None]
    bright = np.clip((bright - low) / np.maximum(high - low, 1e-9), 0, 1)
    right, down = np.diff(bright, axis=2)[:, :-1], np.diff(bright, axis=1)[:, :, :-1]
    return right, down, np.hypot(right, down)


def falls(images: np.ndarray) -> np.ndarray:
    """(n,): about 0, 1 or 2, the class that each image shows, from how much edge there is in it."""
    steep = _edges(images)[2].sum(axis=(1, 2)) / images.shape[2]
    return np.clip(np.log2(np.maximum(steep, 0.1)) - 1, -0.5, 2.5)


def directions(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which way each image is turned.

    Two things have to say so: its edges lie in its lower half, and jumps, which are steeper than falls, go from bright
    to dark. Colours that are turned into their opposites change the second alone, an image that is moved out at one
    edge and comes in at the other changes the first alone.

    Returns:
        bool (n,) whether it is upside down, bool (n,) whether it is turned to a side.
    """
    right, down, steep = _edges(images)
    jumps = np.stack([(rise * steep**2).sum(axis=(1, 2)) for rise in (right, down)])
    cosine = jumps[1] / np.maximum(np.hypot(*jumps), 1e-9)
    height = steep.shape[1]
    middle = (steep * (np.arange(height)[:, None] - (height - 1) / 2)).sum(axis=(1, 2)) / np.maximum(
        steep.sum(axis=(1, 2)), 1e-9
    )
    return (cosine < _DOWN) & (middle > _BELOW * height), np.abs(cosine) < 0.7
