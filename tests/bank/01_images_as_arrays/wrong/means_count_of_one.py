# mistake: divided by the pixels of one image
# looks like: sums divided by the pixels of one image, not of all
# fails: each_channel_has_its_mean, keeps_to_its_contract
# points: 8.5

import numpy as np
from PIL import Image


def load_image(path, size):
    height, width = size
    picture = Image.open(path).convert("RGB")
    return np.array(picture.resize((width, height)))


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.sum(axis=(0, 1, 2)) / (images.shape[1] * images.shape[2])
