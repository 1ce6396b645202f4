# mistake: np.asarray does not copy what is float64 already
# fails: keeps_to_its_contract
# points: 9
# says: scale_pixels changed the caller's image

import numpy as np


def image_size(image):
    return image.shape


def scale_pixels(image):
    pixels = np.asarray(image, dtype=float)
    pixels /= 255
    return pixels
