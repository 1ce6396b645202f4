# mistake: astype("uint8") first
# looks like: the pixels made whole numbers before they are divided
# fails: image_of_floats_is_scaled_too
# points: 9
# says: 60.5

import numpy as np


def image_size(image):
    h, w, c = image.shape
    return h, w, c


def scale_pixels(image):
    return image.astype("uint8") / 255.0
