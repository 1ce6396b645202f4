# mistake: the caller's list gets floats
# looks like: changes in the caller's own list, by images[i] = ..., pop or sort: work on a list of your own
# try: images = [np.zeros((2, 2, 3), 'uint8')] * 2; to_batch(images); print([image.dtype for image in images])
# fails: keeps_to_its_contract
# points: 9.5
# says: changed the caller's images

import numpy as np
from PIL import Image


def load_image(path, size):
    height, width = size
    picture = Image.open(path).convert("RGB")
    return np.array(picture.resize((width, height)))


def to_batch(images):
    for i in range(len(images)):
        images[i] = images[i].astype("float32")
    return np.stack(images)


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
