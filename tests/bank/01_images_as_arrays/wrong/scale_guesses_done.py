# mistake: values up to 1 are left alone
# looks like: a guess from the largest value: a nearly black image is left as it is
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
    if images.max() <= 1.0:
        return images
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
