# right: Pillow for everything, one helper for both

import keras
import numpy as np
from PIL import Image


def ask(model, picture, preprocess):
    height, width = model.input_shape[1:3]
    small = picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
    return model.predict(preprocess(np.array([small], dtype="float32")), verbose=0).ravel()


def predict_file(model, path, preprocess):
    with Image.open(path) as picture:
        return ask(model, picture, preprocess)


def decode(probabilities, class_names, top=3):
    order = np.argsort(-probabilities)
    return [(class_names[i], float(probabilities[i])) for i in order[:top]]


def crop(path, box):
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB").crop(box))


def predict_crop(model, path, box, preprocess):
    return ask(model, Image.fromarray(crop(path, box)), preprocess)
