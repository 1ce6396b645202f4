# mistake: the dtype of the images kept
# looks like: whole numbers only: the dtype of the images is kept
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
    return (images / 127.5 - 1).astype(images.dtype)


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
