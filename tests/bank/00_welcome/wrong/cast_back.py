# mistake: the answer is cast to the dtype of the image
# looks like: only whole numbers kept, by // or int: / gives floats
# fails: pixels_become_zero_to_one, keeps_to_its_contract
# points: 6

import numpy as np


def image_size(image):
    return image.shape


def scale_pixels(image):
    return (image / 255).astype(image.dtype)
