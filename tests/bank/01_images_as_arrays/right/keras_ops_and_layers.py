# right: keras.ops, and a Rescaling layer

import keras
import numpy as np


rescale = keras.layers.Rescaling(1 / 127.5, offset=-1)


def load_image(path, size):
    image = keras.utils.img_to_array(keras.utils.load_img(path, color_mode="rgb"))
    image = keras.ops.image.resize(image, size, interpolation="bicubic", antialias=True)
    return keras.ops.convert_to_numpy(keras.ops.clip(keras.ops.round(image), 0, 255)).astype(np.uint8)


def to_batch(images):
    return keras.ops.cast(keras.ops.stack(images, axis=0), "float32")


def scale(images):
    return rescale(images)


def channel_means(images):
    return keras.ops.mean(keras.ops.cast(images, "float32"), axis=(0, 1, 2))
