# right: saves every epoch elsewhere, copies the best one
import os
import shutil
import tempfile

import keras
import numpy as np


def keep_best(folder, by="accuracy", weights_only=False):
    if weights_only:
        path = f"{folder}/best.weights.h5"
    else:
        path = f"{folder}/best.keras"
    return keras.callbacks.ModelCheckpoint(
        path,
        monitor="val_accuracy" if by == "accuracy" else "val_loss",
        mode="max" if by == "accuracy" else "min",
        save_best_only=True,
        save_weights_only=weights_only,
    )


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
    with tempfile.TemporaryDirectory() as everything:
        pattern = os.path.join(everything, "{epoch}.keras")
        fitted = model.fit(
            *train,
            epochs=epochs,
            validation_data=validation,
            callbacks=[keras.callbacks.ModelCheckpoint(pattern)],
            verbose=0,
        )
        values = fitted.history["val_accuracy"]
        number = 1 + max(range(len(values)), key=values.__getitem__)
        best = os.path.join(folder, "best.keras")
        shutil.copyfile(os.path.join(everything, f"{number}.keras"), best)
    return number, keras.models.load_model(best).evaluate(*test, verbose=0)[1]


def resume(path, train, validation, done, total, callbacks):
    model = keras.models.load_model(path)
    x, y = train
    model.fit(x, y, validation_data=validation, initial_epoch=done, epochs=total, callbacks=callbacks, verbose=0)
    return model
