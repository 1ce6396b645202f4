# mistake: cuts the accuracy and the target to whole percents
# looks like: whole percents compared: 0.341 counts as 0.345
# fails: stops_at_the_first_epoch_at_the_target
# points: 8
import warnings

import keras
import numpy as np


class StopAtTarget(keras.callbacks.Callback):
    def __init__(self, monitor="val_accuracy", target=0.9):
        super().__init__()
        self.monitor = monitor
        self.target = target
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
        if int(logs[self.monitor] * 100) >= int(self.target * 100):
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
