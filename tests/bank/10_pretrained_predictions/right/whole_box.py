# right: the whole file is a crop of everything; the answer is that of a call

import keras
import numpy as np
from PIL import Image


def predict_file(model, path, preprocess):
    width, height = Image.open(path).size
    return predict_crop(model, path, (0, 0, width, height), preprocess)


def decode(probabilities, class_names, top=3):
    pairs = list(zip(class_names, probabilities, strict=True))
    pairs.sort(key=lambda pair: pair[1], reverse=True)
    return pairs[:top]


def crop(path, box):
    left, top, right, bottom = box
    image = np.array(Image.open(path).convert("RGB"))
    return image[top:bottom, left:right]


def predict_crop(model, path, box, preprocess):
    _, height, width, _ = model.input_shape
    picture = Image.fromarray(crop(path, box)).resize((width, height), resample=Image.Resampling.NEAREST)
    return np.array(model(preprocess(np.float32(picture))[None], training=False))[0]
