# mistake: through uint8 on the way to float32
# looks like: a cast to uint8 on the way: values below 0 and what comes after the point are lost
# fails: batch_is_float32_with_the_same_values
# points: 9

import numpy as np
from PIL import Image


def load_image(path, size):
    with Image.open(path) as picture:
        return np.array(picture.convert("RGB").resize((size[1], size[0])))


def to_batch(images):
    return np.array(images).astype("uint8").astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
