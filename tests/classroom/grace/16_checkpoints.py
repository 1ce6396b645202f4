import keras
import numpy as np


def keep_best(folder, by="accuracy", weights_only=False):
    return keras.callbacks.ModelCheckpoint(
        folder + ("/best.weights.h5" if weights_only else "/best.keras"),
        monitor="val_" + by,
        mode="max" if by == "accuracy" else "min",
        save_best_only=True,
        save_weights_only=weights_only,
    )


def keep_every(folder, n):
    path = folder + "/epoch-{epoch:02d}-{val_accuracy:.2f}.keras"
    return keras.callbacks.ModelCheckpoint(path, save_freq=n)


def train_and_test(model, train, validation, test, epochs, folder):
    x, y = train
    h = model.fit(x, y, epochs=epochs, validation_data=validation, callbacks=[keep_best(folder)], verbose=0)
    val = h.history["val_accuracy"]
    loss, acc = model.evaluate(test[0], test[1], verbose=0)
    return val.index(max(val)) + 1, acc


def resume(path, train, validation, done, total, callbacks):
    model = keras.models.load_model(path)
    x, y = train
    model.fit(
        x, y, epochs=total - done, validation_data=validation, callbacks=callbacks, initial_epoch=done, verbose=0
    )
    return model
