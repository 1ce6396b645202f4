# right: callbacks of one's own that save with model.save and save_weights
import keras
import numpy as np


class Keeper(keras.callbacks.Callback):
    def __init__(self, path, name, better, weights_only):
        super().__init__()
        self.path, self.name, self.better, self.weights_only = path, name, better, weights_only
        self.best = None

    def on_epoch_end(self, epoch, logs=None):
        value = logs[self.name]
        if self.best is None or self.better(value, self.best):
            self.best = value
            if self.weights_only:
                self.model.save_weights(self.path)
            else:
                self.model.save(self.path)


def keep_best(folder, by="accuracy", weights_only=False):
    path = folder + ("/best.weights.h5" if weights_only else "/best.keras")
    better = (lambda new, old: new > old) if by == "accuracy" else (lambda new, old: new < old)
    return Keeper(path, "val_" + by, better, weights_only)


class SaveEvery(keras.callbacks.Callback):
    def __init__(self, folder, n):
        super().__init__()
        self.folder = folder
        self.n = n

    def on_epoch_end(self, epoch, logs=None):
        number = epoch + 1
        if number % self.n == 0:
            self.model.save(f"{self.folder}/epoch-{number:02d}-{logs['val_accuracy']:.2f}.keras")


def keep_every(folder, n):
    return SaveEvery(folder, n)


class BestEpoch(keras.callbacks.Callback):
    number, value = 0, -1.0

    def on_epoch_end(self, epoch, logs=None):
        if logs["val_accuracy"] > self.value:
            self.number, self.value = epoch + 1, logs["val_accuracy"]


def train_and_test(model, train, validation, test, epochs, folder):
    watch = BestEpoch()
    model.fit(*train, validation_data=validation, epochs=epochs, callbacks=[watch, keep_best(folder)], verbose=2)
    saved = keras.models.load_model(folder + "/best.keras")
    predicted = np.argmax(saved.predict(test[0]), axis=1)
    return watch.number, np.mean(predicted == test[1])


def resume(path, train, validation, done, total, callbacks):
    model = keras.saving.load_model(path)
    for epoch in range(done, total):
        model.fit(*train, validation_data=validation, initial_epoch=epoch, epochs=epoch + 1, callbacks=callbacks)
    return model
