# mistake: columns reversed
# looks like: the picture mirrored: left and right changed places
# fails: every_part_is_in_its_place
# points: 9

import numpy as np
from PIL import Image
from PIL import ImageOps


def load_image(path, size):
    picture = Image.open(path).convert("RGB")
    return np.array(ImageOps.mirror(picture.resize((size[1], size[0]))))


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
