# mistake: (width, height, channels), as PIL's image.size
# looks like: width before height, as PIL gives them; arrays have the rows first
# fails: height_then_width
# points: 7

import numpy as np


def image_size(image):
    width, height, channels = image.shape[1], image.shape[0], image.shape[2]
    return width, height, channels


def scale_pixels(image):
    return image / 255
