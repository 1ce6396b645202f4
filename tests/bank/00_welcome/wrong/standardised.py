# mistake: standardised instead of scaled
# looks like: standardised with the image's own mean and spread
# fails: pixels_become_zero_to_one, keeps_to_its_contract
# points: 6
import numpy as np


def image_size(image):
    height, width, channels = image.shape
    return height, width, channels


def scale_pixels(image):
    return (image - image.mean()) / (image.std() + 1e-7)
