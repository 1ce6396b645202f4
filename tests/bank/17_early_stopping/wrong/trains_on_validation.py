# mistake: training and validation images in each other's place
# looks like: training and validation data in each other's place
# fails: train_until_reports_what_happened
# points: 8
import warnings

import keras


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
            warnings.warn(f"no {self.monitor}, only {', '.join(logs)}")


def train_until(model, train, validation, target, max_epochs=100):
    stop = StopAtTarget("val_accuracy", target)
    history = model.fit(*validation, validation_data=train, epochs=max_epochs, callbacks=[stop], verbose=0)
    return len(history.epoch), history.history
