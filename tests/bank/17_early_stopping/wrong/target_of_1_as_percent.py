# mistake: takes a target of 1 or more for percent, so 1.0 is one percent
# looks like: a target of 1.0 taken for 1 percent
# fails: a_target_of_1_can_be_reached
# points: 9
# says: 1 epoch
import warnings

import keras
import numpy as np


class StopAtTarget(keras.callbacks.Callback):
    def __init__(self, monitor="val_accuracy", target=0.9):
        super().__init__()
        self.monitor = monitor
        self.target = target / 100 if target >= 1 else target  # 90 or 0.9
        self.warned = False

    def on_train_begin(self, logs=None):
        self.warned = False

    def on_epoch_end(self, epoch, logs=None):
        logs = logs or {}
        if self.monitor not in logs:
            if not self.warned:
                warnings.warn(f"{self.monitor} is not in logs, only {', '.join(logs)}")
                self.warned = True
            return
        if logs[self.monitor] >= self.target:
            self.model.stop_training = True


def train_until(model, train, validation, target, max_epochs=100):
    x, y = train
    history = model.fit(
        x,
        y,
        validation_data=validation,
        epochs=max_epochs,
        verbose=0,
        callbacks=[StopAtTarget("val_accuracy", target)],
    )
    return len(history.epoch), history.history
