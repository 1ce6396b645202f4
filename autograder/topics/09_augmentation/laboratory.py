"""Pictures that show what was done to them: their class, which way round they are, and whether they were changed.

A picture of class k is full of colour channel k. The next channel falls from left to right in three steps, and the one
after that from top to bottom. So class and directions can still be read when a picture was flipped, turned, moved,
zoomed or made brighter, and over all classes every channel reaches from 0 to 255.
"""

import io
from collections.abc import Sequence

import numpy as np
from PIL import Image

CLASSES = ("hat", "pants", "shoes")
_FULL = 255
# The three steps, as shares of the full channel, and what still counts as one of them: -1 stands for none.
_STEPS = (178, 89, 0)
_BOUNDS, _STEP_OF_SHARE = (0.175, 0.525, 0.85), (2, 1, 0, -1)
# What is darker than this is no part of a picture.
_DARK = 60
# What a change of size may blend on each side of where two steps meet, as a share of height or width.
_BLENDED = 1 / 12
# How much fuller the channel of its class is than the others, on average, where an image shows it clearly.
_CLEARLY = 10


def picture(label: int, size: tuple[int, int]) -> np.ndarray:
    """uint8 (height, width, 3)."""
    height, width = size
    image = np.zeros((height, width, 3), np.uint8)
    image[..., label] = _FULL
    image[..., (label + 1) % 3] = _thirds(width)
    image[..., (label + 2) % 3] = _thirds(height)[:, None]
    return image


def _thirds(length: int) -> np.ndarray:
    return np.array(_STEPS)[np.arange(length) * 3 // length]


def tree(counts: Sequence[int], size: tuple[int, int], rng: np.random.Generator) -> dict[str, bytes]:
    """PNG files for `files.write`: `counts[k]` pictures of class k, all the same, in a folder of its name.

    Folders and files come in random order.
    """
    content = []
    for label in range(len(CLASSES)):
        file = io.BytesIO()
        Image.fromarray(picture(label, size)).save(file, "PNG")
        content.append(file.getvalue())
    labels = rng.permutation(np.repeat(np.arange(len(counts)), counts))
    numbers = rng.permutation(1000)[: len(labels)]
    return {f"{CLASSES[label]}/{number:03d}.png": content[label] for label, number in zip(labels, numbers, strict=True)}


def stretched(images: np.ndarray) -> np.ndarray:
    """The images scaled so that the darkest value of all is 0 and the brightest 255: whatever scale they came in."""
    low, high = float(images.min()), float(images.max())
    return (images.astype(np.float64) - low) * (255 / (high - low) if high > low else 0.0)


def labels_seen(images: np.ndarray) -> np.ndarray:
    """int (n,): the class that each image shows."""
    return images.mean(axis=(1, 2)).argmax(axis=1)


def clear(images: np.ndarray) -> np.ndarray:
    """bool (n,): whether each of the stretched images shows its class. One that was made all but black does not."""
    strengths = np.sort(images.mean(axis=(1, 2)), axis=1)
    return strengths[:, 2] - strengths[:, 1] > _CLEARLY


def same_as_files(images: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """bool (n,): whether each of the stretched images is the picture of its class, and nothing was done to it.

    Pixels where two steps meet are left out: there, ways to change the size differ.
    """
    height, width = images.shape[1:3]
    kept = np.ix_(_inside_thirds(height), _inside_thirds(width))
    wanted = np.stack([picture(int(label), (height, width)) for label in labels]).astype(np.float64)
    difference = np.abs(images - wanted).max(axis=3)
    return np.array([kept[0].size > 0 < kept[1].size and each[kept].max() <= 6 for each in difference])


def _inside_thirds(length: int) -> np.ndarray:
    places = np.arange(length)
    edges = np.array([[length / 3], [2 * length / 3]])
    return np.flatnonzero((np.abs(places + 0.5 - edges) > _BLENDED * length).all(axis=0))


def different(images: np.ndarray, labels: np.ndarray) -> int:
    """How many of the stretched images of one class differ from each other, in the class where it is most."""
    counts = []
    for label in np.unique(labels):
        flat = images[labels == label].round(-1).astype(np.int32)
        counts.append(len(np.unique(flat.reshape(len(flat), -1), axis=0)))
    return max(counts)


def directions(image: np.ndarray, label: int) -> tuple[np.ndarray, np.ndarray]:
    """Two vectors (x to the right, y down) for a stretched image: from its left to its right, from its top to its foot.

    They are read from where neighbouring thirds meet. Zero where none do.
    """
    full = image[..., label]
    share = image / np.maximum(full, 1)[..., None]
    step = np.array(_STEP_OF_SHARE)[np.digitize(share, _BOUNDS)]
    step[full <= _DARK] = -1
    left, top = (step[..., (label + shift) % 3] for shift in (1, 2))
    return np.array([_rises(left.T), _rises(left)]), np.array([_rises(top.T), _rises(top)])


def _rises(step: np.ndarray) -> int:
    """How often, going down the rows, a step is followed by the next one rather than by the one before it.

    Each of the two has to go on for two pixels: what lies between them may be blended. A first step beside a third one
    says nothing: so they meet where an image moved out at one edge comes in at the other.
    """
    above, below = step[1:-4], step[4:-1]
    lasts = (step[:-5] == above) & (step[5:] == below) & (above >= 0) & (below >= 0)
    return int(np.sum(lasts & (below - above == 1))) - int(np.sum(lasts & (below - above == -1)))
