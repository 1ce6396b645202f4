# mistake: target_size as (width, height)
# looks like: height and width in the other order: Pillow's resize wants the width first
# fails: image_has_asked_size
# points: 9
# says: (40, 24, 3)

import keras
import numpy as np


def load_image(path, size):
    height, width = size
    return np.array(keras.utils.load_img(path, target_size=(width, height)))


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
