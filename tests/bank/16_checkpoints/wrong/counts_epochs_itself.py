# mistake: counts epochs itself: where a training goes on, n, 2n, 3n are others
# looks like: epochs counted by the callback itself: where a training goes on it begins at 1 again
# why: fit tells the number of the epoch: use that.
# fails: saves_after_every_nth_epoch
# points: 8.5
import keras
import numpy as np


def keep_best(folder, by="accuracy", weights_only=False):
    return keras.callbacks.ModelCheckpoint(
        folder + ("/best.weights.h5" if weights_only else "/best.keras"),
        monitor="val_" + by,
        mode={"accuracy": "max", "loss": "min"}[by],
        save_best_only=True,
        save_weights_only=weights_only,
    )


class Every(keras.callbacks.ModelCheckpoint):
    def __init__(self, path, n):
        super().__init__(path)
        self.n = self.left = n

    def on_epoch_end(self, epoch, logs=None):
        self.left -= 1
        if self.left == 0:
            self.left = self.n
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
