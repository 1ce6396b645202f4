import warnings

import keras
import numpy as np


class StopAtTarget(keras.callbacks.Callback):
    def __init__(self, monitor="val_accuracy", target=0.9):
        super().__init__()
        self.monitor = monitor
        self.target = target
        self.seen_without = None

    def on_test_end(self, logs=None):
        # fit evaluates after each epoch; there the names have no val_
        if self.monitor.startswith("val_"):
            self.stop_if_reached((logs or {}).get(self.monitor[4:]))

    def on_epoch_end(self, epoch, logs=None):
        logs = logs or {}
        if self.monitor in logs:
            self.stop_if_reached(logs[self.monitor])
        elif self.seen_without is None:
            self.seen_without = list(logs)

    def on_train_end(self, logs=None):
        if self.seen_without is not None:
            warnings.warn(f"{self.monitor} was never there, only {self.seen_without}")

    def stop_if_reached(self, value):
        if value is not None and value >= self.target:
            self.model.stop_training = True


def train_until(model, train, validation, target, max_epochs=100):
    class WhenTested(keras.callbacks.Callback):
        def on_test_end(self, logs=None):
            if logs["accuracy"] >= target:
                self.model.stop_training = True

    history = model.fit(*train, validation_data=validation, epochs=max_epochs, callbacks=[WhenTested()], verbose=0)
    return len(history.history["val_accuracy"]), history.history
