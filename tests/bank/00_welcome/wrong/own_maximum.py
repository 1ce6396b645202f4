# mistake: divided by the image's own maximum
# fails: pixels_become_zero_to_one
# points: 7
# says: the largest pixel of this image

import numpy as np


def image_size(image):
    return image.shape


def scale_pixels(image):
    return image / np.max(image)
