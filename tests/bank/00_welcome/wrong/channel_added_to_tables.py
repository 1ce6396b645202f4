# mistake: a channel axis added to an array with two axes
# fails: keeps_to_its_contract
# points: 9
# says: more axes
import numpy as np


def image_size(image):
    return image.shape


def scale_pixels(image):
    if image.ndim == 2:
        image = image[..., np.newaxis]
    return image / 255
