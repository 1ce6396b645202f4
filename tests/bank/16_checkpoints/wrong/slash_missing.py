# mistake: no slash between folder and name
# looks like: a slash is missing between the folder and the name, so the file is beside the folder
# fails: keeps_the_epoch_with_the_highest_accuracy, keeps_the_epoch_with_the_lowest_loss, keeps_weights_alone_if_asked, keeps_and_names_the_best_epoch, keeps_to_its_contract
# points: 5
import os

import keras
import numpy as np


def keep_best(folder, by="accuracy", weights_only=False):
    filepath = folder + ("best.weights.h5" if weights_only else "best.keras")
    if by == "accuracy":
        return keras.callbacks.ModelCheckpoint(filepath, monitor="val_accuracy", save_best_only=True, mode="max", save_weights_only=weights_only)
    return keras.callbacks.ModelCheckpoint(filepath, monitor="val_loss", save_best_only=True, mode="min", save_weights_only=weights_only)


def keep_every(folder, n):
    class Every(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            if (epoch + 1) % n == 0:
                self.model.save(os.path.join(folder, f"epoch-{epoch + 1:02d}-{logs['val_accuracy']:.2f}.keras"))

    return Every()


def train_and_test(model, train, validation, test, epochs, folder):
    x, y = train
    hist = model.fit(x, y, epochs=epochs, validation_data=validation, callbacks=[keep_best(folder)])
    best_model = keras.models.load_model(folder + "best.keras")
    _, acc = best_model.evaluate(test[0], test[1])
    return np.argmax(hist.history["val_accuracy"]) + 1, acc


def resume(path, train, validation, done, total, callbacks):
    model = keras.models.load_model(path)
    model.fit(train[0], train[1], validation_data=validation, epochs=total, initial_epoch=done, callbacks=callbacks)
    return model
