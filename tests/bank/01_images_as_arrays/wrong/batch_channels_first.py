# mistake: channels second, as in PyTorch
# looks like: channels second, as PyTorch has them; in Keras they come last
# fails: images_lie_along_the_first_axis
# points: 9

import numpy as np
from PIL import Image


def load_image(path, size):
    height, width = size
    picture = Image.open(path).convert("RGB")
    return np.array(picture.resize((width, height)))


def to_batch(images):
    return np.stack(images).transpose(0, 3, 1, 2).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
