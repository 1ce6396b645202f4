# right: preprocess comes first, on the picture at its own size; tf.image resizes what it gives

import keras
import numpy as np
import tensorflow as tf
from PIL import Image


def predict_file(model, path, preprocess):
    pixels = np.asarray(Image.open(path).convert("RGB"), dtype=np.float32)
    resized = tf.image.resize(preprocess(pixels), model.input_shape[1:-1], method="area")
    return model.predict(np.expand_dims(resized, 0), verbose=0)[0]


def decode(probabilities, class_names, top=3):
    order = sorted(range(len(class_names)), key=probabilities.__getitem__, reverse=True)
    return [(class_names[k], probabilities[k]) for k in order][:top]


def crop(path, box):
    x0, y0, x1, y1 = box
    return keras.utils.img_to_array(keras.utils.load_img(path), dtype=np.uint8)[y0:y1, x0:x1]


def predict_crop(model, path, box, preprocess):
    pixels = preprocess(crop(path, box).astype(np.float32))
    resized = tf.image.resize(pixels, model.input_shape[1:-1], antialias=True)
    return model.predict(np.expand_dims(resized, 0), verbose=0)[0]
