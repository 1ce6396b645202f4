# mistake: does not look at the first two epochs
# looks like: the first epochs passed over: one of them may be the best
# fails: keeps_the_epoch_with_the_highest_accuracy
# points: 8.5
# says: nothing in the folder
import os

import keras
import numpy as np


class KeepBest(keras.callbacks.Callback):
    def __init__(self, folder, by, weights_only):
        super().__init__()
        self.path = os.path.join(folder, "best.weights.h5" if weights_only else "best.keras")
        self.key = "val_" + by
        self.sign = 1 if by == "accuracy" else -1
        self.weights_only = weights_only
        self.best = -float("inf")

    def on_epoch_end(self, epoch, logs=None):
        if epoch < 2:
            return
        score = self.sign * logs[self.key]
        if score > self.best:
            self.best = score
            self.save()

    def save(self):
        if self.weights_only:
            self.model.save_weights(self.path)
        else:
            self.model.save(self.path)


def keep_best(folder, by="accuracy", weights_only=False):
    return KeepBest(folder, by, weights_only)


class KeepEvery(keras.callbacks.Callback):
    def __init__(self, folder, n):
        super().__init__()
        self.folder = folder
        self.n = n

    def on_epoch_end(self, epoch, logs=None):
        number = epoch + 1
        if number % self.n == 0:
            self.model.save(os.path.join(self.folder, f"epoch-{number:02d}-{logs['val_accuracy']:.2f}.keras"))


def keep_every(folder, n):
    return KeepEvery(folder, n)


def train_and_test(model, train, validation, test, epochs, folder):
    history = model.fit(*train, validation_data=validation, epochs=epochs, verbose=0, callbacks=[keep_best(folder)])
    best = int(np.argmax(history.history["val_accuracy"])) + 1
    saved = keras.models.load_model(os.path.join(folder, "best.keras"))
    loss, accuracy = saved.evaluate(*test, verbose=0)
    return best, accuracy


def resume(path, train, validation, done, total, callbacks):
    model = keras.models.load_model(path)
    model.fit(*train, validation_data=validation, initial_epoch=done, epochs=total, callbacks=callbacks, verbose=0)
    return model
