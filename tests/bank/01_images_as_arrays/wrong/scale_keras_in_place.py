# mistake: preprocess_input on the caller's floats
# looks like: /= and -=, or preprocess_input, on the array of the caller: work on a copy
# why: np.asarray and np.array(..., copy=False) make no copy of what has the right dtype already. The caller still needs
# why: the array.
# try: x = np.zeros(3, 'float32'); scale(x); print(x)
# fails: keeps_to_its_contract
# points: 9.5
# says: changed the caller's images

import keras
import numpy as np
from PIL import Image


def load_image(path, size):
    height, width = size
    picture = Image.open(path).convert("RGB")
    return np.array(picture.resize((width, height)))


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return keras.applications.xception.preprocess_input(images)


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
