# mistake: how many axes there are
# fails: height_then_width, channels_come_last
# points: 5
import numpy as np


def image_size(image):
    return image.ndim


def scale_pixels(image):
    return image / 255
