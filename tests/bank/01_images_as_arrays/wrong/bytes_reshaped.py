# mistake: the bytes of the file taken for pixels
# looks like: the bytes of the file taken for pixels: JPEG and PNG are packed, and have to be decoded
# fails: every_part_is_in_its_place, colours_are_those_of_the_file, grey_files_get_three_channels, palettes_and_transparency_become_rgb
# points: 7

import numpy as np


def load_image(path, size):
    data = np.fromfile(path, dtype=np.uint8)
    return np.resize(data, (*size, 3))


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
