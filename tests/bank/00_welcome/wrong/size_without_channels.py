# mistake: height and width only
# fails: height_then_width, channels_come_last
# points: 5

import numpy as np


def image_size(image):
    return image.shape[:2]


def scale_pixels(image):
    return image / 255
