# mistake: only a Path has .open
# looks like: a path that has to be a Path: it may be a str as well
# why: The docstring allows both. Path(path) makes a Path of either.
# try: from PIL import Image; Image.new('RGB', (9, 9)).save('a.png'); print(load_image('a.png', (4, 4)).shape)
# fails: image_has_asked_size, every_part_is_in_its_place, colours_are_those_of_the_file, grey_files_get_three_channels,
# fails: palettes_and_transparency_become_rgb
# points: 6

import numpy as np
from PIL import Image


def load_image(path, size):
    with path.open("rb") as file:
        return np.array(Image.open(file).convert("RGB").resize((size[1], size[0])))


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
