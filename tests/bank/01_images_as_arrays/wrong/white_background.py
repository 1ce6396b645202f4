# mistake: transparent pictures laid on white
# looks like: a white background behind transparent pixels; the task leaves transparency out
# fails: palettes_and_transparency_become_rgb
# points: 9.5

import numpy as np
from PIL import Image


def load_image(path, size):
    picture = Image.open(path).convert("RGBA")
    white = Image.new("RGBA", picture.size, "white")
    picture = Image.alpha_composite(white, picture).convert("RGB")
    return np.array(picture.resize((size[1], size[0])))


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
