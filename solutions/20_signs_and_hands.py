# %% [markdown]
# # 20 Signs and hands
# Customers now also send hands: letters of sign language, and rock, paper or scissors. You know all the parts, and here
# you put them together yourself. First read the signs from a CSV file, then number their classes, then make the
# batches, then build the network, and last train it until it is good enough. Each function counts on its own.
#
# The CSV file of Sign MNIST has a header, then a row for each picture: its label and 28 x 28 grey values. Labels count
# the alphabet from A = 0. J (9) and Z (25) never come, because they are signed with a movement.
#
# Three things surprise nearly everyone:
#
# * Well-known notes mirror the training pictures. But a mirrored sign is the other hand, and a mirrored F is not a
#   letter. On the real signs a network is right for 97% of new pictures, and for 89% if it learnt from mirrored ones.
# * They also scale the training pictures to 0..1 and then evaluate on 0..255. Accuracy hardly shows it, 88% instead
#   of 97%, but the loss is 45 instead of 0.08. So make the batches of all three parts alike.
# * A network of 24 units needs labels from 0 to 23. Notes use 26 units and leave the labels as they are. That works as
#   well: units 9 and 25 just never have a picture.
#
# The real file has 27,455 rows. `np.loadtxt` reads it as uint8 in half a second (22 MB). Row by row with `csv`, as in
# those notes, it takes 7 seconds, and as float64 172 MB. Four epochs take about a minute.
#
# Last of all, a check trains a small network with your training batches: 320 letters F and L and their mirror images,
# four classes of 28 x 28 pixels, in 8 epochs. That takes about 3 seconds, twice if it has to try again. Guessing is
# right for 25%, mirrored training for about 50%, good changes for over 90%; the check passes from about 77% on.

# %%
from pathlib import Path

import keras
import numpy as np
from tensorflow.keras.preprocessing.image import ImageDataGenerator


# %%
def read_signs(path: str | Path) -> tuple[np.ndarray, np.ndarray]:
    """Read a CSV file of signs: a header, then a row for each picture.

    Args:
        path: The header is `label,pixel1,...,pixel784`. Each row has a label, 0 to 25, and 784 grey values, 0 to 255:
            the picture row by row, from the top, each row from the left. There may be a single picture, or many.

    Returns:
        Images, uint8 (n, 28, 28), and labels, whole numbers of any int type (n,), in the order of the file.

    Example, for a file with 3 pictures:
        >>> images, labels = read_signs("signs.csv")
        >>> images.shape, labels
        ((3, 28, 28), array([ 3, 24,  0]))
    """
    ### BEGIN SOLUTION
    rows = np.loadtxt(path, delimiter=",", skiprows=1, dtype=np.uint8, ndmin=2)
    return rows[:, 1:].reshape(-1, 28, 28), rows[:, 0].astype(int)
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# read_signs
# 1. `np.loadtxt` makes one array of the whole file, a row for each picture. Then cut off the column of the labels, and
#    turn each row of 784 values into a square.
# 2. `np.loadtxt(path, delimiter=",", skiprows=1, dtype=np.uint8, ndmin=2)` leaves the header out, and keeps two axes
#    even for a single picture. `rows[:, 0]` are the labels.
# 3. `rows[:, 1:].reshape(-1, 28, 28)` are the images, `rows[:, 0].astype(int)` the labels. Return both, in this order.


# %%
def class_index(labels: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Number the classes without a gap: A to I are 0 to 8, K to Y are 9 to 23.

    Args:
        labels: Whole numbers of any int type, shape (n,): 0 (A) to 24 (Y), never 9. Often not all letters are among
            them; the class of a letter is the same anyway. It is not changed.

    Returns:
        The classes, whole numbers of any int type (n,), and the names of all 24 classes, in order: "A" to "Y" without
        "J". So `names[classes[i]]` is the letter of picture i.

    Example:
        >>> classes, names = class_index(np.array([0, 1]))
        >>> [names[number] for number in classes]
        ['A', 'B']
    """
    ### BEGIN SOLUTION
    return labels - (labels > 9), list("ABCDEFGHIKLMNOPQRSTUVWXY")
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# class_index
# 1. Up to I nothing changes. What has to happen to K and the letters after it, as J is left out?
# 2. `labels > 9` is True for those letters, and True counts as 1 when you subtract it.
# 3. `classes = labels - (labels > 9)`, and `names = list("ABCDEFGHIKLMNOPQRSTUVWXY")`.


# %%
Part = tuple[np.ndarray, np.ndarray]


def make_batches(
    train: Part, validation: Part, test: Part, batch_size: int
) -> tuple[keras.utils.PyDataset, keras.utils.PyDataset, keras.utils.PyDataset]:
    """Make the batches of all three parts: scaled alike, and only the training images changed at random.

    Args:
        train, validation, test: Images and classes each. Images are uint8 with values from 0 to 255: grey ones
            (n, height, width), colour ones (n, height, width, 3). Classes are whole numbers (n,). They are not changed.
        batch_size: Images in a batch; the last batch of a pass holds what is left.

    Returns:
        Batches of train, of validation and of test, a `keras.utils.PyDataset` (as `ImageDataGenerator.flow` returns) or
        a `tf.data.Dataset` each. A batch is a pair: images, float (n, height, width, channels) with values from 0 to 1,
        where grey images have one channel, and their classes as they were given (n,). A pass has each image once.

        train: In random order, another one in each pass. Each image is turned, shifted or zoomed a little at random,
            another way in each pass. It is never mirrored and never upside down.
        validation, test: The images as they are, in the order given, so that answers belong to labels.

    Example, with parts of 50, 20 and 20 grey images:
        >>> train, validation, test = make_batches((x, y), (x2, y2), (x3, y3), batch_size=32)
        >>> [images.shape for images, classes in train]
        [(32, 28, 28, 1), (18, 28, 28, 1)]
    """
    ### BEGIN SOLUTION
    plain = ImageDataGenerator(rescale=1 / 255)
    varied = ImageDataGenerator(
        rescale=1 / 255, rotation_range=10, width_shift_range=0.1, height_shift_range=0.1, zoom_range=0.1
    )

    def batches(part: Part, generator: ImageDataGenerator, shuffle: bool) -> keras.utils.PyDataset:
        images, classes = part
        images = images if images.ndim == 4 else images[..., None]
        return generator.flow(images, classes, batch_size=batch_size, shuffle=shuffle)

    return batches(train, varied, True), batches(validation, plain, False), batches(test, plain, False)
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# make_batches
# 1. Two `ImageDataGenerator`s, one that changes images and one that does not, both with the same `rescale`. Grey images
#    need a fourth axis, the channels. Which changes leave a letter the letter that it was?
# 2. `images[..., None]` adds the axis, if `images.ndim` is 3. `generator.flow(images, classes, batch_size=batch_size)`
#    makes batches; it shuffles unless you say `shuffle=False`. No flips: `rotation_range=10`, `zoom_range=0.1` and
#    shifts are enough.
# 3. `plain = ImageDataGenerator(rescale=1 / 255)` and `varied = ImageDataGenerator(rescale=1 / 255, rotation_range=10,
#    width_shift_range=0.1, height_shift_range=0.1, zoom_range=0.1)`; `varied.flow(...)` for train, and
#    `plain.flow(..., shuffle=False)` for the other two.


# %%
def build_model(shape: tuple[int, int, int], num_classes: int) -> keras.Model:
    """A small compiled network that gives class probabilities.

    One or two Conv2D larger than 1 x 1, and one or two max or average poolings of 2 x 2 or more; then Flatten (or a
    global pooling, which does not count) and Dense layers. ReLU in between. Dropout is welcome.

    Args:
        shape: (height, width, channels) of an image, each side at least 20; the two may differ. The values are between
            0 and 1 already: do not divide them by 255 again.
        num_classes: 2 or more.

    Returns:
        Model from (n, height, width, channels) to (n, num_classes) probabilities, compiled with Adam, RMSprop or
        the like, the loss for classes that are whole numbers, and "accuracy" as metric.

    Example:
        >>> build_model((28, 28, 1), 24).predict(np.zeros((5, 28, 28, 1)), verbose=0).shape
        (5, 24)
    """
    ### BEGIN SOLUTION
    model = keras.Sequential(
        [
            keras.Input(shape),
            keras.layers.Conv2D(32, 3, activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Conv2D(64, 3, activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(num_classes, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# build_model
# 1. Exercise 06 again, with two blocks of a convolution and a pooling. Which loss takes whole numbers as classes?
# 2. `keras.Sequential` of `keras.Input(shape)`, twice Conv2D with ReLU and MaxPooling2D, then Flatten, a Dense layer
#    with ReLU, and the Dense layer for the classes with softmax. Then `model.compile(...)`, and return the model.
# 3. `keras.layers.Conv2D(32, 3, activation="relu")`, `keras.layers.MaxPooling2D()`, the same with 64, then `Flatten()`,
#    `Dense(128, activation="relu")`, `Dense(num_classes, activation="softmax")`; and `model.compile(optimizer="adam",
#    loss="sparse_categorical_crossentropy", metrics=["accuracy"])`.


# %%
def train_to_target(
    model: keras.Model,
    train: keras.utils.PyDataset,
    validation: keras.utils.PyDataset,
    target: float,
    max_epochs: int,
) -> dict[str, list[float]]:
    """Train until the accuracy on `validation` is at least `target` after an epoch, or `max_epochs` have run.

    Args:
        model: Compiled by the caller, with "accuracy" as metric: do not compile it again. It is trained.
        train, validation: Batches as `make_batches` makes them. Each epoch learns from all batches of `train`.
        target: A share: 0.9 is 90%.
        max_epochs: At least 1.

    Returns:
        The history of all epochs that were run, as in `fit(...).history`: a dictionary with a list for each of
        "accuracy", "loss", "val_accuracy" and "val_loss", one value for each epoch.

    Example, with a model and batches as in the last cell:
        >>> history = train_to_target(model, train, validation, target=0.9, max_epochs=20)
        >>> history["val_accuracy"]
        [0.62, 0.88, 0.93]
    """

    ### BEGIN SOLUTION
    class Stop(keras.callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
            if (logs or {}).get("val_accuracy", 0) >= target:
                self.model.stop_training = True

    return model.fit(train, validation_data=validation, epochs=max_epochs, callbacks=[Stop()], verbose=0).history
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# train_to_target
# 1. Exercise 17 again: a callback that stops the training, or a loop that calls `fit` for one epoch at a time.
# 2. In `on_epoch_end(self, epoch, logs=None)` of a `keras.callbacks.Callback` set `self.model.stop_training = True`
#    once `logs["val_accuracy"]` is at least the target.
# 3. `model.fit(train, validation_data=validation, epochs=max_epochs, callbacks=[Stop()]).history`, where `Stop` is that
#    callback. Written inside the function, it knows `target`.


# %% Try it (not graded): about half a minute
# from autograder import datasets
#
# images, labels = read_signs(datasets.letters.write_csv("letters.csv", n=500))
# classes, names = class_index(labels)
# print(images.shape, images.dtype, [names[number] for number in classes[:10]])
#
# name, size = "letters", 28  # real signs: "sign-mnist", after `convlings data fetch sign-mnist`; hands: "hands", 48
# (x, y), (x2, y2) = [datasets.load(name, part, size, n) for part, n in (("train", 3000), ("validation", 1000))]
# parts = [(x, y), (x2[:500], y2[:500]), (x2[500:], y2[500:])]
# train, validation, test = make_batches(*((np.squeeze(x), y) for x, y in parts), batch_size=32)
# model = build_model(train[0][0].shape[1:], len(datasets.class_names(name)))
# history = train_to_target(model, train, validation, target=0.9, max_epochs=10)
# print([round(value, 2) for value in history["val_accuracy"]], model.evaluate(test, verbose=0, return_dict=True))
