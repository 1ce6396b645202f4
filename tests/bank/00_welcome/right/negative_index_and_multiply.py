# right: indexes from the end, multiplication by 1/255

import numpy as np


def image_size(image):
    h, w, c = image.shape[-3], image.shape[-2], image.shape[-1]
    return (h, w, c)


def scale_pixels(image):
    factor = 1. / 255
    return np.multiply(image, factor)
