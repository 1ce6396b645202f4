# mistake: load_img cuts off what does not fit the model's proportions
# looks like: only the middle of the picture
# why: What is at the edges is lost. Here the whole picture is made to fit.
# fails: the_whole_picture_is_shown
# points: 7.5

import keras
import numpy as np
from PIL import Image


def predict_file(model, path, preprocess):
    height, width = model.input_shape[1:3]
    picture = keras.utils.load_img(path, target_size=(height, width), keep_aspect_ratio=True)
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
    picture = Image.fromarray(crop(path, box)).resize((width, height))
    batch = np.expand_dims(np.array(picture, dtype="float32"), 0)
    return model.predict(preprocess(batch), verbose=0)[0]
