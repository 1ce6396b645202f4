# mistake: an array with two axes is taken for grey
# looks like: the numbers of the palette taken for a grey picture
# fails: palettes_and_transparency_become_rgb
# points: 9.5
# says: colour 40, 40, 40

import numpy as np
from PIL import Image


def load_image(path, size):
    picture = Image.open(path)
    if picture.mode not in ("P", "RGB"):
        picture = picture.convert("RGB")
    image = np.array(picture.resize((size[1], size[0])))
    if image.ndim == 2:
        image = np.stack([image] * 3, axis=-1)
    return image


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
