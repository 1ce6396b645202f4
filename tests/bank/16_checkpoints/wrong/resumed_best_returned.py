# mistake: resume returns the best of the later epochs
# looks like: the best of the later epochs: the model after the last of them is asked for
# fails: goes_on_from_the_file
# points: 8.5
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
    history = model.fit(
        train[0], train[1], validation_data=validation, epochs=epochs, callbacks=[keep_best(folder)], verbose=0
    )
    best_epoch = int(np.argmax(history.history["val_accuracy"])) + 1
    best = keras.models.load_model(f"{folder}/best.keras")
    loss, accuracy = best.evaluate(test[0], test[1], verbose=0)
    return best_epoch, accuracy


def resume(path, train, validation, done, total, callbacks):
    model = keras.models.load_model(path)
    x, y = train
    best = keras.callbacks.EarlyStopping("val_loss", patience=total, restore_best_weights=True)
    model.fit(x, y, validation_data=validation, initial_epoch=done, epochs=total, callbacks=[*callbacks, best], verbose=0)
    return model
