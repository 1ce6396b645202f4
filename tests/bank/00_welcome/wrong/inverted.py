# mistake: black and white exchanged
# looks like: dark and bright exchanged
# fails: pixels_become_zero_to_one, keeps_to_its_contract
# points: 6
import numpy as np


def image_size(image):
    height, width, channels = image.shape
    return height, width, channels


def scale_pixels(image):
    return 1 - image / 255
