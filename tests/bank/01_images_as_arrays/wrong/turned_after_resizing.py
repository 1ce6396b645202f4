# mistake: exif_transpose after resize
# looks like: a picture turned by its EXIF note after it was resized: turn it before
# try: from PIL import Image; exif = Image.Exif(); exif[0x0112] = 6
# try: Image.new('RGB', (60, 20)).save('turned.jpg', exif=exif)
# try: print(load_image('turned.jpg', (30, 44)).shape)   # (30, 44, 3)
# fails: image_has_asked_size
# points: 9
# says: (44, 30, 3)

import numpy as np
from PIL import Image
from PIL import ImageOps


def load_image(path, size):
    picture = Image.open(path).convert("RGB")
    return np.array(ImageOps.exif_transpose(picture.resize((size[1], size[0]))))


def to_batch(images):
    return np.stack(images).astype("float32")


def scale(images):
    return images / 127.5 - 1


def channel_means(images):
    return images.mean(axis=(0, 1, 2))
