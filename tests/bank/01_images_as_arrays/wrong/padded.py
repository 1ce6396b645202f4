# mistake: padded with black
# looks like: the picture with bars at its sides, so that nothing is stretched: the task wants it to fill the size
# fails: every_part_is_in_its_place
# points: 9

import numpy as np
from PIL import Image
from PIL import ImageOps


def load_image(path, size):
    picture = Image.open(path).convert("RGB")
    return np.array(ImageOps.pad(picture, size[::-1]))


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
