# mistake: only uint8 images are scaled
# fails: image_of_floats_is_scaled_too
# points: 9

import numpy as np


def image_size(image):
    return image.shape


def scale_pixels(image):
    if image.dtype == np.uint8:
        return image / 255
    return image
