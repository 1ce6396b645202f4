# mistake: the upper left corner cut out
# looks like: a corner cut out of the picture; crop cuts, resize changes the size
# fails: every_part_is_in_its_place
# points: 9

import numpy as np
from PIL import Image


def load_image(path, size):
    picture = Image.open(path).convert("RGB")
    return np.array(picture.crop((0, 0, size[1], size[0])))


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
