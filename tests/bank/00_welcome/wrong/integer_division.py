# mistake: // in place of /
# fails: pixels_become_zero_to_one
# points: 7
# says: only whole numbers kept

import numpy as np


def image_size(image):
    return image.shape


def scale_pixels(image):
    return image // 255
