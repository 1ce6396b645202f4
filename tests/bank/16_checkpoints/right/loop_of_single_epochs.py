# right: train_and_test as a loop that evaluates after each epoch
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
    best_epoch, best_accuracy = 0, -1
    for epoch in range(1, epochs + 1):
        model.fit(*train, epochs=1, verbose=0)
        accuracy = model.evaluate(*validation, verbose=0)[1]
        if accuracy > best_accuracy:
            best_epoch, best_accuracy = epoch, accuracy
            model.save(folder + "/best.keras", overwrite=True)
    loaded = keras.models.load_model(folder + "/best.keras")
    _, test_accuracy = loaded.evaluate(*test, verbose=0)
    return best_epoch, test_accuracy


def resume(path, train, validation, done, total, callbacks):
    continued = keras.models.load_model(path)
    continued.fit(
        x=train[0],
        y=train[1],
        validation_data=(validation[0], validation[1]),
        epochs=total,
        initial_epoch=done,
        callbacks=list(callbacks),
        verbose="auto",
        shuffle=True,
        batch_size=32,
    )
    return continued
