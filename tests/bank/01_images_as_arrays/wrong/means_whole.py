# mistake: rounded to whole numbers
# looks like: whole numbers: what comes after the point is cut off
# fails: each_channel_has_its_mean, means_of_scaled_images
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
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2)).astype(int)
