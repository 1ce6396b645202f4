# mistake: height and width only
# fails: 00.1, 00.2
# points: 5
# says: 3

import numpy as np


def image_size(image):
    return image.shape[:2]


def scale_pixels(image):
    return image / 255
