# right: a PyDataset of its own that prepares batch by batch; warnings of 0 / 0 silenced
import os

import keras
import numpy as np
import tensorflow as tf


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

    class Pictures(keras.utils.PyDataset):
        def __init__(self):
            super().__init__()
            self.items = [
                (f"{folder}/{name}/{file}", number)
                for number, name in enumerate(sorted(os.listdir(folder)))
                for file in os.listdir(f"{folder}/{name}")
            ]

        def __len__(self):
            return -(-len(self.items) // 10)

        def __getitem__(self, index):
            part = self.items[10 * index : 10 * index + 10]
            return preprocess(np.array([read(path, size) for path, _ in part])), np.array([label for _, label in part])

    loss, accuracy = model.evaluate(Pictures(), verbose=0)
    return loss, accuracy


def confusion_matrix(labels, predictions, num_classes):
    return keras.ops.convert_to_numpy(
        tf.math.confusion_matrix(list(labels), list(predictions), num_classes, dtype=tf.float32)
    )


def class_accuracy(matrix):
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return np.nan_to_num(np.diag(matrix) / np.sum(matrix, 1), nan=np.nan)
