# mistake: the whole picture is shrunk to the model's size, and the box with it; that part is enlarged again
# looks like: a part of the shrunken picture, enlarged again
# why: What the whole has lost when it was shrunk does not come back. Cut first, from the picture as it is in the file.
# fails: the_part_in_the_box_is_shown
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
    order = np.argsort(-probabilities)
    return [(class_names[i], float(probabilities[i])) for i in order[:top]]


def crop(path, box):
    left, top, right, bottom = box
    image = np.array(Image.open(path).convert("RGB"))
    return image[top:bottom, left:right]


def predict_crop(model, path, box, preprocess):
    height, width = model.input_shape[1:3]
    whole = Image.open(path).convert("RGB")
    small = whole.resize((width, height))
    scales = (width / whole.width, height / whole.height) * 2
    part = small.resize((width, height), box=[side * scale for side, scale in zip(box, scales)])
    return model.predict(preprocess(np.array(part, dtype="float32")[None]), verbose=0)[0]
