# mistake: always 3 channels
# fails: channels_come_last
# points: 8
# says: 3 written into the code

import numpy as np


def image_size(image):
    return image.shape[0], image.shape[1], 3


def scale_pixels(image):
    return image / 255
