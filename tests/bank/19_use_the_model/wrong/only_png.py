# mistake: only the .png files of the folder
# looks like: only the .png files measured
# why: The pictures are .jpg or .png files, and each of them counts.
# try: m = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(3, 'softmax')]); m.set_weights([np.eye(3), np.zeros(3)]); m.compile('sgd', 'sparse_categorical_crossentropy', metrics=['accuracy']); m.save('m.keras')
# try: from PIL import Image; from pathlib import Path; [Path('p', c).mkdir(0o777, True, True) for c in 'abc']; [Image.new('RGB', (8, 8), c).save(f'p/{n}') for n, c in (('a/1.png', 'red'), ('b/2.jpg', 'blue'))]
# try: print(evaluate_folder('m.keras', 'p', lambda x: x / 50))
# fails: the_folder_is_prepared
# points: 9
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
    size = model.input_shape[1:3]
    images, labels = [], []
    for number, name in enumerate(sorted(os.listdir(folder))):
        for file in os.listdir(f"{folder}/{name}"):
            if not file.endswith(".png"):
                continue
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
