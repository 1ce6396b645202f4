# mistake: an axis for the batch
# looks like: a batch of one image already: to_batch adds that axis
# fails: image_has_asked_size
# points: 9
# says: (1, 24, 40, 3)

import numpy as np
from PIL import Image


def load_image(path, size):
    picture = Image.open(path).convert("RGB")
    return np.array(picture.resize((size[1], size[0])))[None]


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
