# mistake: /= on the caller's array, which uint8 refuses
# fails: 00.3, 00.4
# points: 5
# says: Cannot cast
# says: the caller's image has changed

import numpy as np


def image_size(image):
    return image.shape


def scale_pixels(image):
    image /= 255
    return image
