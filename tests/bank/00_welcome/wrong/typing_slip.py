# mistake: 225 in place of 255
# looks like: a division by 225, where 255 is meant
# fails: pixels_become_zero_to_one, keeps_to_its_contract
# points: 6

import numpy as np


def image_size(image):
    return image.shape


def scale_pixels(image):
    return image / 225
