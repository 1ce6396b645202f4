"""Probes that let a callback, or a function that trains, see a training whose metrics are known beforehand.

They run beside the student's code and hold no expected values. Two kinds of training are played:

* `scripted_fit`: a real `fit` of one step an epoch. The model is a single weight that grows by 1 in each step, and
  the labels hold the values that the metric and the loss take at each of its values.
* `train_known_curve`: a softmax classifier of one weight that learns, on one training image. Which validation images
  it classifies correctly after each step follows from the images, so every way to measure its accuracy agrees.

`rehearse` calls a callback's methods as `fit` does, without training: for further questions, because it is quick.
"""

import contextlib
import inspect
import io
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import ModuleType
from typing import Any

import keras
import numpy as np

# Raised by libraries for developers; never the student's own words.
_FOR_DEVELOPERS = (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning, FutureWarning)
_MAX_TEXT = 500
# What Keras itself sets on a model while it trains.
_OF_KERAS = {"stop_training", "stop_evaluating", "stop_predicting", "history"}
_CLOCK, _OFFSET = 0, 1  # places of the two pixels that count in a flattened image of `train_known_curve`


@dataclass
class _Watch:
    """What a callback has done so far, after each epoch."""

    callback: Any
    epochs: int = 0
    model_stopped: int | None = None
    callback_stopped: int | None = None
    raised: int | None = None
    flagged: tuple[str, int] | None = None
    known: set[str] = field(default_factory=set)
    warned: list[str] = field(default_factory=list)
    printed: io.StringIO = field(default_factory=io.StringIO)

    def after_epoch(self, model: keras.Model) -> None:
        self.epochs += 1
        if self.model_stopped is None and model.stop_training:
            self.model_stopped = self.epochs
        if self.callback_stopped is None and getattr(self.callback, "stop_training", False):
            self.callback_stopped = self.epochs
        flags = sorted(
            name for name, value in vars(model).items() if value is True and name[0] != "_" and name not in self.known
        )
        if self.flagged is None and flags:
            self.flagged = flags[0], self.epochs

    def begin(self, model: keras.Model) -> None:
        """Note what the model has before training, so that what is set on it later is seen."""
        self.known = {*vars(model), *_OF_KERAS}

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Collect Python warnings, however often the same one, and what is printed."""
        with warnings.catch_warnings(record=True) as caught, contextlib.redirect_stdout(self.printed):
            warnings.simplefilter("always")
            yield
        self.warned = [str(item.message)[:_MAX_TEXT] for item in caught if item.category not in _FOR_DEVELOPERS]

    def report(self) -> dict[str, Any]:
        return {
            "epochs": self.epochs,
            "model_stopped": self.model_stopped,
            "callback_stopped": self.callback_stopped,
            "raised": self.raised,
            "flagged": self.flagged,
            "warnings": self.warned[:50],
            "printed": self.printed.getvalue()[:_MAX_TEXT],
        }


class _Observer(keras.callbacks.Callback):
    """Stands after the student's callback in the list, and sees what it has set."""

    def __init__(self, watch: _Watch):
        super().__init__()
        self.watch = watch

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        self.watch.begin(self.model)

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        self.watch.after_epoch(self.model)


def scripted_fit(callback: Any, curves: Mapping[str, Sequence[float]]) -> dict[str, Any]:
    """Train with `callback` while the metrics go through `curves`.

    Args:
        callback: What goes into `callbacks`.
        curves: One value an epoch for "accuracy" and "loss", and for "val_accuracy" and "val_loss" if there is to be
            validation data.

    Returns:
        epochs: How many were run.
        model_stopped, callback_stopped: The first epoch (from 1) after which `stop_training` of the model, or of the
            callback itself, was true; None if never.
        raised: None.
        flagged: An attribute that Keras does not know and that was set to True on the model, as a misspelt one is, and
            the epoch; None if there was none.
        warnings: Texts of the Python warnings, in order.
        printed: What was printed.
    """
    num_epochs = len(curves["accuracy"])
    model = _scripted_model(num_epochs)
    x = np.ones((1, 1), dtype="float32")
    # In training step e the weight is e (from 0); in the validation after it e + 1.
    validation = (x, _script(curves, "val_", shift=1)) if "val_accuracy" in curves else None
    watch = _Watch(callback)
    with watch.listening():
        model.fit(
            x,
            _script(curves, "", shift=0),
            validation_data=validation,
            epochs=num_epochs,
            callbacks=[callback, _Observer(watch)],
            verbose=0,
        )
    return watch.report()


def rehearse(
    callback: keras.callbacks.Callback,
    logs_of_epochs: Sequence[Mapping[str, float] | None],
    hook: str = "",
    module: ModuleType | None = None,
    done: int = 0,
    early: Mapping[str, float] | None = None,
    catch: bool = False,
) -> dict[str, Any]:
    """Call the methods of `callback` in the order in which `fit` does, with these logs, without training.

    Args:
        callback: Any Keras callback.
        logs_of_epochs: The logs at the end of each epoch. None is passed on as None, to `on_epoch_end` alone.
        hook: In each epoch call only the method of this name, as `hook(epoch, logs)`, at its end.
        module: If given, its global name `model` is the model meanwhile.
        done: Number of the first epoch, as after `fit(..., initial_epoch=done)`.
        early: If given, each epoch has three batches, and these are the logs of all but the last one.
        catch: An exception ends the training; otherwise it is raised.

    Returns:
        As `scripted_fit`, with `raised`: the epoch (from 1) whose end raised an exception.
    """
    model = _played_model()
    watch = _Watch(callback)
    with watch.listening(), replaced(module, "model", model):
        listed = keras.callbacks.CallbackList(
            [callback], add_history=True, model=model, verbose=0, epochs=len(logs_of_epochs), steps=1
        )
        model.stop_training = False
        watch.begin(model)
        listed.on_train_begin()
        for epoch, logs in enumerate(logs_of_epochs, start=done):
            try:
                if hook:
                    getattr(callback, hook)(epoch, logs)
                elif logs is None:
                    callback.on_epoch_end(epoch, None)
                else:
                    play_epoch(listed, epoch, logs, 3 if early else 1, early)
            except Exception:
                if not catch:
                    raise
                watch.raised = watch.epochs + 1
            watch.after_epoch(model)
            if model.stop_training or watch.raised is not None:
                break
        listed.on_train_end()
    for name in vars(model).keys() - watch.known:
        if not name.startswith("_"):
            delattr(model, name)
    return watch.report()


def own_hooks(callback: Any) -> dict[str, bool]:
    """The methods whose names begin with `on_` that the student wrote; for each, whether Keras ever calls it."""
    inherited = ("keras", "builtins")
    classes = [kind for kind in type(callback).__mro__ if kind.__module__.partition(".")[0] not in inherited]
    names = sorted({name for kind in classes for name in vars(kind) if name.startswith("on_")})
    return {name: hasattr(keras.callbacks.Callback, name) for name in names}


def train_known_curve(
    function: Callable[..., Any],
    train: tuple[np.ndarray, np.ndarray],
    validation: tuple[np.ndarray, np.ndarray],
    target: float,
    max_epochs: int,
    module: ModuleType | None = None,
) -> tuple[Any, dict[str, Any]]:
    """Call `function(model, train, validation, target, max_epochs)` on a model whose learning can be computed.

    The model is a softmax over two classes of images (2, 2, 1), without bias, trained by gradient descent with
    learning rate 1. The log-odds of class 1 are w * first pixel - second pixel; w is -1 at first; the other two
    pixels do not count.

    Args:
        function: Trains the model, and returns a pair.
        train: One image, so that every batch size makes one step an epoch, and its label.
        validation: Images and labels.
        target: Passed on.
        max_epochs: Passed on.
        module: If given, its `StopAtTarget` is replaced meanwhile by one that works.

    Returns:
        What the function returned, a mapping in second place as a dict of lists; and a dict:
        steps: How many training steps the model has made.
        compiled: How often the model was compiled.
        asked: Monitor and target that each replaced `StopAtTarget` was made with.
        changed: The names of the data, "train" or "validation", whose arrays were changed.
    """
    model = learning_model()
    compiled: list[int] = []
    compile_model = model.compile

    def counted(*args: Any, **kwargs: Any) -> None:
        compiled.append(1)
        compile_model(*args, **kwargs)

    vars(model)["compile"] = counted
    asked: list[tuple[str, float]] = []
    data = {"train": train, "validation": validation}
    before = {name: [array.copy() for array in pair] for name, pair in data.items()}
    with replaced(module, "StopAtTarget", _stand_in(asked)), without_progress_bars():
        result = function(model, train, validation, target, max_epochs)
    if isinstance(result, tuple | list) and len(result) == 2:
        result = (result[0], _as_dict(result[1]))
    return result, {
        "steps": int(model.optimizer.iterations.numpy()),
        "compiled": len(compiled),
        "asked": asked,
        "changed": [name for name, pair in data.items() if not all(map(np.array_equal, pair, before[name]))],
    }


def default_of(function: Callable[..., Any], name: str) -> Any:
    """The whole number that a parameter is by default; None if there is none."""
    parameter = inspect.signature(function).parameters.get(name)
    return parameter.default if parameter is not None and type(parameter.default) is int else None


def play_epoch(
    listed: keras.callbacks.CallbackList,
    epoch: int,
    logs: Mapping[str, float],
    steps: int = 1,
    early: Mapping[str, float] | None = None,
) -> None:
    """Call the methods of callbacks as `fit` does in one epoch of so many batches, with `logs` at its end.

    Args:
        early: Logs of all batches but the last; as at the end where nothing is given.
    """
    validation = {name.removeprefix("val_"): value for name, value in logs.items() if name.startswith("val_")}
    training = {name: value for name, value in logs.items() if not name.startswith("val_")}
    listed.on_epoch_begin(epoch)
    for step in range(steps):
        listed.on_train_batch_begin(step)
        listed.on_train_batch_end(step, training if early is None or step == steps - 1 else dict(early))
    if validation:
        listed.on_test_begin()
        listed.on_test_batch_begin(0)
        listed.on_test_batch_end(0, validation)
        listed.on_test_end(validation)
    listed.on_epoch_end(epoch, dict(logs))


@lru_cache(maxsize=1)
def _played_model() -> keras.Model:
    """The model of rehearsals, which is never trained."""
    return _scripted_model(1)


def _scripted_model(num_epochs: int) -> keras.Model:
    """One weight, 0 at first, that grows by 1 in each step; its value is the column of the script that is played."""

    def played(script: Any, weight: Any) -> Any:
        column = keras.ops.cast(keras.ops.round(weight), "int32")
        return keras.ops.take_along_axis(script, keras.ops.clip(column, 0, num_epochs), axis=1)

    def accuracy(y_true: Any, y_pred: Any) -> Any:
        return played(y_true[:, : num_epochs + 1], y_pred)

    def loss(y_true: Any, y_pred: Any) -> Any:
        # The difference is 0; its gradient is -1, whatever the loss is.
        return played(y_true[:, num_epochs + 1 :], y_pred) - (y_pred - keras.ops.stop_gradient(y_pred))

    model = keras.Sequential(
        [keras.Input((1,)), keras.layers.Dense(1, use_bias=False, kernel_initializer="zeros", dtype="float32")]
    )
    model.compile(
        optimizer=keras.optimizers.SGD(1.0),
        loss=loss,
        metrics=[keras.metrics.MeanMetricWrapper(accuracy, name="accuracy", dtype="float32")],
        run_eagerly=True,
    )
    return model


def _script(curves: Mapping[str, Sequence[float]], prefix: str, shift: int) -> np.ndarray:
    """The label of the one image: the curve of the accuracy, then that of the loss, each with one value to spare."""
    spare = ([0.0] * shift, [0.0] * (1 - shift))
    rows = [[*spare[0], *curves[prefix + name], *spare[1]] for name in ("accuracy", "loss")]
    return np.array([rows[0] + rows[1]], dtype="float32")


def learning_model(learning_rates: Sequence[float] = (1.0,)) -> keras.Model:
    """The classifier that `train_known_curve` describes, made of Keras' own parts alone, so that it can be saved.

    Args:
        learning_rates: Of the steps in order; the last one is that of all further steps.
    """
    dense = keras.layers.Dense(2, use_bias=False, activation="softmax", dtype="float32")
    model = keras.Sequential([keras.Input((2, 2, 1)), keras.layers.Flatten(), dense])
    kernel = np.zeros((4, 2), dtype="float32")
    kernel[_CLOCK] = (0.5, -0.5)
    kernel[_OFFSET] = (1.0, 0.0)
    dense.set_weights([kernel])
    rates = [float(rate) for rate in learning_rates]
    # A schedule of Keras: rates[i] while the number of steps done is at most i.
    schedule = keras.optimizers.schedules.PiecewiseConstantDecay(list(range(len(rates) - 1)), rates)
    model.compile(
        optimizer=keras.optimizers.SGD(schedule if len(rates) > 1 else rates[0]),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        run_eagerly=True,
    )
    return model


def _stand_in(asked: list[tuple[str, float]]) -> type[keras.callbacks.Callback]:
    class StopAtTarget(keras.callbacks.Callback):
        def __init__(self, monitor: str = "val_accuracy", target: float = 0.9, **options: Any):
            super().__init__()
            self.monitor, self.target = str(monitor), float(target)
            asked.append((self.monitor, self.target))

        def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
            if (logs or {}).get(self.monitor, -np.inf) >= self.target:
                self.model.stop_training = True

    return StopAtTarget


@contextlib.contextmanager
def replaced(module: ModuleType | None, name: str, value: Any) -> Iterator[None]:
    """Give the global `name` of `module`, if there is one, another value meanwhile."""
    if module is None:
        yield
        return
    names = vars(module)
    before = {name: names[name]} if name in names else {}
    names[name] = value
    try:
        yield
    finally:
        names.pop(name, None)
        names.update(before)


@contextlib.contextmanager
def without_progress_bars() -> Iterator[None]:
    """Keras' bars go to its log; what the student prints is still to be seen."""
    keras.config.disable_interactive_logging()
    try:
        yield
    finally:
        keras.config.enable_interactive_logging()


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """No progress bars, and no warnings for the developers of libraries: saving a model raises some."""
    with without_progress_bars(), warnings.catch_warnings():
        for category in _FOR_DEVELOPERS:
            warnings.simplefilter("ignore", category)
        yield


def _as_dict(value: Any) -> Any:
    """A mapping, such as a defaultdict, as a dict with lists in it; anything else as it is."""
    if not isinstance(value, Mapping):
        return value
    return {key: list(item) if isinstance(item, tuple | list | np.ndarray) else item for key, item in value.items()}
