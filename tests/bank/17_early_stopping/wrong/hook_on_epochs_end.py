# mistake: on_epochs_end: Keras never calls it
# fails: stops_at_the_first_epoch_at_the_target
# points: 8
# says: Keras never calls on_epochs_end
import warnings

import keras
import numpy as np


class StopAtTarget(keras.callbacks.Callback):
    def __init__(self, monitor: str = "val_accuracy", target: float = 0.9):
        super().__init__()
        self.monitor = monitor
        self.target = target
        self.warned = False

    def on_epochs_end(self, epoch, logs=None):
        logs = logs or {}
        if self.monitor in logs:
            if logs[self.monitor] >= self.target:
                self.model.stop_training = True
        elif not self.warned:
            self.warned = True
            warnings.warn(f"no {self.monitor} in {list(logs)}")


def train_until(model, train, validation, target, max_epochs=100):
    callback = StopAtTarget("val_accuracy", target)
    history = model.fit(*train, validation_data=validation, epochs=max_epochs, callbacks=[callback], verbose=0)
    return len(history.epoch), history.history
