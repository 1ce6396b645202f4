# mistake: rmtree of a target that is not there
# looks like: rmtree of a folder that is not there yet
# why: The target may be new. The docstring says that it is made if it is not there.
# try: from PIL import Image; import os; os.makedirs('s/hat'); Image.new('RGB', (9, 9)).save('s/hat/a.png')
# try: import contextlib
# try: with contextlib.suppress(FileNotFoundError): make_tree('s', 't', 0.5, 1)
# try: print(os.path.isdir('t'))   # True
# fails: each_picture_is_copied_to_its_class, each_class_is_split_on_its_own, only_usable_pictures_are_copied, nothing_of_an_older_tree_is_left
# points: 7

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
    random.Random(seed).shuffle(shuffled)
    count = round(validation_share * len(shuffled))
    return shuffled[count:], shuffled[:count]


def make_tree(source, target, validation_share, seed):
    target = Path(target)
    shutil.rmtree(target)
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
