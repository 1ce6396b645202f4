# mistake: draws from list(set(items)), whose order is another one after each start of Python
# looks like: the order of a set, or hash(), decides: both change with each start of Python
# fails: parts_are_drawn_by_the_seed
# points: 9

import random
import shutil
from PIL import Image
from pathlib import Path


def usable_images(folder):
    found = []
    for path in sorted(Path(folder).rglob("*")):
        if any(part.startswith(".") for part in path.relative_to(folder).parts) or not path.is_file():
            continue
        try:
            with Image.open(path) as picture:
                picture.load()
        except OSError:
            continue
        found.append(path)
    return found


def split(items, validation_share, seed):
    pool = set(items)
    random.seed(seed)
    validation = random.sample(list(pool), round(validation_share * len(pool)))
    return sorted(pool - set(validation)), validation


def make_tree(source, target, validation_share, seed):
    shutil.rmtree(target, ignore_errors=True)
    for folder in sorted(Path(source).iterdir()):
        if not folder.is_dir() or folder.name.startswith("."):
            continue
        names = [path.name for path in usable_images(folder)]
        for part, chosen in zip(("train", "validation"), split(names, validation_share, seed)):
            place = Path(target) / part / folder.name
            place.mkdir(parents=True)
            for name in chosen:
                shutil.copy(folder / name, place / name)


def class_counts(folder):
    folders = sorted(path for path in Path(folder).iterdir() if path.is_dir() and not path.name.startswith("."))
    return {path.name: len(usable_images(path)) for path in folders}
