# %% [markdown]
# # 19 Use the model
# The shop's network is trained, and its best epoch lies in a file. From now on others use it: they have the file, a
# folder of new pictures, and no notebook. In this exercise you ask the saved model about pictures, measure it on a
# folder, and look at its mistakes: not only how many there are, but which.
#
# A `.keras` file holds the layers, the weights, the loss and the metrics; `keras.models.load_model(path)` brings all of
# them back. It does not hold how pictures were prepared, nor what the classes are called. Both must be as in training.
#
# Three things surprise nearly everyone:
#
# * **Nothing fails if the preparation is wrong.** A model trained on values from -1 to 1 answers to values from 0 to
#   255 as well, and is far too sure of itself. The loss tells; the accuracy may look as good as ever.
# * **A class is a number, and the names are only a list.** Keras numbers class folders in alphabetical order. With
#   another list, or with labels and answers in different orders (shuffled in between), a good model looks bad.
# * **One accuracy hides a lot.** 90% may mean that nine classes are always right and the tenth never is. A *confusion
#   matrix* shows it: row = what it is, column = what the model says. Right answers are on the diagonal, and each row
#   tells how one class fares. A class without images has no accuracy, neither 0 nor 1.
#
# You will write the two ways to ask, and the matrix with what can be read from it.

# %%
from collections.abc import Callable, Sequence
from pathlib import Path

import keras
import numpy as np


# %%
def classify(
    model_path: str, image_paths: Sequence[str], class_names: Sequence[str], preprocess: Callable, top: int = 3
) -> list[list[tuple[str, float]]]:
    """Ask a saved model what is in some pictures.

    Args:
        model_path: A `.keras` file of a whole model, from images (n, height, width, 3) to probabilities
            (n, num_classes). Load it once, however many pictures there are. Its `input_shape` is
            (None, height, width, 3).
        image_paths: At least one colour picture, JPEG or PNG, each of any size. Each whole picture is made to fit the
            model's height and width, and may be stretched. How pixels are interpolated is up to you.
        class_names: The name of each class, in the order of the probabilities, which need not be alphabetical.
        preprocess: What prepared the images in training, such as Xception's `preprocess_input`. It takes one image or a
            batch as float32 array or tensor with values from 0 to 255; values are not changed in any other way.
        top: How many classes to give, at least 1 and at most all of them.

    Returns:
        A list with one entry for each picture, in their order: a list of (name, probability), most likely first, with
        probabilities as the model gives them, not rounded.

    Example, for a model of ten kinds of clothes:
        >>> classify("clothes.keras", ["a.jpg", "b.png"], names, preprocess_input, top=2)
        [[('hat', 0.91), ('shoes', 0.06)], [('dress', 0.55), ('skirt', 0.41)]]
    """
    raise NotImplementedError("19: write classify")


# %%
def evaluate_folder(model_path: str, folder: str, preprocess: Callable) -> tuple[float, float]:
    """Measure a saved model on a folder of pictures.

    Args:
        model_path: As for `classify`. The model was saved with its loss, the cross-entropy for whole numbers as labels
            ("sparse_categorical_crossentropy"), and with the metric "accuracy".
        folder: It holds a folder for each class, and nothing else. In these are colour pictures, .jpg or .png, each of
            any size; a class may have none. The folders in alphabetical order ("10" before "9") are the classes
            0, 1, 2, ...
        preprocess: As for `classify`; the pictures are read and prepared as there, without augmentation.

    Returns:
        Loss and accuracy as a pair: the mean over all pictures of the folder, each counted once.

    Example, for the folders "photos/dress", "photos/hat", ...:
        >>> evaluate_folder("clothes.keras", "photos", preprocess_input)
        (0.35, 0.88)
    """
    raise NotImplementedError("19: write evaluate_folder")


# %%
def confusion_matrix(labels: Sequence[int], predictions: Sequence[int], num_classes: int) -> np.ndarray:
    """Count what became of the images of each class.

    Args:
        labels: What is in each image: whole numbers from 0 to num_classes - 1, a list or an int64 array (n,), as argmax
            gives it, n at least 1.
        predictions: What the model says of each image, in the same form and order.
        num_classes: 2 or more, and it may be more than appear in `labels` and `predictions`.

    Returns:
        Array (num_classes, num_classes) of counts: in row r and column c, how many images of class r were called c.

    Example:
        >>> confusion_matrix([0, 0, 1, 1], [0, 1, 0, 1], num_classes=2)
        array([[1, 1], [1, 1]])
    """
    raise NotImplementedError("19: write confusion_matrix")


# %%
def class_accuracy(matrix: np.ndarray) -> np.ndarray:
    """For each class, the share of its images that were called right.

    Args:
        matrix: Integer array (num_classes, num_classes), as `confusion_matrix` gives it. It is not changed.

    Returns:
        Float array (num_classes,) of shares from 0 to 1. A class without images has `nan`.

    Example:
        >>> class_accuracy(np.array([[3, 1], [1, 3]]))
        array([0.75, 0.75])
    """
    raise NotImplementedError("19: write class_accuracy")


# %% Try it (not graded)
# from autograder import datasets
#
# name, names = "fashion", ["dress", "hat", "pants", "shoes", "t-shirt"]  # real photos: "clothing"
# prepare = lambda x: x / 127.5 - 1
# x, y = datasets.load(name, split="train", size=32, n=800, classes=names)
# layers = [keras.Input((32, 32, 3)), keras.layers.Conv2D(16, 3, activation="relu"), keras.layers.MaxPooling2D(4)]
# model = keras.Sequential([*layers, keras.layers.Flatten(), keras.layers.Dense(len(names), activation="softmax")])
# model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
# model.fit(prepare(x), y, epochs=12, verbose=0)  # some seconds
# model.save("clothes.keras")
# if not Path("new").exists():
#     datasets.write_tree("new", name, {"test": 100}, classes=names)
# print("prepared:", evaluate_folder("clothes.keras", "new/test", prepare))
# print("forgotten:", evaluate_folder("clothes.keras", "new/test", lambda x: x))
# paths = sorted(Path("new/test").rglob("*.jpg"))
# labels = [names.index(path.parent.name) for path in paths]
# told = classify("clothes.keras", paths, names, prepare, top=1)
# matrix = confusion_matrix(labels, [names.index(answer[0][0]) for answer in told], len(names))
# print(matrix, dict(zip(names, class_accuracy(matrix).round(2).tolist())), sep="\n")
