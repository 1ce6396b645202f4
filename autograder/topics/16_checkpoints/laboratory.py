"""What callbacks and functions leave in their folders: files listed by the grader, opened in the sandbox."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from autograder.checking import (
    Handle,
    StudentError,
    called,
    expect_dict,
    expect_handle,
    expect_integer,
    expect_list,
)
from autograder.laboratories.trainings import NEAR, START, RealTraining, Training

from .cases import Break, Case

# The image that the model trains on, and its label.
IMAGE = (np.array([[[[1.0], [0.0]], [[0.0], [0.0]]]], dtype="float32"), np.ones(1, dtype="int64"))

BEST_NAMES = ("best.keras", "best.h5")
MODEL, WEIGHTS = "model", "weights"
_KINDS = {MODEL: "the whole model", WEIGHTS: "weights alone", "": "a file that Keras cannot load"}
_MOST_FILES = 12


@dataclass(frozen=True)
class Saved:
    """A file that was left in a folder.

    Attributes:
        kind: What it holds: `MODEL`, `WEIGHTS`, or "" if it could not be opened.
        state: Log-odds of the model in it.
        compiled: Whether the model can train on.
    """

    name: str
    kind: str = ""
    state: float | None = None
    compiled: bool = False

    @property
    def stem(self) -> str:
        return self.name.removesuffix(".keras").removesuffix(".h5")


@dataclass(frozen=True)
class Left:
    """What a training left.

    Attributes:
        kind: What the files have to hold.
        files: Those in the folder.
        misplaced: For each file that appeared elsewhere "beside", where the folder's name is its beginning, or "loose".
        settings: What a ModelCheckpoint says that it was made with; empty for other callbacks.
        never_called: Methods beginning with on_ that Keras does not know.
        callback: "ModelCheckpoint", "EarlyStopping" or "own".
    """

    training: Training
    kind: str
    files: Sequence[Saved]
    misplaced: Sequence[str] = ()
    settings: tuple[tuple[str, Any], ...] = ()
    never_called: Sequence[str] = ()
    callback: str = "own"

    @cached_property
    def epochs(self) -> list[int | str]:
        """For each file the epoch at whose end the model was as in the file; in words if there is none."""
        found = [self.content(saved) for saved in self.files]
        return sorted(found, key=lambda each: (isinstance(each, str), each))

    def content(self, saved: Saved) -> int | str:
        if saved.kind != self.kind:
            return _KINDS[saved.kind]
        place = self.training.place(saved.state)
        if place is None:
            is_fresh = saved.state is not None and abs(saved.state - START) <= NEAR
            return "the model as it was before training" if is_fresh else "a model that this training never was"
        epoch, step = place
        if step < self.training.steps:
            return f"the model after batch {step} of epoch {epoch}"
        return epoch

    def setting(self, name: str) -> Any:
        return dict(self.settings).get(name, "other")


def told(epochs: Sequence[int | str]) -> str:
    """What the files in a folder hold, in words."""
    if not epochs:
        return "nothing in the folder"
    several = f"{len(epochs)} files" if len(epochs) > 1 else "one file"
    numbers = [epoch for epoch in epochs if isinstance(epoch, int)]
    texts = dict.fromkeys(epoch for epoch in epochs if isinstance(epoch, str))
    parts = [f"saved after {in_words(numbers)}"] if numbers else []
    return f"{several}: {'; '.join([*parts, *texts])}" if texts else f"{several}, {parts[0]}"


def in_words(epochs: Sequence[int]) -> str:
    """epoch 3; the epochs 1, 2 and 4."""
    texts = [str(epoch) for epoch in epochs]
    return f"epoch {texts[0]}" if len(texts) == 1 else f"the epochs {', '.join(texts[:-1])} and {texts[-1]}"


@dataclass(frozen=True)
class Made:
    """A callback of the student's, and the folder that it was made for."""

    callback: Handle
    folder: str
    before: frozenset[str]
    words: str


class Bench:
    """Puts a student's callbacks and functions through trainings, and opens what they saved."""

    def __init__(self, student: Any, sandbox: Any, probes: Any, files: Any):
        self.student = student
        self.sandbox = sandbox
        self.probes = probes
        self.files = files

    def make(self, function: str, **arguments: Any) -> Made:
        """The callback of `keep_best` or `keep_every` for an empty folder."""
        folder = self.files.folder()
        shown = "".join(f", {name}={value!r}".replace("'", '"') for name, value in arguments.items())
        before = self.in_working_folder()
        made = getattr(self.student, function)(folder, **arguments)
        return self.taken(f"{function}(folder{shown})", made, folder, before)

    def taken(self, words: str, callback: Any, folder: str, before: frozenset[str] = frozenset()) -> Made:
        """A callback that was made for this folder."""
        callback = expect_handle(callback, "keras.callbacks.Callback", "a callback, such as ModelCheckpoint")
        return Made(callback, folder, before, words)

    def fit(self, made: Made, training: RealTraining) -> Left:
        """What a real training with the callback leaves."""
        announce(made, training)
        self.probes.own.train(
            made.callback, training.learning_rates, training.validation.pair, training.total, training.steps
        )
        return self._left(made, training)

    def rehearse(self, made: Made, training: Training, kind: str = MODEL) -> Left:
        """The same by hand: quick, and with any metrics."""
        announce(made, training)
        self.probes.own.rehearse(made.callback, training.states, training.logs(), training.done)
        return self._left(made, training, kind)

    def _left(self, made: Made, training: Training, kind: str = MODEL) -> Left:
        kinds = ("ModelCheckpoint", "EarlyStopping")
        kind_of = [name for name in kinds if self.sandbox.is_instance(made.callback, f"keras.callbacks.{name}")]
        names = ("monitor", "mode", "save_freq") if kind_of == ["ModelCheckpoint"] else ()
        said = [(name, getattr(made.callback, name)) for name in names if self.sandbox.has(made.callback, name)]
        settings = tuple((name, value) for name, value in said if isinstance(value, str | bool | int | float))
        hooks = expect_dict(self.probes.callbacks.own_hooks(made.callback))
        files = self.opened(made.folder)
        new = sorted(self.in_working_folder() - made.before)
        misplaced = ["beside" if name.startswith(made.folder) else "loose" for name in new[:_MOST_FILES]]
        announce(made, training, files, new)
        never_called = sorted(str(name) for name, is_known in hooks.items() if is_known is not True)
        return Left(training, kind, files, misplaced, settings, never_called, "".join(kind_of) or "own")

    def opened(self, folder: str) -> list[Saved]:
        """What is in the folder now."""
        sizes = {name: size for name, size in self.files.listing(folder).items() if not name.endswith("/")}
        return [self._open(folder, name, size) for name, size in [*sizes.items()][:_MOST_FILES]]

    def _open(self, folder: str, name: str, size: int) -> Saved:
        own = self.probes.own
        for kind, read in ((MODEL, own.read_model), (WEIGHTS, own.read_weights)) if size >= 0 else ():
            with contextlib.suppress(StudentError):
                found = expect_dict(read(f"{folder}/{name}"), keys=("log_odds", "compiled"))
                state = found["log_odds"]
                return Saved(name, kind, state if isinstance(state, float) else None, found["compiled"] is True)
        return Saved(name)

    def in_working_folder(self) -> frozenset[str]:
        """The files in the working folder itself."""
        return frozenset(name for name in self.files.listing("") if "/" not in name)

    def state_of(self, model: Any) -> float | None:
        """Log-odds of a returned model; None if it is not a model of this kind."""
        try:
            state = self.probes.own.log_odds(model)
        except StudentError:
            return None
        return state if isinstance(state, float) else None


def announce(
    made: Made, training: Training, files: Sequence[Saved] | None = None, elsewhere: Sequence[str] = ()
) -> None:
    """Say what is called, what the metrics are, and what files there are."""
    start = f"initial_epoch={training.done}, " if training.done else ""
    metrics = ("val_accuracy",) if "keep_every" in made.words else ("val_accuracy", "val_loss")
    # Three decimals: in two, the best epoch may look no better than another.
    shown: dict[str, Any] = {name: [round(value, 3) for value in training.curves[name]] for name in metrics}
    if files is not None:
        shown["in the folder"] = ", ".join(saved.name for saved in files[:4]) + (", ..." if files[4:] else "")
    if elsewhere:
        shown["not in it"] = ", ".join(elsewhere[:3])
    fit = f"{start}epochs={training.total}, callbacks=[{made.words}]"
    called(
        f"model.fit(x, y, validation_data=(x2, y2), {fit})", **{name: value for name, value in shown.items() if value}
    )


# --- train_and_test and resume --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """What `train_and_test` returned, and what it left in its folder.

    Attributes:
        holds: The epoch in the file of the best model; in words if there is none.
        steps: How many training steps the model has made.
    """

    case: Case
    returned: Any
    left: Left
    steps: int

    @property
    def holds(self) -> int | str:
        files = self.left.files
        best = [saved for saved in files if saved.name in BEST_NAMES] or (files if len(files) == 1 else [])
        if not best:
            return f"{len(files)} files, none of them best.keras" if files else "nothing in the folder"
        return self.left.content(best[0])

    @property
    def tested(self) -> int:
        """The epoch whose model is to be tested: that in the file, or the best one where the file holds no such."""
        holds = self.holds
        return holds if isinstance(holds, int) and holds != self.case.epochs else self.case.due


def train_and_test(bench: Bench, case: Case, works: bool = False) -> Outcome | None:
    """What comes of a call of the student's function.

    Args:
        works: Whether it has a `keep_best` that works, instead of the student's. None comes of it if it is not used.
    """
    training, own = case.training, bench.probes.own
    model, folder = own.make_model(training.learning_rates), bench.files.folder()
    images = (training.validation.pair, training.test.pair)
    function, given = bench.student.train_and_test, (model, IMAGE, *images, case.epochs, folder)
    bench.sandbox.keras.config.disable_interactive_logging()
    case.announce()
    if works:
        epochs = {"accuracy": case.due, "loss": case.asked.lowest("val_loss")}
        answer, uses = expect_list(own.with_keep_best(function, bench.student, epochs, given), 2)
        if uses is not True:
            return None
    else:
        answer = function(*given)
    files = bench.opened(folder)
    case.announce([saved.name for saved in files])
    return Outcome(case, answer, Left(case.training, MODEL, files), expect_integer(own.steps_of(model)))


def test_alone(bench: Bench, rng: np.random.Generator) -> tuple[Any, float]:
    """What is returned for a model that learns next to nothing, and what its accuracy on the test images is.

    Three classes: of two, half of a wrong answer is never right. Dropout: in training mode answers are others, the same
    in each run. Three batches of the usual size, in the last of which all is wrong: the mean of the batches is another.
    """
    kernel = np.concatenate([6 * np.eye(3), np.zeros((1, 3))])

    def images(right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        labels = rng.permutation(np.arange(len(right)) % 3)
        shown = np.where(right, labels, (labels + 1) % 3)
        return np.eye(4)[shown].reshape(-1, 2, 2, 1).astype("float32"), labels

    right = np.concatenate([rng.permutation(np.arange(64) % 4 > 0), np.zeros(int(rng.integers(5, 9)), bool)])
    keras, folder = bench.sandbox.keras, bench.files.folder()
    dense = keras.layers.Dense(3, use_bias=False, activation="softmax")
    parts = [keras.Input((2, 2, 1)), keras.layers.Flatten(), keras.layers.Dropout(0.5, seed=1), dense]
    model = keras.Sequential(parts)
    dense.set_weights([kernel.astype("float32")])
    model.compile_from_config(
        {"optimizer": "sgd", "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"], "run_eagerly": True}
    )
    call = "train_and_test(model, train, validation, test, epochs=3, folder=folder)"
    call += f", with {len(right)} test images of 3 classes and a model that has Dropout"
    called(call)
    returned = bench.student.train_and_test(model, IMAGE, images(np.ones(30, bool)), images(right), 3, folder)
    called(call)
    return returned, float(right.mean())


@dataclass(frozen=True)
class Continued:
    """What `resume` did.

    Attributes:
        seen: The numbers of the epochs that the callbacks saw, from 1.
        by_all: Whether all callbacks saw the same ones.
        validated: Those of the epochs at whose end val_accuracy was in `logs`.
        before: Log-odds of the model at the beginning of the training; None if there was none.
        after: Log-odds of the model after each epoch.
        returned: What came back.
    """

    case: Break
    seen: list[int]
    by_all: bool
    validated: list[int]
    before: float | None
    after: list[float]
    returned: Any


def resume(bench: Bench, case: Break) -> Continued:
    """What comes of a call of the student's function, with two callbacks that watch."""
    own, function = bench.probes.own, bench.student.resume
    path = f"{bench.files.folder()}/{case.path}"
    training = case.training
    own.save_interrupted(training.learning_rates, training.state(case.done), case.done, path)
    watches = [own.watch(), own.watch()]
    bench.sandbox.keras.config.disable_interactive_logging()
    words = f"done={case.done}, total={case.total}, callbacks=[watch, watch2]"
    called(f'resume("{case.path}", train, validation, {words})')
    returned = function(path, IMAGE, training.validation.pair, case.done, case.total, watches)
    called(f'resume("{case.path}", train, validation, {words})')
    one, other = (expect_dict(own.watched(watch)) for watch in watches)
    return Continued(
        case,
        _from_one(one["epochs"]),
        one["epochs"] == other["epochs"],
        _from_one(one["validated"]),
        one["before"] if isinstance(one["before"], float) else None,
        [state for state in expect_list(one["after"]) if isinstance(state, float)],
        returned,
    )


def _from_one(epochs: Any) -> list[int]:
    return [expect_integer(epoch) + 1 for epoch in expect_list(epochs)]
