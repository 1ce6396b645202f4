# mistake: 150 x 150 written into the code
# looks like: 150 x 150 written into the code
# fails: image_has_asked_size
# points: 9
# says: (150, 150, 3)

import numpy as np
from PIL import Image


def load_image(path, size):
    picture = Image.open(path).convert("RGB").resize((150, 150))
    return np.array(picture)


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
