import warnings

import keras
import numpy as np
from keras.callbacks import EarlyStopping


class StopAtTarget(EarlyStopping):
    def __init__(self, monitor: str = "val_accuracy", target: float = 0.9):
        super().__init__(monitor=monitor, mode="max", patience=10_000)
        self.target = target
        self.already_warned = False

    def on_epoch_end(self, epoch, logs=None):
        current = (logs or {}).get(self.monitor)
        if current is None:
            if not self.already_warned:
                available = ",".join(list((logs or {}).keys()))
                warnings.warn(
                    f"Early stopping conditioned on metric `{self.monitor}` which is not available. "
                    f"Available metrics are: {available}",
                    stacklevel=2,
                )
            self.already_warned = True
        elif current >= self.target:
            self.stopped_epoch = epoch
            self.model.stop_training = True


def train_until(model, train, validation, target, max_epochs=100):
    stopper = StopAtTarget("val_accuracy", target)
    history = model.fit(*train, validation_data=validation, epochs=max_epochs, callbacks=[stopper], verbose=0)
    epochs = stopper.stopped_epoch + 1 if model.stop_training else max_epochs
    return epochs, dict(history.history)
