# mistake: trains all epochs and looks up afterwards when the target was reached
# looks like: training to the end and looking up the epoch afterwards
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
    history = model.fit(*train, epochs=max_epochs, validation_data=validation, verbose=0).history
    n = max_epochs
    for i, acc in enumerate(history["val_accuracy"]):
        if acc >= target:
            n = i + 1
            break
    return n, {k: v[:n] for k, v in history.items()}
