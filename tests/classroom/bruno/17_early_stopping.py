import warnings
from collections import defaultdict

import numpy as np
import tensorflow as tf
from tensorflow import keras


class StopAtTarget(tf.keras.callbacks.Callback):
    def __init__(self, monitor="val_accuracy", target=0.9):
        super(StopAtTarget, self).__init__()
        self.monitor = monitor
        self.target = target

    def on_train_begin(self, logs=None):
        self.warned = False

    def on_epoch_end(self, epoch, logs=None):
        logs = logs if logs is not None else {}
        if self.monitor in logs.keys():
            if logs.get(self.monitor) >= self.target:
                self.model.stop_training = True
        else:
            if self.warned == False:
                warnings.warn("StopAtTarget needs " + self.monitor + ", got: " + " ".join(logs.keys()), UserWarning)
                self.warned = True


def train_until(model, train, validation, target, max_epochs=100):
    all_history = defaultdict(list)
    n = 0
    while n < max_epochs:
        h = model.fit(train[0], train[1], epochs=1, validation_data=validation, verbose=0)
        n += 1
        for key in h.history:
            all_history[key] += h.history[key]
        if h.history["val_accuracy"][-1] >= target:
            break
    return n, all_history
