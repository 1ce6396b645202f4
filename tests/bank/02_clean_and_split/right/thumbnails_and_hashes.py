# right: a hash of seed and name decides the order

import hashlib
import shutil
from PIL import Image, ImageStat
from pathlib import Path


def usable_images(folder):
    def walk(place):
        for path in sorted(place.iterdir()):
            if path.name.startswith("."):
                continue
            if path.is_dir():
                yield from walk(path)
                continue
            try:
                ImageStat.Stat(Image.open(path).convert("L"))
            except OSError:
                continue
            yield path

    return list(walk(Path(folder)))


def split(items, validation_share, seed):
    ranked = sorted(items, key=lambda item: hashlib.md5(f"{seed} {item}".encode()).hexdigest())
    count = round(validation_share * len(items))
    return ranked[count:], ranked[:count]


def make_tree(source, target, validation_share, seed):
    source, target = Path(source), Path(target)
    if target.exists():
        shutil.rmtree(target)
    for name in class_counts(source):
        paths = [path.as_posix() for path in usable_images(source / name)]
        for part, chosen in zip(("train", "validation"), split(paths, validation_share, seed)):
            (target / part / name).mkdir(parents=True, exist_ok=True)
            for path in chosen:
                shutil.copyfile(path, target / part / name / Path(path).name)


def class_counts(folder):
    found = {}
    for path in sorted(Path(folder).iterdir()):
        if path.is_dir() and not path.name.startswith("."):
            found[path.name] = len(usable_images(path))
    return found
