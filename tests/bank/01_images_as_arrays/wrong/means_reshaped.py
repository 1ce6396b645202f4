# mistake: reshape(3, -1)
# looks like: reshape(3, -1), which cuts the row of numbers in three: channels lie side by side, so it is reshape(-1, 3)
# fails: each_channel_has_its_mean, means_of_scaled_images, keeps_to_its_contract
# points: 8

import numpy as np
from PIL import Image


def load_image(path, size):
    height, width = size
    picture = Image.open(path).convert("RGB")
    return np.array(picture.resize((width, height)))


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.reshape(3, -1).mean(axis=1)
