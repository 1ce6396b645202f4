# mistake: of the last image
# looks like: the means of the last image alone: the loop overwrites the others
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
    for image in images:
        means = image.mean(axis=(0, 1))
    return means
