# mistake: complex numbers
# fails: pixels_become_zero_to_one, image_of_floats_is_scaled_too, keeps_to_its_contract
# points: 5
import numpy as np


def image_size(image):
    height, width, channels = image.shape
    return height, width, channels


def scale_pixels(image):
    return image / 255 + 0j
