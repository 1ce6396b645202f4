# right: genfromtxt, images turned by Pillow, a subclassed model, early stopping by a baseline of our own
import keras
import numpy as np
from PIL import Image


def read_signs(path):
    data = np.atleast_2d(np.genfromtxt(path, delimiter=",", skip_header=1))
    images = np.stack([row[1:].reshape(28, 28) for row in data]).astype(np.uint8)
    return images, data[:, 0].astype(np.int32)


def class_index(labels):
    labels = np.array(labels, dtype=np.int64)
    return np.where(labels > 9, labels - 1, labels), [c for c in "ABCDEFGHIJKLMNOPQRSTUVWXY" if c != "J"]


class Turned(keras.utils.PyDataset):
    def __init__(self, part, size, most):
        super().__init__(workers=1)
        self.images, self.classes = part
        self.size, self.most = size, most
        self.rng = np.random.default_rng()
        self.places = self.rng.permutation(len(self.classes)) if most else np.arange(len(self.classes))

    def __len__(self):
        return -(-len(self.classes) // self.size)

    def __getitem__(self, index):
        chosen = self.places[index * self.size :][: self.size]
        return np.stack([self.one(self.images[place]) for place in chosen]), np.take(self.classes, chosen)

    def one(self, image):
        if self.most:
            angle = self.rng.uniform(-self.most, self.most)
            image = np.asarray(Image.fromarray(image).rotate(angle, Image.Resampling.BILINEAR, fillcolor=None))
        image = image / np.float32(255)
        return image[:, :, None] if image.ndim == 2 else image

    def on_epoch_end(self):
        if self.most:
            self.rng.shuffle(self.places)


def make_batches(train, validation, test, batch_size):
    return [Turned(part, batch_size, most) for part, most in ((train, 12), (validation, 0), (test, 0))]


class Network(keras.Model):
    def __init__(self, num_classes):
        super().__init__()
        self.first = keras.layers.Conv2D(24, 3)
        self.second = keras.layers.Conv2D(48, 3)
        self.pool = keras.layers.MaxPooling2D()
        self.flat = keras.layers.Flatten()
        self.drop = keras.layers.Dropout(0.25)
        self.inner = keras.layers.Dense(64, "relu")
        self.head = keras.layers.Dense(num_classes)

    def call(self, x, training=False):
        x = self.pool(keras.ops.relu(self.first(x)))
        x = self.pool(keras.ops.relu(self.second(x)))
        x = self.drop(self.inner(self.flat(x)), training=training)
        return keras.ops.softmax(self.head(x))


def build_model(shape, num_classes):
    model = Network(num_classes)
    model(np.zeros((1, *shape), np.float32))
    model.compile(
        optimizer=keras.optimizers.Adam(),
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
    )
    return model


class Reached(keras.callbacks.EarlyStopping):
    def __init__(self, target):
        super().__init__(monitor="val_accuracy", mode="max", patience=10**6)
        self.target = target

    def on_epoch_end(self, epoch, logs=None):
        super().on_epoch_end(epoch, logs)
        if self.get_monitor_value(logs) >= self.target:
            self.model.stop_training = True


def train_to_target(model, train, validation, target, max_epochs):
    return model.fit(
        train, validation_data=validation, epochs=max_epochs, callbacks=Reached(target), verbose=2
    ).history
