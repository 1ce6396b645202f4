# right: Keras' own functions for all of it

import keras
import numpy as np


def load_image(path, size):
    picture = keras.utils.load_img(path, target_size=size)
    return keras.utils.img_to_array(picture).astype("uint8")


def to_batch(images):
    return np.array([keras.utils.img_to_array(image) for image in images])


def scale(images):
    return keras.applications.xception.preprocess_input(np.array(images, dtype="float32"))


def channel_means(images):
    return np.mean(np.mean(np.mean(images, axis=0), axis=0), axis=0)
