# mistake: floats, as img_to_array gives them
# why: Files hold whole numbers, and float32 takes four times the memory of uint8. Floats come in to_batch.
# fails: image_has_asked_size
# points: 9
# says: float32

import keras
import numpy as np


def load_image(path, size):
    return keras.utils.img_to_array(keras.utils.load_img(path, target_size=size))


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
