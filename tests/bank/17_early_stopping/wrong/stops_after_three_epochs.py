# mistake: stops after three epochs, whatever the metrics are
# looks like: a number of epochs written into the code
# fails: stops_at_the_first_epoch_at_the_target, watches_the_metric_that_it_was_told, a_target_of_1_can_be_reached, goes_on_and_says_so_once, keeps_to_its_contract
# points: 2
# says: 3 epochs
import warnings

import keras
import numpy as np


class StopAtTarget(keras.callbacks.Callback):
    def __init__(self, monitor="val_accuracy", target=0.9):
        super().__init__()
        self.monitor = monitor
        self.target = target
        self.warned = False

    def on_epoch_end(self, epoch, logs=None):
        logs = logs or {}
        if epoch >= 2:
            self.model.stop_training = True
        if self.monitor not in logs and not self.warned:
            self.warned = True
            warnings.warn(f"no {self.monitor} in {list(logs)}")


def train_until(model, train, validation, target, max_epochs=100):
    stop = StopAtTarget("val_accuracy", target)
    history = model.fit(*train, validation_data=validation, epochs=max_epochs, callbacks=[stop], verbose=0)
    return len(history.epoch), history.history
