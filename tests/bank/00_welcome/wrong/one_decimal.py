# mistake: rounded to one decimal
# looks like: rounded to one decimal: ten steps of brightness are left
# fails: pixels_become_zero_to_one
# points: 7
import numpy as np


def image_size(image):
    height, width, channels = image.shape
    return height, width, channels


def scale_pixels(image):
    return np.round(image / 255, 1)
