# right: careful code: checks its arguments, keeps opened models by path, gives NumPy floats and an array
import functools
import pathlib

import keras
import numpy


@functools.lru_cache(maxsize=4)
def _model(path):
    model = keras.saving.load_model(path)
    if len(model.input_shape) != 4 or model.input_shape[-1] != 3:
        raise ValueError("the model does not take colour images")
    return model


def _image(path, model):
    path = pathlib.Path(path)
    if not path.is_file():
        raise FileNotFoundError(path)
    image = keras.utils.load_img(path, target_size=model.input_shape[1:3])
    return keras.utils.img_to_array(image, dtype="float32")


def classify(model_path, image_paths, class_names, preprocess, top=3):
    model = _model(str(model_path))
    if len(class_names) != model.output_shape[-1]:
        raise ValueError("names do not fit the model")
    answers = []
    for path in image_paths:
        probabilities = model.predict(preprocess(_image(path, model)[None]), verbose=0).squeeze(0)
        best = numpy.flip(numpy.argsort(probabilities))[: min(top, len(class_names))]
        answers.append([(str(class_names[int(i)]), probabilities[i]) for i in best])
    return answers


def evaluate_folder(model_path, folder, preprocess):
    model = _model(str(model_path))
    root = pathlib.Path(folder)
    if not root.is_dir():
        raise NotADirectoryError(folder)
    names = sorted(child.name for child in root.iterdir() if child.is_dir() and not child.name.startswith("."))
    images, labels = [], []
    for name in names:
        for path in sorted((root / name).iterdir()):
            if path.suffix.lower() in (".jpg", ".jpeg", ".png"):
                images.append(preprocess(_image(path, model)))
                labels.append(names.index(name))
    loss, accuracy = model.evaluate(numpy.stack(images), numpy.asarray(labels, dtype="int32"), verbose=0)
    return numpy.float64(loss), numpy.float64(accuracy)


def confusion_matrix(labels, predictions, num_classes):
    labels, predictions = numpy.asarray(labels, dtype=int), numpy.asarray(predictions, dtype=int)
    if labels.shape != predictions.shape:
        raise ValueError("one prediction for each label")
    edges = numpy.arange(num_classes + 1) - 0.5
    return numpy.histogram2d(labels, predictions, bins=(edges, edges))[0].astype(int)


def class_accuracy(matrix):
    matrix = numpy.asarray(matrix)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ValueError("a square matrix")
    with numpy.errstate(divide="ignore", invalid="ignore"):
        return (matrix / matrix.sum(axis=1, keepdims=True)).diagonal().copy()
