# mistake: a list of arrays
# looks like: a list of images: np.stack makes one array of them
# fails: images_lie_along_the_first_axis, batch_is_float32_with_the_same_values
# points: 8

import numpy as np
from PIL import Image


def load_image(path, size):
    height, width = size
    picture = Image.open(path).convert("RGB")
    return np.array(picture.resize((width, height)))


def to_batch(images):
    return [image.astype("float32") for image in images]


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
