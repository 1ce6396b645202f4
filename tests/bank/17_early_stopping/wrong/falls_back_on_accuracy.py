# mistake: takes the training accuracy where val_accuracy is missing
# looks like: another metric used in its place
# fails: goes_on_and_says_so_once
# points: 8
# says: training stopped after 1 epoch
import warnings

import keras
import numpy as np


class StopAtTarget(keras.callbacks.Callback):
    def __init__(self, monitor: str = "val_accuracy", target: float = 0.9):
        super().__init__()
        self.monitor = monitor
        self.target = target
        self.warned = False

    def on_epoch_end(self, epoch, logs=None):
        logs = logs or {}
        value = logs.get(self.monitor)
        if value is None:
            if not self.warned:
                self.warned = True
                warnings.warn(f"no {self.monitor}, there are {list(logs)}; using accuracy")
            value = logs.get("accuracy", 0.0)
        if value >= self.target:
            self.model.stop_training = True


def train_until(model, train, validation, target, max_epochs=100):
    callback = StopAtTarget("val_accuracy", target)
    history = model.fit(*train, validation_data=validation, epochs=max_epochs, callbacks=[callback], verbose=0)
    return len(history.epoch), history.history
