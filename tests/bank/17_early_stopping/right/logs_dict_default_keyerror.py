# right: logs={} in the signature, KeyError caught, a single callback instead of a list
import warnings
import keras
import numpy as np

class StopAtTarget(keras.callbacks.Callback):
    def __init__(self, monitor="val_accuracy", target=0.9):
        super().__init__()
        self.monitor, self.target = monitor, target
        self.n_warnings = 0

    def on_epoch_end(self, epoch, logs={}):
        try:
            reached = logs[self.monitor] >= self.target
        except (KeyError, TypeError):
            if self.n_warnings == 0:
                warnings.warn(f"metric {self.monitor} is not in the logs {logs}", RuntimeWarning)
            self.n_warnings += 1
            return
        if reached:
            self.model.stop_training = True

def train_until(model, train, validation, target, max_epochs=100):
    x_train, y_train = train
    x_val, y_val = validation
    history = model.fit(
        x=x_train,
        y=y_train,
        batch_size=16,
        epochs=max_epochs,
        verbose=2,
        callbacks=StopAtTarget(target=target),
        validation_data=(x_val, y_val),
    )
    n_epochs = history.epoch[-1] + 1
    return n_epochs, history.history
