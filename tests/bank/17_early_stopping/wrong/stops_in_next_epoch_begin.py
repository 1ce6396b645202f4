# mistake: stores the metric and stops in on_epoch_begin of the next epoch
# looks like: stopping one epoch late
# why: on_epoch_end of the epoch that reaches the target has to stop training.
# fails: stops_at_the_first_epoch_at_the_target
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
        self.last = None

    def on_epoch_end(self, epoch, logs=None):
        logs = logs or {}
        self.last = logs.get(self.monitor)
        if self.last is None and not self.warned:
            self.warned = True
            warnings.warn(f"no {self.monitor} in {list(logs)}")

    def on_epoch_begin(self, epoch, logs=None):
        if self.last is not None and self.last >= self.target:
            self.model.stop_training = True


def train_until(model, train, validation, target, max_epochs=100):
    callback = StopAtTarget("val_accuracy", target)
    history = model.fit(*train, validation_data=validation, epochs=max_epochs, callbacks=[callback], verbose=0)
    return len(history.epoch), history.history
