# mistake: by not looked at: always val_accuracy
# looks like: val_accuracy is watched, whatever by says
# fails: keeps_the_epoch_with_the_lowest_loss
# points: 8.5
import os

import keras
import numpy as np


def keep_best(folder, by="accuracy", weights_only=False):
    return keras.callbacks.ModelCheckpoint(folder + ("/best.weights.h5" if weights_only else "/best.keras"), monitor="val_accuracy", mode="max", save_best_only=True, save_weights_only=weights_only)


def keep_every(folder, n):
    class Every(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            if (epoch + 1) % n == 0:
                self.model.save(os.path.join(folder, f"epoch-{epoch + 1:02d}-{logs['val_accuracy']:.2f}.keras"))

    return Every()


def train_and_test(model, train, validation, test, epochs, folder):
    x, y = train
    hist = model.fit(x, y, epochs=epochs, validation_data=validation, callbacks=[keep_best(folder)])
    best_model = keras.models.load_model(os.path.join(folder, "best.keras"))
    _, acc = best_model.evaluate(test[0], test[1])
    return np.argmax(hist.history["val_accuracy"]) + 1, acc


def resume(path, train, validation, done, total, callbacks):
    model = keras.models.load_model(path)
    model.fit(train[0], train[1], validation_data=validation, epochs=total, initial_epoch=done, callbacks=callbacks)
    return model
