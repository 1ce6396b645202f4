# right: ImageDataGenerator with preprocessing_function as in older notes; bincount; a loop over classes with nan
import keras
import numpy as np
from keras.preprocessing.image import img_to_array, load_img
from tensorflow.keras.preprocessing.image import ImageDataGenerator


def classify(model_path, image_paths, class_names, preprocess, top=3):
    model = keras.saving.load_model(model_path)
    target = tuple(model.input_shape[1:3])
    result = []
    for path in image_paths:
        x = img_to_array(load_img(path, target_size=target, interpolation="bilinear"))
        x = preprocess(np.expand_dims(x, axis=0))
        p = model.predict_on_batch(x)[0]
        order = sorted(range(len(p)), key=lambda i: p[i], reverse=True)
        result.append([(class_names[i], p[i]) for i in order[:top]])
    return result


def evaluate_folder(model_path, folder, preprocess):
    model = keras.saving.load_model(model_path)
    generator = ImageDataGenerator(preprocessing_function=preprocess)
    test = generator.flow_from_directory(
        folder, target_size=model.input_shape[1:3], batch_size=8, class_mode="sparse", shuffle=False
    )
    return model.evaluate(test, verbose=0)


def confusion_matrix(labels, predictions, num_classes):
    places = np.asarray(labels) * num_classes + np.asarray(predictions)
    return np.bincount(places, minlength=num_classes**2).reshape(num_classes, num_classes)


def class_accuracy(matrix):
    shares = []
    for i in range(len(matrix)):
        total = sum(matrix[i])
        shares.append(matrix[i][i] / total if total else float("nan"))
    return np.array(shares)
