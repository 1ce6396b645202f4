# mistake: the answer is cast to the dtype of the image
# fails: pixels_become_zero_to_one
# points: 7
# says: only whole numbers kept

import numpy as np


def image_size(image):
    return image.shape


def scale_pixels(image):
    return (image / 255).astype(image.dtype)
