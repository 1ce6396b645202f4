# mistake: fit called once an epoch, only the last history kept
# looks like: fit called once an epoch, keeping the last history only
# fails: train_until_reports_what_happened
# points: 8
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
                warnings.warn(f"{self.monitor} is not in logs, there are {list(logs)}")
        elif value >= self.target:
            self.model.stop_training = True


def train_until(model, train, validation, target, max_epochs=100):
    for n in range(max_epochs):
        history = model.fit(*train, epochs=1, validation_data=validation, verbose=0)
        if history.history["val_accuracy"][0] >= target:
            break
    return n + 1, history.history
