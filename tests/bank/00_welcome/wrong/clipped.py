# mistake: clips instead of scaling
# looks like: clipped: everything above 1 becomes 1
# fails: pixels_become_zero_to_one, keeps_to_its_contract
# points: 6
import numpy as np


def image_size(image):
    height, width, channels = image.shape
    return height, width, channels


def scale_pixels(image):
    return np.clip(image, 0, 1).astype(float)
