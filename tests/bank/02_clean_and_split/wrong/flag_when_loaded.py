# mistake: LOAD_TRUNCATED_IMAGES, switched on when the file is loaded
# looks like: the pixels not read, or LOAD_TRUNCATED_IMAGES switched on, so that a file that ends too early passes
# fails: cut_off_pictures_are_left_out
# points: 9

import random
import shutil
from PIL import Image
from PIL import ImageFile
from pathlib import Path

ImageFile.LOAD_TRUNCATED_IMAGES = True


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
