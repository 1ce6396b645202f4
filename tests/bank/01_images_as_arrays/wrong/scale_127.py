# mistake: divided by 127
# looks like: a division by 127 instead of 127.5
# fails: pixels_become_minus_one_to_one, whole_numbers_are_scaled_too
# points: 8

import numpy as np
from PIL import Image


def load_image(path, size):
    height, width = size
    picture = Image.open(path).convert("RGB")
    return np.array(picture.resize((width, height)))


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / 127 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
