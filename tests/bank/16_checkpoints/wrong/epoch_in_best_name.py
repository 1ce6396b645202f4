# mistake: a placeholder in the name: each better epoch gets a file
# looks like: a placeholder such as {epoch} in the name, which gives each better epoch a file of its own
# fails: keeps_the_epoch_with_the_highest_accuracy, keeps_the_epoch_with_the_lowest_loss
# points: 7.5
import keras
import numpy as np


def keep_best(folder, by="accuracy", weights_only=False):
    if weights_only:
        path = f"{folder}/best.weights.h5"
    else:
        path = f"{folder}/best-{{epoch:02d}}.keras"
    return keras.callbacks.ModelCheckpoint(
        path,
        monitor="val_accuracy" if by == "accuracy" else "val_loss",
        mode="max" if by == "accuracy" else "min",
        save_best_only=True,
        save_weights_only=weights_only,
    )


class SaveEvery(keras.callbacks.Callback):
    def __init__(self, folder, n):
        super().__init__()
        self.folder = folder
        self.n = n

    def on_epoch_end(self, epoch, logs=None):
        number = epoch + 1
        if number % self.n == 0:
            self.model.save(f"{self.folder}/epoch-{number:02d}-{logs['val_accuracy']:.2f}.keras")


def keep_every(folder, n):
    return SaveEvery(folder, n)


def train_and_test(model, train, validation, test, epochs, folder):
    check = keras.callbacks.ModelCheckpoint(folder + "/best.keras", "val_accuracy", save_best_only=True, mode="max")
    history = model.fit(*train, validation_data=validation, epochs=epochs, callbacks=[check], verbose=0)
    best = keras.models.load_model(folder + "/best.keras")
    return int(np.argmax(history.history["val_accuracy"])) + 1, best.evaluate(*test, verbose=0)[1]


def resume(path, train, validation, done, total, callbacks):
    model = keras.models.load_model(path)
    x, y = train
    model.fit(x, y, validation_data=validation, initial_epoch=done, epochs=total, callbacks=callbacks, verbose=0)
    return model
