# right: the shape as it is, plain division

import numpy as np


def image_size(image):
    return image.shape


def scale_pixels(image):
    return image / 255
