# mistake: the name val_accuracy fixed in the code
# looks like: the name "val_accuracy" written into the code
# fails: watches_the_metric_that_it_was_told
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
        val_acc = (logs or {}).get("val_accuracy")
        if val_acc is not None and val_acc >= self.target:
            self.model.stop_training = True
        if val_acc is None and not self.warned:
            warnings.warn(f"{self.monitor} is missing, got {logs}")
            self.warned = True


def train_until(model, train, validation, target, max_epochs=100):
    callback = StopAtTarget("val_accuracy", target)
    history = model.fit(*train, validation_data=validation, epochs=max_epochs, callbacks=[callback], verbose=0)
    return len(history.epoch), history.history
