# mistake: summed in the dtype of the images
# looks like: sums in uint8, which overflow at 256
# why: Sums of many pixels need a larger dtype. np.sum and np.mean see to that by themselves.
# fails: each_channel_has_its_mean
# points: 9

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
    pixels = images.reshape(-1, 3)
    total = pixels[0]
    for pixel in pixels[1:]:
        total = total + pixel
    return total / len(pixels)
