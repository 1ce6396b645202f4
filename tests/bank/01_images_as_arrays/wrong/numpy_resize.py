# mistake: np.resize instead of a picture's resize
# looks like: np.resize, which repeats or cuts off the row of all numbers and knows no picture
# fails: every_part_is_in_its_place
# points: 9

import numpy as np
from PIL import Image


def load_image(path, size):
    picture = Image.open(path).convert("RGB")
    return np.resize(np.array(picture), (*size, 3))


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
