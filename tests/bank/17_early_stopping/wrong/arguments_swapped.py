# mistake: the target first, then the metric
# fails: stops_at_the_first_epoch_at_the_target, watches_the_metric_that_it_was_told, a_target_of_1_can_be_reached, goes_on_and_says_so_once
# points: 2
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
