# mistake: items[-n:] with n = 0 is the whole list
# looks like: shuffled[-n:], which is the whole list where n is 0
# fails: validation_has_its_share
# points: 9.5

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
    shuffled = sorted(items)
    random.Random(seed).shuffle(shuffled)
    count = round(validation_share * len(shuffled))
    return shuffled[:-count], shuffled[-count:]


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
