# right: bytes of the file, train_on_batch in loops, evaluate after each epoch, average pooling
import keras
import numpy as np
from tensorflow.keras.preprocessing.image import ImageDataGenerator

LETTERS = tuple("ABCDEFGHI") + tuple("KLMNOPQRSTUVWXY")


def read_signs(path):
    with open(path, "rb") as file:
        file.readline()
        rest = file.read().decode("ascii").replace("\n", ",").rstrip(",")
    values = np.fromiter((int(each) for each in rest.split(",")), dtype=np.uint8)
    rows = np.reshape(values, (-1, 1 + 28 * 28))
    labels, pixels = np.split(rows, [1], axis=1)
    return pixels.reshape(len(rows), 28, 28), np.squeeze(labels, axis=1)


def class_index(labels):
    classes = labels.copy()
    classes[labels > 9] -= 1
    return classes, LETTERS


def make_batches(train, validation, test, batch_size):
    made = []
    for number, (images, classes) in enumerate([train, validation, test]):
        images = images.astype(np.float32) / 255
        if images.ndim < 4:
            images = images[:, :, :, np.newaxis]
        options = dict(zoom_range=0.2, shear_range=8) if number == 0 else {}
        made.append(ImageDataGenerator(**options).flow(images, classes, batch_size, shuffle=number == 0))
    return tuple(made)


def build_model(shape, num_classes):
    net = keras.models.Sequential(name="signs")
    net.add(keras.layers.InputLayer(shape=shape))
    net.add(keras.layers.Conv2D(20, 3, padding="same", activation="elu"))
    net.add(keras.layers.AveragePooling2D(pool_size=2))
    net.add(keras.layers.Conv2D(40, 3, padding="same", activation="elu"))
    net.add(keras.layers.AveragePooling2D(pool_size=2))
    net.add(keras.layers.Flatten())
    net.add(keras.layers.Dense(num_classes, "softmax"))
    net.compile(loss="sparse_categorical_crossentropy", optimizer=keras.optimizers.Adam(1e-3), metrics=["accuracy"])
    return net


def train_to_target(model, train, validation, target, max_epochs):
    history = {}
    epoch = 0
    while epoch < max_epochs:
        epoch += 1
        model.reset_metrics()
        if isinstance(train, keras.utils.PyDataset):
            batches = [train[i] for i in range(len(train))]
            train.on_epoch_end()
        else:
            batches = train
        for x, y in batches:
            logs = model.train_on_batch(x, y, return_dict=True)
        logs = {**logs, **{"val_" + k: v for k, v in model.evaluate(validation, verbose=0, return_dict=True).items()}}
        for name, value in logs.items():
            history.setdefault(name, []).append(float(value))
        if history["val_accuracy"][-1] >= target:
            return history
    return history
