# right: keeps a copy of get_weights() and saves it at the end
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
    best = {"acc": -1}

    class Remember(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            if logs["val_accuracy"] > best["acc"]:
                best.update(acc=logs["val_accuracy"], epoch=epoch + 1, weights=self.model.get_weights())

    model.fit(*train, epochs=epochs, validation_data=validation, callbacks=[Remember()], verbose=0)
    last = model.get_weights()
    model.set_weights(best["weights"])
    model.save(folder + "/best.keras")
    model.set_weights(last)
    again = keras.models.load_model(folder + "/best.keras")
    return best["epoch"], float(again.evaluate(*test, verbose=0)[1])


def resume(path, train, validation, done, total, callbacks):
    model = keras.models.load_model(path)
    model.fit(train[0], train[1], validation_data=validation, epochs=total, initial_epoch=done, callbacks=callbacks)
    return model
