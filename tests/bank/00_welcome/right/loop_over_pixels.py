# right: a loop over all pixels

import numpy as np


def image_size(image):
    return image.shape


def scale_pixels(image):
    out = np.zeros(image.shape)
    for place in np.ndindex(image.shape):
        out[place] = float(image[place]) / 255
    return out
