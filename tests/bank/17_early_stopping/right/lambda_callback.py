# right: both with LambdaCallback
import warnings

import keras
import numpy as np


class StopAtTarget(keras.callbacks.LambdaCallback):
    def __init__(self, monitor="val_accuracy", target=0.9):
        self.monitor = monitor
        self.target = target
        self.missing = 0
        super().__init__(on_epoch_end=lambda epoch, logs: self.decide(logs or {}))

    def decide(self, logs):
        if self.monitor not in logs:
            self.missing += 1
            if self.missing == 1:
                warnings.warn(f"no {self.monitor}, only {sorted(logs)}")
        elif not logs[self.monitor] < self.target:
            self.model.stop_training = True


def train_until(model, train, validation, target, max_epochs=100):
    def check(epoch, logs):
        if logs["val_accuracy"] >= target:
            model.stop_training = True

    h = model.fit(
        train[0], train[1], validation_data=validation, epochs=max_epochs, verbose=0,
        callbacks=[keras.callbacks.LambdaCallback(on_epoch_end=check)],
    )
    return len(h.epoch), h.history
