# mistake: thumbnail instead of resize
# looks like: thumbnail, which keeps the proportions and never enlarges
# fails: image_has_asked_size
# points: 9

import numpy as np
from PIL import Image


def load_image(path, size):
    picture = Image.open(path).convert("RGB")
    picture.thumbnail((size[1], size[0]))
    return np.array(picture)


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
