# mistake: top is not used
# looks like: three classes, whatever top is
# fails: as_many_as_asked_for, keeps_to_its_contract
# points: 7.5

import keras
import numpy as np
from PIL import Image


def predict_file(model, path, preprocess):
    height, width = model.input_shape[1:3]
    picture = keras.utils.load_img(path, target_size=(height, width))
    batch = np.expand_dims(keras.utils.img_to_array(picture), 0)
    return model.predict(preprocess(batch), verbose=0)[0]


def decode(probabilities, class_names, top=3):
    order = np.argsort(-probabilities)
    return [(class_names[i], float(probabilities[i])) for i in order[:3]]


def crop(path, box):
    left, top, right, bottom = box
    image = np.array(Image.open(path).convert("RGB"))
    return image[top:bottom, left:right]


def predict_crop(model, path, box, preprocess):
    height, width = model.input_shape[1:3]
    picture = Image.fromarray(crop(path, box)).resize((width, height))
    batch = np.expand_dims(np.array(picture, dtype="float32"), 0)
    return model.predict(preprocess(batch), verbose=0)[0]
