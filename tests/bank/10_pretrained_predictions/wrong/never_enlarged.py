# mistake: the part is cut or padded to the model's size, never enlarged
# fails: small_things_are_recognised
# points: 9
# says: does the thing fill it

import keras
import numpy as np
import tensorflow as tf
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
    part = tf.image.resize_with_crop_or_pad(crop(path, box), height, width).numpy()
    return model.predict(preprocess(part[None].astype("float32")), verbose=0)[0]
