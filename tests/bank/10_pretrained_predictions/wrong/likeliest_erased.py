# mistake: the largest are set to 0 in the caller's array
# looks like: the caller's probabilities changed
# why: The caller still needs the array: work on a copy.
# fails: keeps_to_its_contract
# points: 8.5

import keras
import numpy as np
from PIL import Image


def predict_file(model, path, preprocess):
    height, width = model.input_shape[1:3]
    picture = keras.utils.load_img(path, target_size=(height, width))
    batch = np.expand_dims(keras.utils.img_to_array(picture), 0)
    return model.predict(preprocess(batch), verbose=0)[0]


def decode(probabilities, class_names, top=3):
    found = []
    for _ in range(min(top, len(class_names))):
        place = int(np.argmax(probabilities))
        found.append((class_names[place], float(probabilities[place])))
        probabilities[place] = -1
    return found


def crop(path, box):
    left, top, right, bottom = box
    image = np.array(Image.open(path).convert("RGB"))
    return image[top:bottom, left:right]


def predict_crop(model, path, box, preprocess):
    height, width = model.input_shape[1:3]
    picture = Image.open(path).convert("RGB").crop(box).resize((width, height))
    batch = np.asarray(picture, dtype="float32")[None]
    return model.predict(preprocess(batch), verbose=0)[0]
