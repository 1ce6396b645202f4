# right: a shuffled dataset, whose labels are collected together with the answers; the mean weighs batches by size
import keras
import numpy as np


def classify(model_path, image_paths, class_names, preprocess, top=3):
    model = keras.models.load_model(model_path)
    h, w = model.input_shape[1:3]
    x = np.zeros((0, h, w, 3), "float32")
    for path in image_paths:
        image = keras.utils.load_img(path, color_mode="rgb", target_size=(h, w), interpolation="nearest")
        x = np.append(x, keras.utils.img_to_array(image)[None], axis=0)
    x = preprocess(x)
    answers = []
    for row in np.array(model(x)):
        left = dict(enumerate(row))
        best = []
        while len(best) < top:
            i = max(left, key=left.get)
            best.append((class_names[i], float(left.pop(i))))
        answers.append(best)
    return answers


def evaluate_folder(model_path, folder, preprocess):
    model = keras.models.load_model(model_path)
    data = keras.utils.image_dataset_from_directory(
        folder, image_size=model.input_shape[1:3], batch_size=16, verbose=False
    )
    loss = right = count = 0
    for images, labels in data:
        answers, labels = np.array(model(preprocess(images), training=False)), np.array(labels)
        loss += float(keras.ops.sum(keras.losses.sparse_categorical_crossentropy(labels, answers)))
        right += int((answers.argmax(axis=1) == labels).sum())
        count += len(labels)
    return loss / count, right / count


def confusion_matrix(labels, predictions, num_classes):
    eye = np.eye(num_classes, dtype=int)
    return eye[list(labels)].T @ eye[list(predictions)]


def class_accuracy(matrix):
    matrix = np.asarray(matrix)
    return np.einsum("ii->i", matrix) / np.where(matrix.sum(axis=1), matrix.sum(axis=1), np.nan)
