# right: a Resizing layer; a loop that takes the largest one by one

import keras
import numpy as np
from PIL import Image


def predict_file(model, path, preprocess):
    resize = keras.layers.Resizing(model.input_shape[1], model.input_shape[2], interpolation="nearest")
    image = np.array(Image.open(path).convert("RGB"))
    return model.predict(preprocess(np.array(resize(image[None]))), verbose=0)[0]


def decode(probabilities, class_names, top=3):
    left = np.array(probabilities, dtype="float64")
    found = []
    while len(found) < min(top, len(left)):
        place = int(left.argmax())
        found.append((class_names[place], float(probabilities[place])))
        left[place] = -1
    return found


def crop(path, box):
    left, top, right, bottom = box
    image = np.array(Image.open(path).convert("RGB"))
    return image[top:bottom, left:right]


def predict_crop(model, path, box, preprocess):
    resize = keras.layers.Resizing(model.input_shape[1], model.input_shape[2])
    image = crop(path, box).astype("float32")
    return model.predict(preprocess(np.array(resize(image[None]))), verbose=0)[0]
