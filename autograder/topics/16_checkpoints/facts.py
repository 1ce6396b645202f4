"""What is seen of files, of callbacks and of trainings: the facts that the checks of 16 judge, and their words."""

from dataclasses import dataclass
from typing import Any

from autograder.checking import display, expect_integer, expect_number, malformed
from autograder.checking.study import Fact
from autograder.laboratories.trainings import METRICS, NEAR, Training

from .laboratory import BEST_NAMES, WEIGHTS, Continued, Left, in_words, told

# Trainings that learn nothing: `play` says how the metrics go, and the one weight is the number of the epoch.
_MODEL = (
    "import os, tempfile; folder = tempfile.mkdtemp(); x = np.ones((2, 1))",
    "model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])",
    'model.compile("sgd", "mse", metrics=["accuracy"])',
)
# Five epochs of a training, and five of one that goes on and is worse.
_PLAY = (
    *_MODEL,
    "curves = dict(accuracy=[0.1, 0.2, 0.3, 0.41, 0.42, 0.03, 0.01, 0.05, 0.02, 0.04],",
    "              loss=[9.0, 8.0, 7.0, 5.0, 6.0, 70.0, 90.0, 80.0, 50.0, 60.0],",
    "              val_accuracy=[0.399, 0.4, 0.1, 0.296, 0.25, 0.1, 0.01, 0.02, 0.018, 0.004],",
    "              val_loss=[6.0, 5.0, 2.0, 4.0, 3.0, 20.0, 50.0, 40.0, 60.0, 30.0])",
    "def play(epoch, logs):",
    "    logs.update({name: curve[epoch] for name, curve in curves.items()})",
    "    model.set_weights([np.array([[epoch + 1.0]])])",
    "",
    "playing = keras.callbacks.LambdaCallback(on_epoch_end=play)",
)
_READ = "{name: keras.models.load_model(os.path.join(folder, name)).get_weights() for name in os.listdir(folder)}"
_SIZES = "{name: os.path.getsize(os.path.join(folder, name)) for name in os.listdir(folder)}"
_SHOW = f"print({_READ})  # the weight is the number of the epoch"


def _fit(start: int, callback: str) -> str:
    epochs = f"initial_epoch={start}, epochs={start + 5}"
    return f"model.fit(x, x, validation_data=(x, x), {epochs}, verbose=0, callbacks=[playing, {callback}])"


def _try_best(options: str, show: str = _SHOW) -> tuple[str, ...]:
    return (
        *_PLAY,
        "folders = tempfile.mkdtemp(), tempfile.mkdtemp()",
        f"one, other = [keep_best(folder, {options}) for folder in folders]",
        _fit(0, "one"),
        f"{_fit(5, 'other')}  # goes on, and is worse",
        "for folder in folders:",
        f"    {show}",
    )


def _try_every(n: int) -> tuple[str, ...]:
    return *_PLAY, _fit(5, f"keep_every(folder, n={n})"), _SHOW


# --- what a callback leaves -----------------------------------------------------------------------------------------

KEPT = {
    by: Fact(
        lambda left: left.epochs,
        told,
        due=lambda epochs: f"one file, saved after {in_words(epochs)}",
        why=f"That is the epoch with the {'highest' if by == 'accuracy' else 'lowest'} val_{by}.",
        tries=_try_best(f'by="{by}"'),
    )
    for by in ("accuracy", "loss")
}
ONLY = Fact(
    KEPT["accuracy"].of,
    told,
    due=KEPT["accuracy"].due,
    why="It is the only epoch of this training, so the best one too, though no validation image was right.",
    tries=(
        *_MODEL,
        "history = model.fit(x, 5 * x, validation_data=(x, 5 * x), verbose=0, callbacks=[keep_best(folder)])",
        "print(history.history['val_accuracy'], os.listdir(folder))",
    ),
)
TRAINS_ON = Fact(
    lambda left: all(saved.compiled for saved in left.files),
    {True: "a model that can train on", False: "the right weights, in a model without loss and optimizer"},
    why="Training cannot go on from this file.",
)
IS_NAMED = Fact(
    lambda left: all(saved.name in BEST_NAMES for saved in left.files),
    {True: "best.keras (or best.h5)", False: "the right model, in a file with another name"},
    why="Other code opens the best model by this name. It costs only this point.",
)
SAVED_AFTER = {
    n: Fact(
        lambda left: left.epochs,
        told,
        why="n=1 means every epoch."
        if n == 1
        else f"Every {n} epochs, counted from 1, also in a training that goes on.",
        tries=_try_every(n),
    )
    for n in (1, 2, 3)
}


def _known(value: Any) -> str:
    return value if value in (*METRICS, "other") else "no such metric"


# What tells mistakes apart: where else files are, and what the callback is and was made with.
BESIDE = (
    Fact(lambda left: left.misplaced, str),
    Fact(lambda left: left.callback, str),
    Fact(lambda left: list(left.never_called), str),
    Fact(lambda left: _known(left.setting("monitor")), str),
    Fact(lambda left: left.setting("mode"), str),
    Fact(lambda left: "a number" if isinstance(left.setting("save_freq"), int) else left.setting("save_freq"), str),
)


@dataclass(frozen=True)
class Both:
    """What the callback leaves with weights_only, and without; the second is None if that ends in an exception."""

    weights: Left
    whole: Left | None


def _forms(left: Left) -> list[str]:
    """What sorts of files there are."""

    def form(name: str, kind: str) -> str:
        if kind == WEIGHTS and not name.endswith(".weights.h5"):
            return "weights under another ending"
        return kind or "something that Keras cannot load"

    return sorted({form(saved.name, saved.kind) for saved in left.files})


FORMS = Fact(
    lambda both: _forms(both.weights),
    lambda forms: f"a file that holds {', '.join(forms)}" if forms else "nothing in the folder",
    due="one file, best.weights.h5, that holds the weights alone",
    why="Weights alone need less space, and load_weights finds them by this ending.",
    tries=_try_best("weights_only=True", f"print({_SIZES})"),
)
WEIGHTS_KEPT = Fact(lambda both: both.weights.epochs, told, due=KEPT["accuracy"].due, why=KEPT["accuracy"].why)
OTHERWISE = Fact(lambda both: _forms(both.whole) if both.whole else ["an exception"], str)
BESIDE_WEIGHTS = tuple(Fact(lambda both, of=fact.of: of(both.weights), str) for fact in BESIDE)


@dataclass(frozen=True)
class Named:
    """Names of files, without ending, and what is due of them."""

    left: Left
    names: list[str]
    due: list[str]


def named(left: Left, n: int) -> Named:
    """The names of files, judged by the epochs that the files hold, whichever these are.

    A file that should not be there is not told which name would be right.
    """
    training = left.training
    held = [(saved.stem, left.content(saved)) for saved in left.files]
    right = {epoch: _name(training, epoch) for epoch in training.epochs()}
    names = [name for name, _ in held]
    if held and all(right.get(epoch) == name for name, epoch in held):
        return Named(left, names, names)
    wanted = {epoch: name for epoch, name in right.items() if epoch % n == 0}
    fitting = [(name, wanted[epoch]) for name, epoch in held if epoch in wanted]
    if any(name != due for name, due in fitting):
        return Named(left, [name for name, _ in fitting], [due for _, due in fitting])
    return Named(left, names, list(wanted.values()))


def _name(training: Training, epoch: int) -> str:
    return f"epoch-{epoch:02d}-{training.value('val_accuracy', epoch):.2f}"


NAMES = {
    n: Fact(
        lambda named: named.names,
        lambda names: ", ".join(names) if names else "nothing in the folder",
        due=lambda names: f"{', '.join(names)} (and .keras)",
        why="The name tells the epoch, counted from 1, and the val_accuracy of this epoch.",
        tries=_try_every(n),
    )
    for n in (1, 3)
}
BESIDE_NAMES = tuple(Fact(lambda named, of=fact.of: of(named.left), str) for fact in BESIDE)


# --- train_and_test -------------------------------------------------------------------------------------------------

_TRY_TEST = (
    "import os, tempfile; folder = tempfile.mkdtemp(); r = np.random.default_rng(3); keras.utils.set_random_seed(0)",
    "data = [(r.normal(size=(60, 4)), r.integers(0, 2, 60)) for _ in range(3)]",
    'model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, "softmax")])',
    'model.compile(keras.optimizers.SGD(1.0), "sparse_categorical_crossentropy", metrics=["accuracy"])',
    "print(train_and_test(model, *data, epochs=8, folder=folder), os.listdir(folder))",
    "print(model.history.history['val_accuracy'])",
    "for name in os.listdir(folder):",
    "    loaded = keras.models.load_model(os.path.join(folder, name))",
    "    print(name, [loaded.evaluate(*each, verbose=0)[1] for each in data[1:]])  # on validation and test images",
)
_BEST = "Of the epochs that were asked for, this one has the highest val_accuracy."


def _pair(value: Any) -> list[Any]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        want = "a tuple of two: the best epoch, and the accuracy on the test images"
        malformed(got=display.kind(value), expected=want)
    return list(value)


NUMBER = Fact(
    lambda outcome: expect_integer(_pair(outcome.returned)[0]),
    "epoch {} in first place",
    due="epoch {}, counted from 1",
    why=_BEST,
    tries=_TRY_TEST,
)
HOLDS = Fact(
    lambda outcome: outcome.holds,
    lambda holds: f"the file holds the model after epoch {holds}" if isinstance(holds, int) else str(holds),
    due="best.keras, with the model after epoch {}",
    why=_BEST,
    tries=_TRY_TEST,
)
# The accuracy after another epoch is at least 0.008 off; two decimals are enough.
TESTED = Fact(
    lambda outcome: expect_number(_pair(outcome.returned)[1]),
    lambda value: f"{display.number(value)} in second place",
    due="{:.2f}, the test accuracy of the model in the file",
    why="After fit the variable model is still the model of the last epoch.",
    tries=_TRY_TEST,
    within=0.006,
)
TESTED_ALONE = Fact(
    lambda returned: expect_number(_pair(returned)[1]),
    TESTED.words,
    due="{:.3f}, the share of the test images for which the likeliest class is right",
    why="Each image counts once, and is asked about as predict does it: Dropout and BatchNormalization work in another "
    "way in training mode.",
    tries=(
        "import tempfile; folder = tempfile.mkdtemp(); images = np.eye(3)[np.arange(70) % 3]",
        'layers = [keras.Input((3,)), keras.layers.Dropout(0.5), keras.layers.Dense(3, "softmax", use_bias=False)]',
        "model = keras.Sequential(layers); model.set_weights([6 * np.eye(3)])",
        'model.compile(keras.optimizers.SGD(0.0), "sparse_categorical_crossentropy", metrics=["accuracy"])',
        "labels = np.arange(70) % 3; test = np.where(np.arange(70) < 60, labels, (labels + 1) % 3)",
        "print(train_and_test(model, (images, labels), (images, labels), (images, test), 1, folder)[1], 60 / 70)",
    ),
    within=0.002,
)
STEPS = Fact(lambda outcome: outcome.steps, str)


# --- resume ---------------------------------------------------------------------------------------------------------

_TRY_RESUME = (
    *_MODEL,
    'path = os.path.join(folder, "broke_off.keras")',
    "schedule = keras.optimizers.schedules.PiecewiseConstantDecay([3], [0.1, 0.3])",
    'model.compile(keras.optimizers.SGD(schedule), "mse", metrics=["accuracy"])',
    "model.fit(x, 0 * x, epochs=3, verbose=0); model.save(path); print(model.get_weights())",
    "watch = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: print(",
    '    epoch, sorted(logs), watch.model.get_weights(), "steps:", int(watch.model.optimizer.iterations)))',
    "# Epochs count from 0 here: 3 and 4. Each of them is one step.",
    "print(resume(path, (x, 0 * x), (x, 0 * x), done=3, total=5, callbacks=[watch]).get_weights())",
)
SEEN = Fact(
    lambda continued: continued.seen,
    lambda epochs: f"{in_words(epochs) if epochs else 'no epoch'}, as the callbacks saw it (counted from 1)",
    due=lambda epochs: in_words(epochs),
    why="Names of files, logs and schedules follow these numbers.",
    tries=_TRY_RESUME,
)
VALIDATED = Fact(
    lambda continued: continued.validated,
    lambda epochs: f"val_accuracy in logs after {in_words(epochs)}" if epochs else "logs without val_accuracy",
    why="A callback that keeps the best epoch looks for it after each.",
    tries=_TRY_RESUME,
)
BY_ALL = Fact(
    lambda continued: continued.by_all,
    {True: "all callbacks see all of these epochs", False: "the two callbacks did not see the same epochs"},
    why="callbacks is a list, and fit takes all of it.",
)


def _where(continued: Continued, state: float | None) -> int | str:
    """After which epoch of the training without a break the model was so."""
    place = continued.case.training.place(state)
    return "nothing that could be seen" if state is None else place[0] if place else "other weights"


def _with(where: int | str) -> str:
    return f"the weights of epoch {where}" if isinstance(where, int) else str(where)


BEGINS = Fact(
    lambda continued: _where(continued, continued.before),
    lambda where: f"the training begins with {_with(where)}",
    why="The file holds the model as it was when the training broke off.",
    tries=_TRY_RESUME,
)
GOES_ON = Fact(
    lambda continued: _where(continued, continued.after[0] if continued.after else None),
    lambda where: f"one epoch later the model has {_with(where)}",
    due="one epoch later the model has the weights of epoch {}, as without the break",
    why="This optimizer lowers its learning rate by a schedule, and counts its steps for it. The file holds the count.",
    tries=_TRY_RESUME,
)


@dataclass(frozen=True)
class Returned:
    """The model that came back: its state, and what is known of the training."""

    continued: Continued
    state: float | None


IS_TRAINED = Fact(
    lambda returned: returned.state is not None and abs(returned.state - returned.continued.after[-1]) <= NEAR,
    {True: "the model after the training", False: "another model than the one that was trained"},
    why="The caller wants to use what fit has trained.",
)
ENDS = Fact(
    lambda returned: _where(returned.continued, returned.state),
    lambda where: f"a model with {_with(where)}",
    why="The callbacks saw nothing of the training, so only the model tells where it has ended.",
)
