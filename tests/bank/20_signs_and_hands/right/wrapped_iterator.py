# right: an iterator of Keras wrapped in a PyDataset, a preprocessing_function, fit and evaluate in a while loop
import csv
import keras
import numpy as np
from tensorflow.keras.preprocessing.image import ImageDataGenerator


def read_signs(path):
    xs, ys = [], []
    with open(path) as f:
        r = csv.reader(f)
        next(r, None)
        for row in r:
            if not row:
                continue
            ys.append(int(row[0]))
            xs.append([int(v) for v in row[1:]])
    n = len(xs)
    return np.array(xs, np.uint8).reshape(n, 28, 28), np.array(ys, np.int16)


def class_index(labels):
    out = np.zeros(len(labels), dtype=int)
    for i in range(len(labels)):
        out[i] = int(labels[i]) - 1 if labels[i] > 9 else int(labels[i])
    return out, list(map(chr, [*range(65, 74), *range(75, 90)]))


class Flow(keras.utils.PyDataset):
    def __init__(self, gen, x, y, bs, shuffle):
        super().__init__()
        self.it = gen.flow(x, y, batch_size=bs, shuffle=shuffle)

    def __len__(self):
        return len(self.it)

    def __getitem__(self, i):
        return self.it[i]

    def on_epoch_end(self):
        self.it.on_epoch_end()


def make_batches(train, validation, test, batch_size):
    def four(x):
        return x.reshape(x.shape + (1,)) if x.ndim == 3 else x

    g = ImageDataGenerator(preprocessing_function=lambda im: im / 255.0, rotation_range=15, fill_mode="constant", cval=0)
    p = ImageDataGenerator(preprocessing_function=lambda im: im / 255.0)
    return (
        Flow(g, four(train[0]), train[1], batch_size, True),
        Flow(p, four(validation[0]), validation[1], batch_size, False),
        Flow(p, four(test[0]), test[1], batch_size, False),
    )


def build_model(shape, num_classes):
    m = keras.Sequential(
        [
            keras.Input(shape=shape),
            keras.layers.Conv2D(64, (3, 3), activation="relu"),
            keras.layers.Conv2D(64, (3, 3), activation="relu"),
            keras.layers.MaxPooling2D((2, 2)),
            keras.layers.Flatten(),
            keras.layers.Dense(512, activation="relu"),
            keras.layers.Dense(num_classes, activation="softmax"),
        ]
    )
    m.compile(loss="sparse_categorical_crossentropy", optimizer=keras.optimizers.RMSprop(), metrics=["accuracy"])
    return m


def train_to_target(model, train, validation, target, max_epochs):
    h = {k: [] for k in ("accuracy", "loss", "val_accuracy", "val_loss")}
    best = -1
    e = 0
    while best < target and e < max_epochs:
        r = model.fit(train, epochs=1, verbose=0)
        v = model.evaluate(validation, verbose=0, return_dict=True)
        h["accuracy"].append(r.history["accuracy"][0])
        h["loss"].append(r.history["loss"][0])
        h["val_accuracy"].append(v["accuracy"])
        h["val_loss"].append(v["loss"])
        best = v["accuracy"]
        e += 1
    return h
