# right: SciPy for the size, a table for the scale

import numpy as np
from PIL import Image
from scipy import ndimage


def load_image(path, size):
    image = np.array(Image.open(path).convert("RGB"))
    factors = (size[0] / image.shape[0], size[1] / image.shape[1], 1)
    return ndimage.zoom(image, factors, order=1, grid_mode=True, mode="nearest")


def to_batch(images):
    return np.array(images, dtype=np.float32)


def scale(images):
    return images * (2 / 255) - 1.0


def channel_means(images):
    return images.sum(axis=(0, 1, 2), dtype=float) / (images.size / 3)
