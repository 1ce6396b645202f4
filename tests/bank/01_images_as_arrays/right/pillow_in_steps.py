# right: Pillow in several steps, lists for images, a list of means

import numpy as np
from PIL import Image


def load_image(path, size):
    picture = Image.open(path)
    if picture.mode != "RGB":
        picture = picture.convert("RGB")
    picture = picture.resize(size[::-1], Image.Resampling.LANCZOS)
    return np.asarray(picture, dtype=np.uint8)


def to_batch(images):
    batch = np.empty((len(images), *images[0].shape), dtype=np.float32)
    for i, image in enumerate(images):
        batch[i] = image
    return batch


def scale(images):
    return images.astype("float32") / 255 * 2 - 1


def channel_means(images):
    return [images[:, :, :, channel].mean() for channel in range(3)]
