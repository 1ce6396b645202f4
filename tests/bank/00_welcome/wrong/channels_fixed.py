# mistake: always 3 channels
# looks like: 3 for every image: written into the code, or ndim, which counts the axes
# fails: channels_come_last
# points: 8

import numpy as np


def image_size(image):
    return image.shape[0], image.shape[1], 3


def scale_pixels(image):
    return image / 255
