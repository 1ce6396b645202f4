# mistake: grey goes into the first channel, the others stay 0
# looks like: grey in the first channel alone, so that it looks red
# fails: grey_files_get_three_channels
# points: 9.5

import numpy as np
from PIL import Image


def load_image(path, size):
    picture = Image.open(path)
    if picture.mode == "L":
        image = np.zeros((*size, 3), dtype=np.uint8)
        image[..., 0] = np.array(picture.resize((size[1], size[0])))
        return image
    picture = picture.convert("RGB")
    return np.array(picture.resize((size[1], size[0])))


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
