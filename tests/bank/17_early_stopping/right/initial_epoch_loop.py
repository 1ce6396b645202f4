# right: fit(initial_epoch=e, epochs=e + 1), the callback's decision read from the model
import warnings

import keras
import numpy as np
from keras.callbacks import Callback


class StopAtTarget(Callback):
    """Stops at the target."""

    def __init__(self, monitor: str = "val_accuracy", target: float = 0.9):
        super().__init__()
        self._monitor = monitor
        self._target = target
        self._told = False

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        match (logs or {}).get(self._monitor):
            case None if self._told:
                pass
            case None:
                self._told = True
                warnings.warn(f"{self._monitor!r} is not among {list(logs or [])}", stacklevel=3)
            case value:
                self.model.stop_training = bool(value >= self._target)


def train_until(model, train, validation, target, max_epochs=100):
    stop = StopAtTarget("val_accuracy", target)
    merged = {}
    for epoch in range(max_epochs):
        part = model.fit(
            *train, validation_data=validation, initial_epoch=epoch, epochs=epoch + 1, callbacks=[stop], verbose=0
        )
        for name, values in part.history.items():
            merged.setdefault(name, []).extend(values)
        if model.stop_training:
            break
    return epoch + 1, merged
