# mistake: splits the training images, though validation images are given
# looks like: validation_split, though the validation images are given
# why: The validation images come as an argument of their own. fit takes them as they are.
# fails: train_until_reports_what_happened
# points: 8
# says: validation_split
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
    history = model.fit(*train, validation_split=0.2, epochs=max_epochs, callbacks=[stop], verbose=0)
    return len(history.epoch), history.history
