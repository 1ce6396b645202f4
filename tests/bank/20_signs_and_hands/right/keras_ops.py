# right: fromstring-like parsing with keras.ops, Random layers inside a PyDataset, a callback class outside
import keras
import numpy as np
from keras import layers, ops


def read_signs(path):
    rows = np.loadtxt(str(path), skiprows=1, delimiter=",", dtype=int, ndmin=2)
    labels = rows[:, 0]
    images = np.array(ops.reshape(rows[:, 1:], (-1, 28, 28)))
    return images.astype("uint8"), labels


def class_index(labels):
    shifted = ops.cast(labels, "int32") - ops.cast(ops.greater(ops.cast(labels, "int32"), 9), "int32")
    return ops.convert_to_numpy(shifted), [chr(65 + n + (n > 8)) for n in range(24)]


class Data(keras.utils.PyDataset):
    def __init__(self, x, y, batch_size, change=None):
        super().__init__()
        self.x = ops.convert_to_numpy(ops.cast(x, "float32")) / 255
        self.y, self.batch_size, self.change = np.asarray(y), batch_size, change
        self.on_epoch_end()

    def __len__(self):
        return (len(self.y) + self.batch_size - 1) // self.batch_size

    def __getitem__(self, i):
        part = self.order[i * self.batch_size : (i + 1) * self.batch_size]
        x = self.x[part]
        if x.ndim == 3:
            x = x[..., None]
        return (x if self.change is None else self.change(x)), self.y[part]

    def on_epoch_end(self):
        n = len(self.y)
        self.order = np.arange(n) if self.change is None else np.random.permutation(n)


def brighter_and_moved(x):
    x = np.stack([np.roll(image, np.random.randint(-2, 3, 2), axis=(0, 1)) for image in x])
    return np.clip(x * np.random.uniform(0.85, 1.15, (len(x), 1, 1, 1)), 0, 1).astype("float32")


def make_batches(train, validation, test, batch_size):
    return (
        Data(train[0], train[1], batch_size, brighter_and_moved),
        Data(validation[0], validation[1], batch_size),
        Data(test[0], test[1], batch_size),
    )


def build_model(shape, num_classes):
    block = lambda n: [layers.Conv2D(n, 3, padding="same", activation=ops.relu), layers.MaxPool2D()]
    model = keras.Sequential([keras.Input(shape), *block(16), *block(32), layers.Flatten()])
    model.add(layers.Dense(100, activation=ops.silu))
    model.add(layers.Dense(num_classes, activation=keras.activations.softmax))
    model.compile(keras.optimizers.RMSprop(0.001), keras.losses.SparseCategoricalCrossentropy(), metrics=["accuracy"])
    return model


class Reached(keras.callbacks.Callback):
    def __init__(self, target):
        super().__init__()
        self.target = target
        self.kept = {}

    def on_epoch_end(self, epoch, logs=None):
        for key, value in logs.items():
            self.kept.setdefault(key, []).append(value)
        self.model.stop_training = self.model.stop_training or logs["val_accuracy"] >= self.target


def train_to_target(model, train, validation, target, max_epochs):
    callback = Reached(target)
    model.fit(train, epochs=max_epochs, validation_data=validation, verbose=0, callbacks=[callback])
    return callback.kept
