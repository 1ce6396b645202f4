# right: pictures read by Keras, the global generator of random, whole paths split

import keras
import os
import random
import shutil
from collections import OrderedDict
from pathlib import Path


def usable_images(folder):
    found = []
    for path in Path(folder).glob("**/*"):
        if path.is_dir() or "/." in path.as_posix()[len(str(folder)):]:
            continue
        try:
            keras.utils.img_to_array(keras.utils.load_img(path))
            found.append(str(path))
        except Exception as error:
            print(path, "is left out:", error)
    found.sort()
    return found


def split(items, validation_share, seed):
    random.seed(seed)
    ordered = sorted(items)
    validation = random.sample(ordered, k=round(len(ordered) * validation_share))
    return [item for item in ordered if item not in validation], validation


def make_tree(source, target, validation_share, seed):
    shutil.rmtree(target, ignore_errors=True)
    os.makedirs(target)
    for name in sorted(class_counts(source)):
        parts = split(usable_images(f"{source}/{name}"), validation_share, seed)
        for part, paths in zip(["train", "validation"], parts):
            os.makedirs(f"{target}/{part}/{name}")
            for path in paths:
                shutil.copy2(path, f"{target}/{part}/{name}")


def class_counts(folder):
    counts = OrderedDict()
    for path in sorted(Path(folder).glob("[!.]*/")):
        if path.is_dir():
            counts[path.name] = len(usable_images(path))
    return counts
