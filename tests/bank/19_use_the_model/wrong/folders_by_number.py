# mistake: folders in the order of their numbers
# looks like: folders in the order of their numbers, not of the alphabet
# why: Alphabetical order compares one character after the other, so that "10" comes before "9".
# fails: loss_and_accuracy_of_a_folder
# points: 8
import os
import re

import keras
import numpy as np


def natural(name):
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"(\d+)", name) if part]


def read(path, size):
    return keras.utils.img_to_array(keras.utils.load_img(path, target_size=size))


def classify(model_path, image_paths, class_names, preprocess, top=3):
    model = keras.models.load_model(model_path)
    size = model.input_shape[1:3]
    images = np.array([read(path, size) for path in image_paths])
    rows = model.predict(preprocess(images), verbose=0)
    answers = []
    for row in rows:
        best = np.argsort(row)[::-1][:top]
        answers.append([(class_names[i], float(row[i])) for i in best])
    return answers


def evaluate_folder(model_path, folder, preprocess):
    model = keras.models.load_model(model_path)
    size = model.input_shape[1:3]
    images, labels = [], []
    for number, name in enumerate(sorted(os.listdir(folder), key=natural)):
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
