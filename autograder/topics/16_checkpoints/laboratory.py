"""What callbacks and functions leave in their folders: files listed by the grader, opened in the sandbox."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from autograder import datasets
from autograder.checking import (
    Handle,
    StudentError,
    called,
    expect,
    expect_dict,
    expect_handle,
    expect_integer,
    expect_list,
)
from autograder.laboratories.trainings import (
    METRICS,
    NEAR,
    START,
    RealTraining,
    Training,
    draw_real,
    draw_scripted,
)

# All that is drawn for this exercise. Of accuracies and losses, a "best so far" that begins at 0.5 or 1 notes nothing.
SHARES = (0.05, 0.49)
LOSSES = (1.1, 9.0)  # of an untrained model: with ten classes it is 2.3
LARGE_LOSSES = (20.0, 300.0)  # where images were not scaled
EPOCHS = 8
STEPS = 5
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
        misplaced: Files that appeared elsewhere: "beside NAME" where the folder's name is its beginning, otherwise
            "loose NAME".
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
        names = ("monitor", "mode", "save_best_only", "save_freq") if kind_of == ["ModelCheckpoint"] else ()
        said = [(name, getattr(made.callback, name)) for name in names if self.sandbox.has(made.callback, name)]
        settings = tuple((name, value) for name, value in said if isinstance(value, str | bool | int | float))
        hooks = expect_dict(self.probes.callbacks.own_hooks(made.callback))
        files = self.opened(made.folder)
        new = sorted(self.in_working_folder() - made.before)
        misplaced = [
            f"beside {name.removeprefix(made.folder)}" if name.startswith(made.folder) else f"loose {name}"
            for name in new[:_MOST_FILES]
        ]
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
    shown: dict[str, Any] = {name: [round(value, 2) for value in training.curves[name]] for name in metrics}
    if files is not None:
        shown["in the folder"] = ", ".join(saved.name for saved in files[:4]) + (", ..." if files[4:] else "")
    if elsewhere:
        shown["not in it"] = ", ".join(elsewhere[:3])
    fit = f"{start}epochs={training.total}, callbacks=[{made.words}]"
    called(
        f"model.fit(x, y, validation_data=(x2, y2), {fit})", **{name: value for name, value in shown.items() if value}
    )


# --- what is drawn --------------------------------------------------------------------------------------------------


def _marks(training: Training, by: str) -> list[int]:
    """The epoch that is best, and then those that other ways to choose give: they have to be different ones."""
    accuracy, loss = ("val_accuracy", "val_loss")
    if by == "accuracy":
        best, others = training.highest(accuracy), [training.lowest(accuracy), training.lowest(loss)]
        others += [training.highest(loss), training.highest("accuracy"), training.last_change(accuracy, 1)]
    else:
        best, others = training.lowest(loss), [training.highest(loss), training.highest(accuracy)]
        others += [training.lowest(accuracy), training.lowest("loss"), training.last_change(loss, -1)]
    return [best, *others, training.total]


def tells(training: Training, by: str) -> bool:
    """Whether the best epoch is not the first one, and each known slip keeps another one."""
    marks = _marks(training, by)
    return marks[0] != training.done + 1 and len(set(marks)) == len(marks)


def draw_fitted(rng: np.random.Generator) -> RealTraining:
    return draw_real(rng, 2, lambda training: tells(training, "accuracy"), lambda rng: rng.permutation(EPOCHS))


def draw_rehearsed(rng: np.random.Generator, by: str) -> Training:
    return draw_scripted(rng, EPOCHS, SHARES, LOSSES, steps=2, tells=lambda training: tells(training, by))


def draw_comfortable() -> Training:
    """A training in which every best value so far that somebody begins with is reached; always the same."""
    return draw_scripted(np.random.default_rng(0), 3, (0.55, 0.95), (-0.95, -0.05))


def draw_resumed(rng: np.random.Generator, by: str) -> Training:
    """A training that is gone on with, worse in all epochs than any other, the first of which is the best."""
    done = int(rng.integers(2, 5))
    metric = f"val_{by}"

    def is_best_at_first(training: Training) -> bool:
        best = training.highest(metric) if by == "accuracy" else training.lowest(metric)
        return best == done + 1

    return draw_scripted(rng, 4, (0.01, SHARES[0]), LARGE_LOSSES, steps=2, done=done, tells=is_best_at_first)


@dataclass(frozen=True)
class Case:
    """A call of `train_and_test`: the script goes on after the epochs that are asked for, and would get better."""

    training: RealTraining
    asked: Training

    @property
    def epochs(self) -> int:
        return self.asked.total

    @property
    def due(self) -> int:
        return self.asked.highest("val_accuracy")

    def announce(self, files: Sequence[Saved] | None = None) -> None:
        shown: dict[str, Any] = {"val_accuracy": [round(value, 2) for value in self.asked.curves["val_accuracy"]]}
        if files is not None:
            shown["in the folder"] = ", ".join(saved.name for saved in files[:4])
        called(f"train_and_test(model, train, validation, test, epochs={self.epochs}, folder=folder)", **shown)

    def accuracy(self, epoch: int) -> float:
        """On the test images, of the model after this epoch."""
        return self.training.test.accuracy[epoch - 1]


def draw_case(rng: np.random.Generator) -> Case:
    """The best epoch comes after three that are no better than the first: a training must not end before it."""
    epochs = EPOCHS - 1
    due = epochs - int(rng.integers(1, 3))

    def ranks(rng: np.random.Generator) -> np.ndarray:
        found = np.full(EPOCHS, -1)
        found[[epochs, due - 1, 0]] = EPOCHS - 1, EPOCHS - 2, EPOCHS - 3
        found[found < 0] = rng.permutation(EPOCHS - 3)
        return found

    def tells(training: RealTraining) -> bool:
        asked = training.first(epochs)
        curves = {name: training.curves[name] for name in METRICS}
        by_test = 1 + int(np.argmax(training.test.accuracy[:epochs]))
        others = {asked.lowest("val_loss"), asked.highest("accuracy"), asked.lowest("loss"), by_test}
        others |= {asked.lowest("val_accuracy"), asked.highest("val_loss")}
        if others & {due - 1, due, due + 1} or by_test == asked.lowest("val_loss"):
            return False
        # What might be returned instead of the accuracy on the test images, none of it near that.
        numbers = [*training.test.accuracy, curves["val_accuracy"][due - 1], training.test.loss[due - 1]]
        return np.diff(np.sort([*numbers, curves["val_loss"][due - 1], 1.0])).min() > 0.008

    training = draw_real(rng, 1, tells, ranks)
    return Case(training, training.first(epochs))


@dataclass(frozen=True)
class Break:
    """A training that broke off after `done` epochs of `total`."""

    training: RealTraining
    done: int
    total: int

    @classmethod
    def drawn(cls, rng: np.random.Generator) -> "Break":
        done = int(rng.choice([3, 4]))

        def tells(training: RealTraining) -> bool:
            # An optimizer that starts from scratch takes another way: it makes the first step of the schedule again.
            rates = training.learning_rates
            return abs(rates[0] - rates[done]) > 0.1

        return cls(draw_real(rng, 1, tells, lambda rng: rng.permutation(EPOCHS)), done, done + 2)

    @property
    def path(self) -> str:
        return f"epoch-{self.done:02d}-{self.training.value('val_accuracy', self.done):.2f}.keras"

    @property
    def due(self) -> list[int]:
        return list(range(self.done + 1, self.total + 1))


# --- train_and_test and resume --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """What `train_and_test` returned, and what it left in its folder.

    Attributes:
        holds: The epoch in the file of the best model; in words if there is none.
        steps: How many training steps the model has made.
        is_recompiled: Whether the model has another optimizer than before.
    """

    case: Case
    returned: Any
    left: Left
    steps: int
    is_recompiled: bool

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
    model, optimizer = expect_list(own.model_and_optimizer(training.learning_rates), 2)
    folder, before = bench.files.folder(), bench.in_working_folder()
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
    files, new = bench.opened(folder), sorted(bench.in_working_folder() - before)
    case.announce(files)
    facts = expect_dict(own.course_of(model, optimizer), keys=("compiled_again", "steps"))
    misplaced = [f"beside {name.removeprefix(folder)}" for name in new if name.startswith(folder)]
    left = Left(case.training, MODEL, files, misplaced)
    return Outcome(case, answer, left, expect_integer(facts["steps"]), facts["compiled_again"] is True)


@dataclass(frozen=True)
class Continued:
    """What `resume` did.

    Attributes:
        seen: The numbers of the epochs that the callbacks saw, from 1.
        by_all: Whether all callbacks saw the same ones.
        metrics: The names in `logs` at the end of the last epoch.
        before: Log-odds of the model at the beginning of the training; None if there was none.
        after: Log-odds of the model after each epoch.
        optimizer_steps: How many steps the optimizer has made in its life.
        returned: What came back.
    """

    case: Break
    seen: list[int]
    by_all: bool
    metrics: list[str]
    before: float | None
    after: list[float]
    optimizer_steps: int
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
        [expect_integer(epoch) + 1 for epoch in expect_list(one["epochs"])],
        one["epochs"] == other["epochs"],
        [str(name) for name in expect_list(one["metrics"])],
        one["before"] if isinstance(one["before"], float) else None,
        [state for state in expect_list(one["after"]) if isinstance(state, float)],
        expect_integer(one["optimizer_steps"]),
        returned,
    )


# --- a real training ------------------------------------------------------------------------------------------------

LETTERS = "ILO"


@dataclass(frozen=True)
class Budget:
    """Images and training of one attempt.

    Attributes:
        size: Height and width.
        train, validation, test: Labelled images for the student's function.
        fresh: Images to judge by.
        good_epochs: After these the learning rate is far too high.
    """

    size: int
    train: int
    validation: int
    test: int
    fresh: int
    epochs: int
    good_epochs: int

    def __str__(self) -> str:
        return (
            f"train_and_test(model, train, validation, test, epochs={self.epochs}, folder=folder); "
            f"{self.train} images ({self.size}x{self.size}) of the letters {', '.join(LETTERS)}, {self.validation} for "
            f"validation, then the model in the file on {self.fresh} others"
        )


BUDGETS = {
    "cpu": Budget(20, train=192, validation=96, test=48, fresh=200, epochs=8, good_epochs=6),
    "gpu": Budget(150, train=960, validation=300, test=150, fresh=600, epochs=15, good_epochs=12),
}


def draw_letters(budget: Budget, split: str, count: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Images and labels of this split, freshly drawn."""
    return datasets.load("letters", split=split, size=budget.size, n=count, classes=list(LETTERS), key=rng.bytes(16))


def right_answers(probes: Any, path: str, images: np.ndarray, labels: np.ndarray, training: bool) -> float:
    """The share of right answers that the model in this file gives."""
    given = probes.collapse.answers(path, images, training)
    answers = expect(given, shape=(len(labels), len(LETTERS)), dtype=float, finite=False)
    return float((answers.argmax(axis=1) == labels).mean())
