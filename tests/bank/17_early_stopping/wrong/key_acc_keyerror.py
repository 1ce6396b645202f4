# mistake: logs['acc'] without looking whether it is there
# looks like: the name "acc" in the code: the key is what compile was given, here "accuracy"
# fails: stops_at_the_first_epoch_at_the_target, watches_the_metric_that_it_was_told, goes_on_and_says_so_once
# points: 4
# says: KeyError
import warnings

import keras
import numpy as np


class StopAtTarget(keras.callbacks.Callback):
    def __init__(self, monitor: str = "val_accuracy", target: float = 0.9):
        super().__init__()
        self.monitor = monitor
        self.target = target

    def on_epoch_end(self, epoch, logs={}):
        if logs["acc"] >= self.target:
            print("\nReached target accuracy so cancelling training!")
            self.model.stop_training = True


def train_until(model, train, validation, target, max_epochs=100):
    callback = StopAtTarget("val_accuracy", target)
    history = model.fit(*train, validation_data=validation, epochs=max_epochs, callbacks=[callback], verbose=0)
    return len(history.epoch), history.history
