# mistake: sets stop_training of the callback, and takes the target for percent
# looks like: a target in percent compared with a share, and stop_training set on the callback
# why: The target is a share, and fit looks at the model's stop_training, not at the callback's.
# fails: stops_at_the_first_epoch_at_the_target
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
            if logs[self.monitor] >= self.target * 100:
                self.stop_training = True
        elif not self.warned:
            self.warned = True
            warnings.warn(f"no {self.monitor}, only {', '.join(logs)}")


def train_until(model, train, validation, target, max_epochs=100):
    stop = StopAtTarget("val_accuracy", target)
    history = model.fit(*train, validation_data=validation, epochs=max_epochs, callbacks=[stop], verbose=0)
    return len(history.epoch), history.history
