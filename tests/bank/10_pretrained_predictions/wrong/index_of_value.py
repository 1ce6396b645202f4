# mistake: the name is looked up by the value's first place, in the sorted names
# looks like: the probability looked up by name: two of one name get the same
# why: class_names.index(name) finds the first of that name, always.
# fails: as_many_as_asked_for
# points: 8

import keras
import numpy as np
from PIL import Image


def predict_file(model, path, preprocess):
    height, width = model.input_shape[1:3]
    picture = keras.utils.load_img(path, target_size=(height, width))
    batch = np.expand_dims(keras.utils.img_to_array(picture), 0)
    return model.predict(preprocess(batch), verbose=0)[0]


def decode(probabilities, class_names, top=3):
    names = [class_names[i] for i in np.argsort(-probabilities)[:top]]
    return [(name, float(probabilities[list(class_names).index(name)])) for name in names]


def crop(path, box):
    left, top, right, bottom = box
    image = np.array(Image.open(path).convert("RGB"))
    return image[top:bottom, left:right]


def predict_crop(model, path, box, preprocess):
    height, width = model.input_shape[1:3]
    picture = Image.open(path).convert("RGB").crop(box).resize((width, height))
    batch = np.asarray(picture, dtype="float32")[None]
    return model.predict(preprocess(batch), verbose=0)[0]
