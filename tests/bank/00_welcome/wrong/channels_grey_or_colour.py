# mistake: 4 channels taken for 3
# looks like: only 3 channels and 1 known: an image may have any number
# fails: channels_come_last
# points: 8
# says: 3 for one with transparency

import numpy as np


def image_size(image):
    h, w = len(image), len(image[0])
    channels = 3 if image.shape[2] >= 3 else 1
    return h, w, channels


def scale_pixels(image):
    return image / 255
