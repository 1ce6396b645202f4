# mistake: /= on the caller's array, which uint8 refuses
# fails: pixels_become_zero_to_one, keeps_to_its_contract
# points: 6
# says: Cannot cast

import numpy as np


def image_size(image):
    return image.shape


def scale_pixels(image):
    image /= 255
    return image
