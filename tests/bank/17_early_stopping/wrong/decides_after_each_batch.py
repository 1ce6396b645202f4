# mistake: stops after a batch whose running accuracy is at the target
# why: The accuracy of the first batches is not that of the epoch.
# fails: stops_at_the_first_epoch_at_the_target
# points: 8
# says: on_train_batch_end
import warnings

import keras
import numpy as np


class StopAtTarget(keras.callbacks.Callback):
    def __init__(self, monitor="val_accuracy", target=0.9):
        super().__init__()
        self.monitor = monitor
        self.target = target
        self.warned = False

    def on_epoch_end(self, epoch, logs=None):
        logs = logs or {}
        if self.monitor in logs:
            if logs[self.monitor] >= self.target:
                self.model.stop_training = True
        elif not self.warned:
            self.warned = True
            warnings.warn(f"no {self.monitor} in {list(logs)}")

    def on_train_batch_end(self, batch, logs=None):
        if self.monitor in (logs or {}) and logs[self.monitor] >= self.target:
            self.model.stop_training = True


def train_until(model, train, validation, target, max_epochs=100):
    stop = StopAtTarget("val_accuracy", target)
    history = model.fit(*train, validation_data=validation, epochs=max_epochs, callbacks=[stop], verbose=0)
    return len(history.epoch), history.history
