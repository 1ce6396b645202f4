# mistake: + puts paths together, which a Path refuses
# looks like: paths put together as texts: a folder may be a str or a Path
# fails: keeps_to_its_contract
# points: 9.5

import glob
import os
import random
import shutil
from PIL import Image
from pathlib import Path


def usable_images(folder):
    found = []
    for path in sorted(glob.glob(folder + "/**/*", recursive=True)):
        if not os.path.isfile(path):
            continue
        try:
            Image.open(path).load()
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
        names = [os.path.basename(path) for path in usable_images(str(folder))]
        for part, chosen in zip(("train", "validation"), split(names, validation_share, seed)):
            place = Path(target) / part / folder.name
            place.mkdir(parents=True)
            for name in chosen:
                shutil.copy(folder / name, place / name)


def class_counts(folder):
    folders = sorted(path for path in Path(folder).iterdir() if path.is_dir() and not path.name.startswith("."))
    return {path.name: len(usable_images(str(path))) for path in folders}
