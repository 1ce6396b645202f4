# right: the tree is made beside the target, then put into its place

import os
import random
import shutil
from PIL import Image
from pathlib import Path


def usable_images(folder):
    names = []
    for path in sorted(Path(folder).rglob("*"), key=lambda path: str(path)):
        hidden = [parent for parent in path.relative_to(folder).parents if parent.name.startswith(".")]
        if path.is_file() and not hidden:
            try:
                Image.open(path).tobytes()
                names.append(os.fspath(path))
            except Exception:
                pass
    return names


def split(items, validation_share, seed):
    items = sorted(items)
    random.seed(seed)
    chosen = set(random.sample(range(len(items)), round(len(items) * validation_share)))
    parts = ([], [])
    for number, item in enumerate(items):
        parts[number in chosen].append(item)
    return parts


def make_tree(source, target, validation_share, seed):
    fresh = f"{target}.new"
    for name in class_counts(source):
        train, validation = split(usable_images(os.path.join(source, name)), validation_share, seed)
        for part in ("train", "validation"):
            os.makedirs(os.path.join(fresh, part, name))
            for path in train if part == "train" else validation:
                shutil.copy(path, os.path.join(fresh, part, name))
    shutil.rmtree(target, ignore_errors=True)
    os.rename(fresh, target)


def class_counts(folder):
    return {entry: len(usable_images(os.path.join(folder, entry)))
            for entry in sorted(next(os.walk(folder))[1]) if not entry.startswith(".")}
