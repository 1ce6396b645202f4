# mistake: scaled to percent: 255 becomes 100
# looks like: percent: 0 to 100 instead of 0 to 1
# fails: pixels_become_zero_to_one, image_of_floats_is_scaled_too, keeps_to_its_contract
# points: 5
import numpy as np


def image_size(image):
    height, width, channels = image.shape
    return height, width, channels


def scale_pixels(image):
    return image / 2.55
