# mistake: uint8 overflows in the subtraction
# looks like: uint8 that overflows in a subtraction; astype comes too late
# fails: whole_numbers_are_scaled_too
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
    return (2 * images - 255).astype("float32") / 255


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
