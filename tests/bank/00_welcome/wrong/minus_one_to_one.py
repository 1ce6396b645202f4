# mistake: scaled to -1..1
# looks like: a scale from -1 to 1, which some pretrained networks want; here it is 0 to 1
# fails: pixels_become_zero_to_one, keeps_to_its_contract
# points: 6

import numpy as np


def image_size(image):
    return image.shape


def scale_pixels(image):
    return image / 127.5 - 1
