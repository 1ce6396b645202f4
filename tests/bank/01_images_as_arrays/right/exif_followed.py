# right: the note of a turned camera is followed, the scale is interpolated

import numpy as np
from PIL import Image, ImageOps


def load_image(path, size):
    with Image.open(path) as picture:
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    height, width = size
    return np.array(upright.resize((width, height), Image.Resampling.BICUBIC))


def to_batch(images):
    return np.concatenate([image[np.newaxis] for image in images], axis=0).astype(np.float32)


def scale(images):
    return np.interp(images, (0, 255), (-1, 1))


def channel_means(images):
    return images.reshape(-1, 3).mean(axis=0)
