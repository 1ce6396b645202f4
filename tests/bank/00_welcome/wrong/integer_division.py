# mistake: // in place of /
# looks like: only whole numbers kept, by // or int: / gives floats
# fails: pixels_become_zero_to_one, keeps_to_its_contract
# points: 6

import numpy as np


def image_size(image):
    return image.shape


def scale_pixels(image):
    return image // 255
