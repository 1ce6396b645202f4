# mistake: the best loss so far begins at 10
# looks like: a best value so far that begins too low: no loss is lower
# why: A loss can be larger than any number you choose. Begin with infinity, or with the first value.
# fails: keeps_the_epoch_with_the_lowest_loss
# points: 8.5
import keras
import numpy as np


class Keeper(keras.callbacks.Callback):
    def __init__(self, path, by, weights_only):
        super().__init__()
        self.path, self.by, self.weights_only = path, by, weights_only
        self.best = 0 if by == "accuracy" else -10

    def on_epoch_end(self, epoch, logs=None):
        value = logs["val_" + self.by] if self.by == "accuracy" else -logs["val_loss"]
        if value > self.best:
            self.best = value
            if self.weights_only:
                self.model.save_weights(self.path)
            else:
                self.model.save(self.path)


def keep_best(folder, by="accuracy", weights_only=False):
    return Keeper(folder + ("/best.weights.h5" if weights_only else "/best.keras"), by, weights_only)


class Every(keras.callbacks.ModelCheckpoint):
    def __init__(self, path, n):
        super().__init__(path)
        self.n = n

    def on_epoch_end(self, epoch, logs=None):
        if (epoch + 1) % self.n == 0:
            super().on_epoch_end(epoch, logs)


def keep_every(folder, n):
    return Every(folder + "/epoch-{epoch:02d}-{val_accuracy:.2f}.keras", n)


def train_and_test(model, train, validation, test, epochs, folder):
    best = keras.callbacks.ModelCheckpoint(
        folder + "/best.keras", monitor="val_accuracy", mode="max", save_best_only=True
    )
    history = model.fit(*train, validation_data=validation, epochs=epochs, callbacks=[best], verbose=0)
    number = int(np.argmax(history.history["val_accuracy"])) + 1
    saved = keras.models.load_model(folder + "/best.keras")
    return number, saved.evaluate(*test, verbose=0)[1]


def resume(path, train, validation, done, total, callbacks):
    model = keras.models.load_model(path)
    model.fit(*train, validation_data=validation, initial_epoch=done, epochs=total, callbacks=callbacks, verbose=0)
    return model
