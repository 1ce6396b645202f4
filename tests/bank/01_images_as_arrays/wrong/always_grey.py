# mistake: all pictures made grey
# looks like: a grey picture: the colours are lost
# fails: colours_are_those_of_the_file, palettes_and_transparency_become_rgb
# points: 8.5

import numpy as np
from PIL import Image


def load_image(path, size):
    picture = Image.open(path).convert("L").convert("RGB")
    return np.array(picture.resize((size[1], size[0])))


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
