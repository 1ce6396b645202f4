import os

import keras
import numpy as np
from keras.callbacks import ModelCheckpoint


def keep_best(folder, by="accuracy", weights_only=False):
    name = "best.weights.h5" if weights_only else "best.keras"
    if by == "accuracy":
        monitor, mode = "val_accuracy", "max"
    else:
        monitor, mode = "val_loss", "min"
    return ModelCheckpoint(
        os.path.join(folder, name), monitor=monitor, mode=mode, save_best_only=True, save_weights_only=weights_only
    )


class EveryN(keras.callbacks.Callback):
    def __init__(self, folder, n):
        super().__init__()
        self.folder = folder
        self.n = n

    def on_epoch_end(self, epoch, logs=None):
        if (epoch + 1) % self.n == 0:
            name = f"epoch-{epoch + 1:02d}-{logs['val_accuracy']:.2f}.keras"
            self.model.save(os.path.join(self.folder, name))


def keep_every(folder, n):
    return EveryN(folder, n)


def train_and_test(model, train, validation, test, epochs, folder):
    history = model.fit(*train, validation_data=validation, epochs=epochs, callbacks=[keep_best(folder)], verbose=0)
    best = keras.models.load_model(os.path.join(folder, "best.keras"))
    _, accuracy = best.evaluate(*test, verbose=0)
    return int(np.argmax(history.history["val_accuracy"])) + 1, accuracy


def resume(path, train, validation, done, total, callbacks):
    model = keras.models.load_model(path)
    model.fit(*train, validation_data=validation, initial_epoch=done, epochs=total, callbacks=callbacks, verbose=0)
    return model
