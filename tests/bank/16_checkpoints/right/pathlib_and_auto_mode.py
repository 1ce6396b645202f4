# right: pathlib, mode left to Keras, an f-string with doubled braces
from pathlib import Path

import numpy as np
from tensorflow import keras


def keep_best(folder, by="accuracy", weights_only=False):
    name = "best.weights.h5" if weights_only else "best.keras"
    return keras.callbacks.ModelCheckpoint(
        filepath=Path(folder) / name, monitor="val_" + by, save_best_only=True, save_weights_only=weights_only
    )


def keep_every(folder, n):
    class Every(keras.callbacks.ModelCheckpoint):
        def on_epoch_end(self, epoch, logs=None):
            if epoch % n == n - 1:
                super().on_epoch_end(epoch, logs)

    return Every(f"{folder}/epoch-{{epoch:02d}}-{{val_accuracy:.2f}}.keras", monitor="val_accuracy", verbose=1)


def train_and_test(model, train, validation, test, epochs, folder):
    history = model.fit(*train, epochs=epochs, validation_data=validation, callbacks=keep_best(folder)).history
    best = keras.models.load_model(Path(folder) / "best.keras")
    scores = best.evaluate(*test, return_dict=True)
    return history["val_accuracy"].index(max(history["val_accuracy"])) + 1, scores["accuracy"]


def resume(path, train, validation, done, total, callbacks):
    model = keras.models.load_model(path)
    x, y = train
    model.fit(x, y, validation_data=validation, initial_epoch=done, epochs=total, callbacks=callbacks, verbose=0)
    return model
