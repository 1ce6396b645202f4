# mistake: scaled to 0..1 in to_batch
# looks like: values divided by 255 here: scale does the scaling
# fails: batch_is_float32_with_the_same_values
# points: 9
# says: values from 0 to 1

import numpy as np
from PIL import Image


def load_image(path, size):
    height, width = size
    picture = Image.open(path).convert("RGB")
    return np.array(picture.resize((width, height)))


def to_batch(images):
    return np.stack(images).astype("float32") / 255


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
