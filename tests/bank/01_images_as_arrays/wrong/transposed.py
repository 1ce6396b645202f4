# mistake: resize given (height, width), then the axes exchanged
# looks like: rows and columns exchanged: the picture lies on its side
# fails: every_part_is_in_its_place
# points: 9

import numpy as np
from PIL import Image


def load_image(path, size):
    picture = Image.open(path).convert("RGB")
    return np.array(picture.resize(size)).transpose(1, 0, 2)


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
