# mistake: /= on the caller's array, which uint8 refuses
# fails: pixels_become_zero_to_one, image_of_floats_is_left_alone
# points: 5
# says: Cannot cast
# says: the caller's image has changed

import numpy as np


def image_size(image):
    return image.shape


def scale_pixels(image):
    image /= 255
    return image
