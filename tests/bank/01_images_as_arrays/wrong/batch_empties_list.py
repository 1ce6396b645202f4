# mistake: takes the images out of the caller's list
# looks like: changes in the caller's own list, by images[i] = ..., pop or sort: work on a list of your own
# try: images = [np.zeros((2, 2, 3), 'uint8')] * 2; to_batch(images); print([image.dtype for image in images])
# fails: keeps_to_its_contract
# points: 9.5
# says: changed the caller's images

import numpy as np
from PIL import Image


def load_image(path, size):
    with Image.open(path) as picture:
        return np.array(picture.convert("RGB").resize((size[1], size[0])))


def to_batch(images):
    batch = []
    while images:
        batch.append(images.pop(0))
    return np.array(batch, dtype="float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
