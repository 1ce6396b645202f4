# right: os.walk, a metric object of Keras, a bincount for each row
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
        best = np.argsort(row)[::-1][:top]
        answers.append([(class_names[i], float(row[i])) for i in best])
    return answers


def evaluate_folder(model_path, folder, preprocess):
    model = keras.models.load_model(model_path)
    h, w = model.input_shape[1:3]
    xs, ys = [], []
    for dirpath, dirnames, filenames in os.walk(folder):
        dirnames.sort()
        if dirpath == str(folder):
            classes = list(dirnames)
            continue
        for name in sorted(filenames):
            img = keras.utils.load_img(os.path.join(dirpath, name), target_size=(h, w))
            xs.append(np.array(img, dtype=np.float32))
            ys.append(classes.index(os.path.basename(dirpath)))
    xs = preprocess(np.array(xs))
    p = model.predict(xs, verbose=0, batch_size=8)
    loss = keras.losses.SparseCategoricalCrossentropy()(np.array(ys), p).numpy()
    acc = keras.metrics.SparseCategoricalAccuracy()
    acc.update_state(np.array(ys), p)
    return loss, acc.result().numpy()


def confusion_matrix(labels, predictions, num_classes):
    labels, predictions = np.asarray(labels), np.asarray(predictions)
    return np.stack([np.bincount(predictions[labels == k], minlength=num_classes) for k in range(num_classes)])


def class_accuracy(matrix):
    matrix = np.asarray(matrix, dtype="float64")
    n = matrix.sum(axis=1)
    out = np.full(matrix.shape[0], np.nan)
    out[n > 0] = np.diag(matrix)[n > 0] / n[n > 0]
    return out
