# mistake: seed 0 taken for no seed
# looks like: seed 0 taken for no seed: 0 is false, so "if seed" and "seed or ..." pass it over
# fails: parts_are_drawn_by_the_seed
# points: 9

import random
import shutil
from pathlib import Path

from PIL import Image


def usable_images(folder):
    found = []
    for path in sorted(Path(folder).rglob("*")):
        is_hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if is_hidden or not path.is_file():
            continue
        try:
            with Image.open(path) as picture:
                picture.load()
        except (OSError, SyntaxError, ValueError):
            continue
        found.append(path)
    return found


def split(items, validation_share, seed):
    shuffled = sorted(items)
    count = round(validation_share * len(shuffled))
    validation = set(random.Random(seed or None).sample(shuffled, count))
    return [item for item in shuffled if item not in validation], [item for item in shuffled if item in validation]


def make_tree(source, target, validation_share, seed):
    target = Path(target)
    shutil.rmtree(target, ignore_errors=True)
    for folder in sorted(Path(source).iterdir()):
        if not folder.is_dir() or folder.name.startswith("."):
            continue
        names = [path.name for path in usable_images(folder)]
        for part, chosen in zip(("train", "validation"), split(names, validation_share, seed), strict=True):
            place = target / part / folder.name
            place.mkdir(parents=True)
            for name in chosen:
                shutil.copy(folder / name, place / name)


def class_counts(folder):
    folders = sorted(path for path in Path(folder).iterdir() if path.is_dir() and not path.name.startswith("."))
    return {path.name: len(usable_images(path)) for path in folders}
