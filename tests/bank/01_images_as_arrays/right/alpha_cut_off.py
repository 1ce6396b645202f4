# right: RGBA first, then the fourth channel cut off

import io
import numpy as np
from PIL import Image
from pathlib import Path


def load_image(path, size):
    picture = Image.open(io.BytesIO(Path(path).read_bytes()))
    pixels = np.array(picture.convert("RGBA"))[:, :, :3]
    small = Image.fromarray(np.ascontiguousarray(pixels)).resize((size[1], size[0]), Image.Resampling.BOX)
    return np.array(small)


def to_batch(images):
    return np.vstack([np.expand_dims(image, 0) for image in images]).astype(np.float32)


def scale(images):
    scaled = np.array(images, dtype=np.float32)
    scaled /= 127.5
    scaled -= 1.0
    return scaled


def channel_means(images):
    height, width = images.shape[1:3]
    return np.einsum("nhwc->c", images.astype(float)) / (len(images) * height * width)
