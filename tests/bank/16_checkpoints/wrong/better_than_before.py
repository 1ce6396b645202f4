# mistake: a callback of one's own that compares with the epoch before
# looks like: each epoch is compared with the one before, not with the best one so far
# fails: keeps_the_epoch_with_the_highest_accuracy, keeps_the_epoch_with_the_lowest_loss
# points: 7.5
import keras
import numpy as np


class Keeper(keras.callbacks.Callback):
    def __init__(self, path, by, weights_only):
        super().__init__()
        self.path, self.by, self.weights_only = path, by, weights_only
        self.last = None

    def on_epoch_end(self, epoch, logs=None):
        value = logs["val_" + self.by]
        better = self.last is None or (value > self.last if self.by == "accuracy" else value < self.last)
        self.last = value
        if better:
            save = self.model.save_weights if self.weights_only else self.model.save
            save(self.path)


def keep_best(folder, by="accuracy", weights_only=False):
    return Keeper(f"{folder}/best.weights.h5" if weights_only else f"{folder}/best.keras", by, weights_only)


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
