"""Checks of 04 Softmax and sigmoid."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.checking import display, expect, expect_handle, note, points
from autograder.checking.contract import Contract
from autograder.checking.study import Answers, Fact
from autograder.laboratories import heads
from autograder.laboratories.activations import sigmoid_of, softmax_of

from .laboratory import DrawnHead, around_half, labels_of, softmax_rows

# What is asked: arrays of one to four axes, with one row and with many; logits of both signs, logits that all lie
# between 0 and 1 as probabilities do, and logits far from 0; heads for 2 to 5 classes; labels of one image and of
# several, probabilities on both sides of 0.5 and near it, and rows for several labels that happen to sum to 1.
ALONG = (((2, 4), -1), ((1, 4), -1), ((5,), -1), ((2, 3, 4), -1), ((2, 4), 0), ((2, 3, 4), 1), ((2, 3, 4), -2))
SHAPES = ((6,), (2, 3), (1, 1), (2, 1, 3, 2), ())
EXCLUSIVE = ((6, 3), (4, 5))
LABELS = ((7, 2), (8, 4))


def drawn(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Logits of both signs."""
    return np.asarray(rng.normal(0, 2, size=shape))


def answer(function: Callable[..., Any], z: np.ndarray, **options: Any) -> np.ndarray:
    """What a softmax or sigmoid gives for z. A Python float is right for an array without axes."""
    value = function(z, **options)
    return expect(np.asarray(value) if type(value) is float else value, shape=z.shape, dtype=float, finite=False)


# --- softmax ---------------------------------------------------------------------------------------------------------

SHARES = Answers(
    why="Along the axis the probabilities share 1, in proportion to exp(z).",
    tries="p = softmax(np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 5.0]])); print(p, p.sum(axis=-1))",
)
LARGE_SHARES = Answers(
    why="Only the differences between the logits of a row count: [1000, 999] gives the same as [1, 0].",
    tries="print(softmax(np.array([[1000.0, 999.0], [-1000.0, -1001.0]])))",
)


@points(1, function="softmax")
def test_softmax_along_the_axis(study, student, rng):
    """softmax shares 1 along the axis, for any shape"""
    asked = [(drawn(rng, shape), axis) for shape, axis in ALONG] + [(rng.uniform(0, 1, size=(3, 4)), -1)]
    for z, axis in asked:
        given = [answer(student.softmax, z, axis=axis)]
        study.judge(given, {SHARES: [softmax_of(z, axis)]})


@points(1, function="softmax")
def test_softmax_of_large_logits(study, student, rng):
    """softmax is right for logits of 1000 and of -1000"""
    gap, step = rng.uniform(0.5, 2, size=2).round(2)
    # Symmetric arrays: the softmax of their columns is that of their rows, turned round. So a wrong axis, which
    # another check is about, costs nothing here.
    high = np.array([[1000 + gap, 1000], [1000, 1000 + gap]])
    asked = [high, -high, np.array([[1000, -1000], [-1000, -1000 - step]]), high / 20, 100 * high]
    given = [answer(student.softmax, z) for z in asked]
    due = {LARGE_SHARES: [softmax_of(z) for z in asked]}
    if not study.agrees(given, due, repair=lambda answers: [each.T for each in answers]):
        study.judge(given, due)


# --- sigmoid ---------------------------------------------------------------------------------------------------------

EACH = Answers(
    why="Each value z becomes 1 / (1 + exp(-z)): 0.5 for z = 0, near 1 for a large z, near 0 for a very negative one.",
    tries="print(sigmoid(np.array([-2.0, 0.0, 2.0])))   # about 0.119, 0.5, 0.881",
)
# Logits that are clipped at 10 come out as 4.5e-05, not 0; clipped at 12, the difference is too small to matter.
FAR = Answers(
    why="The sigmoid comes as near to 0 and 1 as a float can, and stays between them.",
    tries="print(sigmoid(np.array([-1000.0, 0.0, 1000.0])))",
)


@points(0.5, function="sigmoid")
def test_sigmoid_of_any_shape(study, student, rng):
    """sigmoid acts on each value on its own, for any shape"""
    asked = [drawn(rng, shape) for shape in SHAPES] + [rng.uniform(0, 1, size=(3, 4))]
    for z in asked:
        given = [answer(student.sigmoid, z)]
        study.judge(given, {EACH: [sigmoid_of(z)]})


@points(0.5, function="sigmoid")
def test_sigmoid_of_large_logits(study, student, rng):
    """sigmoid is right for logits of 1000 and of -1000"""
    size = float(rng.integers(950, 1051))
    z = np.array([-size, -100.0, -20.0, 0.0, 20.0, 100.0, size])
    given, due = [answer(student.sigmoid, z)], {FAR: [sigmoid_of(z)]}
    if study.agrees(given, due):
        return
    if study.agrees(given, due, repair=lambda answers: [1 - each for each in answers]):
        note("Correct apart from the sign of the exponent, which costs points in {sigmoid_of_any_shape} only.")
    else:
        study.judge(given, due)


# --- build_head ------------------------------------------------------------------------------------------------------

SOME_HEADS = "for sizes in ((6, 3), (6, 2), (6, 2, True)): print(np.asarray(build_head(*sizes)(x)).round(3))"
SMALL_INPUT = ("x = np.random.default_rng(0).normal(size=(5, 6))", SOME_HEADS)
LARGE_INPUT = ("x = np.random.default_rng(0).normal(size=(5, 6)) * 1000", SOME_HEADS)

OTHER_MODEL = Fact(
    lambda head: head.is_another_than_the_exclusive_one(),
    {True: "a new model", False: "the model that an earlier call with other arguments has given"},
    why="Each call builds a head for what it is asked for. One that is kept fits only the first call.",
    tries="print(build_head(6, 3) is build_head(6, 3, multi_label=True))",
)
WIDTH = Fact(
    lambda head: head.width,
    lambda width: f"{width} number{'s' if width > 1 else ''} for each image",
    why="The docstring says how many numbers stand for an image.",
    tries=SMALL_INPUT,
)
RANGE = Fact(
    lambda head: head.range,
    "values {}",
    due="probabilities, {}",
    why="A probability lies between 0 and 1.",
    tries=SMALL_INPUT,
)
DEPENDENCE = Fact(
    lambda head: head.dependence,
    "an answer that depends {}",
    why="Probabilities that are the same for every image say nothing about the images.",
    tries=SMALL_INPUT,
)
ROWS_SHARE_1 = Fact(
    lambda head: head.rows_share_1,
    {True: "rows that sum to 1", False: "rows that do not sum to 1"},
    due={
        True: "rows that sum to 1: the classes exclude each other",
        False: "labels that do not share 1: several may be near 1, or none",
    },
    why="An image belongs to exactly one class, so the classes share a probability of 1.",
    tries=SMALL_INPUT,
)
LABELS_SHARE_1 = Fact(
    lambda head: head.rows_share_1,
    ROWS_SHARE_1.words,
    due=ROWS_SHARE_1.due,
    why="With softmax a hat makes the shirt less probable. Here an image can show both.",
    tries=SMALL_INPUT,
)
COLUMNS_SHARE_1 = Fact(
    lambda head: head.columns_share_1,
    {True: "columns that sum to 1: the images of the batch share it", False: "answers for each image on its own"},
    why="The answer for an image must not depend on which others are in the batch.",
    tries=SMALL_INPUT,
)
ENDS = Fact(
    lambda head: head.ends,
    lambda ends: f"values between {ends[0]:g} and {ends[1]:g}, however large the kernels are",
    due="values near 0 and near 1 for large kernels",
    why="The last activation should get the logits, the plain output of a Dense layer, which has any size and sign. A "
    "head that can never be sure cannot bring its loss near 0.",
    tries=LARGE_INPUT,
)
TIES = Fact(
    lambda head: head.ties,
    {False: "probabilities of their own for all classes", True: "rows with two classes that are exactly as probable"},
    why="Two logits are hardly ever the same, and softmax keeps them apart. What ties them is an activation in "
    "between, or instead of softmax.",
    tries=SMALL_INPUT,
)
IN_TRAINING = Fact(
    lambda head: head.gives_in_training,
    {
        "probabilities": "probabilities in training as well",
        "below 0": "values below 0 in training: they are not probabilities",
        "others": "other values in training: they are not probabilities",
    },
    why="The loss is computed from what the head gives in training. A head ends with the probabilities.",
    tries=(SMALL_INPUT[0], "print(np.asarray(build_head(6, 3)(x, training=True)).round(3))"),
)
MANY_AT_ONCE = Fact(lambda head: head.many_at_once, "{}")
MANY_AT_THE_LEAST = Fact(lambda head: head.many_at_the_least, "{}")


def built(
    student: Any, sandbox: Any, probes: Any, rng: np.random.Generator, sizes: tuple[int, int], several: bool
) -> DrawnHead:
    """The student's head of this kind."""
    head = heads.build(student, *sizes, multi_label=several)
    return DrawnHead(student, head, sandbox, probes, rng, sizes)


def judge_head(study: Any, head: DrawnHead, widths: tuple[int, ...], shares: Mapping[Fact, bool]) -> None:
    """The head gives probabilities of one of these widths, of which the rows share 1 or do not."""
    study.judge(head, {WIDTH: head.width if head.width in widths else widths[-1]})
    study.judge(head, {RANGE: "from 0 to 1", DEPENDENCE: "on the image"})
    study.judge(head, {COLUMNS_SHARE_1: False, **shares})
    study.judge(head, {ENDS: [0.0, 1.0], TIES: False}, beside=[MANY_AT_ONCE, MANY_AT_THE_LEAST])
    study.judge(head, {IN_TRAINING: "probabilities"})
    head.run_by_keras()


@points(1, function="build_head")
def test_head_for_exclusive_classes(study, student, sandbox, probes, rng):
    """Three or more exclusive classes: one softmax over the classes"""
    for sizes in EXCLUSIVE:
        head = built(student, sandbox, probes, rng, sizes, False)
        judge_head(study, head, sizes[1:], {ROWS_SHARE_1: True})


@points(1, function="build_head")
def test_head_for_two_classes(study, student, sandbox, probes, rng):
    """Two exclusive classes: one sigmoid unit, or a softmax over two"""
    head = built(student, sandbox, probes, rng, (5, 2), False)
    judge_head(study, head, (1, 2), {ROWS_SHARE_1: True} if head.width == 2 else {})


@points(1, function="build_head")
def test_head_for_labels(study, student, sandbox, probes, rng):
    """multi_label: one sigmoid for each label, also for two"""
    for sizes in LABELS:
        head = built(student, sandbox, probes, rng, sizes, True)
        judge_head(study, head, sizes[1:], {LABELS_SHARE_1: False})
        study.judge(head, {OTHER_MODEL: True}, called=f"build_head{sizes}, after {head.head.text}")


# --- to_labels -------------------------------------------------------------------------------------------------------

ONE_UNIT = "print(to_labels(np.array([[0.2], [0.9], [0.6]])))   # 0, 1, 1 with shape (3,)"
SOFTMAX_ROWS = "print(to_labels(np.array([[0.2, 0.45, 0.35], [0.7, 0.2, 0.1]])))   # 1, 0 with shape (2,)"
SEVERAL = "print(to_labels(np.array([[0.7, 0.1, 0.8], [0.2, 0.3, 0.1]]), multi_label=True))   # [1, 0, 1], [0, 0, 0]"


class Labelled:
    """The student's labels for predictions."""

    def __init__(self, student: Any, p: np.ndarray, due: np.ndarray, **options: Any):
        self.p, self._student, self._due, self._options = p, student, due, options
        self.labels = labels_of(student.to_labels(p, **options), due.shape)

    @property
    def at_the_ends(self) -> np.ndarray:
        """Labels for probabilities of 0 and 1: they tell where a comparison with another number than 0.5 lies."""
        ends = np.array([[0.0, 1.0], [1.0, 0.0]]) if self._due.ndim == 2 else np.array([[0.0], [1.0]])
        return labels_of(self._student.to_labels(ends, **self._options), ends.shape)


@dataclass(frozen=True, eq=False)
class Labels(Fact):
    """The labels of each image, told by the first that is wrong.

    Attributes:
        p: The predictions that they are for.
    """

    p: np.ndarray = field(default_factory=lambda: np.zeros(0))

    def tell(self, seen: Any, due: Any) -> tuple[str, str]:
        wrong = int(np.argmax(np.abs(seen - due).reshape(len(due), -1).max(axis=1)))
        return f"{display.array(seen[wrong])} for {display.array(self.p[wrong])}", display.array(due[wrong])


SHAPE = Fact(
    lambda asked: list(asked.labels.shape),
    lambda shape: f"labels of shape {display.shape(shape)}",
    why="The docstring says which shape the labels have. Labels of shape (8, 1), compared with true ones of shape "
    "(8,), give an 8 by 8 table without a warning.",
    tries=(ONE_UNIT, SOFTMAX_ROWS, SEVERAL),
)
AT_THE_ENDS = Fact(lambda asked: asked.at_the_ends, "{}")


def judge_labels(study: Any, asked: Labelled, due: np.ndarray, why: str, tries: str) -> None:
    """Shape first, then the labels."""
    own = Labels(lambda asked: asked.labels, "{}", why=why, tries=tries, p=asked.p)
    study.judge(asked, {SHAPE: list(due.shape), own: due.astype(np.float64)}, beside=[AT_THE_ENDS])


@points(1, function="to_labels")
def test_labels_of_one_unit(study, student, rng):
    """One sigmoid unit: compare with 0.5, one label for each image"""
    above = rng.permutation(8) < 4
    asked = Labelled(student, around_half(rng, above[:, None]), above, multi_label=False)
    why = "The unit gives the probability of class 1: above 0.5 is class 1, below is class 0."
    judge_labels(study, asked, above, why, ONE_UNIT)


@points(1, function="to_labels")
def test_labels_of_softmax(study, student, rng):
    """Softmax: the index of the most probable class"""
    for num_classes in (4, 2):
        # Of four classes, each is the label of one row below 0.5 and of one above.
        labels = np.resize(np.repeat(rng.permutation(num_classes), 2), 8)
        asked = Labelled(student, softmax_rows(rng, labels, num_classes), labels, multi_label=False)
        why = "The largest probability of the row decides, also where it is below 0.5."
        judge_labels(study, asked, labels, why, SOFTMAX_ROWS)


@points(1, function="to_labels")
def test_labels_of_multi_label(study, student, rng):
    """multi_label: each label on its own, several or none for an image"""
    why = "An image can have several labels, or none: each probability is compared with 0.5 on its own."
    for num_classes in (3, 2):
        above = rng.permuted(np.tile(np.arange(8)[:, None] < 4, num_classes), axis=0)
        above[0], above[1] = True, False
        asked = Labelled(student, around_half(rng, above), above, multi_label=True)
        judge_labels(study, asked, above, why, SEVERAL)
    # Rows that sum to 1, as those of a softmax do.
    p = softmax_rows(rng, rng.permutation(4), 4)
    judge_labels(study, Labelled(student, p, p, multi_label=True), p > 0.5, why, SEVERAL)


# --- what the docstrings promise -------------------------------------------------------------------------------------


@points(1, function="to_labels")
def test_keeps_to_its_contract(contract, sandbox, probes):
    """All four keep to their docstrings: arguments left alone, defaults as given, one image or many"""

    def kind_of_head(model: Any) -> list[Any]:
        model = expect_handle(model, "keras.Model", what="a Keras model (keras.Model)")
        head = DrawnHead(None, heads.Head(model, "build_head(6, 3)"), sandbox, probes, np.random.default_rng(4), (6, 3))
        return [head.width, head.rows_share_1]

    shares = np.array([[0.2, 0.45, 0.35], [0.7, 0.2, 0.1], [0.1, 0.3, 0.6]])
    # Of one unit, of a softmax, of a unit for each label.
    predictions = ((shares[:, :1], False), (shares, False), (shares, True))
    contract.holds(
        # float32, where the other checks give float64: what takes one of them without copying changes it.
        Contract("softmax", sample=lambda rng: {"logits": drawn(rng, (3, 4)).astype(np.float32)}),
        Contract("sigmoid", sample=lambda rng: {"logits": drawn(rng, (3, 4)).astype(np.float32)}),
        Contract("build_head", sample=lambda rng: {"num_features": 6, "num_classes": 3}, view=kind_of_head),
        *(
            Contract(
                "to_labels",
                sample=lambda rng, p=p, several=several: {"predictions": p, "multi_label": several},
                batch=("predictions",),
                view=lambda value, p=p: labels_of(value, p.shape),
                example=p is shares and not several,
            )
            for p, several in predictions
        ),
    )
