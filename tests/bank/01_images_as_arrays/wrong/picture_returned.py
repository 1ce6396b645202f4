# mistake: a Pillow picture returned
# looks like: a Pillow picture: np.array(picture) makes an array of it
# fails: image_has_asked_size, every_part_is_in_its_place, colours_are_those_of_the_file, grey_files_get_three_channels, palettes_and_transparency_become_rgb
# points: 6
# says: PIL

import numpy as np
from PIL import Image


def load_image(path, size):
    picture = Image.open(path).convert("RGB")
    return picture.resize((size[1], size[0]))


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
