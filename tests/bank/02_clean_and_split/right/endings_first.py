# right: only files with the endings of pictures are opened; copytree with an ignore function

import random
import shutil
from PIL import Image
from PIL import UnidentifiedImageError
from pathlib import Path


ENDINGS = {".jpg", ".jpeg", ".png", ".bmp", ".gif"}


def usable_images(folder):
    result = []
    for path in Path(folder).rglob("*"):
        if path.suffix.lower() not in ENDINGS or path.is_dir():
            continue
        if any(part.startswith(".") for part in path.relative_to(folder).parent.parts):
            continue
        try:
            Image.open(path).getdata()[0]
        except (UnidentifiedImageError, OSError):
            pass
        else:
            result.append(path)
    return sorted(result)


def split(items, validation_share, seed):
    pool = list(items)
    pool.sort()
    rng = random.Random(seed)
    validation = []
    while len(validation) < int(validation_share * len(items) + 0.5):
        validation.append(pool.pop(rng.randrange(len(pool))))
    return pool, validation


def make_tree(source, target, validation_share, seed):
    source, target = Path(source), Path(target)
    if target.exists():
        shutil.rmtree(target)
    chosen = {"train": set(), "validation": set()}
    for name in class_counts(source):
        train, validation = split([str(path) for path in usable_images(source / name)], validation_share, seed)
        chosen["train"].update(train)
        chosen["validation"].update(validation)
    for part, wanted in chosen.items():
        def unwanted(place, names):
            return [name for name in names if Path(place, name).is_file() and str(Path(place, name)) not in wanted
                    or name.startswith(".") or Path(place) != source and Path(place, name).is_dir()]
        shutil.copytree(source, target / part, ignore=unwanted)


def class_counts(folder):
    names = [path.name for path in Path(folder).glob("*") if path.is_dir() and path.name[:1] != "."]
    return {name: len(usable_images(Path(folder) / name)) for name in sorted(names)}
