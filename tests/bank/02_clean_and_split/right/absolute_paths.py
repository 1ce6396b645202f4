# right: absolute paths, verify and then load, a permutation of places

import numpy as np
import os
import shutil
from PIL import Image
from pathlib import Path


def usable_images(folder):
    folder = Path(folder).resolve()
    good = []
    for root, folders, names in os.walk(folder):
        if any(part.startswith(".") for part in Path(root).relative_to(folder).parts):
            continue
        for name in names:
            path = Path(root, name)
            try:
                with Image.open(path) as picture:
                    picture.verify()
                with Image.open(path) as picture:
                    picture.convert("RGB").resize((8, 8))
            except (OSError, SyntaxError):
                continue
            good.append(path)
    return sorted(good)


def split(items, validation_share, seed):
    ordered = np.array(sorted(items), dtype=object)
    places = np.random.RandomState(seed).permutation(len(ordered))
    count = int(round(validation_share * len(ordered)))
    return ordered[places[count:]].tolist(), ordered[places[:count]].tolist()


def make_tree(source, target, validation_share, seed):
    if os.path.isdir(target):
        shutil.rmtree(target)
    for number, folder in enumerate(sorted(os.scandir(source), key=lambda entry: entry.name)):
        if folder.is_dir() and not folder.name.startswith("."):
            train, validation = split(usable_images(folder.path), validation_share, seed + number)
            for path in train:
                os.makedirs(os.path.join(target, "train", folder.name), exist_ok=True)
                shutil.copy(path, os.path.join(target, "train", folder.name))
            for path in validation:
                os.makedirs(os.path.join(target, "validation", folder.name), exist_ok=True)
                shutil.copy(path, os.path.join(target, "validation", folder.name))


def class_counts(folder):
    with os.scandir(folder) as entries:
        classes = sorted(entry.name for entry in entries if entry.is_dir() and not entry.name.startswith("."))
    return {name: sum(1 for _ in usable_images(os.path.join(folder, name))) for name in classes}
