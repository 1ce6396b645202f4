# mistake: by the largest value of the images
# looks like: the largest value of these images instead of 255
# why: A dark picture then looks like a bright one, and each batch is scaled in another way.
# fails: pixels_become_minus_one_to_one, keeps_to_its_contract
# points: 8.5

import numpy as np
from PIL import Image


def load_image(path, size):
    height, width = size
    picture = Image.open(path).convert("RGB")
    return np.array(picture.resize((width, height)))


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / images.max() * 2 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
