# right: saves the better epochs under their numbers and keeps the last of them
import os

import keras
import numpy as np


def keep_best(folder, by="accuracy", weights_only=False):
    filepath = os.path.join(folder, "best.weights.h5" if weights_only else "best.keras")
    if by == "accuracy":
        return keras.callbacks.ModelCheckpoint(filepath, monitor="val_accuracy", save_best_only=True, mode="max", save_weights_only=weights_only)
    return keras.callbacks.ModelCheckpoint(filepath, monitor="val_loss", save_best_only=True, mode="min", save_weights_only=weights_only)


def keep_every(folder, n):
    class Every(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            if (epoch + 1) % n == 0:
                self.model.save(os.path.join(folder, f"epoch-{epoch + 1:02d}-{logs['val_accuracy']:.2f}.keras"))

    return Every()


def train_and_test(model, train, validation, test, epochs, folder):
    """Saves the better epochs under their numbers; the last of these is the best."""
    cp = keras.callbacks.ModelCheckpoint(folder + "/{epoch:03d}.keras", monitor="val_accuracy", mode="max", save_best_only=True)
    model.fit(*train, validation_data=validation, epochs=epochs, callbacks=[cp], verbose=0)
    names = sorted(os.listdir(folder))
    for name in names[:-1]:
        os.remove(os.path.join(folder, name))
    os.rename(os.path.join(folder, names[-1]), os.path.join(folder, "best.keras"))
    best = keras.models.load_model(os.path.join(folder, "best.keras"))
    return int(names[-1][:3]), best.evaluate(*test, verbose=0)[1]


def resume(path, train, validation, done, total, callbacks):
    model = keras.models.load_model(path)
    model.fit(train[0], train[1], validation_data=validation, epochs=total, initial_epoch=done, callbacks=callbacks)
    return model
