# mistake: resize before convert, so that transparent pixels turn black
# looks like: resize before convert: Pillow makes fully transparent pixels black on the way
# fails: palettes_and_transparency_become_rgb
# points: 9.5

import numpy as np
from PIL import Image


def load_image(path, size):
    with Image.open(path) as picture:
        return np.array(picture.resize((size[1], size[0])).convert("RGB"))


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
