# mistake: divided by 255 while loading
# looks like: values divided by 255 here; that is the work of scale
# fails: image_has_asked_size, colours_are_those_of_the_file
# points: 8
# says: 0.

import numpy as np
from PIL import Image


def load_image(path, size):
    picture = Image.open(path).convert("RGB")
    return np.array(picture.resize((size[1], size[0]))) / 255


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
