# mistake: size handed to Pillow as it is
# looks like: height and width in the other order: Pillow's resize wants the width first
# fails: image_has_asked_size
# points: 9
# says: (40, 24, 3)

import numpy as np
from PIL import Image


def load_image(path, size):
    picture = Image.open(path).convert("RGB")
    return np.array(picture.resize(size))


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
