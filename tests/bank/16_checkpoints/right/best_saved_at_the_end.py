# right: keeps the best weights in memory and writes the file when training ends
import os

import keras
import numpy as np


class BestOfAll(keras.callbacks.Callback):
    def __init__(self, folder, by, weights_only):
        super().__init__()
        self.folder = folder
        self.metric = {"accuracy": "val_accuracy", "loss": "val_loss"}[by]
        self.weights_only = weights_only
        self.values, self.weights = [], None

    def on_epoch_end(self, epoch, logs={}):
        self.values.append(float(logs[self.metric]))
        best = max(self.values) if self.metric == "val_accuracy" else min(self.values)
        if self.values[-1] == best:
            self.weights = self.model.get_weights()

    def on_train_end(self, logs={}):
        last = self.model.get_weights()
        self.model.set_weights(self.weights)
        if self.weights_only:
            self.model.save_weights(os.path.join(self.folder, "best.weights.h5"))
        else:
            self.model.save(os.path.join(self.folder, "best.keras"))
        self.model.set_weights(last)


def keep_best(folder, by="accuracy", weights_only=False):
    return BestOfAll(folder, by, weights_only)


class EveryN(keras.callbacks.ModelCheckpoint):
    def __init__(self, path, n):
        super().__init__(path)
        self.n = n

    def on_epoch_end(self, epoch, logs=None):
        if (epoch + 1) % self.n == 0:
            super().on_epoch_end(epoch, logs)


def keep_every(folder, n):
    return EveryN(folder + "/epoch-{epoch:02d}-{val_accuracy:.2f}.keras", n)


def train_and_test(model, train, validation, test, epochs, folder):
    history = model.fit(
        train[0], train[1], validation_data=validation, epochs=epochs, callbacks=[keep_best(folder)], verbose=0
    )
    best_epoch = int(np.argmax(history.history["val_accuracy"])) + 1
    best = keras.models.load_model(f"{folder}/best.keras")
    loss, accuracy = best.evaluate(test[0], test[1], verbose=0)
    return best_epoch, accuracy


def resume(path, train, validation, done, total, callbacks):
    model = keras.models.load_model(path)
    x, y = train
    model.fit(x, y, validation_data=validation, initial_epoch=done, epochs=total, callbacks=callbacks, verbose=0)
    return model
