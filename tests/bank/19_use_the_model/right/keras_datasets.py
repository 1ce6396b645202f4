# right: image_dataset_from_directory with map, the model's own predict_on_batch, tf.math.confusion_matrix
import keras
import numpy as np
import tensorflow as tf


def classify(model_path, image_paths, class_names, preprocess, top=3):
    model = tf.keras.models.load_model(model_path)
    _, height, width, _ = model.input_shape
    batch = []
    for path in image_paths:
        image = tf.io.decode_image(tf.io.read_file(str(path)), channels=3, expand_animations=False)
        batch.append(tf.image.resize(image, (height, width)))
    probabilities = model.predict_on_batch(preprocess(tf.stack(batch)))
    values, places = tf.math.top_k(probabilities, k=top)
    return [
        [(class_names[i], v) for v, i in zip(row_values, row_places)]
        for row_values, row_places in zip(values.numpy().tolist(), places.numpy().tolist())
    ]


def evaluate_folder(model_path, folder, preprocess):
    model = keras.models.load_model(model_path)
    data = keras.utils.image_dataset_from_directory(
        folder, image_size=model.input_shape[1:3], shuffle=False, verbose=False
    )
    loss, accuracy = model.evaluate(data.map(lambda x, y: (preprocess(x), y)), verbose=0)
    return loss, accuracy


def confusion_matrix(labels, predictions, num_classes):
    return tf.math.confusion_matrix(labels, predictions, num_classes=num_classes).numpy()


def class_accuracy(matrix):
    matrix = np.asarray(matrix)
    right = matrix.diagonal()
    all_of_it = matrix.sum(1)
    return np.where(all_of_it > 0, right / np.maximum(all_of_it, 1), np.nan)
