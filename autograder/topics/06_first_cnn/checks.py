"""Checks of 06 A first network.

What is in a network is judged by the values that pass through it, once its kernels are random; what it is compiled with
by what loss and metrics make of known answers; a training by a model that counts how often it learns from each image.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.checking import (
    called,
    display,
    expect,
    expect_handle,
    expect_integer,
    needs,
    points,
)
from autograder.checking.contract import Contract
from autograder.checking.study import Answers, Fact
from autograder.datasets import load
from autograder.laboratories.compiled import RMSPROP as RMSPROP_NAME
from autograder.laboratories.compiled import Compiled
from autograder.laboratories.counted import Training, by_epoch, used
from autograder.laboratories.networks import Network

# What is asked: high and wide images, one channel to four, two classes and more; heads of one unit, two and five;
# (images for training, and to validate with), whether they come as a Dataset, and epochs: more than most callbacks wait
# before they stop a training, and fewer.
NETWORKS = (((20, 20, 1), 3), ((26, 20, 3), 2), ((21, 36, 4), 5), ((20, 24, 1), 9))
IMAGES, MOST_WEIGHTS = 24, 500_000
HEADS = (3, 1, 2, 5)
TRAININGS = (((6, 5), False, 12), ((12, 8), True, 2), ((9, 6), False, 1))

# --- build_cnn -------------------------------------------------------------------------------------------------------


def built(student: Any, probes: Any, rng: np.random.Generator, shape: tuple[int, ...], num_classes: int) -> Network:
    """The network that the student builds for images of this shape."""
    x = rng.normal(size=(IMAGES, *shape))
    model = student.build_cnn(shape, num_classes)
    called(f"model = build_cnn({shape}, {num_classes}); model(images)", images=x)
    model = expect_handle(model, "keras.Model", "a Keras model (keras.Model)")
    return Network(model, probes, x, num_classes, int(rng.integers(2**31)))


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
DECLARED = Fact(
    lambda network: network.declared,
    lambda shape: f"a model for images of shape {display.shape(shape)}",
    why="The shape is (height, width, channels), and the two sides need not be equal.",
    tries="print(build_cnn((28, 20, 1), 3).input_shape)",
    is_form=True,
)
SUMS = Fact(
    lambda network: bool(np.abs(network.rows.sum(axis=1) - 1).max() < 1e-3),
    {True: "rows that sum to 1", False: "rows that do not sum to 1"},
    why="An image belongs to one of the classes, so its probabilities sum to 1.",
    tries=ANSWERS,
)
COLUMNS = Fact(lambda network: bool(np.abs(network.rows.sum(axis=0) - 1).max() < 1e-3), "{}")
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
STEADY = Fact(
    lambda network: network.is_steady,
    {True: "the same answers again", False: "other answers when it is asked about the same images again"},
    due="the same answers each time",
    why="What is dropped is dropped in training only: asked about an image, a network uses all that it has learnt.",
    tries=(
        BUILT,
        "x = np.ones((1, 28, 28, 1)); print(np.abs(model.predict(x) - model.predict(x)).max())  # expected: 0.0",
    ),
)
SEEN = Fact(
    lambda network: network.unseen,
    lambda corners: f"answers that do not depend on what is at the {' and '.join(corners)} of the image",
    due="answers that depend on every part of the image",
    why="What is to be recognised may lie anywhere in the image, so all places of the maps count.",
    tries=(
        "model = build_cnn((21, 21, 1), 3); x = np.random.rand(1, 21, 21, 1); y = np.array(x)",
        "y[:, -7:, -7:] += 50; print(np.abs(model(x) - model(y)))",
    ),
)
TIES = Fact(
    lambda network: network.ties,
    {True: "several classes with exactly the same probability, the lowest one", False: "a probability of its own"},
    due="a probability of its own for each class",
    why="Scores below 0 tell classes apart as well. Softmax takes them as they are.",
    tries=(BUILT.replace("3)", "9)"), "print(np.sort(model(9 * np.random.rand(4, 28, 28, 1)))[:, :3])"),
)
BLOCKS = Fact(
    lambda network: min(network.blocks(), 2),
    lambda count: f"{count or 'no'} block{'s' * (count != 1)} of Conv2D and max pooling",
    due="at least 2, in each a Conv2D that sees more than one pixel at a time, and a max pooling in steps of 2 or more",
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
        network = built(student, probes, rng, shape, num_classes)
        study.judge(network, {DECLARED: list(shape), FORM: [IMAGES, num_classes]})
        due = {RANGE: True, SUMS: True, DIFFER: True, SURE: True, TIES: False, STEADY: True, SEEN: []}
        study.judge(network, due, beside=[COLUMNS])


@points(1, function="build_cnn")
def test_has_two_blocks(student, probes, study, rng):
    """Has at least two blocks of a convolution and max pooling"""
    study.judge(built(student, probes, rng, (24, 28, 3), 3), {BLOCKS: 2}, beside=[OTHER_BLOCKS])


@points(1, function="build_cnn")
def test_bends_between_its_layers(student, probes, study, rng):
    """Has ReLU after each layer but the last one"""
    network = built(student, probes, rng, (24, 28, 3), 3)
    layers = Fact(lambda network: len(network.parts) > 1, {True: "layers", False: "a model that has no layers"})
    study.judge(network, {layers: True, STRAIGHT: []})


@points(0.5, function="build_cnn")
def test_is_small(student, probes, study, rng):
    """Has at most 500,000 numbers in its weights"""
    study.judge(built(student, probes, rng, (32, 32, 3), 10).size(), {SIZE: "fits"})


# --- compile_cnn -----------------------------------------------------------------------------------------------------


COMPILED = (
    "model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation='softmax')])",
    "compile_cnn(model, 0.002)",
)
RMSPROP = Fact(
    lambda asked: asked.optimizer,
    "{}",
    why="Each optimizer makes other steps of the same rate. RMSprop is the one of this lesson.",
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
    due="accuracy 0.625, the share of right answers here",
    why="What is not measured cannot be seen while training goes on. Its name is the key in the history.",
    tries=(*COMPILED, "print(model.evaluate(np.eye(4), np.array([0, 1, 2, 0]), verbose=0, return_dict=True))"),
)


@points(1, function="compile_cnn")
def test_rmsprop_at_the_given_rate(student, sandbox, probes, study, rng):
    """Compiles with RMSprop, at the learning rate that was given"""
    for units, rate in ((3, 0.0007), (4, 0.02)):
        asked = Compiled(student, sandbox, probes, rng, units, rate)
        learning_rate = Fact(
            lambda asked, rate=rate: asked.rate() / rate,
            lambda times, rate=rate: f"learning rate {display.number(times * rate)}",
            why="Steps that are too long never arrive, and steps that are too short take forever.",
            tries=(*COMPILED, "print(float(model.optimizer.learning_rate))  # expected: 0.002"),
            within=1e-3,
        )
        study.judge(asked, {RMSPROP: RMSPROP_NAME, learning_rate: 1.0}, called=asked.call)


def judge_compiled(study: Any, fact: Fact, due: Any, heads: Sequence[int], *given: Any) -> None:
    """The fact, for models with heads of so many units."""
    for units in heads:
        asked = Compiled(*given, units, 0.002)
        study.judge(asked, {fact: due(asked)}, called=asked.call)


@points(0.5, function="compile_cnn")
def test_loss_fits_head_and_labels(student, sandbox, probes, study, rng):
    """The loss fits the head of the model, and labels that are whole numbers"""
    judge_compiled(study, LOSS, lambda asked: asked.loss, HEADS, student, sandbox, probes, rng)


@points(0.5, function="compile_cnn")
def test_measures_accuracy(student, sandbox, probes, study, rng):
    """Accuracy is measured"""
    # One unit first: there metrics that refuse more, each for a reason of its own, give a number.
    judge_compiled(study, METRIC, lambda _: "", sorted(HEADS), student, sandbox, probes, rng)


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
    cases = ((size * whole + 2, size), (size * whole, size), (size * whole - 1, size), (3, 8), (8, 8), (1_000_001, 1))
    for images, batch_size in cases:
        study.judge(expect_integer(student.steps(images, batch_size)), {STEPS: -(-images // batch_size)})


# --- train_cnn -------------------------------------------------------------------------------------------------------


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
STEPS_DONE = Fact(
    lambda asked: asked.steps - asked.steps_due,
    lambda more: f"{abs(more)} steps {'more' if more > 0 else 'fewer'} than there are batches" if more else "",
    due="a step for each batch, as it comes",
    why="Whoever made the batches has chosen how many images a step learns from.",
    tries=TRAIN,
)
OF_TRAINING, OF_VALIDATION = ("accuracy", "loss"), ("val_accuracy", "val_loss")
LENGTHS = Fact(
    lambda asked: {name: len(values) for name, values in asked.history().items()},
    lambda lengths: "values: " + ", ".join(f"{count} of {name}" for name, count in lengths.items()),
    why="With one value for each epoch you can see when it stopped getting better.",
    tries=TRAIN,
)
TRAINED = Answers(
    lambda asked: by_epoch(asked.history(), *OF_TRAINING),
    lambda row: "accuracy {1:.3f}, loss {2:.3f} in epoch {0:.0f}".format(*row),
    why="Both are means over all training images, each as it was answered when its batch came, as fit gives them.",
    tries=TRAIN,
    within=1e-3,
)
VALIDATED = Answers(
    lambda asked: by_epoch(asked.history(), *OF_VALIDATION),
    lambda row: "val_accuracy {1:.3f}, val_loss {2:.3f} in epoch {0:.0f}".format(*row),
    why="They are those of all validation images, as the model is at the end of the epoch.",
    tries=TRAIN,
    within=1e-3,
)
LEFT = Fact(
    lambda asked: asked.epochs_undone,
    lambda count: (
        "weights that no epoch ended with" if count is None else f"the model of {count} epochs before the end"
    ),
    due=lambda _: "the model as the last epoch has left it",
    why="Whoever chooses an epoch by its validation images has learnt from them, and they no longer tell how the "
    "network does on new ones.",
    tries=(
        TRAIN[0],
        TRAIN[1],
        "train, validation = (of((x, k + 0 * x[:, 0])).batch(4) for k in (0, 1)); "
        "h = train_cnn(model, train, validation, 3); "
        "print(round(h['val_loss'][-1] - model.evaluate(validation, verbose=0)[0], 3))  # expected: 0.0",
    ),
)


@points(1, function="train_cnn")
def test_trains_on_every_image_once_an_epoch(student, probes, study, rng):
    """Trains on every training image once an epoch, and on nothing else"""
    for training in TRAININGS:
        asked = Training(student, probes, rng, training)
        study.judge(asked, {KEPT: True, USES: [[asked.epochs] * 2, [0, 0]], STEPS_DONE: 0, LEFT: 0})


@points(1, function="train_cnn")
@needs("test_trains_on_every_image_once_an_epoch")
def test_returns_the_history(student, probes, study, rng):
    """Returns the history of all epochs, with the validation images measured in each"""
    for training in TRAININGS:
        asked = Training(student, probes, rng, training)
        lengths = dict.fromkeys(asked.due, asked.epochs)
        trained, validated = by_epoch(asked.due, *OF_TRAINING), by_epoch(asked.due, *OF_VALIDATION)
        study.judge(asked, {LENGTHS: lengths, TRAINED: trained, VALIDATED: validated})


# --- accuracy --------------------------------------------------------------------------------------------------------

LETTERS, RATE, BATCH = ("I", "L", "O"), 0.001, 8
# Images for training, new images, their size in pixels, epochs.
BUDGETS = {"cpu": (320, 240, 20, 16), "gpu": (2000, 600, 32, 16)}


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
        train, validation = (probes.feeding.batches(*part, BATCH, False) for part in ((x, y), (x2, y2 + 1)))
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
