# mistake: model instead of self.model
# looks like: model instead of self.model
# why: A callback knows its model as self.model. There is no other name for it here.
# try: stop = StopAtTarget(); stop.set_model(keras.Sequential())
# try: try: stop.on_epoch_end(0, {"val_accuracy": 1.0}); print("stop_training is", stop.model.stop_training)
# try: except NameError as error: print(error)
# fails: stops_at_the_first_epoch_at_the_target
# points: 8
# says: 'model' is not defined
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
            if logs[self.monitor] >= self.target:
                model.stop_training = True
        elif not self.warned:
            self.warned = True
            warnings.warn(f"no {self.monitor} in {list(logs)}")


def train_until(model, train, validation, target, max_epochs=100):
    callback = StopAtTarget("val_accuracy", target)
    history = model.fit(*train, validation_data=validation, epochs=max_epochs, callbacks=[callback], verbose=0)
    return len(history.epoch), history.history
