# mistake: min-max scaling
# looks like: this image stretched from its darkest to its brightest pixel: divide by 255
# fails: pixels_become_zero_to_one
# points: 7

import numpy as np


def image_size(image):
    return image.shape


def scale_pixels(image):
    return (image - image.min()) / (image.max() - image.min())
