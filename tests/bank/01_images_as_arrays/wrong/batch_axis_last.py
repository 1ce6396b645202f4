# mistake: the batch axis comes last
# looks like: the axis for the batch at the end; it comes first
# fails: images_lie_along_the_first_axis
# points: 9
# says: (5, 7, 3, 4)

import numpy as np
from PIL import Image


def load_image(path, size):
    height, width = size
    picture = Image.open(path).convert("RGB")
    return np.array(picture.resize((width, height)))


def to_batch(images):
    return np.stack(images, axis=-1).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
