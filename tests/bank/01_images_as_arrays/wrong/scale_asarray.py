# mistake: asarray makes no copy of float32, and preprocess_input changes it
# looks like: /= and -=, or preprocess_input, on the array of the caller: work on a copy
# why: np.asarray and np.array(..., copy=False) make no copy of what has the right dtype already. The caller still needs
# why: the array.
# try: x = np.zeros(3, 'float32'); scale(x); print(x)
# fails: keeps_to_its_contract
# points: 9.5
# says: changed the caller's images

import numpy as np
from keras.applications.xception import preprocess_input
from PIL import Image


def load_image(path, size):
    with Image.open(path) as picture:
        return np.array(picture.convert("RGB").resize((size[1], size[0])))


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return preprocess_input(np.asarray(images, dtype="float32"))


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
