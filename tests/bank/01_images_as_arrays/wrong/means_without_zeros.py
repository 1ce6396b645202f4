# mistake: zeros left out
# looks like: zeros left out of the mean: a black pixel counts like any other
# fails: each_channel_has_its_mean, means_of_scaled_images
# points: 8.5

import numpy as np
from PIL import Image


def load_image(path, size):
    with Image.open(path) as picture:
        return np.array(picture.convert("RGB").resize((size[1], size[0])))


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return np.array([images[..., channel][images[..., channel] != 0].mean() for channel in range(3)])
