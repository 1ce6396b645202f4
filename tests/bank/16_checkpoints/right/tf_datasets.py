# right: tf.data instead of arrays
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


import tensorflow as tf


def train_and_test(model, train, validation, test, epochs, folder):
    ds = tf.data.Dataset.from_tensor_slices(train).shuffle(1000).batch(32)
    val = tf.data.Dataset.from_tensor_slices(validation).batch(32)
    history = model.fit(ds, validation_data=val, epochs=epochs, callbacks=[keep_best(folder)], verbose=0)
    best = keras.models.load_model(os.path.join(folder, "best.keras"))
    loss, acc = best.evaluate(tf.data.Dataset.from_tensor_slices(test).batch(16), verbose=0)
    return int(np.argmax(history.history["val_accuracy"]) + 1), acc


def resume(path, train, validation, done, total, callbacks):
    model = keras.models.load_model(path)
    model.fit(train[0], train[1], validation_data=validation, epochs=total, initial_epoch=done, callbacks=callbacks)
    return model
