# mistake: scaled to -1..1 in to_batch
# looks like: values scaled to -1..1 here: scale would do it again
# fails: batch_is_float32_with_the_same_values
# points: 9
# says: values from -1 to 1

import numpy as np
from PIL import Image


def load_image(path, size):
    height, width = size
    picture = Image.open(path).convert("RGB")
    return np.array(picture.resize((width, height)))


def to_batch(images):
    return np.stack(images).astype("float32") / 127.5 - 1


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
