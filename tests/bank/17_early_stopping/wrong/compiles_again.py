# mistake: compiles the model again
# fails: train_until_reports_what_happened
# points: 8
# says: compile was called again
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
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    stop = StopAtTarget("val_accuracy", target)
    history = model.fit(*train, epochs=max_epochs, validation_data=validation, callbacks=[stop], verbose=0)
    return len(history.epoch), history.history
