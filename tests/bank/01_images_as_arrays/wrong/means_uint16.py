# mistake: summed in uint16
# looks like: sums in uint16, which overflow at 65,536
# why: Sums of many pixels need a larger dtype. np.sum and np.mean see to that by themselves.
# fails: each_channel_has_its_mean
# points: 9

import numpy as np
from PIL import Image


def load_image(path, size):
    with Image.open(path) as picture:
        return np.array(picture.convert("RGB").resize((size[1], size[0])))


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    dtype = "uint16" if images.dtype == np.uint8 else None
    return images.sum(axis=(0, 1, 2), dtype=dtype) / images[..., 0].size
