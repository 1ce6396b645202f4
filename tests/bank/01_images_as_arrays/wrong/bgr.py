# mistake: blue first, as OpenCV reads files
# looks like: blue first, as OpenCV reads files
# fails: colours_are_those_of_the_file
# points: 9

import numpy as np
from PIL import Image


def load_image(path, size):
    picture = Image.open(path).convert("RGB")
    return np.array(picture.resize((size[1], size[0])))[..., ::-1]


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
