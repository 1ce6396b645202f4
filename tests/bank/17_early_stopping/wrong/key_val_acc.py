# mistake: val_acc, from older tutorials
# looks like: the name "val_acc" in the code: the key is what compile was given with val_ before it, here "val_accuracy"
# fails: stops_at_the_first_epoch_at_the_target, watches_the_metric_that_it_was_told
# points: 6
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
        acc = logs.get("val_acc")
        if acc is None:
            if not self.warned:
                warnings.warn(f"{self.monitor} is missing. There are: {', '.join(logs)}")
                self.warned = True
        elif acc >= self.target:
            self.model.stop_training = True


def train_until(model, train, validation, target, max_epochs=100):
    callback = StopAtTarget("val_accuracy", target)
    history = model.fit(*train, validation_data=validation, epochs=max_epochs, callbacks=[callback], verbose=0)
    return len(history.epoch), history.history
