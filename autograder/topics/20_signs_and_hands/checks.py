"""Checks of 20 Signs and hands.

Files are read back, batches are judged by images that tell what was done to them, a network by the values that pass
through it, and a training by a model whose course is known. Each function gets inputs of the checks' own.
"""

from typing import Any

import numpy as np

from autograder.checking import display, expect, expect_handle, expect_list, expect_text, points
from autograder.checking.contract import Contract
from autograder.checking.study import Answers, Fact
from autograder.datasets import load
from autograder.laboratories.either_path import judge_paths

from .laboratory import (
    PARTS,
    WHOLE,
    Batches,
    Course,
    Read,
    SmallNetwork,
    Trained,
    csv_file,
    even_images,
    measured,
    numbered,
    signs,
    slopes,
)

LABELS = np.array([label for label in range(25) if label != 9])
NAMES = list("ABCDEFGHIKLMNOPQRSTUVWXY")
# Of the parts: sizes that fill their batches and sizes that do not; grey and colour, high and wide.
COUNTS = ({"train": 11, "validation": 7, "test": 8}, {"train": 8, "validation": 8, "test": 5})
SIZES = ((20, 26), (25, 20, 3))
SHAPES = (((28, 28, 1), 24), ((20, 26, 3), 3))

# --- read_signs ------------------------------------------------------------------------------------------------------

SIGNS_FILE = (
    "x = np.arange(2 * 784).reshape(2, 784) % 256; rows = [[13, *x[0]], [2, *x[1]]]",
    "open('two.csv', 'w').write('label' + ''.join(f',pixel{i}' for i in range(1, 785)) + '\\n'"
    " + '\\n'.join(','.join(map(str, row)) for row in rows) + '\\n')",
    "images, labels = read_signs('two.csv')",
)
ONE_FILE = (
    "open('one.csv', 'w').write('label' + ''.join(f',pixel{i}' for i in range(1, 785)) + '\\n3' + ',200' * 784)",
    "images, labels = read_signs('one.csv')",
)
LABELS_READ = Answers(
    lambda asked: [asked.labels],
    why="The label is all that stands before the first comma, and there is one for each picture, in the file's order.",
    tries=(*SIGNS_FILE, "print(labels)  # 13 and 2"),
)
CORNER = Answers(
    lambda asked: [asked.images[0][:2, :3], asked.images[-1][-2:, -3:]],
    why="After the label come the values of the first row, from left to right, then those of the next row.",
    tries=(*SIGNS_FILE, "print(images[0][:2, :3])  # [[0, 1, 2], [28, 29, 30]]"),
)


@points(1.5, function="read_signs")
def test_rows_become_pictures(student, files, study, rng):
    """Each row of the file becomes a picture and its label"""
    labels = rng.permutation(LABELS)
    images = signs(rng, labels)
    asked = Read(student, files, images, labels)
    every = Fact(
        lambda asked: float((asked.images != images).mean()),
        "{:.0%} of all values are others than in the file",
        due="the values as they stand in the file",
        why="A network that is shown other values learns something else.",
        tries=CORNER.tries,
    )
    study.judge(asked, {LABELS_READ: [labels], CORNER: [images[0][:2, :3], images[-1][-2:, -3:]], every: 0.0})


@points(0.5, function="read_signs")
def test_reads_one_picture_as_well(student, files, study, rng):
    """Pictures are uint8, and a file may hold only one of them"""
    image = np.full((1, 28, 28), rng.integers(100, 250))
    even = Fact(
        lambda asked: bool(abs(asked.images.mean() - image.mean()) < 2),
        {True: "the picture", False: "other values than in the file"},
        why="A file with one row is read as any other.",
        tries=(*ONE_FILE, "print(images.shape, images.max())  # (1, 28, 28) 200"),
    )
    asked = Read(student, files, image, np.array([3]), ends_with="")
    study.judge(asked, {DTYPE: "uint8", even: True})


DTYPE = Fact(
    lambda asked: str(asked.images.dtype),
    "images of dtype {}",
    why="As uint8 a value takes one byte. As float64 it takes eight, and the real file needs 172 MB instead of 22.",
    tries=(*SIGNS_FILE, "print(images.dtype)  # uint8"),
)

# --- class_index -----------------------------------------------------------------------------------------------------

CLASSES = Answers(
    lambda asked: [asked],
    why="A network with 24 units knows the classes 0 to 23. A letter has the same class whichever others are there.",
    tries="print(class_index(np.array([0, 8, 10, 24])), class_index(np.array([24, 3], np.uint8)))  # 0 8 9 23, 23 3",
)
NAMED = Fact(
    list,
    lambda names: " ".join(names) or "no names",
    why="The name of class 9 stands at place 9. J and Z have no pictures.",
    tries="print(class_index(np.array([3, 24]))[1])",
)


@points(1, function="class_index")
def test_classes_have_no_gap(student, study, rng):
    """The letters A to Y without J are the classes 0 to 23"""
    for labels in (
        rng.permutation(np.repeat(LABELS, 2)),
        np.array([24, 3, 10, 24, 0], np.uint8),
        rng.choice(LABELS[9:], size=7).astype(np.int32),
        np.array([8]),
    ):
        classes, _ = numbered(student, labels)
        study.judge(classes, {CLASSES: [labels.astype(int) - (labels > 9)]})


@points(0.5, function="class_index")
def test_names_the_classes(student, study, rng):
    """Names all 24 classes, in order"""
    for labels in (LABELS, rng.choice(LABELS[2:], size=5)):
        names = expect_list(expect_list(student.class_index(labels), 2)[1])
        study.judge([expect_text(name) for name in names], {NAMED: NAMES})


# --- make_batches ----------------------------------------------------------------------------------------------------

EVEN = "x = np.zeros((6, 28, 28), np.uint8) + np.arange(0, 256, 51, dtype=np.uint8)[:, None, None]"
TOP = "x = np.zeros((60, 28, 28), np.uint8); x[:, :14] = 255"


def shows(last: str, images: str = EVEN) -> tuple[str, ...]:
    """Lines that make batches of some images; `read(part)` gives those of a pass."""
    return (
        images,
        "y = np.arange(len(x)); train, validation, test = made = make_batches((x, y), (x, y), (x, y), 4)",
        "read = lambda part: [part[i] for i in range(len(part))] if hasattr(part, 'on_epoch_end') else list(part)",
        last,
    )


def told(parts: list[str]) -> str:
    return " and ".join(parts) or "none of the parts"


PASSES = Fact(
    lambda asked: asked.passes_of,
    lambda found: "; ".join(f"{part}: {found[part]}" for part in PARTS),
    due="batches of 4 and a smaller one for the rest; each image once; validation and test in the order given",
    why="What is left out is never learnt or tested. And predict gives answers without names: you only know by the "
    "order whose they are.",
    tries=shows("for part in made: print([np.ravel(classes).tolist() for _, classes in read(part)])"),
)
BELONG = Fact(
    lambda asked: asked.belong,
    lambda parts: f"images with their own classes in {told(parts)}",
    why="A network that is told the wrong classes learns the wrong classes.",
    tries=shows("for part in made: print([(round(float(np.mean(x[0])), 2), int(y[0])) for x, y in read(part)])"),
)
SCALES = tuple(
    Fact(
        lambda asked, part=part: asked.scales[part],
        lambda ends, part=part: "{} images in which 0 becomes {:.4g}, and 255 becomes {:.4g}".format(
            part, *(round(end, 3) + 0.0 for end in ends)
        ),
        why="A network only knows values on the scale on which it was trained. Accuracy hides it; the loss does not.",
        tries=shows("print([round(max(float(np.max(x)) for x, _ in read(part)), 4) for part in made])  # 1.0 for each"),
        # Changes of brightness are welcome in training.
        within=0.5 if part == "train" else 0.02,
    )
    for part in PARTS
)


@points(1.5, function="make_batches")
def test_all_parts_are_scaled_alike(student, sandbox, probes, study, rng):
    """All three parts come whole, with their classes, and with values from 0 to 1"""
    for counts, size in zip(COUNTS, SIZES, strict=True):
        images = {part: even_images(rng, counts[part], size) for part in PARTS}
        asked = Batches(student, sandbox, probes, rng, images, 4, 3)
        scales = {scale: [0.0, 1.0] for scale in SCALES}
        study.judge(asked, {PASSES: dict.fromkeys(PARTS, WHOLE), BELONG: list(PARTS), **scales})


AS_GIVEN = Fact(
    lambda asked: asked.changed,
    lambda parts: f"changed images in {told(parts)}",
    why="Training images change so that the network cannot learn them by heart. The others measure how good it is, so "
    "they stay the same.",
    tries=shows("print([len(np.unique(np.concatenate([x for x, _ in read(part)]))) > 2 for part in made])", TOP),
)
VARIES = Fact(
    lambda asked: asked.varies,
    {True: "other changes in each pass", False: "the same training images in each pass"},
    why="Changed once, an image is only one more fixed image.",
    tries=shows("print(*(sorted(float(np.std(i)) for x, _ in read(train) for i in x)[30] for _ in range(2)))", TOP),
)
ORDERS = Fact(
    lambda asked: asked.orders,
    "training images {}",
    due="training images in random order, another one in each pass",
    why="Files are often sorted. A batch of one class alone pulls the network towards that class.",
    tries=shows("print([int(c) for _, classes in read(train) for c in np.ravel(classes)])", TOP),
)
UPRIGHT = Fact(
    lambda asked: asked.upside_down > 0.1,
    {True: "many training images upside down", False: "upright training images"},
    why="Nobody sends signs upside down, and M and W would be the same.",
    tries=shows("print({bool(np.mean(i[:14]) > np.mean(i[14:])) for x, _ in read(train) for i in x})  # {True}", TOP),
)


@points(1, function="make_batches")
def test_only_training_images_vary(student, sandbox, probes, study, rng):
    """Training images are shuffled, and changed another way in each pass; the others stay as they are"""
    images = {part: slopes(rng, 12, (24, 28)) for part in PARTS}
    asked = Batches(student, sandbox, probes, rng, images, 5, 3)
    study.judge(asked, {AS_GIVEN: ["train"], VARIES: True, ORDERS: "shuffled", UPRIGHT: False})


# --- build_model -----------------------------------------------------------------------------------------------------

BUILT = "model = build_model((28, 28, 1), 24)"
FORM = Fact(
    lambda network: list(network.usual.shape),
    lambda shape: f"answers of shape {display.shape(shape)}",
    why="One row for each image, one number for each class.",
    tries=(BUILT, "print(model(np.random.rand(4, 28, 28, 1)).shape)"),
    is_form=True,
)
SUMS = Fact(
    lambda network: bool(network.usual.min() >= 0 and np.abs(network.usual.sum(axis=-1) - 1).max() < 1e-3),
    {True: "probabilities that sum to 1", False: "rows that are not probabilities which sum to 1"},
    why="An image belongs to one of the classes.",
    tries=(BUILT, "p = np.array(model(np.random.rand(4, 28, 28, 1))); print(p.min(), p.sum(axis=1))"),
)
DIFFER = Fact(
    # What is divided by 255 in the network shows 0.0025 at most, others 0.04 and more.
    lambda network: bool(np.ptp(network.usual, axis=0).max() > 0.01),
    {True: "answers that depend on the image", False: "nearly the same answer for every image"},
    why="Images that are scaled a second time in the network are nearly black, and all look the same.",
    tries=(BUILT, "print([layer.name for layer in model.layers])"),
)
STRAIGHT = Fact(
    lambda network: network.straight(),
    lambda names: f"nothing like ReLU after {' and '.join(names)}",
    due="ReLU after each Conv2D, and after each Dense but the last one",
    why="Without it, several layers are one linear layer.",
    tries=(BUILT, "print([(layer.name, layer.get_config().get('activation')) for layer in model.layers])"),
)


class Few(Fact):
    """One or two of each."""

    def holds(self, seen: Any, due: Any) -> bool:
        return all(1 <= count <= 2 for count in seen)


COUNTED = Few(
    lambda network: network.counts,
    lambda counts: "{} Conv2D, {} poolings of 2 x 2 or more, global ones left out".format(*counts),
    due=lambda _: "one or two of each",
    why="The images are small, so a small network is enough. Each pooling halves the height and the width.",
    tries=(BUILT, "model.summary()"),
)
LOSS = Fact(
    lambda asked: asked[0],
    lambda loss: loss if isinstance(loss, str) else f"a loss of {loss:.4f}",
    due="a loss of {:.4f}, the mean of -log(the probability of the right class)",
    why="The classes are whole numbers, and the network gives probabilities. Only one loss fits both.",
    tries=(BUILT, "print(model.evaluate(np.zeros((2, 28, 28, 1)), np.zeros(2), verbose=0))"),
    within=1e-3,
)
METRIC = Fact(
    lambda asked: asked[1],
    lambda share: share if isinstance(share, str) else f"accuracy {share:.3f}",
    due="accuracy {:.3f}, the share of right answers here",
    why="The training stops at an accuracy, so it has to be measured, under this name.",
    tries=(BUILT, "print(model.evaluate(np.zeros((2, 28, 28, 1)), np.zeros(2), verbose=0, return_dict=True))"),
    within=1e-3,
)


def built(student: Any, shape: tuple[int, ...], num_classes: int) -> Any:
    return expect_handle(student.build_model(shape, num_classes), "keras.Model", "a Keras model (keras.Model)")


@points(1, function="build_model")
def test_is_a_small_network(student, probes, study, rng):
    """Gives class probabilities, with one or two convolutions and poolings"""
    for shape, num_classes in SHAPES:
        model = built(student, shape, num_classes)
        # From dark to bright: after a global pooling, images of one brightness look much the same.
        images = rng.normal(size=(16, *shape)) * np.linspace(0, 2, 16)[:, None, None, None]
        network = SmallNetwork(model, probes, images, num_classes, int(rng.integers(2**31)))
        study.judge(network, {FORM: [16, num_classes], SUMS: True, DIFFER: True, COUNTED: None, STRAIGHT: []})


@points(0.5, function="build_model")
def test_is_compiled_for_whole_numbers(student, probes, study, rng):
    """Is compiled with a loss for whole numbers, and measures accuracy"""
    model = built(student, (20, 20, 1), 4)
    rows = rng.dirichlet(np.ones(4), size=24).astype(np.float32)
    order = np.argsort(-rows, axis=1)
    # Of 8 images 5 are right, a share that no other metric shows by chance.
    labels = np.where(np.arange(24) % 8 < 5, order[:, 0], order[:, 1])
    loss = float(-np.log(rows[np.arange(24), labels]).mean())
    study.judge(measured(model, probes, labels, rows), {LOSS: loss, METRIC: 5 / 8})


# --- train_to_target -------------------------------------------------------------------------------------------------

# The target is reached after a fall and some epochs without any gain, exactly, never (while the loss rises), or in the
# first epoch: not by accuracy in training, which rises sooner.
COURSES = (
    Course((9, 14, 12, 12, 12, 26, 28), 0.8, 7, 7, False),
    Course((9, 24, 25, 26), 0.75, 4, 4, True),
    Course((10, 12, 13, 14, 15), 0.9, 4, 3, False),
    Course((13, 20, 31), 0.4, 3, 6, False),
)
TRAINING = (
    "model = keras.Sequential([keras.layers.Dense(2, 'softmax', kernel_initializer='zeros')]); "
    "model.compile('sgd', 'sparse_categorical_crossentropy', metrics=['accuracy'])",
    "import tensorflow as tf; of = tf.data.Dataset.from_tensor_slices",
    "train = of((np.ones((8, 1)), np.arange(8) % 2)).batch(4); "
    "validation = of((np.ones((4, 1)), np.array([0, 0, 0, 1]))).batch(2)",
    "for target in (0.75, 0.8): h = train_to_target(model, train, validation, target, 3); "
    "print(h, int(model.optimizer.iterations))",
    "# expected: 1 epoch with val_accuracy 0.75 (2 steps), then 3 epochs (8 steps in all)",
)
STEPS = Fact(
    lambda asked: asked.steps,
    lambda steps: f"{steps} steps of the optimizer that the model came with",
    why="Training ends with the first epoch with val_accuracy at or above the target, or with the last one allowed. "
    "An epoch has a step for each batch of train. Nothing else is trained on, and the model is not compiled again.",
    tries=TRAINING,
)
LENGTHS = Fact(
    lambda asked: [len(values) for values in asked.history],
    lambda lengths: "a history of {}, {}, {} and {} values".format(*lengths),
    due=lambda lengths: f"one of {lengths[0]} values of accuracy, loss, val_accuracy and val_loss each",
    why="With one value for each epoch you can see how the training went.",
    tries=TRAINING,
)
VALUES = Fact(
    lambda asked: asked.history[2],
    lambda values: "val_accuracy " + ", ".join(f"{value:.3f}" for value in values),
    why="The history says how good the network was after each epoch.",
    tries=TRAINING,
    within=1e-3,
)


@points(1, function="train_to_target")
def test_stops_at_the_target(student, probes, study, rng):
    """Trains until val_accuracy has reached the target, or all epochs have run"""
    for course in COURSES:
        asked = Trained(student, probes, rng, course)
        epochs = course.epochs
        due = {STEPS: epochs * course.steps, LENGTHS: [epochs] * 4, VALUES: course.curve[:epochs]}
        study.judge(asked, due)


# --- accuracy --------------------------------------------------------------------------------------------------------

LETTERS, TRAINING_BATCH = ("F", "L"), 10
# Images for training, new images, their size in pixels, epochs.
BUDGETS = {"cpu": (320, 160, 28, 8), "gpu": (2000, 600, 28, 16)}


@points(1, function="make_batches", tier="accuracy")
def test_mirror_images_are_told_apart(student, probes, accuracy):
    """A network trained with your batches tells letters from their mirror images"""
    count, fresh, size, epochs = BUDGETS[accuracy.tier]

    def attempt(rng: np.random.Generator) -> float:
        key = rng.bytes(16)
        train, test = (with_mirror_images(split, n, size, key) for split, n in (("train", count), ("test", fresh)))
        few = train[0][:8], train[1][:8]
        batches = expect_list(student.make_batches(train, few, few, TRAINING_BATCH), 3)[0]
        new = (test[0][..., None] / 255).astype(np.float32)
        rows = probes.own.learnt(batches, size, 2 * len(LETTERS), epochs, new)
        rows = expect(rows, shape=(fresh, 2 * len(LETTERS)), finite=False)
        return float((rows.argmax(axis=1) == test[1]).mean())

    accuracy.measure(
        attempt,
        called=f"{epochs} epochs with train, made of {count} letters {' and '.join(LETTERS)} and mirrored ones, four "
        f"classes of {size} x {size} pixels, in batches of {TRAINING_BATCH}; then {fresh} new ones, whose labels are "
        "withheld",
        why="A mirrored F is another class here, as a mirrored sign is another hand. Who mirrors training images tells "
        "the network both at once, and about half of its answers are right. Changes that are too strong hide what a "
        "letter is as well.",
        try_it=[
            "x = np.zeros((9, 28, 28), np.uint8); x[:, :, :14] = 255; part = (x, np.arange(9))",
            "train, _, _ = make_batches(part, part, part, 9)",
            "print({bool(np.mean(i[:, :14]) > np.mean(i[:, 14:])) for _ in range(9) for i in next(iter(train))[0]})",
        ],
    )


def with_mirror_images(split: str, n: int, size: int, key: bytes) -> tuple[np.ndarray, np.ndarray]:
    """Letters, uint8 (n, size, size), half of them mirrored, and four classes."""
    images, labels = load("letters", split=split, size=size, n=n, classes=LETTERS, key=key)
    is_mirrored = np.arange(n) // 2 % 2 == 1
    images = np.where(is_mirrored[:, None, None], images[:, :, ::-1, 0], images[..., 0])
    return images, labels + len(LETTERS) * is_mirrored


# --- the stubs' promises ---------------------------------------------------------------------------------------------


@points(0.5, function="class_index")
def test_keeps_to_its_contract(student, study, probes, files, contract):
    """The examples hold, arguments stay as they are, and a path may be a str or a Path"""
    path = f"{files.write({'one.csv': csv_file(np.full((1, 28, 28), 200), [3])})}/one.csv"
    tries = [ONE_FILE[0], "from pathlib import Path; print(read_signs(Path('one.csv'))[0].shape)  # (1, 28, 28)"]
    judge_paths(study, probes, student.read_signs, 'read_signs(Path("one.csv"))', tries, path)
    contract.holds(
        Contract("read_signs", example=False),
        Contract("class_index"),
        Contract("make_batches", example=False),
        Contract("build_model"),
        Contract("train_to_target", example=False, changes=("model",)),
    )
