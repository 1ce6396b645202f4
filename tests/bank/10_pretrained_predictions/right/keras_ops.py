# right: keras.ops and predict_on_batch; decode with heapq

import heapq

import keras
import numpy as np
from PIL import Image


def answer(model, image, preprocess):
    size = tuple(model.input_shape[1:3])
    resized = keras.ops.image.resize(keras.ops.convert_to_tensor(image, dtype="float32"), size)
    batch = keras.ops.expand_dims(preprocess(keras.ops.convert_to_numpy(resized)), 0)
    return np.squeeze(model.predict_on_batch(batch), axis=0)


def predict_file(model, path, preprocess):
    return answer(model, keras.utils.img_to_array(keras.utils.load_img(path)), preprocess)


def decode(probabilities, class_names, top=3):
    best = heapq.nlargest(top, range(len(class_names)), key=lambda place: probabilities[place])
    return [(class_names[place], probabilities[place].item()) for place in best]


def crop(path, box):
    image = keras.utils.img_to_array(keras.utils.load_img(path), dtype="uint8")
    return image[box[1]:box[3], box[0]:box[2], :]


def predict_crop(model, path, box, preprocess):
    return answer(model, crop(path, box), preprocess)
