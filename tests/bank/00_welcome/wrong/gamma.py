# mistake: a gamma curve after the division
# looks like: a curve (a power) on top of the division: the steps have to be even
# fails: pixels_become_zero_to_one, keeps_to_its_contract
# points: 6

import numpy as np


def image_size(image):
    return image.shape


def scale_pixels(image):
    return (image / 255.0) ** 2.2
