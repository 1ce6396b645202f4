# right: no callback in train_until: fit without validation data, then evaluate, for each epoch
import warnings

import keras
import numpy as np


class StopAtTarget(keras.callbacks.Callback):
    def __init__(self, monitor: str = "val_accuracy", target: float = 0.9):
        super().__init__()
        self.monitor = monitor
        self.target = target
        self.has_warned = False

    def on_epoch_end(self, epoch, logs=None):
        value = None if logs is None else logs.get(self.monitor, None)
        if value is not None:
            if self.target <= value + 1e-7:
                self.model.stop_training = True
        elif not self.has_warned:
            msg = f"StopAtTarget: {self.monitor} missing. Metrics: {', '.join(logs) if logs else '-'}"
            warnings.warn(msg, category=UserWarning, stacklevel=2)
            self.has_warned = True


def train_until(model, train, validation, target, max_epochs=100):
    history = {"accuracy": [], "loss": [], "val_accuracy": [], "val_loss": []}
    for n in range(1, max_epochs + 1):
        result = model.fit(*train, verbose=0)
        tested = model.evaluate(*validation, return_dict=True, verbose=0)
        for name in ("accuracy", "loss"):
            history[name].append(result.history[name][0])
            history["val_" + name].append(tested[name])
        if tested["accuracy"] >= target:
            return n, history
    return max_epochs, history
