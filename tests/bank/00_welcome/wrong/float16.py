# mistake: float16
# fails: pixels_become_zero_to_one
# points: 7
# says: float16

import numpy as np


def image_size(image):
    h, w, c = image.shape
    return h, w, c


def scale_pixels(image):
    return (image / 255).astype(np.float16)
