# mistake: the pictures beside the class folders make a class of their own
# looks like: a picture beside the class folders, copied as if the source were a class
# try: from PIL import Image; from pathlib import Path; Path('s/hat').mkdir(parents=True)
# try: [Image.new('L', (9, 9)).save(f's/{name}.png') for name in ('cover', 'hat/1', 'hat/2')]
# try: make_tree('s', 't', 0.5, 1); print(sorted(str(path) for path in Path('t').glob('*/*/*')))
# fails: only_usable_pictures_are_copied
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
    return shuffled[count:], shuffled[:count]


def make_tree(source, target, validation_share, seed):
    target = Path(target)
    shutil.rmtree(target, ignore_errors=True)
    classes = {}
    for path in usable_images(source):
        path = Path(path)
        classes.setdefault(path.parent.name, {})[path.name] = path
    for name, paths in classes.items():
        for part, chosen in zip(("train", "validation"), split(list(paths), validation_share, seed)):
            (target / part / name).mkdir(parents=True)
            for file in chosen:
                shutil.copy(paths[file], target / part / name / file)



def class_counts(folder):
    folders = sorted(path for path in Path(folder).iterdir() if path.is_dir() and not path.name.startswith("."))
    return {path.name: len(usable_images(path)) for path in folders}
