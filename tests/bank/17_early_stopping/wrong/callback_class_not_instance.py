# mistake: the class in callbacks, not an instance
# looks like: the class in callbacks instead of an instance
# why: Keras calls the methods of an object: callbacks holds what StopAtTarget(...) makes, not StopAtTarget.
# fails: train_until_reports_what_happened
# points: 8
# says: set_model
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
        value = logs.get(self.monitor)
        if value is None:
            if not self.warned:
                self.warned = True
                warnings.warn(f"{self.monitor} is not in logs, there are {list(logs)}")
        elif value >= self.target:
            self.model.stop_training = True


def train_until(model, train, validation, target, max_epochs=100):
    history = model.fit(*train, epochs=max_epochs, validation_data=validation, callbacks=[StopAtTarget], verbose=0)
    return len(history.epoch), history.history
