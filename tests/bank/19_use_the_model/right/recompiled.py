# right: weights and layers of the file, compiled again with the same loss; data shuffled together with its labels
import os

import keras
import numpy as np


def open_model(path):
    model = keras.models.load_model(path, compile=False)
    model.compile(loss=keras.losses.SparseCategoricalCrossentropy(), metrics=["accuracy"])
    return model


def load(paths, size, preprocess):
    array = np.empty((len(paths), *size, 3), dtype="float32")
    for index, path in enumerate(paths):
        array[index] = keras.utils.load_img(path, target_size=size, interpolation="bicubic")
    return preprocess(array)


def classify(model_path, image_paths, class_names, preprocess, top=3):
    model = open_model(model_path)
    names = np.array(class_names)
    rows = model.predict(load(list(image_paths), model.input_shape[1:3], preprocess), verbose=0)
    answer = []
    for row in rows:
        places = np.argpartition(row, -top)[-top:]
        places = places[np.argsort(row[places])][::-1]
        answer.append(list(zip(names[places].tolist(), row[places])))
    return answer


def evaluate_folder(model_path, folder, preprocess):
    model = open_model(model_path)
    pairs = []
    for number, name in enumerate(sorted(os.listdir(folder))):
        pairs += [(f"{folder}/{name}/{file}", number) for file in os.listdir(f"{folder}/{name}")]
    order = np.random.default_rng(0).permutation(len(pairs))
    paths, labels = zip(*[pairs[place] for place in order])
    images = load(paths, model.input_shape[1:3], preprocess)
    return tuple(model.evaluate(images, np.array(labels), batch_size=1 + len(labels) // 2, verbose=0))


def confusion_matrix(labels, predictions, num_classes):
    matrix = np.zeros((num_classes, num_classes))
    np.add.at(matrix, (labels, predictions), 1)
    return matrix


def class_accuracy(matrix):
    share = np.full(len(matrix), np.nan)
    np.divide(np.diagonal(matrix), np.sum(matrix, axis=1), out=share, where=np.sum(matrix, axis=1) != 0)
    return share
