# mistake: grey, palette and RGBA left as they are
# looks like: the channels that the file has: convert("RGB") gives a picture with three of them
# fails: grey_files_get_three_channels, palettes_and_transparency_become_rgb
# points: 9
# says: no axis for the channels

import numpy as np
from PIL import Image


def load_image(path, size):
    picture = Image.open(path)
    return np.array(picture.resize((size[1], size[0])))


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
