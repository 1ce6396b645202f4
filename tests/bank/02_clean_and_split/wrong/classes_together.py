# mistake: all classes split together
# looks like: more than the usable pictures of one class counted in a split: other classes, or files that cannot be used
# fails: each_class_is_split_on_its_own, only_usable_pictures_are_copied
# points: 8.5

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
    return shuffled[count:], shuffled[:count]


def make_tree(source, target, validation_share, seed):
    shutil.rmtree(target, ignore_errors=True)
    classes = [path for path in Path(source).iterdir() if path.is_dir() and not path.name.startswith(".")]
    paths = [str(path) for folder in classes for path in usable_images(folder)]
    for part, chosen in zip(("train", "validation"), split(paths, validation_share, seed)):
        for path in chosen:
            place = Path(target) / part / Path(path).parent.name
            place.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, place)


def class_counts(folder):
    folders = sorted(path for path in Path(folder).iterdir() if path.is_dir() and not path.name.startswith("."))
    return {path.name: len(usable_images(path)) for path in folders}
