# right: Pillow cuts and resizes at once; crop with Image.transform

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
    size = (box[2] - box[0], box[3] - box[1])
    return np.array(Image.open(path).convert("RGB").transform(size, Image.Transform.EXTENT, box))


def predict_crop(model, path, box, preprocess):
    height, width = model.input_shape[1:3]
    picture = Image.open(path).convert("RGB").resize((width, height), Image.Resampling.BOX, box=box)
    return model.predict(preprocess(np.array(picture))[np.newaxis], verbose=0)[0]
