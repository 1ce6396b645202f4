# mistake: RGBA is not converted
# looks like: a fourth channel for transparency, left in
# fails: palettes_and_transparency_become_rgb
# points: 9.5
# says: 4 channels

import numpy as np
from PIL import Image


def load_image(path, size):
    picture = Image.open(path)
    if picture.mode in ("1", "L", "LA", "P"):
        picture = picture.convert("RGB")
    return np.array(picture.resize((size[1], size[0])))


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
