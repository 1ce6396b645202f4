# right: a class for the data; the training part is drawn by NumPy, and is a set of its texts

import shutil
from dataclasses import dataclass, field
from pathlib import Path

import keras
import numpy as np
from PIL import UnidentifiedImageError


@dataclass
class Dataset:
    root: Path
    classes: dict = field(default_factory=dict)

    def __post_init__(self):
        for child in sorted(self.root.iterdir(), key=lambda p: p.name):
            if child.is_dir() and not child.name.startswith("."):
                self.classes[child.name] = usable_images(child)


def walk(folder):
    for child in folder.iterdir():
        if child.is_dir():
            if not child.name.startswith("."):
                yield from walk(child)
        else:
            yield child


def readable(path):
    try:
        keras.utils.img_to_array(keras.utils.load_img(path))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return False
    return True


def usable_images(folder):
    return sorted(filter(readable, walk(Path(folder))))


def split(items, validation_share, seed):
    rng = np.random.default_rng(seed)
    count = len(items) - round(len(items) * validation_share)
    train = set(rng.choice(sorted(items), count, replace=False)) if count else set()
    return [item for item in items if item in train], [item for item in items if item not in train]


def make_tree(source, target, validation_share, seed):
    data = Dataset(Path(source))
    target = Path(target)
    if target.is_dir():
        shutil.rmtree(target)
    for name, paths in data.classes.items():
        by_name = {path.name: path for path in paths}
        train, validation = split(list(by_name), validation_share, seed)
        for part, chosen in {"train": train, "validation": validation}.items():
            directory = target / part / name
            directory.mkdir(parents=True)
            for file in chosen:
                (directory / file).write_bytes(by_name[file].read_bytes())


def class_counts(folder):
    return {name: len(paths) for name, paths in Dataset(Path(folder)).classes.items()}
