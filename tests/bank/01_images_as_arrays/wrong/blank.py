# mistake: an empty array of the size
# looks like: an empty image of the right size
# fails: image_has_asked_size, every_part_is_in_its_place, colours_are_those_of_the_file, grey_files_get_three_channels, palettes_and_transparency_become_rgb
# points: 6

import numpy as np


def load_image(path, size):
    return np.zeros((*size, 3), dtype=np.uint8)


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
