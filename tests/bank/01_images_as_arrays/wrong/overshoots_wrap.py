# mistake: bicubic in floats, cast to uint8 without a clip
# looks like: interpolated in floats and cast to uint8 without a limit at 0 and 255
# fails: every_part_is_in_its_place
# points: 9

import numpy as np
from PIL import Image


def load_image(path, size):
    channels = [
        np.array(channel.convert("F").resize((size[1], size[0]), Image.BICUBIC))
        for channel in Image.open(path).convert("RGB").split()
    ]
    return np.stack(channels, axis=-1).astype("int32").astype("uint8")


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
