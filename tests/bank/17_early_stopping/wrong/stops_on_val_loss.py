# mistake: stops when val_loss is below 1 - target
# looks like: a loss watched instead of the metric
# fails: watches_the_metric_that_it_was_told
# points: 8
# says: loss
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
        if self.monitor not in logs:
            if not self.warned:
                self.warned = True
                warnings.warn(f"{self.monitor} is missing, got {list(logs)}")
        elif logs["val_loss"] <= 1 - self.target + 0.05:
            self.model.stop_training = True


def train_until(model, train, validation, target, max_epochs=100):
    callback = StopAtTarget("val_accuracy", target)
    history = model.fit(*train, validation_data=validation, epochs=max_epochs, callbacks=[callback], verbose=0)
    return len(history.epoch), history.history
