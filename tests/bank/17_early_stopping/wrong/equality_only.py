# mistake: == where the text says at least
# looks like: == instead of >=
# why: From one epoch to the next an accuracy can go past the target without ever being equal to it.
# fails: stops_at_the_first_epoch_at_the_target, watches_the_metric_that_it_was_told, keeps_to_its_contract
# points: 5
# says: at least
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
        if self.monitor in logs:
            if logs[self.monitor] == self.target:
                self.model.stop_training = True
        elif not self.warned:
            self.warned = True
            warnings.warn(f"no {self.monitor} in {list(logs)}")


def train_until(model, train, validation, target, max_epochs=100):
    callback = StopAtTarget("val_accuracy", target)
    history = model.fit(*train, validation_data=validation, epochs=max_epochs, callbacks=[callback], verbose=0)
    return len(history.epoch), history.history
