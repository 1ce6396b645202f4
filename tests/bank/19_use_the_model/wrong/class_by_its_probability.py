# mistake: the class looked up by its probability
# looks like: the class looked up by its probability
# why: Where two classes are equally likely, index finds the first of them twice. Sort their numbers instead (argsort).
# fails: the_model_is_loaded_once
# points: 9.5
import os

import keras
import numpy as np


def read(path, size):
    return keras.utils.img_to_array(keras.utils.load_img(path, target_size=size))


def classify(model_path, image_paths, class_names, preprocess, top=3):
    model = keras.models.load_model(model_path)
    size = model.input_shape[1:3]
    images = np.array([read(path, size) for path in image_paths])
    rows = model.predict(preprocess(images), verbose=0)
    answers = []
    for row in rows:
        row = row.tolist()
        best = sorted(row, reverse=True)[:top]
        answers.append([(class_names[row.index(value)], value) for value in best])
    return answers


def evaluate_folder(model_path, folder, preprocess):
    model = keras.models.load_model(model_path)
    size = model.input_shape[1:3]
    images, labels = [], []
    for number, name in enumerate(sorted(os.listdir(folder))):
        for file in os.listdir(f"{folder}/{name}"):
            images.append(read(f"{folder}/{name}/{file}", size))
            labels.append(number)
    loss, accuracy = model.evaluate(preprocess(np.array(images)), np.array(labels), verbose=0)
    return loss, accuracy


def confusion_matrix(labels, predictions, num_classes):
    matrix = np.zeros((num_classes, num_classes), dtype=int)
    for label, prediction in zip(labels, predictions):
        matrix[label][prediction] += 1
    return matrix


def class_accuracy(matrix):
    totals = matrix.sum(axis=1)
    return np.array([matrix[i, i] / totals[i] if totals[i] else np.nan for i in range(len(matrix))])
