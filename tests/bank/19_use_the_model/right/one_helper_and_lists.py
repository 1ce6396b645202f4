# right: one helper opens the model and prepares; lists of lists for the matrix; a Counter of pairs
import math
from collections import Counter
from pathlib import Path

import numpy as np
from keras.models import load_model
from PIL import Image


def prepared(model, path, preprocess):
    height, width = model.input_shape[1], model.input_shape[2]
    image = Image.open(str(path)).convert("RGB")
    if image.size != (width, height):
        image = image.resize((width, height))
    array = np.array(image).astype("float32")
    return preprocess(array.reshape(1, height, width, 3))


def classify(model_path, image_paths, class_names, preprocess, top=3):
    model = load_model(str(model_path))
    model.trainable = False
    batch = np.concatenate([prepared(model, path, preprocess) for path in image_paths], axis=0)
    rows = model.predict(batch, batch_size=16, verbose=0)
    best = np.argsort(-rows, axis=1)[:, :top]
    return [[[class_names[i], float(rows[n, i])] for i in line] for n, line in enumerate(best)]


def evaluate_folder(model_path, folder, preprocess):
    model = load_model(str(model_path))
    x, y = [], []
    for index, directory in enumerate(sorted(d for d in Path(folder).iterdir() if d.is_dir())):
        for file in sorted(directory.rglob("*.*")):
            x.append(prepared(model, file, preprocess)[0])
            y.append(index)
    scores = model.evaluate(np.array(x), np.array(y), batch_size=len(y), verbose=0)
    return scores[0], scores[1]


def confusion_matrix(labels, predictions, num_classes):
    counts = Counter(zip(map(int, labels), map(int, predictions)))
    return [[counts[row, column] for column in range(num_classes)] for row in range(num_classes)]


def class_accuracy(matrix):
    answer = []
    for row, counts in enumerate(matrix):
        total = int(np.sum(counts))
        answer.append(math.nan if total == 0 else float(counts[row]) / total)
    return answer
