# mistake: only uint8 images are scaled
# fails: image_of_floats_is_left_alone
# points: 8
# says: values from 0 to 255

import numpy as np


def image_size(image):
    return image.shape


def scale_pixels(image):
    if image.dtype == np.uint8:
        return image / 255
    return image
