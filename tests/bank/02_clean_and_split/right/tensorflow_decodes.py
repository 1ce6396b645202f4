# right: pictures decoded by TensorFlow, a tuple of paths, sets for the parts

import math
import random
import shutil
import tensorflow as tf
from pathlib import Path


def usable_images(folder):
    def decodes(path):
        try:
            tf.io.decode_image(tf.io.read_file(str(path)))
        except tf.errors.OpError:
            return False
        return True

    root = Path(folder)
    files = [path for path in root.rglob("*.*") if path.is_file()]
    shown = [path for path in files if not any(part[0] == "." for part in path.relative_to(root).parts)]
    return tuple(sorted(filter(decodes, shown), key=str))


def split(items, validation_share, seed):
    rng = random.Random(seed)
    drawn = {item: rng.random() for item in sorted(items)}
    ranked = sorted(items, key=drawn.get)
    count = math.ceil(validation_share * len(items) - 1e-9)
    return set(ranked[count:]), set(ranked[:count])


def make_tree(source, target, validation_share, seed):
    target = Path(target)
    if target.is_dir():
        for old in target.iterdir():
            shutil.rmtree(old)
    classes = [path for path in Path(source).iterdir() if path.is_dir() and path.name[0] != "."]
    for place in classes:
        by_name = {path.name: path for path in usable_images(place)}
        train, validation = split(list(by_name), validation_share, seed)
        for name, path in by_name.items():
            goal = target / ("validation" if name in validation else "train") / place.name / name
            goal.parent.mkdir(parents=True, exist_ok=True)
            goal.write_bytes(path.read_bytes())


def class_counts(folder):
    root = Path(folder)
    names = sorted(path.name for path in root.iterdir() if path.is_dir() and not path.name.startswith("."))
    counts = dict.fromkeys(names, 0)
    for path in usable_images(folder):
        name = path.relative_to(root).parts[0]
        if name in counts:
            counts[name] += 1
    return counts
