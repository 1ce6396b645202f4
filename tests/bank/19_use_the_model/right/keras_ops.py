# right: keras.ops everywhere, one-hot products for the matrix, evaluate with return_dict
from pathlib import Path

import keras
import numpy as np
from keras import ops


def _batch(model, paths, preprocess):
    images = [keras.utils.img_to_array(keras.utils.load_img(path)) for path in paths]
    images = [ops.image.resize(image, model.input_shape[1:3]) for image in images]
    return preprocess(ops.convert_to_numpy(ops.stack(images)))


def classify(model_path, image_paths, class_names, preprocess, top=3):
    model = keras.models.load_model(model_path)
    answers = model(_batch(model, image_paths, preprocess), training=False)
    values, places = ops.top_k(answers, top)
    values, places = ops.convert_to_numpy(values), ops.convert_to_numpy(places)
    return [
        tuple((class_names[place], value) for place, value in zip(*rows, strict=True))
        for rows in zip(places, values, strict=True)
    ]


def evaluate_folder(model_path, folder, preprocess):
    model = keras.models.load_model(model_path)
    numbers = {name: number for number, name in enumerate(sorted(path.name for path in Path(folder).glob("*")))}
    paths = [*Path(folder).glob("*/*.png"), *Path(folder).glob("*/*.jpg")]
    labels = np.array([numbers[path.parent.name] for path in paths])
    found = model.evaluate(_batch(model, paths, preprocess), labels, verbose=0, return_dict=True)
    return found["loss"], found["accuracy"]


def confusion_matrix(labels, predictions, num_classes):
    rows, columns = (ops.one_hot(ops.convert_to_tensor(each), num_classes) for each in (labels, predictions))
    return ops.convert_to_numpy(ops.matmul(ops.transpose(rows), columns)).round().astype(int)


def class_accuracy(matrix):
    right = ops.convert_to_numpy(ops.diagonal(ops.convert_to_tensor(matrix)))
    with np.errstate(all="ignore"):
        return right / np.sum(matrix, axis=-1)
