# mistake: / 256
# looks like: a division by 256: the largest pixel is 255
# fails: pixels_become_zero_to_one
# points: 7

import numpy as np


def image_size(image):
    return image.shape


def scale_pixels(image):
    return image / 256
