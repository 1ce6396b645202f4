# mistake: one less, as if an index were asked for
# looks like: the last index of each axis, which is one less than its length
# fails: height_then_width, channels_come_last
# points: 5
import numpy as np


def image_size(image):
    return tuple(side - 1 for side in image.shape)


def scale_pixels(image):
    return image / 255
