# mistake: rows of all images one under the other
# looks like: np.concatenate, which puts the rows of all images one under the other: np.stack makes a new axis
# fails: images_lie_along_the_first_axis
# points: 9
# says: (20, 7, 3)

import numpy as np
from PIL import Image


def load_image(path, size):
    height, width = size
    picture = Image.open(path).convert("RGB")
    return np.array(picture.resize((width, height)))


def to_batch(images):
    return np.concatenate(images).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
