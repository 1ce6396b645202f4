# mistake: a Path has no endswith
# looks like: a path that has to be a str: it may be a Path as well
# fails: keeps_to_its_contract
# points: 9.5

import numpy as np
from PIL import Image


def load_image(path, size):
    if not path.lower().endswith((".png", ".jpg", ".jpeg", ".bmp")):
        raise ValueError("this is not a picture")
    return np.array(Image.open(path).convert("RGB").resize((size[1], size[0])))


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
