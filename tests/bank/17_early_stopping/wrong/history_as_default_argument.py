# mistake: a dictionary as default argument is shared by all calls
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


def train_until(model, train, validation, target, max_epochs=100, history={}):
    for epoch in range(max_epochs):
        h = model.fit(*train, validation_data=validation, verbose=0)
        for key, values in h.history.items():
            history.setdefault(key, []).extend(values)
        if h.history["val_accuracy"][-1] >= target:
            break
    return epoch + 1, history
