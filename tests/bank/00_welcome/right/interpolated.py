# right: np.shape, and np.interp between two points
import numpy as np


def image_size(image):
    return np.shape(image)


def scale_pixels(image):
    return np.interp(image, [0, 255], [0, 1])
