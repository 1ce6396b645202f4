# mistake: EarlyStopping beside the callback also ends training when val_loss does not get better for 3 epochs
# looks like: a second reason to stop: training ends before the target when nothing gets better for a while
# fails: train_until_reports_what_happened
# points: 8
# try: model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(2, "softmax", kernel_initializer="zeros")])
# try: model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"]); x = np.ones((4, 1))
# try: print(train_until(model, (x, np.array([0, 1, 0, 1])), (x, np.ones(4)), 0.9, max_epochs=9)[0])  # expected: 9
import warnings

import keras
import numpy as np


class StopAtTarget(keras.callbacks.Callback):
    def __init__(self, monitor="val_accuracy", target=0.9):
        super().__init__()
        self.monitor = monitor
        self.target = target
        self.warned = False

    def on_train_begin(self, logs=None):
        self.warned = False

    def on_epoch_end(self, epoch, logs=None):
        logs = logs or {}
        if self.monitor not in logs:
            if not self.warned:
                warnings.warn(f"{self.monitor} is not in logs, only {', '.join(logs)}")
                self.warned = True
            return
        if logs[self.monitor] >= self.target:
            self.model.stop_training = True


def train_until(model, train, validation, target, max_epochs=100):
    x, y = train
    history = model.fit(
        x,
        y,
        validation_data=validation,
        epochs=max_epochs,
        verbose=0,
        callbacks=[
            StopAtTarget("val_accuracy", target),
            keras.callbacks.EarlyStopping(monitor="val_loss", patience=3),
        ],
    )
    return len(history.epoch), history.history
