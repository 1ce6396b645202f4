"""Fetched sets through the same calls as drawn ones: images, uint8 (n, size, size, channels), and labels, int64 (n,).

Which images are taken is a matter of names and numbers only: they are ordered by a SHA-256 over seed, split, class and
file name, so that every machine takes the same ones, whatever the order on its disk.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from PIL import Image

from autograder.datasets.progress import Tell, told
from autograder.datasets.real import layout, places
from autograder.datasets.real.failures import NotFetched, UnknownSet
from autograder.datasets.real.registry import RealSet, real_set
from autograder.submissions.wording import shown

# Where a set has no validation split, the last fifth of each class of its training split is it: images with
# neighbouring names are often of one series, and a block keeps near-copies together on one side.
_VALIDATION_SHARE = 5

# Label, split on disk, key in it.
_Item = tuple[int, str, str]


def class_names(name: str, classes: Sequence[str] | None = None) -> list[str]:
    """The class names of a set, sorted; `classes`, if given, are checked and returned in their order.

    Raises UnknownSet.
    """
    names = real_set(name).classes
    if classes is None:
        return list(names)
    wrong = [choice for choice in classes if choice not in names]
    if wrong or not classes or len(set(classes)) < len(classes):
        which = f"no class {wrong[0]!r}" if wrong else "no such choice of classes"
        raise UnknownSet(f"{name} has {which}: it has {', '.join(names)}.")
    return list(classes)


def splits_of(name: str) -> list[str]:
    """The splits that `load` can give of a set."""
    published = real_set(name).splits
    return [split for split in ("train", "validation", "test") if split in published or split == "validation"]


def load(
    name: str,
    split: str = "train",
    size: int | None = None,
    n: int | None = 1000,
    seed: int = 0,
    classes: Sequence[str] | None = None,
    progress: Tell | None = None,
    folder: Path | str | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Images of a fetched set and their labels.

    split: "train", "validation" or "test", as published; without a validation split, a fifth of the training images.
    size: height and width in pixels (None: the set's usual size); images are stretched, as `flow_from_directory` does.
    n: how many, at most (None: all): a real set ends. seed: other seeds take other images.
    classes: names of the classes wanted (None: all); label i is `classes[i]`.
    progress: called with how many images are done and how many there will be, after each image (None: a bar on the
    terminal, where it takes more than two seconds).
    folder: the data folder (None: CONVLINGS_DATA, else the system's folder for caches).

    Returns images, uint8 (n, size, size, channels), and labels, int64 (n,). Classes are equally frequent while each
    has images left, and the first of more images are the same; beyond that the choice is shuffled as a whole.
    Raises UnknownSet or NotFetched, ValueError for a negative n.
    """
    if n is not None and n < 0:
        raise ValueError(f"n is 0 or more, not {n}")
    spec = real_set(name)
    names = class_names(name, classes)
    if split not in splits_of(name):
        raise UnknownSet(f"{name} has no split {split!r}: it has {', '.join(splits_of(name))}.")
    home = places.data_folder(folder) / name
    card = places.card_of(home)
    if card is None:
        raise NotFetched(f"{name} is not in {home.parent}: run `convlings data fetch {name}`.")
    store: _Store = _Arrays(home, spec) if spec.kind == "arrays" else _Folders(home)
    of_classes = [
        [(label, *key) for key in _keys(store, spec, card, split, choice)] for label, choice in enumerate(names)
    ]
    chosen = _choose(of_classes, names, f"{seed}/{name}/{split}", n)
    pixels = size or spec.size
    images = np.empty((len(chosen), pixels, pixels, spec.channels), np.uint8)
    with told(progress, f"reading {name}") as tell:
        for place, (label, part, key) in enumerate(chosen):
            images[place] = store.image(part, names[label], key, pixels)
            tell(place + 1, len(chosen))
    return images, np.array([label for label, *_ in chosen], np.int64)


class _Store(Protocol):
    def keys(self, split: str, class_name: str) -> list[str]: ...
    def image(self, split: str, class_name: str, key: str, pixels: int) -> np.ndarray: ...


class _Folders:
    """A set as split/class/file; keys are file names."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def keys(self, split: str, class_name: str) -> list[str]:
        return [path.name for path in layout.image_files(self.home / split / class_name)]

    def image(self, split: str, class_name: str, key: str, pixels: int) -> np.ndarray:
        path = self.home / split / class_name / key
        try:
            with Image.open(path) as picture:
                # A JPEG is decoded no larger than twice what is wanted: twice as fast.
                picture.draft("RGB", (2 * pixels, 2 * pixels))
                return _resized(picture.convert("RGB"), pixels)
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
            raise NotFetched(
                f"{shown(str(path))} cannot be read as an image: fetch the set again with --again."
            ) from error


class _Arrays:
    """A set as split/images.npy and split/labels.npy; keys are places in them."""

    def __init__(self, home: Path, spec: RealSet) -> None:
        self.spec = spec
        self.images = {split: np.load(home / split / "images.npy", mmap_mode="r") for split in spec.splits}
        self.labels = {split: np.load(home / split / "labels.npy") for split in spec.splits}

    def keys(self, split: str, class_name: str) -> list[str]:
        return [f"{place:06d}" for place in np.flatnonzero(self.labels[split] == self.spec.classes.index(class_name))]

    def image(self, split: str, class_name: str, key: str, pixels: int) -> np.ndarray:
        return _resized(Image.fromarray(np.asarray(self.images[split][int(key)])), pixels)


def _resized(picture: Image.Image, pixels: int) -> np.ndarray:
    """uint8 (pixels, pixels, channels)."""
    if picture.size != (pixels, pixels):
        picture = picture.resize((pixels, pixels), Image.Resampling.BILINEAR)
    return np.asarray(picture).reshape(pixels, pixels, -1)


def _keys(store: _Store, spec: RealSet, card: places.Card, split: str, class_name: str) -> list[tuple[str, str]]:
    """The images of a class in a split, as (split on disk, key)."""
    carved = "validation" not in spec.splits and split != "test"
    part = "train" if carved else split
    keys = store.keys(part, class_name)
    if len(keys) != card.images[part][class_name]:
        raise NotFetched(
            f"{spec.name} has {len(keys)} of {card.images[part][class_name]} images in {part}/{class_name}: fetch it "
            "again with --again."
        )
    if carved:
        border = len(keys) - len(keys) // _VALIDATION_SHARE
        keys = keys[:border] if split == "train" else keys[border:]
    return [(part, key) for key in keys]


def _choose(of_classes: list[list[_Item]], names: Sequence[str], salt: str, n: int | None) -> list[_Item]:
    """At most n items, taken from the classes in turn."""

    def rank(item: _Item) -> bytes:
        label, part, key = item
        return hashlib.sha256(f"{salt}/{names[label]}/{part}/{key}".encode()).digest()

    shuffled = [sorted(items, key=rank) for items in of_classes]
    chosen: list[_Item] = []
    for turn in range(max(map(len, shuffled))):
        chosen += sorted((items[turn] for items in shuffled if turn < len(items)), key=rank)
    chosen = chosen[:n]
    # Once a class has run out, the end of the order lacks it: who holds the end back to validate on would be misled.
    return chosen if len(chosen) <= min(map(len, shuffled)) * len(names) else sorted(chosen, key=rank)
