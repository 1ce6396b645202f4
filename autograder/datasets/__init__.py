"""Images to learn on: `images, labels = load("fashion", split="train", size=64, n=1000)`.

Generated sets are drawn by modules with CLASS_NAMES, DEFAULT_SIZE, CHANNELS, DESCRIPTION and
`draw(label, size, rng, options)`. Sets of real photos are served by a module with `class_names(name)` and
`load(name, split, size, n, seed)`. Modules are imported when a set of theirs is first asked for, so that
`import autograder.datasets` costs nothing. `datasets.write_tree`, `datasets.backbones` and the modules of the drawn
sets (`datasets.letters.write_csv`) are imported when they are first named.
"""

import difflib
import importlib
import importlib.util
from collections.abc import Sequence
from types import ModuleType
from typing import Any

import numpy as np

from autograder.datasets import splits
from autograder.datasets.nuisance import Nuisance
from autograder.datasets.progress import Tell, told

_GENERATED = {
    "fashion": "autograder.datasets.fashion",
    "hands": "autograder.datasets.hands",
    "letters": "autograder.datasets.letters",
    "scenes": "autograder.datasets.scenes",
    "two_kinds": "autograder.datasets.two_kinds",
}
_REAL = dict.fromkeys(
    ("clothing", "horse-or-human", "rock-paper-scissors", "cats-and-dogs-filtered", "sign-mnist"),
    "autograder.datasets.real",
)
# What else can be named as `datasets.NAME`: modules, and functions by the module that has them.
_MODULES = _GENERATED | {"backbones": "autograder.datasets.backbones"}
_FUNCTIONS = {"write_tree": "autograder.datasets.trees"}
SMALLEST, LARGEST = 16, 1024

__all__ = ["Nuisance", "available", "class_names", "generated_set", "load", "write_tree"]


def __getattr__(name: str) -> Any:
    if name in _FUNCTIONS:
        return getattr(importlib.import_module(_FUNCTIONS[name]), name)
    if name in _MODULES:
        return importlib.import_module(_MODULES[name])
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _there(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def available(*, real: bool = False) -> tuple[str, ...]:
    """Names of the generated sets; with `real`, of the sets of real photos (fetched or not)."""
    return tuple(name for name, module in (_REAL if real else _GENERATED).items() if _there(module))


def _module(name: str, registry: dict[str, str]) -> ModuleType | None:
    """The module of a set; None if the name is not in this registry."""
    return importlib.import_module(registry[name]) if name in registry and _there(registry[name]) else None


def _unknown(name: str) -> ValueError:
    known = (*available(), *available(real=True))
    near = difflib.get_close_matches(name, known, n=1)
    advice = f"; did you mean {near[0]!r}?" if near else ""
    return ValueError(f"there is no set {name!r}{advice} (there are: {', '.join(known)})")


def generated_set(name: str) -> ModuleType:
    """The module of a generated set (CLASS_NAMES, DEFAULT_SIZE, CHANNELS, DESCRIPTION, draw). ValueError if none."""
    module = _module(name, _GENERATED)
    if module is None:
        raise _unknown(name)
    return module


def class_names(name: str, classes: Sequence[str] | None = None) -> list[str]:
    """The class names of a set, in the order of its labels.

    With `classes`, these are checked and returned in the order given: label 0 is `classes[0]`, as
    `flow_from_directory(classes=...)` has it. ValueError for a class that the set does not have.
    """
    module = _module(name, _GENERATED)
    if module is not None:
        names = list(module.CLASS_NAMES)
    else:
        module = _module(name, _REAL)
        if module is None:
            raise _unknown(name)
        names = list(module.class_names(name))
    if classes is None:
        return names
    chosen = list(classes)
    wrong = [choice for choice in chosen if choice not in names]
    if wrong:
        raise ValueError(f"{name} has no class {wrong[0]!r} (it has: {', '.join(names)})")
    if not chosen or len(set(chosen)) < len(chosen):
        raise ValueError("classes needs at least one name, and each name once")
    return chosen


def load(
    name: str,
    split: str = "train",
    size: int | None = None,
    n: int | None = 1000,
    seed: int = 0,
    classes: Sequence[str] | None = None,
    facing: bool = False,
    logos: bool = False,
    shift: bool = False,
    imbalance: bool = False,
    key: bytes | None = None,
    progress: Tell | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Images of a set and their labels.

    name: one of `available()`, or a set of real photos. split: "train", "validation" or "test"; splits share no image.
    size: height and width in pixels (None: the set's usual size). n: how many; the first of more images are the same;
    of photos there are only so many (None: all). seed: other seeds give other images. classes: names of the classes
    wanted (None: all); label i is `classes[i]`. facing, logos, shift, imbalance: see `Nuisance`. key: at least 16
    secret bytes; nobody without them can draw the same images. progress: called with how many images are done and how
    many are asked for, after each image (None: a bar on the terminal, where it takes more than two seconds).

    Returns images, uint8 (n, size, size, channels), and labels, int64 (n,): places in `class_names(name, classes)`, so
    those of "letters" are 0 to 23 (`letters.write_csv` writes those of Sign-MNIST, 0 to 24 without 9). Classes are
    equally frequent (they differ by one at most) unless `imbalance`. ValueError for names, sizes and counts that make
    no sense.
    """
    splits.check_split(split)
    names = class_names(name, classes)
    if n is not None and n < 0:
        raise ValueError(f"n is 0 or more, not {n}")
    if size is not None and not SMALLEST <= size <= LARGEST:
        raise ValueError(f"size is from {SMALLEST} to {LARGEST} pixels, not {size}")
    module = _module(name, _GENERATED)
    if module is None:
        if facing or logos or shift or imbalance or key is not None:
            raise ValueError(
                f"{name} is a set of real photos: facing, logos, shift, imbalance and key are for drawn ones"
            )
        return importlib.import_module(_REAL[name]).load(
            name, split=split, size=size, n=n, seed=seed, classes=classes, progress=progress
        )
    if n is None:
        raise ValueError(f"{name} is drawn and has no end: n is the number of images wanted")
    options = Nuisance(facing=facing, logos=logos, shift=shift, imbalance=imbalance, split=split)
    pixels = module.DEFAULT_SIZE if size is None else size
    labels = splits.labels(name, split, len(names), n, seed=seed, imbalance=imbalance, key=key)
    images = np.empty((n, pixels, pixels, module.CHANNELS), np.uint8)
    with told(progress, f"drawing {name}") as tell:
        for index, label in enumerate(labels.tolist()):
            rng = splits.image_generator(name, split, names[label], index, seed=seed, key=key)
            images[index] = module.draw(module.CLASS_NAMES.index(names[label]), pixels, rng, options)
            tell(index + 1, n)
    return images, labels
