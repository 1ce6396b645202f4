# mistake: one row of numbers for each image
# looks like: one row of numbers for each image, as for a Dense layer
# fails: images_lie_along_the_first_axis
# points: 9

import numpy as np
from PIL import Image


def load_image(path, size):
    height, width = size
    picture = Image.open(path).convert("RGB")
    return np.array(picture.resize((width, height)))


def to_batch(images):
    return np.array([image.ravel() for image in images], dtype="float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
