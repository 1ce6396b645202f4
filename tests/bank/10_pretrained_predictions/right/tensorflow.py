# right: tf.io and tf.image, lists of lists, the answer as a tensor

import numpy as np
import tensorflow as tf


def read(path):
    return tf.io.decode_image(tf.io.read_file(str(path)), channels=3, expand_animations=False)


def predict_file(model, path, preprocess):
    resized = tf.image.resize(read(path), model.input_shape[1:3])
    return model(preprocess(resized[tf.newaxis]), training=False)[0]


def decode(probabilities, class_names, top=3):
    top = min(top, len(class_names))
    values, places = tf.math.top_k(probabilities, k=top)
    return [[class_names[place], value] for place, value in zip(places.numpy(), values.numpy(), strict=True)]


def crop(path, box):
    left, top, right, bottom = box
    return tf.image.crop_to_bounding_box(read(path), top, left, bottom - top, right - left).numpy()


def predict_crop(model, path, box, preprocess):
    resized = tf.image.resize(crop(path, box), model.input_shape[1:3]).numpy()
    return model.predict(preprocess(np.stack([resized])), verbose=0)[0, :]
