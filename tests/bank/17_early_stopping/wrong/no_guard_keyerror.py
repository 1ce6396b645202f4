# mistake: logs[monitor] without a look whether it is there
# looks like: no look whether the metric is in logs
# why: This training had no validation data, so logs held accuracy and loss, but not val_accuracy.
# fails: goes_on_and_says_so_once
# points: 8
# says: KeyError
import warnings

import keras
import numpy as np


class StopAtTarget(keras.callbacks.Callback):
    def __init__(self, monitor: str = "val_accuracy", target: float = 0.9):
        super().__init__()
        self.monitor = monitor
        self.target = target

    def on_epoch_end(self, epoch, logs={}):
        if logs[self.monitor] >= self.target:
            print("\nstop")
            self.model.stop_training = True


def train_until(model, train, validation, target, max_epochs=100):
    callback = StopAtTarget("val_accuracy", target)
    history = model.fit(*train, validation_data=validation, epochs=max_epochs, callbacks=[callback], verbose=0)
    return len(history.epoch), history.history
