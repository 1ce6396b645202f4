# mistake: sets stop_training of the callback
# looks like: stop_training set on the callback instead of the model
# why: After each epoch fit looks at stop_training of the model, not of the callback.
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

    def on_epoch_end(self, epoch, logs=None):
        logs = logs or {}
        if self.monitor not in logs:
            if not self.warned:
                warnings.warn(f"{self.monitor} not found, only {list(logs)}")
                self.warned = True
        elif logs[self.monitor] >= self.target:
            print(f"\nReached {self.target:.0%}, stop!")
            self.stop_training = True


def train_until(model, train, validation, target, max_epochs=100):
    callback = StopAtTarget("val_accuracy", target)
    history = model.fit(*train, validation_data=validation, epochs=max_epochs, callbacks=[callback], verbose=0)
    return len(history.epoch), history.history
