# mistake: remembers that the target was reached and stops at the end of the next epoch
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
        self.reached = False

    def on_epoch_end(self, epoch, logs=None):
        logs = logs or {}
        if self.reached:
            self.model.stop_training = True
        if self.monitor in logs:
            self.reached = logs[self.monitor] >= self.target
        elif not self.warned:
            self.warned = True
            warnings.warn(f"no {self.monitor} in {list(logs)}")


def train_until(model, train, validation, target, max_epochs=100):
    callback = StopAtTarget("val_accuracy", target)
    history = model.fit(*train, validation_data=validation, epochs=max_epochs, callbacks=[callback], verbose=0)
    return len(history.epoch), history.history
