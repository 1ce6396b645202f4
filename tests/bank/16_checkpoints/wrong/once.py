# mistake: epoch + 1 == n: saved once
# looks like: saved once, after epoch n, not after 2n, 3n, ...
# fails: saves_after_every_nth_epoch, names_hold_epoch_and_accuracy
# points: 7.5
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
            if epoch + 1 == n:
                self.model.save(os.path.join(folder, f"epoch-{epoch + 1:02d}-{logs['val_accuracy']:.2f}.keras"))

    return Every()


def train_and_test(model, train, validation, test, epochs, folder):
    x, y = train
    hist = model.fit(x, y, epochs=epochs, validation_data=validation, callbacks=[keep_best(folder)])
    best_model = keras.models.load_model(os.path.join(folder, "best.keras"))
    _, acc = best_model.evaluate(test[0], test[1])
    return np.argmax(hist.history["val_accuracy"]) + 1, acc


def resume(path, train, validation, done, total, callbacks):
    model = keras.models.load_model(path)
    model.fit(train[0], train[1], validation_data=validation, epochs=total, initial_epoch=done, callbacks=callbacks)
    return model
