# mistake: scaled only if a value is above 1
# looks like: a guess from the largest value: a nearly black image is taken for one that is scaled
# fails: pixels_become_minus_one_to_one
# points: 9

import numpy as np
from PIL import Image


def load_image(path, size):
    height, width = size
    picture = Image.open(path).convert("RGB")
    return np.array(picture.resize((width, height)))


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    if images.max() <= 1:
        return images * 2.0 - 1
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
