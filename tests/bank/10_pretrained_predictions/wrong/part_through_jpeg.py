# mistake: predict_crop saves the part as a JPEG file for predict_file
# looks like: a part that was saved as a JPEG file
# why: JPEG leaves out what eyes hardly see, so the pixels are no longer those of the picture. A PNG file keeps them.
# fails: the_part_in_the_box_is_shown
# points: 8

import tempfile

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
    return image[top:bottom, left:right]


def predict_crop(model, path, box, preprocess):
    with tempfile.NamedTemporaryFile(suffix=".jpg") as file:
        Image.fromarray(crop(path, box)).save(file, "JPEG")
        file.flush()
        return predict_file(model, file.name, preprocess)
