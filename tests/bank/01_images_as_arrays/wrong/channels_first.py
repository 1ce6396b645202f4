# mistake: channels first
# looks like: channels first, as PyTorch has them; in Keras they come last
# fails: image_has_asked_size
# points: 9
# says: (3, 24, 40)

import numpy as np
from PIL import Image


def load_image(path, size):
    picture = Image.open(path).convert("RGB")
    return np.array(picture.resize((size[1], size[0]))).transpose(2, 0, 1)


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
