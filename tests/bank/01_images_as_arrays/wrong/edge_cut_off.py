# mistake: enlarged, then the middle cut out, as ImageNet recipes do
# looks like: enlarged first, then the middle cut out: a strip at each side is lost
# fails: every_part_is_in_its_place
# points: 9

import numpy as np
from PIL import Image


def load_image(path, size):
    height, width = size
    top, left = height // 14, width // 14
    picture = Image.open(path).convert("RGB").resize((width + 2 * left, height + 2 * top))
    return np.array(picture)[top : top + height, left : left + width]


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
