# mistake: (channels, height, width)
# fails: height_then_width, channels_come_last
# points: 5
# says: channels first
# says: channels

import numpy as np


def image_size(image):
    h, w, c = image.shape
    return c, h, w


def scale_pixels(image):
    return image / 255
