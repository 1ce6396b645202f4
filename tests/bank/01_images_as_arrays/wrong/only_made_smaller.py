# mistake: a picture that is smaller both ways stays as it is
# looks like: a small picture left at its own size: it may be smaller than the size that is asked for
# try: from PIL import Image; Image.new('RGB', (9, 6)).save('small.png')
# try: print(load_image('small.png', (20, 40)).shape)   # (20, 40, 3)
# fails: image_has_asked_size
# points: 9

import numpy as np
from PIL import Image


def load_image(path, size):
    height, width = size
    picture = Image.open(path).convert("RGB")
    if picture.width > width or picture.height > height:
        picture = picture.resize((width, height))
    return np.array(picture)


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
