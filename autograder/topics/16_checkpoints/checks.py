"""Checks of 16 Checkpoints.

Callbacks and functions are put through trainings whose course is drawn here: how sure the model is after each step (its
log-odds for one image), and with it every metric. So a file tells after which step it was saved. Files are listed by
the grader and opened in the sandbox.

One slip should cost once. Where `train_and_test` fails, the same question is asked with a `keep_best` that works; files
are judged by what they hold, their names where names are the matter.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checking import (
    StudentError,
    display,
    expect_handle,
    expect_integer,
    expect_number,
    fail,
    malformed,
    note,
    points,
)
from autograder.checking.contract import Contract
from autograder.checking.study import Fact, Study
from autograder.laboratories.trainings import METRICS, NEAR, Training, draw_scripted

from .laboratory import (
    BEST_NAMES,
    BUDGETS,
    LOSSES,
    SHARES,
    WEIGHTS,
    Bench,
    Break,
    Case,
    Continued,
    Left,
    Outcome,
    draw_case,
    draw_fitted,
    draw_letters,
    draw_rehearsed,
    draw_resumed,
    in_words,
    resume,
    right_answers,
    told,
    train_and_test,
)

# A training without learning: `play` says how the metrics go, and the model's one weight is the number of the epoch.
TRY_MODEL = (
    "import os, tempfile; folder = tempfile.mkdtemp(); x = np.ones((2, 1))",
    "model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])",
    'model.compile("sgd", "mse", metrics=["accuracy"])',
)
TRY_PLAY = (
    *TRY_MODEL,
    "curves = dict(accuracy=[0.1, 0.2, 0.3, 0.41, 0.42], loss=[9.0, 8.0, 7.0, 5.0, 6.0],",
    "              val_accuracy=[0.2, 0.4, 0.1, 0.3, 0.25], val_loss=[6.0, 5.0, 2.0, 4.0, 3.0])",
    "def play(epoch, logs):",
    "    logs.update({name: curve[epoch] for name, curve in curves.items()}); model.set_weights([[[epoch + 1.0]]])",
    "",
    "play = keras.callbacks.LambdaCallback(on_epoch_end=play)",
)


def try_fit(callback: str) -> tuple[str, ...]:
    return (*TRY_PLAY, f"model.fit(x, x, validation_data=(x, x), epochs=5, verbose=0, callbacks=[play, {callback}])")


def try_best(by: str) -> tuple[str, ...]:
    read = "keras.models.load_model(os.path.join(folder, name)).get_weights()"
    return (
        *try_fit(f'keep_best(folder, by="{by}")'),
        f"print({{name: {read} for name in os.listdir(folder)}})  # the weight is the number of the epoch",
    )


def try_every(n: int) -> tuple[str, ...]:
    return (*try_fit(f"keep_every(folder, n={n})"), "print(sorted(os.listdir(folder)))")


# --- keep_best ------------------------------------------------------------------------------------------------------

KEPT = {
    by: Fact(
        lambda left: left.epochs,
        told,
        due=lambda epochs: f"one file, saved after {in_words(epochs)}",
        why=f"Of these epochs it has the {'highest' if by == 'accuracy' else 'lowest'} val_{by}.",
        tries=try_best(by),
    )
    for by in ("accuracy", "loss")
}
TRAINS_ON = Fact(
    lambda left: all(saved.compiled for saved in left.files),
    {True: "a model that can be trained on", False: "the right model, without its loss and its optimizer"},
    why="A training cannot go on from this file.",
)
IS_NAMED = Fact(
    lambda left: all(saved.name in BEST_NAMES for saved in left.files),
    {True: "best.keras (or best.h5)", False: "the right model, in a file of another name"},
    why="Other code opens the best model by this name. It costs only this point.",
)
# What tells mistakes apart: where else files are, and what a ModelCheckpoint was made with.
MISPLACED = Fact(lambda left: [place.partition(" ")[0] for place in left.misplaced], str)
NEVER_CALLED = Fact(lambda left: list(left.never_called), str)
MONITOR = Fact(lambda left: _known(left.setting("monitor"), METRICS), str)
MODE = Fact(lambda left: left.setting("mode"), str)
BEST_ONLY = Fact(lambda left: left.setting("save_best_only"), str)
FREQ = Fact(lambda left: "a number" if isinstance(left.setting("save_freq"), int) else left.setting("save_freq"), str)
BESIDE = (MISPLACED, NEVER_CALLED, MONITOR, MODE, BEST_ONLY, FREQ)


def _known(value: Any, names: tuple[str, ...]) -> str:
    return value if value in (*names, "other") else "no such metric"


def judge_best(study: Study, left: Left, by: str, more: Mapping[Fact, Any]) -> None:
    training = left.training
    due = training.highest("val_accuracy") if by == "accuracy" else training.lowest("val_loss")
    study.judge(left, {KEPT[by]: [due], TRAINS_ON: True, **more}, beside=BESIDE)


def judge_two(study: Study, bench: Bench, rng: np.random.Generator, by: str) -> None:
    """Two callbacks, made before either is used; the second one's training is worse in all epochs, and is resumed."""
    made = [bench.make("keep_best", by=by) for _ in range(2)]
    for callback, training in zip(made, (draw_rehearsed(rng, by), draw_resumed(rng, by)), strict=True):
        judge_best(study, bench.rehearse(callback, training), by, {})


@points(1, function="keep_best")
def test_keeps_the_epoch_with_the_highest_accuracy(study, student, probes, sandbox, files, rng):
    """Keeps the epoch with the highest accuracy on the validation images"""
    bench = Bench(student, sandbox, probes, files)
    left = bench.fit(bench.make("keep_best", by="accuracy"), draw_fitted(rng))
    judge_best(study, left, "accuracy", {IS_NAMED: True})
    judge_two(study, bench, rng, "accuracy")


@points(1, function="keep_best")
def test_keeps_the_epoch_with_the_lowest_loss(study, student, probes, sandbox, files, rng):
    """Keeps the epoch with the lowest loss, if asked"""
    judge_two(study, Bench(student, sandbox, probes, files), rng, "loss")


@dataclass(frozen=True)
class Both:
    """What the callback leaves with weights_only, and without; the second is None if that ends in an exception."""

    weights: Left
    whole: Left | None


def _form(left: Left) -> list[str]:
    forms = {saved.kind: saved.kind for saved in left.files} | {"": "something that Keras cannot load"}
    ending = {True: "", False: " under another ending"}
    return sorted(
        {
            forms[saved.kind] + (ending[saved.name.endswith(".weights.h5")] if saved.kind == WEIGHTS else "")
            for saved in left.files
        }
    )


FORM = Fact(
    lambda both: _form(both.weights),
    lambda forms: f"the file holds {', '.join(forms)}" if forms else "nothing in the folder",
    due="one file, best.weights.h5, that holds weights alone",
    why="Weights alone need less space, and load_weights finds them by this ending.",
    tries=(
        *try_fit("keep_best(folder, weights_only=True)"),
        "print({name: os.path.getsize(os.path.join(folder, name)) for name in os.listdir(folder)})",
        "model.load_weights(os.path.join(folder, 'best.weights.h5')); print(model.get_weights())",
    ),
)
WEIGHTS_KEPT = Fact(lambda both: both.weights.epochs, told, due=KEPT["accuracy"].due, why=KEPT["accuracy"].why)
OTHERWISE = Fact(lambda both: _form(both.whole) if both.whole else ["an exception"], str)
BESIDE_WEIGHTS = tuple(Fact(lambda both, of=fact.of: of(both.weights), str) for fact in BESIDE)


@points(0.5, function="keep_best")
def test_keeps_weights_alone_if_asked(study, student, probes, sandbox, files, rng):
    """Keeps the weights alone, if asked"""
    training = draw_rehearsed(rng, "accuracy")
    bench = Bench(student, sandbox, probes, files)
    try:
        whole = bench.rehearse(bench.make("keep_best", by="accuracy", weights_only=False), training)
    except StudentError:
        whole = None
    weights = bench.rehearse(bench.make("keep_best", by="accuracy", weights_only=True), training, WEIGHTS)
    both = Both(weights, whole)
    study.judge(both, {FORM: [WEIGHTS]}, beside=(OTHERWISE, WEIGHTS_KEPT, *BESIDE_WEIGHTS))
    due = [training.highest("val_accuracy")]
    if whole is not None and weights.epochs == whole.epochs != due:
        note(
            "The weights are saved correctly. Whether it is the right epoch is judged in "
            "{keeps_the_epoch_with_the_highest_accuracy}."
        )
        return
    study.judge(both, {WEIGHTS_KEPT: due}, beside=BESIDE_WEIGHTS)


# --- keep_every -----------------------------------------------------------------------------------------------------

SAVED_AFTER = {
    n: Fact(
        lambda left: left.epochs,
        told,
        why="n = 1 means every epoch."
        if n == 1
        else f"Every {n} epochs, counted from 1, also where a training goes on.",
        tries=try_every(n),
    )
    for n in (1, 2, 3)
}


@dataclass(frozen=True)
class Named:
    """Names of files, without ending, and what is due of them."""

    left: Left
    names: list[str]
    due: list[str]


NAMES = {
    n: Fact(
        lambda named: named.names,
        lambda names: ", ".join(names) if names else "nothing in the folder",
        due=lambda names: f"{', '.join(names)} (.keras)",
        why="The number of the epoch counts from 1, and the val_accuracy is that of this epoch.",
        tries=try_every(n),
    )
    for n in (1, 3)
}
BESIDE_NAMES = tuple(Fact(lambda named, of=fact.of: of(named.left), str) for fact in BESIDE)


def name_of(training: Training, epoch: int) -> str:
    return f"epoch-{epoch:02d}-{training.value('val_accuracy', epoch):.2f}"


def named(left: Left, n: int) -> Named:
    """Files are judged by the epochs that they hold, whichever these are, if any is one to be saved or all fit."""
    training = left.training
    held = [(saved.stem, left.content(saved)) for saved in left.files]
    epochs = [(name, epoch) for name, epoch in held if isinstance(epoch, int)]
    if epochs and len(epochs) == len(held) and all(name == name_of(training, epoch) for name, epoch in epochs):
        return Named(left, [name for name, _ in held], [name for name, _ in held])
    wanted = [epoch for epoch in training.epochs() if epoch % n == 0]
    fitting = [(name, epoch) for name, epoch in epochs if epoch in wanted]
    if any(name != name_of(training, epoch) for name, epoch in fitting):
        return Named(left, [name for name, _ in fitting], [name_of(training, epoch) for _, epoch in fitting])
    return Named(left, [name for name, _ in held], [name_of(training, epoch) for epoch in wanted])


@points(1, function="keep_every")
def test_saves_after_every_nth_epoch(study, student, probes, sandbox, files, rng):
    """Saves after every n-th epoch, each time in a new file"""
    bench = Bench(student, sandbox, probes, files)

    def tells(training: Training) -> bool:
        """With save_best_only two of the files would be missing."""
        value = [training.value("val_accuracy", epoch) for epoch in (2, 4, 6)]
        return value[1] < value[0] < value[2]

    many = draw_scripted(rng, 7, SHARES, LOSSES, steps=5, tells=tells)
    resumed = draw_scripted(rng, 6, SHARES, LOSSES, done=4)
    every = draw_scripted(rng, 3, SHARES, LOSSES, steps=2)
    cases = [(bench.make("keep_every", n=n), n, training) for n, training in ((2, many), (3, resumed), (1, every))]
    for made, n, training in cases:
        due = [epoch for epoch in training.epochs() if epoch % n == 0]
        study.judge(bench.rehearse(made, training), {SAVED_AFTER[n]: due}, beside=BESIDE)


@points(1, function="keep_every")
def test_names_hold_epoch_and_accuracy(study, student, probes, sandbox, files, rng):
    """The files' names hold the epoch and its val_accuracy"""
    bench = Bench(student, sandbox, probes, files)

    def tells(training: Training) -> bool:
        """All four metrics differ; some number ends in 0, such as 0.30, and some is rounded up."""
        logs = training.logs()
        shares = [metrics["val_accuracy"] for metrics in logs[2::3]]
        return (
            all(len({f"{value:.2f}" for value in metrics.values()}) == len(METRICS) for metrics in logs)
            and any(f"{share:.2f}".endswith("0") for share in shares)
            and any(share < round(share, 2) - 5e-4 for share in shares)
        )

    for n, done, epochs in ((3, 0, 7), (1, 8, 4)):
        training = draw_scripted(rng, epochs, SHARES, LOSSES, steps=2, done=done, tells=tells)
        asked = named(bench.rehearse(bench.make("keep_every", n=n), training), n)
        study.judge(asked, {NAMES[n]: asked.due}, beside=BESIDE_NAMES)


# --- train_and_test -------------------------------------------------------------------------------------------------

TRY_TEST = (
    'model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(2, "softmax")]); '
    'model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])',
    "import os, tempfile; folder = tempfile.mkdtemp(); data = (np.ones((8, 1)), np.arange(8) % 2)",
    "print(train_and_test(model, data, data, data, epochs=3, folder=folder), os.listdir(folder))",
)


def pair(outcome: Outcome) -> list[Any]:
    value = outcome.returned
    if not isinstance(value, list | tuple) or len(value) != 2:
        want = "a tuple of two: the best epoch, and the accuracy on the test images"
        malformed(got=display.kind(value), expected=want)
    return list(value)


NUMBER = Fact(
    lambda outcome: expect_integer(pair(outcome)[0]),
    "epoch {}",
    due="epoch {}, counted from 1",
    why="Of the epochs that were asked for it has the highest val_accuracy.",
    tries=TRY_TEST,
)
HOLDS = Fact(
    lambda outcome: outcome.holds,
    lambda holds: f"best.keras holds the model after epoch {holds}" if isinstance(holds, int) else str(holds),
    due="best.keras holds the model after epoch {}",
    why="Of the epochs that were asked for it has the highest val_accuracy.",
    tries=TRY_TEST,
)
# The accuracy after another epoch is at least 0.01 off; two decimals are enough.
TESTED = Fact(
    lambda outcome: expect_number(pair(outcome)[1]),
    lambda value: f"{display.number(value)} in second place",
    due="{:.2f}, the accuracy on the test images of the model in the file",
    why="After fit the variable model is still the model of the last epoch.",
    tries=TRY_TEST,
    within=0.006,
)
IS_RECOMPILED = Fact(lambda outcome: outcome.is_recompiled, str)
STEPS = Fact(lambda outcome: outcome.steps, str)
OUTSIDE = Fact(lambda outcome: [place.partition(" ")[0] for place in outcome.left.misplaced], str)


def asked_of(study: Study, bench: Bench, case: Case, due: Callable[[Outcome], Mapping[Fact, Any]]) -> Outcome | None:
    """What came of the training; None if it is right, if need be with a `keep_best` that works."""
    outcome, problem = None, None
    try:
        outcome = train_and_test(bench, case)
    except StudentError as error:
        problem = error
    if outcome is not None and study.agrees(outcome, due(outcome)):
        return outcome
    if problem is None or not problem.is_a("NotImplementedError") or "keep_best" in problem.message:
        try:
            other = train_and_test(bench, case, works=True)
        except StudentError:
            other = None
        if other is not None and study.agrees(other, due(other)):
            note(
                "train_and_test itself is right. Your keep_best is not yet: see "
                "{keeps_the_epoch_with_the_highest_accuracy} to {keeps_weights_alone_if_asked}."
            )
            return None
    case.announce(outcome.left.files if outcome else None)
    if problem is not None:
        raise problem
    return outcome


@points(1, function="train_and_test")
def test_keeps_and_names_the_best_epoch(study, student, probes, sandbox, files, rng):
    """train_and_test keeps the best epoch and returns its number"""
    case = draw_case(rng)
    due = {NUMBER: case.due, HOLDS: case.due}
    outcome = asked_of(study, Bench(student, sandbox, probes, files), case, lambda outcome: due)
    if outcome is not None:
        study.judge(outcome, due, beside=(TESTED, IS_RECOMPILED, STEPS, OUTSIDE))


@points(1, function="train_and_test")
def test_tests_what_is_in_the_file(study, student, probes, sandbox, files, rng):
    """The accuracy is that of the file, not of the model in memory"""
    case = draw_case(rng)

    def due(outcome: Outcome) -> dict[Fact, Any]:
        return {TESTED: case.accuracy(outcome.tested)}

    outcome = asked_of(study, Bench(student, sandbox, probes, files), case, due)
    if outcome is not None:
        study.judge(outcome, due(outcome), beside=(NUMBER, HOLDS, IS_RECOMPILED, STEPS))


# --- resume ---------------------------------------------------------------------------------------------------------


def try_resume(case: str, last: str) -> tuple[str, ...]:
    return (
        *TRY_MODEL,
        'path = os.path.join(folder, "broke_off.keras"); model.save(path)',
        "show = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: print(epoch, sorted(logs)))",
        f"{case}resume(path, (x, x), (x, x), done=3, total=5, callbacks=[show])",
        *([last] if last else []),
    )


TRY_RESUME = (*try_resume("", ""), "# fit counts epochs from 0: 3 and 4 are missing")
SEEN = Fact(
    lambda continued: continued.seen,
    lambda epochs: f"{in_words(epochs) if epochs else 'no epoch'}, as the callbacks saw it (counted from 1)",
    due=lambda epochs: in_words(epochs),
    why="Names of files, logs and schedules follow these numbers.",
    tries=TRY_RESUME,
)
IS_VALIDATED = Fact(
    lambda continued: "val_accuracy" in continued.metrics,
    {True: "val_accuracy and val_loss in logs", False: "logs without val_accuracy"},
    why="A callback that keeps the best epoch looks for them.",
    tries=TRY_RESUME,
)
BY_ALL = Fact(
    lambda continued: continued.by_all,
    {True: "all callbacks see these epochs", False: "the second callback did not see the same epochs as the first"},
    why="callbacks is a list: fit takes all of it.",
)
NOTHING_SEEN = "nothing seen"


def _where(continued: Continued, state: float | None) -> int | str:
    """After which epoch of the training without a break the model was so."""
    place = continued.case.training.place(state)
    return NOTHING_SEEN if state is None else place[0] if place else "other weights than after any epoch"


def _after(where: int | str) -> str:
    return f"as it was after epoch {where}" if isinstance(where, int) else str(where)


def _is_near(state: float | None, other: float) -> bool:
    return state is not None and abs(state - other) <= NEAR


BEGINS = Fact(
    lambda continued: _where(continued, continued.before),
    lambda where: f"the training begins with a model {_after(where)}".replace("a model other", "other"),
    why="The file holds the model as it was when the training broke off.",
    tries=("print(keras.models.load_model(path).get_weights())",),
)
GOES_ON = Fact(
    lambda continued: _where(continued, continued.after[0] if continued.after else None),
    lambda where: f"after the next epoch the model is {_after(where)}".replace("is other", "has other"),
    due="after the next epoch the model is as it was after epoch {} without the break",
    why="This optimizer lowers its learning rate by a schedule, and counts its steps. The file holds that count.",
    tries=("print(keras.models.load_model(path).optimizer.iterations)",),
)
STARTS_COUNTING = Fact(lambda continued: continued.optimizer_steps == len(continued.after), str)


@dataclass(frozen=True)
class Returned:
    """The model that came back: its state, and what is known of the training."""

    continued: Continued
    state: float | None


IS_TRAINED = Fact(
    lambda returned: _is_near(returned.state, returned.continued.after[-1]),
    {True: "the model after the training", False: "a model that is not the one that was trained"},
    why="What fit has trained is to be used afterwards.",
)
ENDS = Fact(
    lambda returned: _where(returned.continued, returned.state),
    lambda where: f"a model {_after(where)}",
    why="Nothing was seen of the training, so only the model tells where it has ended.",
)
RETURNED_AFTER = Fact(ENDS.of, str)


@points(1, function="resume")
def test_goes_on_counting(study, student, probes, sandbox, files, rng):
    """resume runs the epochs that are missing, and goes on counting"""
    case = Break.drawn(rng)
    bench = Bench(student, sandbox, probes, files)
    continued = resume(bench, case)
    ends = Fact(lambda continued: _where(continued, bench.state_of(continued.returned)), str)
    due = {SEEN: case.due, IS_VALIDATED: True, BY_ALL: True}
    study.judge(continued, due, beside=(BEGINS, GOES_ON, ends))


@points(1, function="resume")
def test_goes_on_from_the_file(study, student, probes, sandbox, files, rng):
    """resume goes on with the weights and the optimizer in the file, and returns the model"""
    case = Break.drawn(rng)
    bench = Bench(student, sandbox, probes, files)
    continued = resume(bench, case)
    model = expect_handle(continued.returned, "keras.Model", "the model, trained on")
    returned = Returned(continued, bench.state_of(model))
    if not continued.after:
        # {goes_on_counting} says that nothing was seen.
        study.judge(returned, {ENDS: case.total})
        return
    study.judge(continued, {BEGINS: case.done, GOES_ON: case.done + 1}, beside=(STARTS_COUNTING, SEEN))
    study.judge(returned, {IS_TRAINED: True}, beside=(RETURNED_AFTER,))


# --- a real training ------------------------------------------------------------------------------------------------


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


# --- what the stubs promise -----------------------------------------------------------------------------------------


@points(0.5, function="keep_best")
def test_keeps_to_its_contract(contract, student, probes, sandbox, files, rng):
    """Defaults are those of the stub, and arguments stay as they are"""
    bench = Bench(student, sandbox, probes, files)
    training, folder = draw_rehearsed(rng, "accuracy"), files.folder()

    def kept(callback: Any) -> list[int]:
        """The epoch that the callback keeps as a whole model."""
        made = bench.taken("keep_best", callback, folder)
        epochs = bench.rehearse(made, training).epochs
        if not epochs:
            fail(got="nothing in the folder", expected="one file: only then can it be seen which defaults were used")
        return [epoch if isinstance(epoch, int) else 0 for epoch in epochs]

    contract.holds(
        Contract(
            "keep_best",
            sample=lambda rng: {"folder": folder, "by": "accuracy", "weights_only": False},
            view=kept,
            example=False,
        ),
        *(Contract(function, example=False) for function in ("keep_every", "train_and_test", "resume")),
    )
