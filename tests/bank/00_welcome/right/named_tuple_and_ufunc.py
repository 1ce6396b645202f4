# right: a named tuple, and a ufunc into a new array
from typing import NamedTuple

import numpy as np


class Size(NamedTuple):
    height: int
    width: int
    channels: int


def image_size(image):
    return Size(*image.shape)


def scale_pixels(image):
    scaled = np.empty(image.shape, dtype=np.float64)
    np.true_divide(image, 255.0, out=scaled)
    return scaled
