# mistake: warns if epoch == 0, not the first time that the metric is missing
# looks like: a warning in epoch 0 only
# why: Training may go on from a later epoch, and a metric that was there may be missing later, as with validation_freq=2.
# fails: goes_on_and_says_so_once
# points: 8
# says: no warning
import warnings

import keras
import numpy as np


class StopAtTarget(keras.callbacks.Callback):
    def __init__(self, monitor="val_accuracy", target=0.9):
        super().__init__()
        self.monitor = monitor
        self.target = target

    def on_epoch_end(self, epoch, logs=None):
        logs = logs or {}
        if self.monitor not in logs:
            if epoch == 0:
                warnings.warn(f"{self.monitor} is not in logs, only {', '.join(logs)}")
            return
        if logs[self.monitor] >= self.target:
            self.model.stop_training = True


def train_until(model, train, validation, target, max_epochs=100):
    x, y = train
    history = model.fit(
        x,
        y,
        validation_data=validation,
        epochs=max_epochs,
        verbose=0,
        callbacks=[StopAtTarget("val_accuracy", target)],
    )
    return len(history.epoch), history.history
