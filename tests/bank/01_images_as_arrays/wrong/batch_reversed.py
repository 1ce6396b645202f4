# mistake: the images in reverse
# looks like: the images in reverse order
# fails: images_lie_along_the_first_axis
# points: 9
# says: image 4, image 3

import numpy as np
from PIL import Image


def load_image(path, size):
    height, width = size
    picture = Image.open(path).convert("RGB")
    return np.array(picture.resize((width, height)))


def to_batch(images):
    batch = []
    for image in images:
        batch.insert(0, image)
    return np.array(batch, dtype="float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
