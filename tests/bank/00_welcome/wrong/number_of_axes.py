# mistake: ndim for the number of channels
# looks like: 3 for every image: written into the code, or ndim, which counts the axes
# fails: channels_come_last
# points: 8

import numpy as np


def image_size(image):
    height, width = image.shape[:2]
    return height, width, image.ndim


def scale_pixels(image):
    return image / 255
