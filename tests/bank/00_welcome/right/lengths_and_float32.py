# right: len of each axis as a list, float32

import numpy as np


def image_size(image: np.ndarray) -> tuple[int, int, int]:
    height = len(image)
    width = len(image[0])
    channels = len(image[0][0])
    return [height, width, channels]


def scale_pixels(image: np.ndarray) -> np.ndarray:
    image = image.astype("float32")
    image /= 255.0
    return image
