# right: os.walk, texts for paths, NumPy for chance

import numpy as np
import os
import shutil
from PIL import Image


def readable(path):
    try:
        np.array(Image.open(path))
        return True
    except Exception:
        return False


def usable_images(folder):
    found = []
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [os.path.join(place, name) for name in files if readable(os.path.join(place, name))]
    return sorted(found)


def split(items, validation_share, seed):
    order = np.random.default_rng(seed).permutation(sorted(items))
    cut = len(items) - int(validation_share * len(items))
    return list(order[:cut]), list(order[cut:])


def make_tree(source, target, validation_share, seed):
    if os.path.exists(target):
        shutil.rmtree(target)
    for name in os.listdir(source):
        folder = os.path.join(source, name)
        if os.path.isdir(folder) and not name.startswith("."):
            train, validation = split([os.path.basename(path) for path in usable_images(folder)], validation_share, seed)
            for part, names in (("train", train), ("validation", validation)):
                os.makedirs(os.path.join(target, part, name), exist_ok=True)
                for each in names:
                    shutil.copyfile(os.path.join(folder, each), os.path.join(target, part, name, each))


def class_counts(folder):
    counts = {}
    for name in sorted(os.listdir(folder)):
        if os.path.isdir(os.path.join(folder, name)) and name[0] != ".":
            counts[name] = len(usable_images(os.path.join(folder, name)))
    return counts
