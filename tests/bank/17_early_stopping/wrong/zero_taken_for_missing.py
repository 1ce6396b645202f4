# mistake: a metric of 0.0 taken for one that is missing
# looks like: a value of 0 taken for a metric that is missing: 0.0 is false, so ask whether it is None
# fails: goes_on_and_says_so_once
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
        if not value:
            if not self.warned:
                warnings.warn(f"Metric {self.monitor} not available. Available: {','.join(logs)}", RuntimeWarning)
                self.warned = True
            return
        if value >= self.target:
            self.model.stop_training = True


def train_until(model, train, validation, target, max_epochs=100):
    callback = StopAtTarget("val_accuracy", target)
    history = model.fit(*train, validation_data=validation, epochs=max_epochs, callbacks=[callback], verbose=0)
    return len(history.epoch), history.history
