# mistake: pixels cut to whole numbers, as places in a table
# looks like: pixels cut to whole numbers: they may have a fraction
# fails: pixels_become_minus_one_to_one
# points: 9

import numpy as np
from PIL import Image


def load_image(path, size):
    with Image.open(path) as picture:
        return np.array(picture.convert("RGB").resize((size[1], size[0])))


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return np.linspace(-1, 1, 256)[images.astype(int)]


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
