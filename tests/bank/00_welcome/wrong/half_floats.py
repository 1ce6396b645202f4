# mistake: sizes as floats
# fails: height_then_width, channels_come_last
# points: 5
import numpy as np


def image_size(image):
    return tuple(side / 1.5 for side in image.shape)


def scale_pixels(image):
    return image / 255
