# mistake: printed, not returned
# fails: 00.1, 00.2
# points: 5
# says: None

import numpy as np


def image_size(image):
    print(image.shape)


def scale_pixels(image):
    return image / 255
