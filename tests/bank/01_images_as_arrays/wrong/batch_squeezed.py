# mistake: squeeze drops the axis of a batch of one
# looks like: squeeze, which drops every axis of length 1: a batch may have one image
# try: print(to_batch([np.zeros((2, 3, 3))]).shape)
# fails: images_lie_along_the_first_axis
# points: 9
# says: (6, 4, 3)

import numpy as np
from PIL import Image


def load_image(path, size):
    with Image.open(path) as picture:
        return np.array(picture.convert("RGB").resize((size[1], size[0])))


def to_batch(images):
    return np.stack(images).squeeze().astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
