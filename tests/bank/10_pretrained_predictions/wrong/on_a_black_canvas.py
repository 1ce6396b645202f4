# mistake: the part lies in the middle of a black picture of the model's size
# fails: small_things_are_recognised
# points: 9
# says: does the thing fill it

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
    part = Image.fromarray(crop(path, box))
    if part.width > width or part.height > height:
        part = part.resize((width, height))
    canvas = Image.new("RGB", (width, height))
    canvas.paste(part, ((width - part.width) // 2, (height - part.height) // 2))
    return model.predict(preprocess(np.array(canvas, dtype="float32")[None]), verbose=0)[0]
