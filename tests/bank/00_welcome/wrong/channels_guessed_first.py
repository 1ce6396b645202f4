# mistake: a first axis of 1 or 3 taken for the channels
# looks like: the smallest axis, or a first one of 1 or 3, taken for the channels: they are always last
# try: print(image_size(np.zeros((3, 50, 3))))   # (3, 50, 3)
# fails: height_then_width
# points: 7

import numpy as np


def image_size(image):
    if image.shape[0] in (1, 3):      # channels first
        c, h, w = image.shape
    else:
        h, w, c = image.shape
    return h, w, c


def scale_pixels(image):
    image = image.astype("float32")
    return image / 255.0
