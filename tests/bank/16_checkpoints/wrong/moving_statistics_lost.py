# mistake: keeps the weights that learn, not the moving statistics of BatchNormalization
# fails: the_file_survives_a_collapse
# points: 9.5
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


class BestWeights(keras.callbacks.Callback):
    def __init__(self):
        super().__init__()
        self.accuracy = 0.0
        self.epoch = 0
        self.weights = []

    def on_epoch_end(self, epoch, logs=None):
        if logs["val_accuracy"] > self.accuracy:
            self.accuracy = logs["val_accuracy"]
            self.epoch = epoch + 1
            self.weights = [variable.numpy() for variable in self.model.trainable_variables]


def train_and_test(model, train, validation, test, epochs, folder):
    best = BestWeights()
    model.fit(*train, validation_data=validation, epochs=epochs, callbacks=[best], verbose=0)
    for variable, value in zip(model.trainable_variables, best.weights):
        variable.assign(value)
    model.save(folder + "/best.keras")
    saved = keras.models.load_model(folder + "/best.keras")
    return best.epoch, saved.evaluate(*test, verbose=0)[1]


def resume(path, train, validation, done, total, callbacks):
    model = keras.models.load_model(path)
    x, y = train
    model.fit(x, y, validation_data=validation, initial_epoch=done, epochs=total, callbacks=callbacks, verbose=0)
    return model
