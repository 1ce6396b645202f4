# mistake: of the first image
# looks like: the means of the first image alone
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
    return images[0].mean(axis=(0, 1))
