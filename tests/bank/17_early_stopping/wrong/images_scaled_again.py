# mistake: divides images by 255 that are between 0 and 1
# looks like: images scaled again in train_until
# why: The images come as the model needs them. Scaled once more, they are nearly black.
# try: model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(2, "softmax", kernel_initializer="zeros", use_bias=False)])
# try: model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"]); data = np.ones((4, 1)), np.ones(4)
# try: print(train_until(model, data, data, target=1.1, max_epochs=3)[1]["loss"])   # goes down
# fails: train_until_reports_what_happened
# points: 8
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
        if self.monitor in logs:
            if logs[self.monitor] >= self.target:
                self.model.stop_training = True
        elif not self.warned:
            self.warned = True
            warnings.warn(f"no {self.monitor} in {list(logs)}")


def train_until(model, train, validation, target, max_epochs=100):
    train, validation = ((x / 255, y) for x, y in (train, validation))
    stop = StopAtTarget("val_accuracy", target)
    history = model.fit(*train, validation_data=validation, epochs=max_epochs, callbacks=[stop], verbose=0)
    return len(history.epoch), history.history
