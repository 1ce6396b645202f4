# mistake: the first image n times
# looks like: the first image at every place
# fails: images_lie_along_the_first_axis, batch_is_float32_with_the_same_values
# points: 8

import numpy as np
from PIL import Image


def load_image(path, size):
    height, width = size
    picture = Image.open(path).convert("RGB")
    return np.array(picture.resize((width, height)))


def to_batch(images):
    batch = np.empty((len(images), *images[0].shape), "float32")
    for image in images:
        batch[:] = images[0]
    return batch


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
