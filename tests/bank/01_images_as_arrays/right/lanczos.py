# right: sharper interpolation, float32 throughout

import numpy as np
from PIL import Image


def load_image(path, size):
    picture = Image.open(str(path)).convert("RGB")
    return np.asarray(picture.resize(size[::-1], Image.Resampling.LANCZOS), dtype="uint8")


def to_batch(images):
    return np.concatenate([np.asarray(image, "float32")[np.newaxis] for image in images], axis=0)


def scale(images):
    return np.subtract(np.divide(images, 127.5, dtype="float32"), 1, dtype="float32")


def channel_means(images):
    return np.array([images[..., 0].mean(), images[..., 1].mean(), images[..., 2].mean()])
