# mistake: the target first, then the metric
# looks like: the arguments of StopAtTarget in another order
# why: The metric's name comes first, then the target: StopAtTarget("val_accuracy", 0.9).
# fails: stops_at_the_first_epoch_at_the_target, keeps_to_its_contract
# points: 7
# says: TypeError
import warnings

import keras


class StopAtTarget(keras.callbacks.Callback):
    def __init__(self, target, monitor="val_accuracy"):
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
            warnings.warn("no " + self.monitor + f", only {', '.join(logs)}")


def train_until(model, train, validation, target, max_epochs=100):
    stop = StopAtTarget(target, "val_accuracy")
    history = model.fit(*train, validation_data=validation, epochs=max_epochs, callbacks=[stop], verbose=0)
    return len(history.epoch), history.history
