# mistake: (channels, height, width)
# looks like: channels first, as PyTorch has them; in Keras they come last
# fails: height_then_width, channels_come_last
# points: 5

import numpy as np


def image_size(image):
    h, w, c = image.shape
    return c, h, w


def scale_pixels(image):
    return image / 255
