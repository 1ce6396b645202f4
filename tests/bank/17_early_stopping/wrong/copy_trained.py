# mistake: trains a copy of the model
# looks like: a copy trained instead of the model itself
# why: The caller keeps the model that was passed, and that one has learned nothing.
# fails: train_until_reports_what_happened
# points: 8
# says: 0 epochs
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


def train_until(model, train, validation, target, max_epochs=100):
    weights = model.get_weights()
    optimizer = keras.optimizers.SGD(1.0)
    model = keras.models.clone_model(model)
    model.set_weights(weights)
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
    stop = StopAtTarget("val_accuracy", target)
    history = model.fit(*train, validation_data=validation, epochs=max_epochs, callbacks=[stop], verbose=0)
    return len(history.epoch), history.history
