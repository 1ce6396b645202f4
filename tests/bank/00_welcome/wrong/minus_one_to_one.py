# mistake: scaled to -1..1
# fails: pixels_become_zero_to_one
# points: 7
# says: a scale from -1 to 1

import numpy as np


def image_size(image):
    return image.shape


def scale_pixels(image):
    return image / 127.5 - 1
