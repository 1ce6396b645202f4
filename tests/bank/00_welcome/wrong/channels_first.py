# mistake: (channels, height, width)
# fails: 00.1, 00.2
# points: 5
# says: channels first
# says: channels

import numpy as np


def image_size(image):
    h, w, c = image.shape
    return c, h, w


def scale_pixels(image):
    return image / 255
