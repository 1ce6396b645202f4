# mistake: divided by 255, then preprocess_input
# looks like: scaled twice: all values are close to -1
# fails: pixels_become_minus_one_to_one, whole_numbers_are_scaled_too, keeps_to_its_contract
# points: 7.5

import keras
import numpy as np
from PIL import Image


def load_image(path, size):
    height, width = size
    picture = Image.open(path).convert("RGB")
    return np.array(picture.resize((width, height)))


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return keras.applications.xception.preprocess_input(images / 255)


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
