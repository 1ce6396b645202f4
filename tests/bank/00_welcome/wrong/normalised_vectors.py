# mistake: keras.utils.normalize
# looks like: normalize, which divides each pixel by the length of its own vector: divide by 255
# fails: pixels_become_zero_to_one, keeps_to_its_contract
# points: 6

import numpy as np

import keras


def image_size(image):
    return image.shape


def scale_pixels(image):
    return keras.utils.normalize(image.astype("float32"), axis=-1)
