# mistake: divided by the image's own maximum
# looks like: a division by the largest pixel of this image: divide by 255, so that dark images stay dark
# fails: pixels_become_zero_to_one
# points: 7

import numpy as np


def image_size(image):
    return image.shape


def scale_pixels(image):
    return image / np.max(image)
