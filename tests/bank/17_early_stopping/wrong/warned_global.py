# mistake: the note that it has warned is a global variable
# looks like: a note kept on the class or in a global name, which all callbacks share
# why: Each training gets its own callback, and each one has to give its own warning.
# fails: goes_on_and_says_so_once
# points: 8
import warnings

import keras
import numpy as np


WARNED = False


class StopAtTarget(keras.callbacks.Callback):
    def __init__(self, monitor="val_accuracy", target=0.9):
        super().__init__()
        self.monitor = monitor
        self.target = target

    def on_epoch_end(self, epoch, logs=None):
        global WARNED
        logs = logs or {}
        if self.monitor in logs:
            if logs[self.monitor] >= self.target:
                self.model.stop_training = True
        elif not WARNED:
            WARNED = True
            warnings.warn(f"no {self.monitor} in {list(logs)}")


def train_until(model, train, validation, target, max_epochs=100):
    callback = StopAtTarget("val_accuracy", target)
    history = model.fit(*train, validation_data=validation, epochs=max_epochs, callbacks=[callback], verbose=0)
    return len(history.epoch), history.history
