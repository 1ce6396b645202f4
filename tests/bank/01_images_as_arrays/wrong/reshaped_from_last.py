# mistake: stacked at the end, then reshaped
# looks like: reshape, which keeps the numbers in their row and mixes the images: np.moveaxis moves an axis
# fails: images_lie_along_the_first_axis
# points: 9
# says: none of them

import numpy as np
from PIL import Image


def load_image(path, size):
    height, width = size
    picture = Image.open(path).convert("RGB")
    return np.array(picture.resize((width, height)))


def to_batch(images):
    stacked = np.stack(images, axis=-1)
    return stacked.reshape(len(images), *images[0].shape).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
