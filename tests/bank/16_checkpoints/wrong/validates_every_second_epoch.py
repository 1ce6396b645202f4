# mistake: validation_freq=2
# looks like: validation_freq=2: after every other epoch there is no val_accuracy
# fails: goes_on_counting
# points: 8.5
# says: val_accuracy in logs after epoch
import os

import keras
import numpy as np


def keep_best(folder, by="accuracy", weights_only=False):
    return keras.callbacks.ModelCheckpoint(
        os.path.join(folder, "best.weights.h5" if weights_only else "best.keras"),
        monitor="val_accuracy" if by == "accuracy" else "val_loss",
        mode="max" if by == "accuracy" else "min",
        save_best_only=True,
        save_weights_only=weights_only,
    )


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
    model.fit(
        *train,
        validation_data=validation,
        initial_epoch=done,
        epochs=total,
        callbacks=callbacks,
        validation_freq=2,
        verbose=0,
    )
    return model
