# mistake: a while loop that only the target ends
# looks like: max_epochs not looked at: training went on until the target was reached
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
    history = {}
    epochs = 0
    acc = 0
    while acc < target:
        h = model.fit(*train, validation_data=validation, verbose=0).history
        for k in h:
            history[k] = history.get(k, []) + h[k]
        acc = h["val_accuracy"][0]
        epochs += 1
    return epochs, history
