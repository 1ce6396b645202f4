# mistake: 127.5 - 1 as divisor
# looks like: a division by 126.5: 1 is subtracted from the divisor
# fails: pixels_become_minus_one_to_one, whole_numbers_are_scaled_too, keeps_to_its_contract
# points: 7.5

import numpy as np
from PIL import Image


def load_image(path, size):
    height, width = size
    picture = Image.open(path).convert("RGB")
    return np.array(picture.resize((width, height)))


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / (127.5 - 1)


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
