# mistake: every k-th pixel with a whole k, and what is too much is cut off on the right and at the bottom
# looks like: every k-th pixel for a whole k, and the rest cut off: all of the picture is to be there
# fails: every_part_is_in_its_place
# points: 9

import numpy as np
from PIL import Image


def load_image(path, size):
    pixels = np.array(Image.open(path).convert("RGB"))
    height, width = size
    down, right = max(pixels.shape[0] // height, 1), max(pixels.shape[1] // width, 1)
    pixels = pixels[::down, ::right][:height, :width]
    if pixels.shape[:2] != (height, width):
        pixels = np.array(Image.fromarray(pixels).resize((width, height)))
    return pixels


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
