# right: Pillow with LANCZOS; loss and accuracy worked out in NumPy from the probabilities, in batches of its own
import os

import keras
import numpy as np
from PIL import Image


def _read(path, size, preprocess):
    height, width = size
    with Image.open(path) as picture:
        picture = picture.convert("RGB").resize((width, height), Image.LANCZOS)
    return preprocess(np.asarray(picture).astype(np.float32))  # one image at a time


def classify(model_path, image_paths, class_names, preprocess, top=3):
    assert top >= 1
    model = keras.models.load_model(model_path, compile=False)
    size = model.input_shape[1:3]
    found = []
    for path in image_paths:
        image = _read(path, size, preprocess)
        row = np.asarray(model(image[np.newaxis], training=False))[0]
        pairs = list(zip(class_names, row.tolist(), strict=True))
        pairs.sort(key=lambda pair: -pair[1])
        found.append(pairs[:top])
    return found


def evaluate_folder(model_path, folder, preprocess):
    model = keras.models.load_model(model_path, compile=False)
    size = model.input_shape[1:3]
    names = sorted(os.listdir(folder))
    losses, hits = [], []
    for number, name in enumerate(names):
        for file in os.listdir(os.path.join(folder, name)):
            image = _read(os.path.join(folder, name, file), size, preprocess)
            row = np.asarray(model(image[None], training=False), dtype=np.float64)[0]
            losses.append(-np.log(np.clip(row[number], 1e-7, 1)))
            hits.append(row.argmax() == number)
    return float(np.mean(losses)), float(np.mean(hits))


def confusion_matrix(labels, predictions, num_classes):
    labels, predictions = np.array(labels), np.array(predictions)
    return np.array(
        [
            [np.sum((labels == row) & (predictions == column)) for column in range(num_classes)]
            for row in range(num_classes)
        ]
    )


def class_accuracy(matrix):
    matrix = np.array(matrix, dtype=float)
    matrix[matrix.sum(axis=1) == 0] = np.nan
    return np.diag(matrix) / matrix.sum(axis=1)
