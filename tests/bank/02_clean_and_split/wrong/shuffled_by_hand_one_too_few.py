# mistake: a shuffle by hand that draws from one place too few, so that no item stays where it is
# looks like: a shuffle by hand that never leaves an item in its place: randrange(i + 1), or random.shuffle
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
    rng = random.Random(seed)
    for i in range(len(shuffled) - 1, 0, -1):
        j = rng.randrange(i)
        shuffled[i], shuffled[j] = shuffled[j], shuffled[i]
    return shuffled[count:], shuffled[:count]


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
