"""Checks of 06 A first network.

What is in a network is judged by the values that pass through it, once its kernels are random; what it is compiled with
by what loss and metrics make of known answers; and a training by a model that counts how often it sees each image.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np

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
    expect_shape,
    malformed,
    points,
)
from autograder.checking.contract import Contract
from autograder.checking.study import Fact
from autograder.datasets import load

# What is asked: high and wide images, one channel to four, two classes and more; heads of one unit, two and five; sizes
# that fill their batches and sizes that do not.
NETWORKS = (((20, 20, 1), 3), ((26, 20, 3), 2), ((21, 36, 4), 5))
IMAGES, MOST_WEIGHTS = 24, 500_000
HEADS = (3, 1, 2, 5)
TRAININGS = (((13, 7), False, 3), ((12, 8), True, 2), ((9, 6), False, 1))

# --- build_cnn -------------------------------------------------------------------------------------------------------


class Network:
    """A network that the student built for images of this shape, and what it does once its kernels are random."""

    def __init__(self, student: Any, probes: Any, rng: np.random.Generator, shape: tuple[int, ...], num_classes: int):
        self._probes, self.num_classes = probes, num_classes
        self._x, self._seed = rng.normal(size=(IMAGES, *shape)).astype(np.float32), int(rng.integers(2**31))
        model = student.build_cnn(shape, num_classes)
        called(f"model = build_cnn({shape}, {num_classes}); model(images)", images=self._x)
        self.model = expect_handle(model, "keras.Model", "a Keras model (keras.Model)")

    def answers(self, scale: float) -> np.ndarray:
        """Answers where the scores are larger by about the third power of `scale`, or more."""
        self._probes.own.draw_weights(self.model, self._x, scale, self._seed)
        return expect(self._probes.models.answers(self.model, self._x, False), dtype=float)[0]

    @cached_property
    def usual(self) -> np.ndarray:
        return self.answers(1.0)

    @property
    def shape(self) -> list[int]:
        """Shape of the answers; that of one sigmoid unit counts as that of two classes."""
        is_single = self.num_classes == 2 and self.usual.shape == (IMAGES, 1)
        return [IMAGES, 2] if is_single else list(self.usual.shape)

    @cached_property
    def rows(self) -> np.ndarray:
        """The answers as one probability for each class."""
        given = self.usual.reshape(-1, self.usual.shape[-1])
        return np.concatenate([1 - given, given], axis=1) if given.shape[1] == 1 else given

    @cached_property
    def parts(self) -> list[tuple[str, bool, int]]:
        self._probes.own.draw_weights(self.model, self._x, 1.0, self._seed)
        found = [expect_list(part, 3) for part in expect_list(self._probes.own.parts(self.model, self._x))]
        return [(str(kind), bends is True, expect_integer(area)) for kind, bends, area in found]

    def blocks(self, pooling: str = "max", least: int = 2) -> int:
        """How often pooling of this kind follows a convolution that sees at least so many pixels at a time."""
        count, waits = 0, False
        for kind, _, area in self.parts:
            waits = waits or area >= least
            if kind == pooling and waits:
                count, waits = count + 1, False
        return count

    def straight(self) -> list[str]:
        """Layers with a kernel, but for the last one, after which nothing bends before the next: "Conv2D 2"."""
        found: list[tuple[str, bool]] = []
        for kind, bends, _ in self.parts:
            if kind in ("Conv2D", "Dense"):
                number = 1 + sum(name.startswith(kind) for name, _ in found)
                found.append((f"{kind} {number}", bends))
            elif found:
                found[-1] = (found[-1][0], found[-1][1] or bends)
        return [name for name, bends in found[:-1] if not bends]

    def size(self) -> int:
        """How many numbers the weights hold."""
        pairs = [expect_list(pair, 2) for pair in expect_list(self._probes.models.weight_shapes(self.model, self._x))]
        return sum(int(np.prod(expect_shape(shape))) for _, shape in pairs)


BUILT = "model = build_cnn((28, 28, 1), 3)"
SUMMARY = (BUILT, "model.summary()")
ANSWERS = (BUILT, "p = model(np.random.rand(4, 28, 28, 1)); print(p.shape, np.sum(p, axis=-1))")
FORM = Fact(
    lambda network: network.shape,
    lambda shape: f"answers of shape {display.shape(shape)}",
    why="One row for each image, one number for each class: loss and accuracy are computed from that.",
    tries=ANSWERS,
    is_form=True,
)
SUMS = Fact(
    lambda network: [float(network.rows.sum(axis=1).min()), float(network.rows.sum(axis=1).max())],
    lambda ends: "rows that sum to " + (f"{ends[0]:.4g}" if np.ptp(ends) < 1e-3 else f"{ends[0]:.4g} to {ends[1]:.4g}"),
    why="An image belongs to one of the classes, so its probabilities sum to 1.",
    tries=ANSWERS,
    within=1e-3,
)
RANGE = Fact(
    lambda network: bool(network.rows.min() >= 0 and network.rows.max() <= 1.001),
    {True: "probabilities, from 0 to 1", False: "numbers below 0 or above 1"},
    why="A probability is between 0 and 1, and the loss takes its logarithm.",
    tries=(BUILT, "p = model(100 * np.random.rand(9, 28, 28, 1)); print(np.min(p), np.max(p))"),
)
DIFFER = Fact(
    lambda network: bool(np.ptp(network.rows, axis=0).max() > 1e-5),
    {True: "answers that depend on the image", False: "the same answer for every image"},
    why="What does not depend on the image says nothing about it.",
    tries="print(build_cnn((28, 28, 1), 2)(np.random.rand(3, 28, 28, 1)))",
)
SURE = Fact(
    lambda network: bool(np.abs(network.answers(30.0) - 0.5).max() > 0.4),
    {True: "answers near 1", False: "no probability above 0.9"},
    due="an answer near 1 where one class has by far the largest score",
    why="The check makes the weights so large that the scores of the classes lie far apart.",
    tries="print([layer.get_config().get('activation', type(layer)) for layer in build_cnn((28, 28, 1), 3).layers])",
)
BLOCKS = Fact(
    lambda network: min(network.blocks(), 2),
    lambda count: f"{count or 'no'} block{'s' * (count != 1)} of Conv2D and max pooling",
    due="at least 2, in each a Conv2D that sees more than one pixel at a time",
    why="Patterns of patterns are found by a second block, on maps that pooling has made smaller.",
    tries=SUMMARY,
)
OTHER_BLOCKS = Fact(lambda network: [min(network.blocks("mean"), 2), min(network.blocks(least=1), 2)], "{}")
STRAIGHT = Fact(
    lambda network: network.straight(),
    lambda names: f"nothing like ReLU after {' and '.join(names)}",
    due="ReLU after each Conv2D, and after each Dense but the last one",
    why="Two layers with nothing like ReLU in between can do no more than one. Training says nothing about it.",
    tries="print([(layer.name, layer.get_config().get('activation')) for layer in build_cnn((28, 28, 1), 3).layers])",
)
SIZE = Fact(
    lambda size: "fits" if 0 < size <= MOST_WEIGHTS else size,
    lambda size: f"{size:,} numbers in the weights",
    due=lambda _: f"at most {MOST_WEIGHTS:,} for images of 32 x 32",
    why="With so many, a small network takes long to train, and learns its images by heart.",
    tries=("model = build_cnn((32, 32, 3), 10)", "print(model.count_params())"),
)


@points(1, function="build_cnn")
def test_gives_class_probabilities(student, probes, study, rng):
    """Gives each image one probability for each class"""
    for shape, num_classes in NETWORKS:
        network = Network(student, probes, rng, shape, num_classes)
        study.judge(network, {FORM: [IMAGES, num_classes]})
        study.judge(network, {RANGE: True, SUMS: [1.0, 1.0], DIFFER: True, SURE: True})


@points(1, function="build_cnn")
def test_has_two_blocks(student, probes, study, rng):
    """Has at least two blocks of a convolution and max pooling"""
    study.judge(Network(student, probes, rng, (24, 28, 3), 3), {BLOCKS: 2}, beside=[OTHER_BLOCKS])


@points(1, function="build_cnn")
def test_bends_between_its_layers(student, probes, study, rng):
    """Has ReLU after each layer but the last one"""
    network = Network(student, probes, rng, (24, 28, 3), 3)
    layers = Fact(lambda network: len(network.parts) > 1, {True: "layers", False: "a model that has no layers"})
    study.judge(network, {layers: True, STRAIGHT: []})


@points(0.5, function="build_cnn")
def test_is_small(student, probes, study, rng):
    """Has at most 500,000 numbers in its weights"""
    study.judge(Network(student, probes, rng, (32, 32, 3), 10).size(), {SIZE: "fits"})


# --- compile_cnn -----------------------------------------------------------------------------------------------------


class Compiled:
    """A small model of ours that the student compiled, and what loss and metrics make of its known answers."""

    def __init__(self, student: Any, sandbox: Any, own: Any, rng: np.random.Generator, units: int, rate: float):
        keras, activation = sandbox.keras, "sigmoid" if units == 1 else "softmax"
        dense = keras.layers.Dense(units, activation=activation)
        self.model = keras.Sequential([keras.Input((4, 3, 1)), keras.layers.Flatten(), dense])
        kernel, bias = rng.normal(size=(12, units)), rng.normal(size=units)
        dense.set_weights([kernel, bias])
        x = rng.normal(size=(IMAGES, 4, 3, 1))
        scores = x.reshape(IMAGES, 12) @ kernel + bias
        scores = np.concatenate([0 * scores, scores], axis=1) if units == 1 else scores
        # Of 8 images 5 are right, a share that no other metric shows by chance.
        order, self.accuracy = np.argsort(-scores, axis=1), 5 / 8
        labels = np.where(np.arange(IMAGES) % 8 < 5, order[:, 0], order[:, 1])
        self.loss = float((np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(IMAGES), labels]).mean())
        self._own, self._batch = own, (x.astype(np.float32), labels)
        self.call = f"compile_cnn(model, {rate}), for a model that ends in Dense({units}, {activation})"
        student.compile_cnn(self.model, rate)
        called(self.call)
        if self.model.optimizer is None:
            malformed(got="a model that is not compiled", expected="a compiled model, with its optimizer")
        self.optimizer = expect_handle(self.model.optimizer, "keras.Optimizer", "an optimizer in model.optimizer")
        self.is_rmsprop = sandbox.is_instance(self.optimizer, "keras.optimizers.RMSprop")

    def _tried(self, ask: Callable[..., Any]) -> Any:
        """What it gives, or how Keras refuses."""
        try:
            return ask(self.model, *self._batch)
        except StudentError as error:
            return f"{error.type}: {error.message.rpartition('}} ')[2].partition(chr(10))[0][:120]}"

    def measured_loss(self) -> float | str:
        found = self._tried(self._own.loss_of)
        return (
            found if isinstance(found, str) else float(np.nan_to_num(expect(np.asarray(found), finite=False), nan=-1))
        )

    def other_metrics(self) -> str:
        """What is measured instead of the share of right answers; empty if that is."""
        found = self._tried(self._own.metrics_of)
        if isinstance(found, str):
            return found
        values = {str(name): expect_number(value) for name, value in expect_dict(found).items()}
        if any(abs(value - self.accuracy) < 1e-4 for value in values.values()):
            return ""
        return ", ".join(f"{name} {value:.3f}" for name, value in values.items()) or "no metric"


COMPILED = (
    "model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation='softmax')])",
    "compile_cnn(model, 0.002)",
)
RMSPROP = Fact(
    lambda asked: asked.is_rmsprop,
    {True: "RMSprop", False: "another optimizer"},
    tries=(*COMPILED, "print(model.optimizer.name)  # expected: rmsprop"),
)
LOSS = Fact(
    lambda asked: asked.measured_loss(),
    lambda loss: loss if isinstance(loss, str) else f"a loss of {loss:.4f}",
    due="a loss of {:.4f}, the mean of -log(the probability of the right class)",
    why="Which loss fits depends on the head, and on how the labels are written: here as whole numbers.",
    tries=(
        "for units, last in ((1, 'sigmoid'), (2, 'softmax')):",
        "    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(units, last, True, 'zeros')])",
        "    compile_cnn(model, 0.002); print(model.evaluate(np.ones((2, 1)), np.array([1, 0]), verbose=0))  # 0.693",
    ),
    within=1e-3,
)
METRIC = Fact(
    lambda asked: asked.other_metrics(),
    lambda text: text or "accuracy",
    due="accuracy, the share of right answers: 0.625 here",
    why="What is not measured cannot be seen while training goes on.",
    tries=(*COMPILED, "print(model.evaluate(np.eye(4), np.array([0, 1, 2, 0]), verbose=0, return_dict=True))"),
)


@points(1, function="compile_cnn")
def test_rmsprop_at_the_given_rate(student, sandbox, probes, study, rng):
    """Compiles with RMSprop, at the learning rate that was given"""
    for units, rate in ((3, 0.0007), (4, 0.02)):
        asked = Compiled(student, sandbox, probes.own, rng, units, rate)
        given = expect_number(sandbox.fetch(asked.optimizer.learning_rate))
        called(asked.call)
        learning_rate = Fact(
            lambda given, rate=rate: given / rate,
            lambda times, rate=rate: f"learning rate {display.number(times * rate)}",
            why="Steps that are too long never arrive, and steps that are too short take forever.",
            tries=(*COMPILED, "print(float(model.optimizer.learning_rate))  # expected: 0.002"),
            within=1e-3,
        )
        study.judge(asked, {RMSPROP: True})
        study.judge(given, {learning_rate: 1.0})


def judge_compiled(study: Any, fact: Fact, due: Any, *given: Any) -> None:
    """The fact, for models with each kind of head."""
    for units in HEADS:
        asked = Compiled(*given, units, 0.002)
        study.judge(asked, {fact: due(asked)}, called=asked.call)


@points(0.5, function="compile_cnn")
def test_loss_fits_head_and_labels(student, sandbox, probes, study, rng):
    """The loss fits the head of the model, and labels that are whole numbers"""
    judge_compiled(study, LOSS, lambda asked: asked.loss, student, sandbox, probes.own, rng)


@points(0.5, function="compile_cnn")
def test_measures_accuracy(student, sandbox, probes, study, rng):
    """Accuracy is measured"""
    judge_compiled(study, METRIC, lambda _: "", student, sandbox, probes.own, rng)


# --- steps -----------------------------------------------------------------------------------------------------------

STEPS = Fact(
    int,
    "{:,}",
    why="The images of the last batch count as well, even if they do not fill it; a batch without images is none.",
    tries="print(steps(96, 32), steps(97, 32), steps(5, 32))  # expected: 3 4 1",
)


@points(1, function="steps")
def test_counts_whole_batches_and_the_rest(student, study, rng):
    """Counts the whole batches, and one more for the rest if there is one"""
    size, whole = int(rng.integers(5, 40)), int(rng.integers(3, 30))
    for images, batch_size in (
        (size * whole + 2, size),
        (size * whole, size),
        (size * whole - 1, size),
        (3, 8),
        (8, 8),
    ):
        study.judge(expect_integer(student.steps(images, batch_size)), {STEPS: -(-images // batch_size)})
    study.judge(expect_integer(student.steps(1_000_001, 1)), {STEPS: 1_000_001})


# --- train_cnn -------------------------------------------------------------------------------------------------------


class Training:
    """A training that the student ran: 3 classes, a quarter of the training images and half of the others wrong."""

    def __init__(self, student: Any, probes: Any, rng: np.random.Generator, training: tuple[Any, bool, int]):
        (first, second), is_dataset, self.epochs = training
        scores = rng.normal(size=(first + second, 3)).astype(np.float32)
        is_wrong = np.repeat([1, 0, 1, 0], [first // 4, first - first // 4, second // 2, second - second // 2])
        labels = np.argsort(-scores, axis=1)[np.arange(len(scores)), is_wrong]
        losses = np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(len(scores)), labels]
        means = [part[cut].mean() for cut in (slice(first), slice(first, None)) for part in (1 - is_wrong, losses)]
        self.due = dict(zip(("accuracy", "loss", "val_accuracy", "val_loss"), map(float, means), strict=True))
        answer = probes.own.trained(student.train_cnn, scores, labels, first, is_dataset, self.epochs)
        self.answer, uses, self.keeps_its_optimizer = expect_list(answer, 3)
        uses = expect(uses, shape=(first + second,), dtype=float)
        self.uses = [[int(part.min()), int(part.max())] for part in (uses[:first], uses[first:])]
        kind = "tf.data.Dataset" if is_dataset else "PyDataset"
        called(
            f"train_cnn(model, train, validation, {self.epochs}): a {kind} of {first} images, and one of {second} to "
            "validate with, both in batches of 4"
        )

    def history(self) -> dict[str, list[float]]:
        """The returned history, with nothing in it but numbers."""
        what = "the dictionary in its attribute history"
        if isinstance(self.answer, Handle):
            malformed(got=self.answer.description, expected=f"the history of all epochs: {what}")
        found = expect_dict(self.answer, tuple(self.due))
        return {name: [expect_number(value) for value in expect_list(found[name])] for name in self.due}


def used(counts: list[list[int]]) -> str:
    """How often images were trained on, in words."""
    words = [f"{low}" if low == high else f"{low} to {high}" for low, high in counts]
    return f"each training image used {words[0]} times, each validation image {words[1]} times"


TRAIN = (
    "import tensorflow as tf; of = tf.data.Dataset.from_tensor_slices; x = np.random.rand(10, 4)",
    "model = keras.Sequential([keras.layers.Dense(2, 'softmax')]); "
    "model.compile('sgd', 'sparse_categorical_crossentropy', metrics=['accuracy'])",
    "h = train_cnn(model, of((x, 0 * x[:, 0])).batch(4), of((x, 1 + 0 * x[:, 0])).batch(4), 2); "
    "print(h, int(model.optimizer.iterations))  # loss falls, val_loss rises, in 6 steps",
)
USES = Fact(
    lambda asked: asked.uses,
    used,
    why="An epoch is one pass over all training images. What is learnt by heart from the validation images can no "
    "longer tell how the network does on new ones.",
    tries=TRAIN,
)
KEPT = Fact(
    lambda asked: asked.keeps_its_optimizer,
    {True: "the model trained as it was compiled", False: "a model that was compiled again"},
    why="The caller has chosen optimizer, rate and loss.",
    tries=TRAIN,
)
LENGTHS = Fact(
    lambda asked: {name: len(values) for name, values in asked.history().items()},
    lambda lengths: "values: " + ", ".join(f"{count} of {name}" for name, count in lengths.items()),
    why="With one value for each epoch you can see when it stopped getting better.",
    tries=TRAIN,
)
VALUES = Fact(
    lambda asked: [values[-1] for values in asked.history().values()],
    lambda values: "accuracy {:.3f}, loss {:.3f}, val_accuracy {:.3f}, val_loss {:.3f} in the last epoch".format(
        *values
    ),
    why="The val_ values are those of all validation images, as the model is at the end of the epoch.",
    tries=TRAIN,
    within=1e-3,
)


@points(1, function="train_cnn")
def test_trains_on_every_image_once_an_epoch(student, probes, study, rng):
    """Trains on every training image once an epoch, and on nothing else"""
    for training in TRAININGS:
        asked = Training(student, probes, rng, training)
        study.judge(asked, {USES: [[asked.epochs] * 2, [0, 0]], KEPT: True})


@points(1, function="train_cnn")
def test_returns_the_history(student, probes, study, rng):
    """Returns the history of all epochs, with the validation images measured in each"""
    for training in TRAININGS:
        asked = Training(student, probes, rng, training)
        study.judge(asked, {LENGTHS: dict.fromkeys(asked.due, asked.epochs), VALUES: list(asked.due.values())})


# --- accuracy --------------------------------------------------------------------------------------------------------

LETTERS, RATE, BATCH = ("I", "L", "O"), 0.002, 8
# Images for training, new images, their size in pixels, epochs.
BUDGETS = {"cpu": (320, 240, 20, 12), "gpu": (2000, 600, 32, 12)}


@points(1, function="train_cnn", tier="accuracy")
def test_recognises_new_letters(student, probes, accuracy):
    """Your network, compiled and trained by you, recognises letters that it has never seen"""
    count, fresh, size, epochs = BUDGETS[accuracy.tier]

    def attempt(rng: np.random.Generator) -> float:
        key = rng.bytes(16)
        parts = (("train", count, LETTERS), ("validation", 60, LETTERS[1:2]), ("test", fresh, LETTERS))
        drawn = [load("letters", split=split, size=size, n=n, classes=names, key=key) for split, n, names in parts]
        (x, y), (x2, y2), (new, wanted) = [((images / 255).astype(np.float32), labels) for images, labels in drawn]
        model = student.build_cnn((size, size, 1), len(LETTERS))
        student.compile_cnn(model, RATE)
        # The validation images show a single letter: who learns from them knows no other.
        train, validation = (probes.feeding.batches(*part, BATCH, True) for part in ((x, y), (x2, y2 + 1)))
        student.train_cnn(model, train, validation, epochs)
        rows = expect(probes.models.answers(model, new, False), shape=(1, fresh, len(LETTERS)), finite=False)
        return float((rows[0].argmax(axis=1) == wanted).mean())

    accuracy.measure(
        attempt,
        called=f"build_cnn, compile_cnn with {RATE}, and train_cnn: {count} letters ({', '.join(LETTERS)}) of {size} x "
        f"{size} pixels with values from 0 to 1, {epochs} epochs; then {fresh} new ones, whose labels are withheld",
        why="All parts are right by themselves, but together they do not learn. Look at what the numbers are on their "
        "way: images that are scaled twice are nearly black, and weights that all begin at 0 stay there.",
        try_it=[
            "x = np.random.rand(8, 20, 20, 1); model = build_cnn((20, 20, 1), 3)",
            "for layer in model.layers: x = layer(x); print(layer.name, np.std(x))",
        ],
    )


# --- the stubs' promises ---------------------------------------------------------------------------------------------


@points(0.5, function="build_cnn")
def test_keeps_to_its_contract(contract):
    """The examples hold, and arguments stay as they are"""
    contract.holds(
        Contract("build_cnn"),
        Contract("compile_cnn", changes=("model",)),
        Contract("steps"),
        Contract("train_cnn", example=False, changes=("model",)),
    )
