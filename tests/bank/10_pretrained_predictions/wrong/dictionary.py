# mistake: names as keys: two of the same name become one
# looks like: a dictionary by name: two classes of one name become one
# why: A dictionary keeps one value for each name. ImageNet has two cranes.
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
    by_name = {name: float(value) for name, value in zip(class_names, probabilities)}
    return sorted(by_name.items(), key=lambda pair: pair[1], reverse=True)[:top]


def crop(path, box):
    left, top, right, bottom = box
    image = np.array(Image.open(path).convert("RGB"))
    return image[top:bottom, left:right]


def predict_crop(model, path, box, preprocess):
    height, width = model.input_shape[1:3]
    picture = Image.open(path).convert("RGB").crop(box).resize((width, height))
    batch = np.asarray(picture, dtype="float32")[None]
    return model.predict(preprocess(batch), verbose=0)[0]
