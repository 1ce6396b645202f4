# mistake: 225 in place of 255
# fails: pixels_become_zero_to_one
# points: 7
# says: / 255

import numpy as np


def image_size(image):
    return image.shape


def scale_pixels(image):
    return image / 225
