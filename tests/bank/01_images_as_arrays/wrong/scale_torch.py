# mistake: preprocess_input of DenseNet
# looks like: preprocess_input of another network: DenseNet wants a mean of 0 and a spread of 1 for each channel
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
    return keras.applications.densenet.preprocess_input(np.array(images, dtype=float))


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
