# mistake: rounds the accuracy before comparing, so that 0.896 counts as 0.9
# looks like: the accuracy rounded before it is compared, or a tolerance
# why: A value just below the target has not reached it.
# fails: stops_at_the_first_epoch_at_the_target
# points: 8
# says: the first that is at least
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
        if logs is None:
            logs = {}
        value = logs.get(self.monitor)
        if value is None:
            if not self.warned:
                warnings.warn("{} not found in logs. Available: {}".format(self.monitor, list(logs.keys())))
                self.warned = True
            return
        if round(value, 2) >= self.target:
            print("\nReached", self.target, "- cancelling training")
            self.model.stop_training = True


def train_until(model, train, validation, target, max_epochs=100):
    x, y = train
    callback = StopAtTarget(monitor="val_accuracy", target=target)
    hist = model.fit(x, y, epochs=max_epochs, validation_data=validation, callbacks=[callback])
    return len(hist.history["loss"]), hist.history
