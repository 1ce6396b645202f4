# mistake: shuffled predictions against labels in the order of the folders
# looks like: shuffled predictions beside labels that are not
# why: The generator shuffles unless you say shuffle=False. Its classes are in the order of the folder, its batches
# why: are not.
# fails: loss_and_accuracy_of_a_folder, the_folder_is_prepared
# points: 7
import keras
import numpy as np
from tensorflow.keras.preprocessing.image import ImageDataGenerator


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
    generator = ImageDataGenerator(preprocessing_function=preprocess)
    pictures = generator.flow_from_directory(folder, target_size=model.input_shape[1:3], class_mode="sparse")
    rows = model.predict(pictures, verbose=0)
    chosen = rows[np.arange(len(rows)), pictures.classes]
    return -np.log(chosen).mean(), (rows.argmax(axis=1) == pictures.classes).mean()


def confusion_matrix(labels, predictions, num_classes):
    matrix = np.zeros((num_classes, num_classes), dtype=int)
    for label, prediction in zip(labels, predictions):
        matrix[label][prediction] += 1
    return matrix


def class_accuracy(matrix):
    totals = matrix.sum(axis=1)
    return np.array([matrix[i, i] / totals[i] if totals[i] else np.nan for i in range(len(matrix))])
