# mistake: a callback of one's own that never notes the best value
# looks like: every epoch is saved: the best value so far is never updated
# fails: keeps_the_epoch_with_the_highest_accuracy, keeps_the_epoch_with_the_lowest_loss
# points: 7.5
import os

import keras
import numpy as np


class MyBest(keras.callbacks.Callback):
    def __init__(self, path, monitor, weights_only):
        super().__init__()
        self.path, self.monitor, self.weights_only = path, monitor, weights_only
        self.best = 0 if monitor == "val_accuracy" else 1e9

    def on_epoch_end(self, epoch, logs=None):
        v = logs[self.monitor]
        if (self.monitor == "val_accuracy" and v > self.best) or (self.monitor == "val_loss" and v < self.best):
            (self.model.save_weights if self.weights_only else self.model.save)(self.path)


def keep_best(folder, by="accuracy", weights_only=False):
    return MyBest(os.path.join(folder, "best.weights.h5" if weights_only else "best.keras"), "val_" + by, weights_only)


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
