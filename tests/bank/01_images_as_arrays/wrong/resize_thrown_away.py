# mistake: the result of resize not used
# looks like: the size of the file: size is not used, or the result of resize is lost
# fails: image_has_asked_size
# points: 9

import numpy as np
from PIL import Image


def load_image(path, size):
    picture = Image.open(path).convert("RGB")
    picture.resize((size[1], size[0]))
    return np.array(picture)


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
