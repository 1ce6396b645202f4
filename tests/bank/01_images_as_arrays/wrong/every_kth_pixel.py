# mistake: every k-th pixel, k a whole number, so that what does not divide is cropped
# looks like: every k-th pixel with a whole k: where the sizes do not divide, the rest is cut off
# fails: every_part_is_in_its_place
# points: 9

import numpy as np
from PIL import Image


def load_image(path, size):
    pixels = np.array(Image.open(path).convert("RGB"))
    places = []
    for wanted, there in zip(size, pixels.shape, strict=False):
        places.append(np.minimum(np.arange(wanted) * max(there // wanted, 1), there - 1))
    return pixels[places[0]][:, places[1]]


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
