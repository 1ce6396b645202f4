# mistake: cropped to fit
# looks like: the middle cut out of the picture, so that nothing is stretched: the task wants all of it
# fails: every_part_is_in_its_place
# points: 9

import numpy as np
from PIL import Image
from PIL import ImageOps


def load_image(path, size):
    picture = Image.open(path).convert("RGB")
    return np.array(ImageOps.fit(picture, size[::-1]))


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
