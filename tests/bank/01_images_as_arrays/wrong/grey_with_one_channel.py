# mistake: grey gets an axis, but only one channel
# looks like: one channel for grey files instead of three equal ones
# fails: grey_files_get_three_channels
# points: 9.5
# says: 1 channel

import numpy as np
from PIL import Image


def load_image(path, size):
    picture = Image.open(path)
    if picture.mode not in ("1", "L"):
        picture = picture.convert("RGB")
    image = np.array(picture.resize((size[1], size[0])))
    return image[..., None] if image.ndim == 2 else image


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
