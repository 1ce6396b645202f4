# right: train_and_test restores weights into the model and saves it at the end
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
    weights = keras.callbacks.ModelCheckpoint(
        folder + "/tmp.weights.h5", "val_accuracy", save_best_only=True, save_weights_only=True, mode="max"
    )
    history = model.fit(*train, validation_data=validation, epochs=epochs, callbacks=[weights], verbose=0)
    model.load_weights(folder + "/tmp.weights.h5")
    model.save(folder + "/best.keras")
    best = np.array(history.history["val_accuracy"]).argmax() + 1
    return best, float(model.evaluate(*test, verbose=0)[1])


def resume(path, train, validation, done, total, callbacks):
    m = keras.models.load_model(path, compile=True)
    m.fit(train[0], train[1], 32, total, 0, callbacks, validation_data=validation, initial_epoch=done)
    return m
