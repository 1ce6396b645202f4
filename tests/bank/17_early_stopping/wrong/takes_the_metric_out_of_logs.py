# mistake: pop takes the metric out of logs, so the history of fit has no val_accuracy
# looks like: logs.pop, which takes the metric away from the history as well
# why: All callbacks get the same logs, and History is one of them.
# fails: train_until_reports_what_happened
# points: 8
# says: without val_accuracy
import warnings

import keras
import numpy as np


class StopAtTarget(keras.callbacks.Callback):
    def __init__(self, monitor="val_accuracy", target=0.9):
        super().__init__()
        self.monitor = monitor
        self.target = target
        self.warned = False

    def on_train_begin(self, logs=None):
        self.warned = False

    def on_epoch_end(self, epoch, logs=None):
        logs = logs or {}
        value = logs.pop(self.monitor, None)
        if value is None:
            if not self.warned:
                warnings.warn(f"{self.monitor} is not in logs, only {', '.join(logs)}")
                self.warned = True
            return
        if value >= self.target:
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
