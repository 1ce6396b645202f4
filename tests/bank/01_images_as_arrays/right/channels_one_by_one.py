# right: each channel resized on its own, and averaged on its own

import numpy as np
from PIL import Image


def load_image(path, size):
    red, green, blue = Image.open(path).convert("RGB").split()
    return np.dstack([np.array(channel.resize((size[1], size[0]))) for channel in (red, green, blue)])


def to_batch(images):
    return np.moveaxis(np.stack(images, axis=-1), -1, 0).astype("float32")


def scale(images):
    return np.subtract(np.divide(images, 127.5), 1)


def channel_means(images):
    return np.array([np.average(channel) for channel in np.moveaxis(images, -1, 0)])
