"""Probes that let a callback or a function save models in a training whose course is known, and that open the files.

They run beside the student's code and hold no expected values. The model is the classifier of
`callbacks.learning_model`: two classes, one weight that learns, one training image. The state of such a model is one
number, its log-odds of class 1 for the training image, and the learning rates of the steps decide how it goes: so each
file tells after which step it was saved.
"""

import warnings
from collections.abc import Callable, Mapping, Sequence
from types import ModuleType
from typing import Any

import keras
import numpy as np

from autograder.probes.callbacks import learning_model, play_epoch, quiet, replaced

_IMAGE = np.array([[[[1.0], [0.0]], [[0.0], [0.0]]]], dtype="float32")
_LABEL = np.ones(1, dtype="int64")
_NO_RATES = (0.0,)  # for models that learn nothing here


def train(
    callback: Any,
    learning_rates: Sequence[float],
    validation: tuple[np.ndarray, np.ndarray],
    epochs: int,
    steps: int,
) -> None:
    """A real `fit` with `callback`.

    Args:
        callback: What goes into `callbacks`.
        learning_rates: One for each step of all epochs.
        validation: Images and labels.
        epochs: How many to run.
        steps: Batches in each epoch.
    """
    with quiet():
        learning_model(learning_rates).fit(
            np.repeat(_IMAGE, steps, axis=0),
            np.repeat(_LABEL, steps),
            batch_size=1,
            validation_data=validation,
            validation_batch_size=len(validation[1]),
            epochs=epochs,
            callbacks=[callback],
            verbose=0,
        )


def rehearse(
    callback: keras.callbacks.Callback, states: np.ndarray, logs: Sequence[Mapping[str, float]], done: int = 0
) -> None:
    """Call the methods of `callback` in the order in which `fit` does, without training.

    Args:
        callback: Any Keras callback.
        states: Log-odds of the model after each step, (epochs, steps).
        logs: The metrics at the end of each epoch.
        done: The number of the first epoch, as `initial_epoch` of `fit`.
    """
    model = learning_model(_NO_RATES)
    model.test_on_batch(_IMAGE, _LABEL)  # a callback may look for the model's metrics, which are made in the first use
    epochs, steps = states.shape
    listed = keras.callbacks.CallbackList(
        [_Course(states, done), callback],
        add_history=True,
        model=model,
        verbose=0,
        epochs=done + epochs,
        steps=steps,
    )
    model.stop_training = False
    with quiet():
        listed.on_train_begin()
        for epoch, metrics in enumerate(logs, done):
            play_epoch(listed, epoch, metrics, steps)
            if model.stop_training:
                break
        listed.on_train_end()


def read_model(path: str) -> dict[str, Any]:
    """Load a whole model: its log-odds, and whether it can train on (was saved compiled)."""
    with quiet():
        model = keras.models.load_model(path)
    return {"log_odds": log_odds(model), "compiled": bool(model.compiled)}


def read_weights(path: str) -> dict[str, Any]:
    """As `read_model`, of weights loaded into a fresh model of the same layers."""
    model = learning_model(_NO_RATES)
    _set_log_odds(model, float("nan"))  # a weight that is not in the file must not look like one that is
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the file may have the state of an optimizer as well
        model.load_weights(path)
    return {"log_odds": log_odds(model), "compiled": False}


def log_odds(model: keras.Model) -> float:
    """The log-odds of class 1 that `model` gives to the training image."""
    probabilities = np.asarray(keras.ops.convert_to_numpy(model(_IMAGE, training=False)), dtype="float64")[0]
    with np.errstate(all="ignore"):  # another model may give anything
        return float(np.log(probabilities[1] / probabilities[0]))


def make_model(learning_rates: Sequence[float]) -> keras.Model:
    """A model that learns at these rates, one for each step."""
    return learning_model(learning_rates)


def steps_of(model: keras.Model) -> int:
    """How many training steps the model has made."""
    return int(model.optimizer.iterations.numpy())


def with_keep_best(
    function: Callable[..., Any], module: ModuleType, save_after: Mapping[str, int], arguments: Sequence[Any]
) -> tuple[Any, bool]:
    """Call `function` while the module's `keep_best` gives a callback that saves after one epoch.

    Args:
        save_after: That epoch, counted from 1, for each value of `by`.

    Returns:
        What the function returned, and whether it has called `keep_best`.
    """
    asked: list[str] = []
    with replaced(module, "keep_best", _stand_in(save_after, asked)), quiet():
        return function(*arguments), bool(asked)


def save_interrupted(learning_rates: Sequence[float], log_odds: float, steps: int, path: str) -> None:
    """Save the whole model in this state, whose optimizer has made so many steps."""
    model = learning_model(learning_rates)
    _set_log_odds(model, log_odds)
    model.optimizer.build(model.trainable_variables)
    model.optimizer.iterations.assign(steps)
    with quiet():
        model.save(path)


def watch() -> keras.callbacks.Callback:
    """A callback that watches a training; see `watched`."""
    return _Watch()


def watched(watch: Any) -> dict[str, Any]:
    """What it has seen.

    Returns:
        before: Log-odds of the model at the beginning of the training; None if there was none.
        epochs: The numbers of the epochs that were begun, as `fit` counts them, from 0.
        after: Log-odds of the model after each epoch.
        validated: The numbers of those that ended with val_accuracy in `logs`.
        optimizer_steps: How many steps the optimizer has made in its life, at the end of the last epoch.
    """
    return {
        "before": watch.before,
        "epochs": watch.epochs,
        "after": watch.after,
        "validated": watch.validated,
        "optimizer_steps": watch.optimizer_steps,
    }


class _Course(keras.callbacks.Callback):
    """Puts the model into the state of each step, before other callbacks see its end."""

    def __init__(self, states: np.ndarray, done: int):
        super().__init__()
        self.states = states
        self.done = done
        self.place = 0

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        self.place = epoch - self.done

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        _set_log_odds(self.model, float(self.states[self.place, batch]))


class _Watch(keras.callbacks.Callback):
    """Notes which epochs are run, and how the model changes."""

    def __init__(self) -> None:
        super().__init__()
        self.before: float | None = None
        self.epochs: list[int] = []
        self.after: list[float] = []
        self.validated: list[int] = []
        self.optimizer_steps = 0

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        if self.before is None:
            self.before = log_odds(self.model)

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        self.epochs.append(int(epoch))

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        self.after.append(log_odds(self.model))
        if "val_accuracy" in (logs or {}):
            self.validated.append(int(epoch))
        self.optimizer_steps = steps_of(self.model)


def _set_log_odds(model: keras.Model, value: float) -> None:
    kernel = np.array(model.get_weights()[0])
    kernel[0] = (-value / 2, value / 2)
    model.set_weights([kernel])


def _stand_in(save_after: Mapping[str, int], asked: list[str]) -> Callable[..., keras.callbacks.Callback]:
    epochs: list[int] = []  # counted here, because a function may call fit, or make a callback, once an epoch

    class Saving(keras.callbacks.Callback):
        def __init__(self, folder: str, by: str, weights_only: bool):
            super().__init__()
            self.folder = folder
            self.by = by
            self.weights_only = weights_only

        def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
            epochs.append(epoch)
            if len(epochs) != save_after.get(self.by):
                return
            if self.weights_only:
                self.model.save_weights(f"{self.folder}/best.weights.h5")
            else:
                self.model.save(f"{self.folder}/best.keras")

    def keep_best(folder: str, by: str = "accuracy", weights_only: bool = False) -> keras.callbacks.Callback:
        asked.append(str(by))
        return Saving(folder, by, weights_only)

    return keep_best
