# right: returns a list [epochs, history], epochs as a NumPy integer; keeps the curve itself
import warnings as w

import keras
from keras import callbacks
import numpy as np

KEY = "val_accuracy"


def value_of(logs, key):
    return logs[key] if logs and key in logs else None


class StopAtTarget(callbacks.Callback):
    def __init__(self, monitor=KEY, target=0.9):
        super().__init__()
        self.monitor = monitor
        self.target = target
        self.curve = []
        self.flags = {"warned": False}

    def on_epoch_end(self, epoch, logs=None):
        value = value_of(logs, self.monitor)
        if value is None and not self.flags["warned"]:
            self.flags["warned"] = True
            w.warn(f"cannot find {self.monitor!r} in {logs!r}", stacklevel=2)
        if value is not None:
            self.curve.append(value)
            if max(self.curve) >= self.target:
                self.model.stop_training = True


def train_until(model, train, validation, target, max_epochs=100):
    cb = StopAtTarget(KEY, target)
    hist = model.fit(*train, validation_data=validation, epochs=max_epochs, callbacks=[cb], verbose=0).history
    return [np.int64(len(cb.curve)), hist]
