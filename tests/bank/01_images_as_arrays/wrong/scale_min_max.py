# mistake: from the least and the largest of the images
# looks like: the least and the largest value of these images instead of 0 and 255
# why: A dark picture then looks like a bright one, and each batch is scaled in another way.
# fails: pixels_become_minus_one_to_one, keeps_to_its_contract
# points: 8.5

import numpy as np
from PIL import Image


def load_image(path, size):
    height, width = size
    picture = Image.open(path).convert("RGB")
    return np.array(picture.resize((width, height)))


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    low, high = images.min(), images.max()
    return (images - low) / (high - low) * 2 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
