# right: train_until with a callback class of its own; numpy bool; other argument names
import warnings

import keras
import numpy as np


class StopAtTarget(keras.callbacks.Callback):
    def __init__(self, monitor="val_accuracy", target=0.9):
        super().__init__()
        self.key = monitor
        self.limit = np.float64(target)
        self.told = False

    def on_epoch_end(self, n, metrics=None):
        metrics = metrics or {}
        if self.key not in metrics:
            if not self.told:
                warnings.warn(f"metric '{self.key}' missing; present: {[*metrics]}")
                self.told = True
            return
        self.model.stop_training = np.greater_equal(metrics[self.key], self.limit)


def train_until(model, train, validation, target, max_epochs=100):
    class Stopper(keras.callbacks.Callback):
        epochs = 0

        def on_epoch_end(self, epoch, logs=None):
            self.epochs += 1
            if logs["val_accuracy"] >= target:
                self.model.stop_training = True

    stopper = Stopper()
    history = model.fit(*train, epochs=max_epochs, callbacks=[stopper], validation_data=validation, verbose=0)
    return stopper.epochs, {k: np.array(v) for k, v in history.history.items()}
