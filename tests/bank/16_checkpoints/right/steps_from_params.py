# right: save_freq counted in batches from params would not know val_accuracy: renames afterwards
import os

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


class Every(keras.callbacks.ModelCheckpoint):
    """Saves all epochs, then removes those that are not wanted."""

    def __init__(self, folder, n):
        self.folder, self.n = folder, n
        super().__init__(os.path.join(folder, "epoch-{epoch:02d}-{val_accuracy:.2f}.keras"), save_freq="epoch")

    def on_train_end(self, logs=None):
        for name in os.listdir(self.folder):
            if int(name.split("-")[1]) % self.n:
                os.remove(os.path.join(self.folder, name))


def keep_every(folder, n):
    return Every(folder, n)


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
