# right: matplotlib reads the files; a predict of a tf.data.Dataset; names as an array

import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from PIL import Image


def read(path):
    values = plt.imread(path)
    if values.dtype != np.uint8:
        values = (values * 255).round().astype(np.uint8)
    if values.ndim == 2:
        values = np.stack([values] * 3, axis=-1)
    return values[..., :3]


def ask(model, pixels, preprocess):
    height, width = model.input_shape[1:3]
    small = Image.fromarray(pixels).resize((width, height), Image.BILINEAR)
    x = preprocess(np.array(small, dtype=float))
    dataset = tf.data.Dataset.from_tensors(x).batch(1)
    (row,) = model.predict(dataset, verbose=0)
    return row


def predict_file(model, path, preprocess):
    return ask(model, read(path), preprocess)


def decode(probabilities, class_names, top=3):
    names = np.array(class_names)
    top = min(top, len(names))
    best = np.argpartition(probabilities, -top)[-top:]
    best = best[np.argsort(probabilities[best])[::-1]]
    return list(zip(names[best], probabilities[best]))


def crop(path, box):
    left, top, right, bottom = box
    return read(path)[np.ix_(range(top, bottom), range(left, right))]


def predict_crop(model, path, box, preprocess):
    return ask(model, crop(path, box), preprocess)
