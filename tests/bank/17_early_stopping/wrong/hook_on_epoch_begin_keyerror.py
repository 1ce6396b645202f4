# mistake: decides in on_epoch_begin and does not look whether the metric is there
# looks like: a decision in on_epoch_begin, which does not have the epoch's metrics
# why: At the beginning of an epoch nothing has been measured yet: logs is empty.
# fails: stops_at_the_first_epoch_at_the_target, goes_on_and_says_so_once
# points: 6
# says: KeyError
import warnings

import keras
import numpy as np


class StopAtTarget(keras.callbacks.Callback):
    def __init__(self, monitor: str = "val_accuracy", target: float = 0.9):
        super().__init__()
        self.monitor = monitor
        self.target = target

    def on_epoch_begin(self, epoch, logs=None):
        if logs[self.monitor] >= self.target:
            self.model.stop_training = True


def train_until(model, train, validation, target, max_epochs=100):
    callback = StopAtTarget("val_accuracy", target)
    history = model.fit(*train, validation_data=validation, epochs=max_epochs, callbacks=[callback], verbose=0)
    return len(history.epoch), history.history
