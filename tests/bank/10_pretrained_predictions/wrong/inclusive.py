# mistake: right and bottom are in the part
# looks like: one column and one row too many
# why: As in a slice of Python, the place where it ends is not in the part.
# fails: the_box_is_cut_out, crop_is_an_rgb_array
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
    return [(class_names[i], float(probabilities[i])) for i in order[:top]]


def crop(path, box):
    left, top, right, bottom = box
    image = np.array(Image.open(path).convert("RGB"))
    return image[top : bottom + 1, left : right + 1]


def predict_crop(model, path, box, preprocess):
    height, width = model.input_shape[1:3]
    picture = Image.open(path).convert("RGB").crop(box).resize((width, height))
    batch = np.asarray(picture, dtype="float32")[None]
    return model.predict(preprocess(batch), verbose=0)[0]
