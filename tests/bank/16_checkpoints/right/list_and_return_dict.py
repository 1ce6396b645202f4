# right: finds the file by listing the folder; returns a list of NumPy scalars
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
    checkpoint = keep_best(folder, "accuracy", False)
    history = model.fit(*train, validation_data=validation, epochs=epochs, callbacks=[checkpoint], verbose=0)
    saved = keras.models.load_model(os.path.join(folder, os.listdir(folder)[0]))
    result = saved.evaluate(*test, verbose=0, return_dict=True)
    accuracies = np.array(history.history["val_accuracy"])
    return [int(np.where(accuracies == accuracies.max())[0][0]) + 1, np.float32(result["accuracy"])]


def resume(path, train, validation, done, total, callbacks):
    model = keras.models.load_model(path)
    model.fit(train[0], train[1], validation_data=validation, epochs=total, initial_epoch=done, callbacks=callbacks)
    return model
