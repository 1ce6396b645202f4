# mistake: model.save after fit: the last epoch under the name of the best
# looks like: the model of the last epoch is saved, not that of the best one
# fails: keeps_and_names_the_best_epoch, tests_what_is_in_the_file
# points: 7.5
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
    history = model.fit(*train, validation_data=validation, epochs=epochs, verbose=0)
    model.save(folder + "/best.keras")
    model = keras.models.load_model(folder + "/best.keras")
    return int(np.argmax(history.history["val_accuracy"])) + 1, model.evaluate(*test, verbose=0)[1]


def resume(path, train, validation, done, total, callbacks):
    model = keras.models.load_model(path)
    x, y = train
    model.fit(x, y, validation_data=validation, initial_epoch=done, epochs=total, callbacks=callbacks, verbose=0)
    return model
