# mistake: turns logs into percent, but not the target
# looks like: an accuracy in percent compared with a target that is a share
# fails: stops_at_the_first_epoch_at_the_target
# points: 8
# says: 1 epoch
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
        acc = logs.get(self.monitor)
        if acc is None:
            if not self.warned:
                warnings.warn(f"{self.monitor} not found, only {list(logs)}")
                self.warned = True
            return
        percent = 100 * acc
        if percent >= self.target:
            print(f"reached {percent:.1f}%")
            self.model.stop_training = True


def train_until(model, train, validation, target, max_epochs=100):
    callback = StopAtTarget("val_accuracy", target)
    history = model.fit(*train, validation_data=validation, epochs=max_epochs, callbacks=[callback], verbose=0)
    return len(history.epoch), history.history
