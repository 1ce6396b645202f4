# mistake: the picture keeps its proportions, with black edges
# looks like: a picture with black edges
# why: Here the whole picture fills the model's height and width, and may be stretched for that.
# fails: the_whole_picture_is_shown
# points: 7.5

import keras
import numpy as np
from PIL import Image, ImageOps


def predict_file(model, path, preprocess):
    height, width = model.input_shape[1:3]
    picture = ImageOps.pad(Image.open(path).convert("RGB"), (width, height))
    batch = np.expand_dims(keras.utils.img_to_array(picture), 0)
    return model.predict(preprocess(batch), verbose=0)[0]


def decode(probabilities, class_names, top=3):
    order = np.argsort(-probabilities)
    return [(class_names[i], float(probabilities[i])) for i in order[:top]]


def crop(path, box):
    left, top, right, bottom = box
    image = np.array(Image.open(path).convert("RGB"))
    return image[top:bottom, left:right]


def predict_crop(model, path, box, preprocess):
    height, width = model.input_shape[1:3]
    picture = Image.open(path).convert("RGB").crop(box).resize((width, height))
    batch = np.asarray(picture, dtype="float32")[None]
    return model.predict(preprocess(batch), verbose=0)[0]
