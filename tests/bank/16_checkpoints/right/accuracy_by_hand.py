# right: loads without compiling and counts right predictions
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


def accuracy_of(model, images, labels):
    classes = model.predict(images, verbose=0).argmax(axis=-1)
    return sum(int(a) == int(b) for a, b in zip(classes, labels)) / len(labels)


def train_and_test(model, train, validation, test, epochs, folder):
    h = model.fit(train[0], train[1], epochs=epochs, validation_data=(validation[0], validation[1]), callbacks=keep_best(folder, by="accuracy"), verbose=0)
    vals = h.history["val_accuracy"]
    best_epoch, _ = max(enumerate(vals, start=1), key=lambda pair: pair[1])
    loaded = keras.models.load_model(folder + "/best.keras", compile=False)
    return best_epoch, accuracy_of(loaded, *test)


def resume(path, train, validation, done, total, callbacks):
    model = keras.models.load_model(path)
    model.fit(train[0], train[1], validation_data=validation, epochs=total, initial_epoch=done, callbacks=callbacks)
    return model
