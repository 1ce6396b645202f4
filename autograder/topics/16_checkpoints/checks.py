"""Checks of 16 Checkpoints.

Callbacks and functions are put through trainings whose course is drawn here: how sure the model is after each step (its
log-odds for one image), and with it every metric. So a file tells after which step it was saved, and each known mistake
predicts another file. Files are listed by the grader and opened in the sandbox.

One slip should cost once. Where `train_and_test` fails, the same question is asked with a `keep_best` that works; files
are judged by what they hold, their names where names are the matter.
"""

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np

from autograder import datasets
from autograder.checking import (
    Handle,
    StudentError,
    called,
    display,
    expect,
    expect_dict,
    expect_handle,
    expect_integer,
    expect_list,
    expect_number,
    fail,
    malformed,
    note,
    points,
)

from .courses import (
    EPOCHS,
    METRICS,
    NEAR,
    ORDERS,
    Training,
    draw_training,
    highest,
    last_rise,
    lowest,
)
from .saved_models import Asker, Saved, described, end_with, in_words, several

BEST_NAMES = ("best.keras", "best.h5")

# --- keep_best ------------------------------------------------------------------------------------------------------

TRY_BEST = (
    'model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(2, "softmax")]); '
    'model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])',
    "import os, tempfile; folder = tempfile.mkdtemp(); x, y = np.ones((8, 1)), np.arange(8) % 2",
)


def try_best(by: str) -> list[str]:
    fit = f'model.fit(x, y, validation_data=(x, y), epochs=3, callbacks=[keep_best(folder, by="{by}")])'
    return [*TRY_BEST, f"{fit}; print(os.listdir(folder))"]


def suspects(training: Training, by: str) -> dict[str, int]:
    """The epoch that each known slip keeps."""
    curve = training.curves
    every = "every epoch saved, so that the last one remains (ModelCheckpoint needs save_best_only=True)"
    if by == "accuracy":
        return {
            'mode "min", which keeps the lowest val_accuracy': lowest(curve["val_accuracy"]),
            "val_loss watched in place of val_accuracy (it is, if no monitor is named)": lowest(curve["val_loss"]),
            'val_loss watched with mode "max", which keeps the highest loss': highest(curve["val_loss"]),
            "the accuracy on the training images watched: it is called accuracy": highest(curve["accuracy"]),
            "a comparison with the epoch before, not with the best one so far": last_rise(curve["val_accuracy"]),
            every: training.epochs,
        }
    falling = [-value for value in curve["val_loss"]]
    return {
        'mode "max", which keeps the highest val_loss': highest(curve["val_loss"]),
        "val_accuracy watched in place of val_loss": highest(curve["val_accuracy"]),
        "the loss on the training images watched: it is called loss": lowest(curve["loss"]),
        "a comparison with the epoch before, not with the best one so far": last_rise(falling),
        every: training.epochs,
    }


def draw_best(rng: np.random.Generator, by: str) -> Training:
    """A training whose best epoch is not the first, and in which each known slip keeps another one."""

    def tells(training: Training) -> bool:
        due = training.best(by)
        kept = [due, *suspects(training, by).values()]
        losses = np.sort(training.curves["val_loss"])
        return due != 1 and len(set(kept)) == len(kept) and np.diff(losses).min() > 0.01

    orders = ORDERS
    if by == "accuracy":
        rises = np.diff(ORDERS)[:, ::-1] > 0
        last_rises = EPOCHS - 1 - rises.argmax(axis=1)
        marks = np.sort(
            [ORDERS.argmax(axis=1), ORDERS.argmin(axis=1), last_rises, np.full(len(ORDERS), EPOCHS - 1)], axis=0
        )
        orders = ORDERS[(np.diff(marks, axis=0) > 0).all(axis=0)]
    return draw_training(rng, steps=2, tells=tells, orders=orders)


def likely_best(training: Training, by: str, found: Sequence[Saved], settings: dict[str, Any]) -> list[str]:
    """Every known slip that predicts exactly these files."""
    epochs = [training.epoch(saved.state) for saved in found]
    monitor = settings.get("monitor")
    if len(found) > 1 and all(epochs):
        curve = [value if by == "accuracy" else -value for value in training.curves[f"val_{by}"]]
        better = [epoch + 1 for epoch, value in enumerate(curve) if value > max(curve[:epoch], default=-np.inf)]
        if sorted(epochs) in (better, list(range(1, training.epochs + 1))):
            return ["a placeholder such as {epoch} in the file name, which gives each epoch that is saved its own file"]
    if len(found) != 1:
        return []
    if epochs == [training.epochs]:
        if isinstance(monitor, str) and monitor not in METRICS:
            return [f'"{monitor}" watched: there is no metric of this name, so every epoch is saved']
        if settings.get("save_best_only") is False and (monitor, settings.get("mode")) == ("val_loss", "auto"):
            return [
                "every epoch saved: save_best_only has not reached ModelCheckpoint (a bracket in the wrong place, as "
                'in "...".format(folder, save_best_only=True), swallows it without a word)'
            ]
    return [slip for slip, epoch in suspects(training, by).items() if [epoch] == epochs]


def judge_best(asker: Asker, training: Training, by: str, run: Callable[[Training], None]) -> Saved:
    """The one file, if it holds the right model; ends the check otherwise."""
    due, curve = training.best(by), training.curves[f"val_{by}"]
    value = f"val_{by} was {curve[due - 1]:.2f} then, the {'highest' if by == 'accuracy' else 'lowest'}"
    expected = f"one file, best.keras, with the model after epoch {due}: {value}"
    try:
        asker.make("keep_best", by=by)
        run(training)
    except StudentError as error:
        announce_best(training, by)
        end_with(error, expected, try_it=try_best(by))
    found = asker.saved()
    if len(found) != 1 or training.epoch(found[0].state) != due or not found[0].compiled:
        fail_best(asker, training, by, found, expected)
    return found[0]


def fail_best(asker: Asker, training: Training, by: str, found: Sequence[Saved], expected: str) -> NoReturn:
    likely = likely_best(training, by, found, asker.settings())
    why = None
    if not found:
        likely = asker.why_nothing()
    elif all(saved.state is None for saved in found) and asker.saved(weights=True)[0].state is not None:
        likely = ["the weights alone saved, though weights_only is False"]
    elif [training.epoch(saved.state) for saved in found] == [training.best(by)]:
        why = "This file knows neither loss nor optimizer: a training cannot go on from it."
    announce_best(training, by)
    fail(
        got=several(training, found),
        expected=expected,
        why=why,
        looks_like=likely[0] if len(likely) == 1 else None,
        try_it=try_best(by),
    )


def announce_best(training: Training, by: str, weights_only: bool = False) -> None:
    what = f'keep_best(folder, by="{by}"{", weights_only=True" if weights_only else ""})'
    called(
        f"model.fit(x, y, validation_data=(x2, y2), epochs={training.epochs}, callbacks=[{what}])",
        **training.shown("val_accuracy", "val_loss", "accuracy", "loss"),
    )


@points(1, function="keep_best")
def test_keeps_the_epoch_with_the_highest_accuracy(student, probes, sandbox, files, rng):
    """Keeps the epoch with the highest accuracy on the validation images"""
    training = draw_best(rng, "accuracy")
    asker = Asker(student, probes, sandbox, files)
    found = judge_best(asker, training, "accuracy", asker.fit)
    if found.name not in BEST_NAMES:
        fail(
            got=f"the right model, in a file called {found.name}",
            expected="best.keras (or best.h5)",
            why="Whoever looks for the best model has to know its name. You lose only this point for it.",
        )


@points(1, function="keep_best")
def test_keeps_the_epoch_with_the_lowest_loss(student, probes, sandbox, files, rng):
    """Keeps the epoch with the lowest loss, if asked"""
    training = draw_best(rng, "loss")
    asker = Asker(student, probes, sandbox, files)
    judge_best(asker, training, "loss", asker.rehearse)


@points(1, function="keep_best")
def test_keeps_weights_alone_if_asked(student, probes, sandbox, files, rng):
    """Keeps the weights alone, if asked"""
    training = draw_best(rng, "accuracy")
    due = training.best("accuracy")
    expected = f"one file, best.weights.h5, with the weights after epoch {due}"
    asker = Asker(student, probes, sandbox, files)
    try:
        asker.make("keep_best", weights_only=True)
        asker.rehearse(training)
    except StudentError as error:
        announce_best(training, "accuracy", weights_only=True)
        end_with(error, expected)
    found = asker.saved(weights=True)
    epochs = sorted(training.epoch(saved.state) or 0 for saved in found)
    are_weights = bool(found) and all(saved.name.endswith(".weights.h5") for saved in found) and all(epochs)
    if are_weights and epochs == [due]:
        return

    likely = asker.why_nothing() if not found else []
    whole = asker.saved()
    otherwise = []
    with contextlib.suppress(StudentError):
        asker.make("keep_best")
        asker.rehearse(training)
        otherwise = asker.saved()
    if are_weights and epochs == sorted(training.epoch(saved.state) or 0 for saved in otherwise):
        note(
            "The weights are saved correctly. Whether it is the right epoch is judged in "
            "{keeps_the_epoch_with_the_highest_accuracy}."
        )
        return
    if whole and otherwise and all(saved.state is not None for saved in whole):
        is_same = all(saved.state is not None for saved in otherwise)
        likely = [f"weights_only {'not looked at' if is_same else 'turned round'}: the file holds the whole model"]
    announce_best(training, "accuracy", weights_only=True)
    fail(
        got=several(training, found if are_weights else whole),
        expected=expected,
        why=None if are_weights else "Weights are less to store, and load_weights finds them by this ending.",
        looks_like=likely[0] if len(likely) == 1 else None,
    )


# --- keep_every -----------------------------------------------------------------------------------------------------


def announce_every(training: Training, n: int) -> None:
    called(
        f"model.fit(x, y, validation_data=(x2, y2), epochs={training.epochs}, callbacks=[keep_every(folder, n={n})])",
        **training.shown("val_accuracy"),
    )


def try_every(n: int) -> list[str]:
    fit = f"model.fit(x, y, validation_data=(x, y), epochs={EPOCHS}, batch_size=2, callbacks=[keep_every(folder, {n})])"
    return [*TRY_BEST, f"{fit}; print(sorted(os.listdir(folder)))"]


def draw_every(rng: np.random.Generator, steps: int) -> Training:
    """A training whose metrics differ in each epoch; epoch 2 is better than 4 and worse than 6."""

    def tells(training: Training) -> bool:
        # A number such as 0.60 tells whether both decimals are written.
        has_zero = round(100 * training.validation.accuracy[5]) % 10 == 0
        return has_zero and all(
            len({f"{curve[epoch]:.2f}" for curve in training.curves.values()}) == len(METRICS)
            for epoch in range(training.epochs)
        )

    ranks = ORDERS.T
    orders = ORDERS[(ranks[3] < ranks[1]) & (ranks[1] < ranks[5])]
    return draw_training(rng, steps, tells, orders)


def every_files(asker: Asker, training: Training, n: int) -> list[Saved]:
    """What `keep_every(folder, n)` leaves in its folder."""
    try:
        asker.make("keep_every", n=n)
        asker.rehearse(training)
    except StudentError as error:
        announce_every(training, n)
        counts = save_freq(asker) if error.is_a("KeyError") else []
        expected = f"a file after every {n} epochs" if n > 1 else "a file after every epoch"
        end_with(error, expected, counts[0] if counts else None, try_every(n))
    announce_every(training, n)
    return asker.saved()


def save_freq(asker: Asker) -> list[str]:
    """The slip of counting batches in place of epochs."""
    freq = asker.settings().get("save_freq")
    if isinstance(freq, bool) or not isinstance(freq, int):
        return []
    return [f"save_freq={freq}, which counts batches, not epochs; in the middle of an epoch there is no val_accuracy"]


def likely_every(asker: Asker, training: Training, n: int, found: Sequence[Saved]) -> list[str]:
    """Every known slip that predicts exactly these epochs."""
    if not found:
        return asker.why_nothing()
    epochs = sorted(training.epoch(saved.state) or 0 for saved in found)
    everything = list(range(1, training.epochs + 1))
    due = everything[n - 1 :: n]
    accuracy = training.curves["val_accuracy"]
    best = np.maximum.accumulate([accuracy[epoch - 1] for epoch in due])
    slips = [
        ("one name for all files: each overwrites the one before; {epoch} in the name keeps them apart", [due[-1:]]),
        ("every epoch saved: n was not looked at", [everything]),
        ("epoch % n without + 1: in a callback epoch counts from 0", [everything[::n], everything[n::n]]),
        (
            "save_best_only=True, which leaves out epochs that are no better",
            [[due[place] for place in np.unique(best, return_index=True)[1]]],
        ),
        ("saving once, after epoch n, not after 2n, 3n, ...", [due[:1]]),
    ]
    likely = [slip for slip, predicted in slips if epochs in predicted]
    if "on_epoch_begin" in asker.hooks() and epochs == [epoch - 1 for epoch in due]:
        likely.append("saving in on_epoch_begin, which is before the epoch: save in on_epoch_end")
    return likely


@points(1, function="keep_every")
def test_saves_after_every_nth_epoch(student, probes, sandbox, files, rng):
    """Saves after every n-th epoch, each time in a new file"""
    n = 2
    training = draw_every(rng, steps=5)
    asker = Asker(student, probes, sandbox, files)
    found = every_files(asker, training, n)
    due = list(range(n, training.epochs + 1, n))
    epochs = sorted(training.epoch(saved.state) or 0 for saved in found)
    if epochs == due:
        return

    likely = save_freq(asker) or likely_every(asker, training, n, found)
    announce_every(training, n)
    fail(
        got=several(training, found),
        expected=f"{len(due)} files, saved after {in_words(due)}",
        looks_like=likely[0] if len(likely) == 1 else None,
        try_it=try_every(n),
    )


@points(1, function="keep_every")
def test_names_hold_epoch_and_accuracy(student, probes, sandbox, files, rng):
    """The files' names hold the epoch and its val_accuracy"""
    n = int(rng.choice([1, 3]))
    training = draw_every(rng, steps=2)
    asker = Asker(student, probes, sandbox, files)
    found = every_files(asker, training, n)
    if not found:
        fail(got="nothing in the folder", expected=f"files such as {name_of(training, n)}.keras", try_it=try_every(n))
    wrong = [saved for saved in found if not is_named_right(training, saved)]
    if not wrong:
        return
    saved = wrong[0]
    epoch = training.epoch(saved.state)
    names = dict.fromkeys(slip for slip, _ in misnamed(training, 1))
    likely = [slip for slip in names if all(slip in slips_of_name(training, other) for other in found)]
    fail(
        got=described(training, saved),
        expected=f"{name_of(training, epoch)}.keras for this one" if epoch else "a model as it was after an epoch",
        why=f"val_accuracy was {training.curves['val_accuracy'][epoch - 1]:.2f} in epoch {epoch}." if epoch else None,
        looks_like=likely[0] if len(likely) == 1 else None,
        try_it=try_every(n),
    )


def stem(name: str) -> str:
    """A file's name without `.keras` or `.h5`."""
    return name.removesuffix(".keras").removesuffix(".h5")


def name_of(training: Training, epoch: int, metric: str = "val_accuracy") -> str:
    return f"epoch-{epoch:02d}-{training.curves[metric][epoch - 1]:.2f}"


def is_named_right(training: Training, saved: Saved) -> bool:
    epoch = training.epoch(saved.state)
    return epoch is not None and stem(saved.name) == name_of(training, epoch)


def misnamed(training: Training, epoch: int) -> list[tuple[str, str]]:
    """How each known slip names the file of this epoch."""
    share = training.curves["val_accuracy"][epoch - 1]
    return [
        ("an epoch that counts from 0 in the name: people count from 1", f"epoch-{epoch - 1:02d}-{share:.2f}"),
        ("{epoch} in place of {epoch:02d}, which gives two digits", f"epoch-{epoch}-{share:.2f}"),
        ("{accuracy}, that on the training images", name_of(training, epoch, "accuracy")),
        ("{val_loss} in place of {val_accuracy}", name_of(training, epoch, "val_loss")),
        ("{loss} in place of {val_accuracy}", name_of(training, epoch, "loss")),
        ("no val_accuracy in the name", f"epoch-{epoch:02d}"),
        ("percent in place of a share", f"epoch-{epoch:02d}-{100 * share:.2f}"),
        ("round, which drops a zero at the end: {val_accuracy:.2f}", f"epoch-{epoch:02d}-{round(share, 2)}"),
        ("other than two decimals: {val_accuracy:.2f}", f"epoch-{epoch:02d}-{share:.3f}"),
        ("other than two decimals: {val_accuracy:.2f}", f"epoch-{epoch:02d}-{share:.4f}"),
    ]


def slips_of_name(training: Training, saved: Saved) -> list[str]:
    """Every known slip that predicts this file's name."""
    epoch = training.epoch(saved.state)
    return [slip for slip, name in misnamed(training, epoch) if name == stem(saved.name)] if epoch else []


# --- train_and_test -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """What `train_and_test` returned, and what it left in its folder."""

    returned: Any
    kept: Saved | None
    names: list[str]
    misplaced: list[str]
    compiled_again: bool
    steps: int
    asked: list[str]

    @property
    def pair(self) -> list[Any]:
        value = self.returned
        if not isinstance(value, list | tuple) or len(value) != 2:
            malformed(
                got=display.kind(value), expected="a tuple of two: the best epoch, and the accuracy on the test images"
            )
        return list(value)


@dataclass(frozen=True)
class Case:
    """A call of `train_and_test`: the script goes on after the epochs that are asked for, and would get better."""

    training: Training
    epochs: int

    @property
    def due(self) -> int:
        return self.training.best("accuracy", self.epochs)

    def announce(self) -> None:
        values = [round(value, 2) for value in self.training.validation.accuracy[: self.epochs]]
        called(
            f"train_and_test(model, train, validation, test, epochs={self.epochs}, folder=folder)", val_accuracy=values
        )

    def accuracy(self, epoch: int) -> float:
        """On the test images, of the model after this epoch."""
        return self.training.test.accuracy[epoch - 1]


# Epochs that are taken for the best one, each by the metric and what is looked for.
OTHER_BESTS = {
    "the epoch with the highest accuracy on the training images": ("accuracy", highest),
    "the epoch with the lowest loss on the training images": ("loss", lowest),
    "the epoch with the lowest val_accuracy": ("val_accuracy", lowest),
    "the epoch with the lowest val_loss": ("val_loss", lowest),
}


def draw_case(rng: np.random.Generator) -> Case:
    """The best epoch comes after three that are no better than the first: a training must not end before it."""
    epochs, due = EPOCHS - 1, EPOCHS - 2

    def tells(training: Training) -> bool:
        curves, test = training.curves, training.test
        by_loss, by_test = training.best("loss", epochs), highest(test.accuracy[:epochs])
        others = {by_loss, by_test, *(place(curves[name][:epochs]) for name, place in OTHER_BESTS.values())}
        if by_loss == by_test or others & {due - 1, due, epochs}:
            return False
        # What might be returned in place of the accuracy on the test images, none of it near that.
        curve = curves["val_accuracy"]
        numbers = [*test.accuracy, curve[due - 1], test.loss[due - 1], curves["val_loss"][due - 1], 1.0]
        return np.diff(np.sort(numbers)).min() > 0.015

    first, *others, best, last, later = ORDERS.T
    is_due = (later > best) & (best > first) & (best > last) & (first > np.max(others, axis=0))
    return Case(draw_training(rng, steps=1, tells=tells, orders=ORDERS[is_due]), epochs)


class Trainer:
    """Puts a student's `train_and_test` through a training."""

    def __init__(self, student: Any, probes: Any, sandbox: Any, files: Any, case: Case):
        self.asker = Asker(student, probes, sandbox, files)
        self.case = case

    def run(self, **options: Any) -> Outcome:
        asker, training = self.asker, self.case.training
        function, folder = asker.student.train_and_test, asker.new_folder()
        self.case.announce()
        answer = asker.probes.own.train_and_test(
            function,
            training.learning_rates,
            training.validation.pair,
            training.test.pair,
            self.case.epochs,
            folder,
            **options,
        )
        returned, facts = expect_list(answer, length=2)
        facts = expect_dict(facts, keys=("compiled_again", "steps", "asked"))
        found = asker.saved()
        best = [saved for saved in found if saved.name in BEST_NAMES]
        return Outcome(
            returned,
            best[0] if best else found[0] if len(found) == 1 else None,
            [saved.name for saved in found],
            [] if found else asker.misplaced(),
            facts["compiled_again"] is True,
            expect_integer(facts["steps"]),
            [str(by) for by in expect_list(facts["asked"])],
        )

    def with_stand_in(self) -> Outcome | None:
        """The same with a `keep_best` that works; None if that was not used, or ends in an exception."""
        training = self.case.training
        save_after = {by: training.best(by, self.case.epochs) for by in ("accuracy", "loss")}
        try:
            outcome = self.run(module=self.asker.student, save_after=save_after)
        except StudentError:
            return None
        return outcome if outcome.asked else None

    def judged(self, is_right: Callable[[Outcome], bool]) -> Outcome | None:
        """What came of the training; None if it is right, if need be with a `keep_best` that works."""
        outcome, problem = None, None
        try:
            outcome = self.run()
        except StudentError as error:
            problem = error
        if outcome is not None and is_right(outcome):
            return None
        if problem is None or not problem.is_a("NotImplementedError") or "keep_best" in problem.message:
            other = self.with_stand_in()
            if other is not None and is_right(other):
                note(
                    "train_and_test itself is right. Your keep_best is not yet; "
                    "{keeps_the_epoch_with_the_highest_accuracy} to {keeps_weights_alone_if_asked} say why."
                )
                return None
        self.case.announce()
        if problem is not None:
            raise problem
        return outcome


TRY_TEST = (
    'model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(2, "softmax")]); '
    'model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])',
    "import os, tempfile; folder = tempfile.mkdtemp(); data = (np.ones((8, 1)), np.arange(8) % 2)",
    "print(train_and_test(model, data, data, data, epochs=3, folder=folder), os.listdir(folder))",
)


@points(1, function="train_and_test")
def test_keeps_and_names_the_best_epoch(student, probes, sandbox, files, rng):
    """train_and_test keeps the best epoch and returns its number"""
    case = draw_case(rng)
    training, due = case.training, case.due

    def is_right(outcome: Outcome) -> bool:
        return due == expect_integer(outcome.pair[0]) == (outcome.kept and training.epoch(outcome.kept.state))

    outcome = Trainer(student, probes, sandbox, files, case).judged(is_right)
    if outcome is None:
        return
    number, kept = expect_integer(outcome.pair[0]), outcome.kept and training.epoch(outcome.kept.state)
    if outcome.kept is not None:
        holds = described(training, outcome.kept)
    else:
        holds = f"{len(outcome.names)} files, none of them best.keras" if outcome.names else "nothing"
    likely = outcome.misplaced or likely_epochs(case, outcome, number, kept)
    value = training.validation.accuracy[due - 1]
    fail(
        got=f"epoch {number}; in the folder {holds}",
        expected=f"epoch {due}; in the folder best.keras with the model after epoch {due}",
        why=f"val_accuracy was {value:.2f} in epoch {due}, the highest of the {case.epochs}.",
        looks_like=likely[0] if len(likely) == 1 else None,
        try_it=TRY_TEST,
    )


def likely_epochs(case: Case, outcome: Outcome, number: int, kept: int | None) -> list[str]:
    """Every known slip that predicts this number and this epoch in the file."""
    training, due = case.training, case.due
    curves = {name: curve[: case.epochs] for name, curve in training.curves.items()}
    if outcome.compiled_again:
        return ["the model compiled again: it has another optimizer now, and with it another course"]
    if number > case.epochs:
        return ["epochs not looked at: training went on after them"]
    if outcome.steps == 0:
        return ["another model trained: the one that was given has made no step"]
    if outcome.steps < case.epochs and kept != due:
        ended = f"a training that ended after {outcome.steps} of {case.epochs} epochs"
        return [f"{ended}: fit runs one if it is not told epochs" if outcome.steps == 1 else f"{ended} by itself"]
    by_loss = lowest(curves["val_loss"])
    by_test = highest(training.test.accuracy[: case.epochs])
    slips = [
        ("the place in the list, which counts from 0", (due - 1, due)),
        ("the number of epochs, which is the last one", (case.epochs, due)),
        *((slip, (place(curves[name]), due)) for slip, (name, place) in OTHER_BESTS.items()),
        ("val_loss in place of val_accuracy", (by_loss, by_loss)),
        ("the test images used for validation", (by_test, by_test)),
        ("the model after the last epoch saved, not that after the best one", (due, case.epochs)),
    ]
    return [slip for slip, predicted in slips if predicted == (number, kept)]


@points(1, function="train_and_test")
def test_tests_what_is_in_the_file(student, probes, sandbox, files, rng):
    """The accuracy is that of the file, not of the model in memory"""
    case = draw_case(rng)
    training = case.training

    def epoch_of(outcome: Outcome) -> int:
        """The epoch whose model is to be tested: that of the file, or the best one if there is no such file."""
        kept = training.epoch(outcome.kept.state) if outcome.kept else None
        return case.due if kept in (None, case.epochs) else kept

    def is_right(outcome: Outcome) -> bool:
        return abs(expect_number(outcome.pair[1]) - case.accuracy(epoch_of(outcome))) < 0.006

    outcome = Trainer(student, probes, sandbox, files, case).judged(is_right)
    if outcome is None:
        return
    returned, epoch = expect_number(outcome.pair[1]), epoch_of(outcome)
    right, last = case.accuracy(epoch), case.accuracy(case.epochs)
    slips = [
        ("the model in memory tested, which is that of the last epoch", last),
        ("the accuracy on the validation images", training.validation.accuracy[epoch - 1]),
        ("the loss, which evaluate gives first", training.test.loss[epoch - 1]),
        ("percent in place of a share", 100 * right),
        ("the accuracy on the training images", 1.0),
    ]
    likely = [slip for slip, predicted in slips if abs(returned - predicted) < 0.006]
    if outcome.compiled_again:
        likely = ["the model compiled again: it has another optimizer now, and with it another course"]
    elif outcome.kept is not None and training.epoch(outcome.kept.state) == case.epochs and likely == [slips[0][0]]:
        likely = ["the model after the last epoch saved, not that after the best one"]
    if returned == case.due and abs(expect_number(outcome.pair[0]) - right) < 0.006:
        likely = ["the two in the other order: the epoch comes first"]
    fail(
        got=f"{display.number(returned)} in second place",
        expected=f"{right:.2f}: of the test images, so many are right for the model after epoch {epoch}",
        why=f"After fit, model is as it was after epoch {case.epochs}, where it would be {last:.2f}.",
        looks_like=likely[0] if len(likely) == 1 else None,
        try_it=TRY_TEST,
    )


# --- resume ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Continued:
    """What `resume` did: see the probe. Epochs count from 0, as `fit` does."""

    returned: Any
    before: float | None
    epochs: list[int]
    after: list[float]
    metrics: list[str]
    optimizer_steps: int


@dataclass(frozen=True)
class Break:
    """A training that broke off after `done` epochs of `total`."""

    training: Training
    done: int
    total: int

    @classmethod
    def drawn(cls, rng: np.random.Generator) -> "Break":
        done = int(rng.choice([3, 4]))

        def tells(training: Training) -> bool:
            # An optimizer that begins anew takes another way: it makes the first step of the schedule again.
            rates = training.learning_rates
            return abs(rates[0] - rates[done]) > 0.1

        return cls(draw_training(rng, steps=1, tells=tells, orders=ORDERS), done, done + 2)

    @property
    def path(self) -> str:
        return f"epoch-{self.done:02d}-{self.training.validation.accuracy[self.done - 1]:.2f}.keras"

    def state(self, epoch: int) -> float:
        """Log-odds of the model after this epoch of the training that did not break off."""
        return float(self.training.states[epoch - 1, -1])

    def announce(self) -> None:
        called(
            f'resume("{self.path}", train, validation, done={self.done}, total={self.total}, callbacks=[watch])',
        )

    def run(self, student: Any, probes: Any, files: Any) -> Continued:
        function, path = student.resume, f"{files.folder()}/{self.path}"
        probes.own.save_interrupted(self.training.learning_rates, self.state(self.done), self.done, path)
        self.announce()
        answer = probes.own.resume(function, path, self.training.validation.pair, self.done, self.total)
        returned, facts = expect_list(answer, length=2)
        facts = expect_dict(facts, keys=("before", "epochs", "after", "metrics", "optimizer_steps"))
        return Continued(
            returned,
            facts["before"] if isinstance(facts["before"], float) else None,
            [expect_integer(epoch) for epoch in expect_list(facts["epochs"])],
            [state for state in expect_list(facts["after"]) if isinstance(state, float)],
            [str(name) for name in expect_list(facts["metrics"])],
            expect_integer(facts["optimizer_steps"]),
        )


def is_near(state: float | None, other: float) -> bool:
    return state is not None and abs(state - other) <= NEAR


def try_resume(case: Break) -> list[str]:
    return [
        *TRY_BEST[:1],
        'model.save("broke_off.keras"); data = (np.ones((8, 1)), np.arange(8) % 2); '
        "show = keras.callbacks.LambdaCallback(on_epoch_begin=lambda epoch, logs: print(epoch))",
        f'resume("broke_off.keras", data, data, done={case.done}, total={case.total}, callbacks=[show])',
    ]


@points(1, function="resume")
def test_goes_on_counting(student, probes, files, rng):
    """resume runs the epochs that are missing, and goes on counting"""
    case = Break.drawn(rng)
    found = case.run(student, probes, files)
    done, total = case.done, case.total
    due = list(range(done, total))
    if found.epochs == due and "val_accuracy" in found.metrics:
        return
    if found.epochs == due:
        fail(
            got=f"logs with {', '.join(found.metrics) or 'nothing'} in them",
            expected="val_accuracy and val_loss as well",
            why="A callback that keeps the best epoch looks for them.",
            looks_like="the validation data not passed on to fit",
            try_it=try_resume(case),
        )
    predictions = {
        "initial_epoch off by one: done epochs are done, so the next number is done, counted from 0": (
            list(range(done - 1, total)),
            list(range(done + 1, total)),
        ),
        "no initial_epoch: the right number of epochs, but numbered from the beginning": (
            list(range(total - done)),
            [0] * (total - done),
        ),
        "no initial_epoch: all epochs from the beginning": (list(range(total)),),
        "total taken for further epochs: it is how many there are in all": (list(range(done, done + total)),),
    }
    likely = [slip for slip, epochs in predictions.items() if found.epochs in epochs]
    if not found.epochs:
        has_trained = isinstance(found.returned, Handle) and not is_near(
            state_of(probes, found.returned), case.state(done)
        )
        if found.before is not None:
            likely = ["epochs taken for further epochs: in fit it is where to stop, so epochs=total"]
        elif has_trained:
            likely = ["callbacks not passed on to fit"]
    numbers = in_words([epoch + 1 for epoch in found.epochs]) if found.epochs else "no epoch"
    case.announce()
    fail(
        got=f"{numbers}, as the callback saw it (counted from 1)",
        expected=in_words([epoch + 1 for epoch in due]),
        why="Names of files, logs and schedules follow these numbers.",
        looks_like=likely[0] if len(likely) == 1 else None,
        try_it=try_resume(case),
    )


def state_of(probes: Any, returned: Handle) -> float | None:
    """Log-odds of a returned model; None if it is no model of this kind."""
    try:
        state = probes.own.log_odds(returned)
    except StudentError:
        return None
    return state if isinstance(state, float) else None


@points(1, function="resume")
def test_goes_on_from_the_file(student, probes, files, rng):
    """resume goes on with the weights and the optimizer in the file, and returns the model"""
    case = Break.drawn(rng)
    found = case.run(student, probes, files)
    model = expect_handle(found.returned, "keras.Model", "the model, trained on")
    state = state_of(probes, model)
    if not found.after:
        # Nothing was seen of the training, which goes_on_counting tells; the model alone says where it ended.
        if is_near(state, case.state(case.total)):
            return
        case.announce()
        fail(
            got="a model as it was in the file" if is_near(state, case.state(case.done)) else "another model",
            expected=f"the model as it is after epoch {case.total}",
            try_it=try_resume(case),
        )
    case.announce()
    if not is_near(found.before, case.state(case.done)):
        fail(
            got="training began with other weights than those in the file",
            expected="the model that the file holds",
            looks_like="a fresh model: the weights in the file were not loaded into it",
            try_it=["model = keras.models.load_model(path)"],
        )
    if not is_near(found.after[0], case.state(case.done + 1)):
        begins_anew = found.optimizer_steps == len(found.after)
        fail(
            got="the right model at first, and another one after the next epoch than without the break",
            expected="the same course as without the break",
            why="This optimizer lowers its learning rate by a schedule, and counts its steps for it. "
            "The file holds that count.",
            looks_like="the model compiled again: its new optimizer counts from 0" if begins_anew else None,
            try_it=["print(keras.models.load_model(path).optimizer.iterations)"],
        )
    if not is_near(state, found.after[-1]):
        is_old = is_near(state, case.state(case.done))
        fail(
            got="a model that is not the one that was trained",
            expected="the model after the training",
            looks_like="the file loaded a second time for return" if is_old else None,
        )


# --- a real training -------------------------------------------------------------------------------------------------

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


@points(1, function="train_and_test", tier="accuracy")
def test_the_file_survives_a_collapse(student, probes, files, accuracy):
    """The file still classifies fresh images, though training collapsed in the end"""
    budget = BUDGETS[accuracy.tier]

    def attempt(rng: np.random.Generator) -> float:
        folder = files.folder()
        train = draw_letters(budget, "train", budget.train, rng)
        validation = draw_letters(budget, "validation", budget.validation, rng)
        test = draw_letters(budget, "test", budget.test, rng)
        fresh, hidden = draw_letters(budget, "test", budget.fresh, rng)
        function = student.train_and_test
        probes.collapse.train(function, train, validation, test, budget.epochs, budget.good_epochs, folder)
        names = [name for name, size in files.listing(folder).items() if size > 0]
        name = next((name for name in names if name in BEST_NAMES), names[0] if len(names) == 1 else None)
        if name is None:
            fail(got=f"the files {', '.join(names[:4])}" if names else "nothing in the folder", expected="best.keras")
        right = right_answers(probes, f"{folder}/{name}", fresh, hidden, training=False)
        if right_answers(probes, f"{folder}/{name}", fresh, hidden, training=True) > right + 0.2:
            note(
                "In training mode, where BatchNormalization measures the images anew, this model is far better: its "
                "moving means and variances do not belong to its other weights."
            )
        return right

    accuracy.measure(
        attempt,
        called=str(budget),
        why="The whole model has to be as it was. BatchNormalization has weights that are measured and do not learn: "
        "model.weights holds them, model.trainable_weights does not.",
    )


def draw_letters(budget: Budget, split: str, count: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Images and labels of this split, drawn anew."""
    return datasets.load("letters", split=split, size=budget.size, n=count, classes=list(LETTERS), key=rng.bytes(16))


def right_answers(probes: Any, path: str, images: np.ndarray, labels: np.ndarray, training: bool) -> float:
    """The share of right answers that the model in this file gives."""
    given = probes.collapse.answers(path, images, training)
    answers = expect(given, shape=(len(labels), len(LETTERS)), dtype=float, finite=False)
    return float((answers.argmax(axis=1) == labels).mean())
