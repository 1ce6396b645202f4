# mistake: the name accuracy fixed in the code
# looks like: the name "accuracy" written into the code
# fails: watches_the_metric_that_it_was_told, goes_on_and_says_so_once
# points: 6
# says: 0.99
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
        if logs.get("accuracy") is not None:
            if logs.get("accuracy") >= self.target:
                self.model.stop_training = True
        elif not self.warned:
            self.warned = True
            warnings.warn(f"{self.monitor} is missing, {list(logs)}")


def train_until(model, train, validation, target, max_epochs=100):
    callback = StopAtTarget("val_accuracy", target)
    history = model.fit(*train, validation_data=validation, epochs=max_epochs, callbacks=[callback], verbose=0)
    return len(history.epoch), history.history
