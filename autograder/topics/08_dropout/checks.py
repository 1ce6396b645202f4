"""Checks of 08 Dropout."""

from typing import Any

import numpy as np

from autograder.checking import display, expect, expect_handle, note, points
from autograder.checking.contract import Contract
from autograder.checking.study import Fact
from autograder.laboratories import heads
from autograder.laboratories.activations import softmax_of

from .laboratory import (
    Asked,
    ScriptedHead,
    Spreads,
    compared,
    due_of_counting,
    factors,
    head_in_numbers,
    pattern,
    values_to_drop,
)

# What is asked: shares from a fifth to three quarters, one of them no tenth, arrays of one to four axes, values of both
# signs; heads of two sizes, the second with two classes and a rate above a half; batches of one image and of several,
# two calls and more.
RATE = 0.2
SHAPE = (1000, 200)
OTHERS = ((0.35, (10, 10, 10, 200)), (0.75, (200_000,)))
SCALED = ((RATE, SHAPE), (0.4, SHAPE), (0.75, SHAPE))
HEADS = ((100, 0.2, 4), (50, 0.6, 2))
AS_IT_IS = [0.0, 1.0, 1.0, True]
NAMES = ("kernel", "bias", "kernel", "bias")
COUNTED = (((4, 3), True, 2), ((1, 6), False, 3), ((3, 2, 5), True, 7))

# 6 standard deviations of the share among 200,000 values, where half of them are dropped, and more for other rates: a
# right answer fails 2 times in a billion, one that is off by 0.012 always.
SHARE_TOLERANCE = 3 / np.sqrt(np.prod(SHAPE))


# --- dropout ---------------------------------------------------------------------------------------------------------


def ones(shape: tuple[int, ...], rate: float = RATE, training: bool = True) -> str:
    """A line to try."""
    return f"print(dropout(np.ones({shape}), {rate}, np.random.default_rng(0), {training}))"


def times(value: Any) -> str:
    """The factor of what is left, in words."""
    if isinstance(value, str):
        return value
    low, high = value
    return f"x * {low:.4f}" if high - low < 1e-4 else f"x times something between {low:.4f} and {high:.4f}"


def scale(asked: Asked) -> list[float] | str:
    """The factor of what is left; in words if it is that of the share which was not dropped, and no other."""
    low, high = factors(asked.y, asked.x)
    survived = float((asked.y != 0).mean())
    by_survivors = survived and max(abs(low - 1 / survived), abs(high - 1 / survived)) < 1e-5
    if by_survivors and abs(low - 1 / (1 - asked.rate)) > 1e-4:
        return "x divided by the share that happened to survive in this call"
    return [low, high]


def comparison(value: list[Any]) -> str:
    """What `compared` has found, in words."""
    zeros, low, high, _ = value
    if zeros:
        return f"{zeros:.0%} of the values are 0" + (f", the others {times([low, high])}" if high else "")
    return times([low, high]) if abs(high - low) > 1e-4 or abs(low - 1) > 1e-4 else "some values other than those of x"


SOME = Fact(
    lambda asked: "some" if 0 < (asked.y == 0).mean() < 1 else "all" if (asked.y == 0).all() else "none",
    {"some": "some values 0, the others larger", "none": "nothing dropped: no value is 0", "all": "every value is 0"},
    tries=ones((2, 9)),
)
PATTERN = Fact(
    lambda asked: pattern(asked.y, asked.x),
    "dropped: {}",
    why="Each value has to be dropped without regard to the others. Values that always go together, or that always "
    "stay, can still be leaned on.",
    tries=ones((3, 9)),
)
SHARE = Fact(
    lambda asked: float((asked.y == 0).mean()),
    "{:.1%} of the values dropped",
    due=lambda rate: f"{rate:.0%} of them (rate = {rate})",
    why="In Keras, and here, rate is the share that becomes 0.",
    tries=("y = dropout(np.ones(10_000), 0.35, np.random.default_rng(0), True)", "print((y == 0).mean())"),
    within=SHARE_TOLERANCE,
)
NEW_PLACES = Fact(
    lambda asked: not np.array_equal(asked.y == 0, asked.second == 0),
    {True: "other places in each call", False: "the same places dropped in two calls with one generator"},
    why="A value that is dropped every time is never used. The places have to change from step to step.",
    tries=("rng = np.random.default_rng(0)", *("print(dropout(np.ones(10), 0.2, rng, training=True))",) * 2),
)
FOLLOWS_RNG = Fact(lambda asked: not np.array_equal(asked.y == 0, asked.from_another_generator == 0), "{}")
EVER = Fact(lambda asked: asked.ever_drops, "{}")
SCALE = Fact(
    scale,
    lambda value: f"each surviving value is {times(value)}",
    due=lambda value: f"{times(value)}, which is x / (1 - {1 - 1 / value[0]:.4g})",
    why="The next layer should receive as much in training as at prediction, on average.",
    tries=ones((2, 9), rate=0.4),
    within=1e-4,
)
AT_PREDICTION = Fact(
    lambda asked: compared(asked.silent, asked.x),
    comparison,
    due="x as it is",
    why="At prediction every value counts, as it is.",
    tries=ones((2, 9), training=False),
    within=1e-4,
)
ACTIVE = Fact(
    lambda asked: bool(np.abs(asked.y - asked.x).max() > 1e-5),
    {True: "zeros in training, x as it is only at prediction", False: "x as it is, in training as at prediction"},
    why="Dropout that never drops anything changes nothing.",
    tries=ones((2, 9)),
)
AT_RATE_0 = Fact(
    lambda asked: compared(asked.y, asked.x),
    comparison,
    due="x as it is: with rate 0 nothing is dropped",
    tries=ones((2, 9), rate=0.0),
    within=1e-4,
)


@points(1, function="dropout")
def test_each_value_is_dropped_on_its_own(study, student, sandbox, rng):
    """In training each value is dropped on its own, with probability rate"""
    x, seed = values_to_drop(rng, SHAPE), int(rng.integers(2**31))
    asked = Asked(student, sandbox, x, seed, RATE)
    own = {SOME: "some", PATTERN: "each value on its own"}
    study.judge(asked, {**own, SHARE: RATE, NEW_PLACES: True}, beside=[FOLLOWS_RNG, AT_PREDICTION, EVER])
    for rate, shape in OTHERS:
        study.judge(Asked(student, sandbox, x.reshape(shape), seed, rate), {**own, SHARE: rate})


@points(2, function="dropout")
def test_survivors_are_scaled(study, student, sandbox, rng):
    """Survivors are scaled by 1/(1 - rate)"""
    x, seed = values_to_drop(rng, SHAPE), int(rng.integers(2**31))
    # Two modes that are swapped cost their points in the other checks.
    swapped = study.agrees(Asked(student, sandbox, x, seed, RATE), {ACTIVE: False})
    if swapped:
        note("Judged with training=False, where values are dropped: training=True gives x unchanged.")
    for rate, shape in SCALED:
        asked = Asked(student, sandbox, x.reshape(shape), seed, rate, training=not swapped)
        study.judge(asked, {SOME: "some", SCALE: [1 / (1 - rate)] * 2}, beside=[SHARE, AT_PREDICTION])


@points(1, function="dropout")
def test_silent_at_prediction_active_in_training(study, student, sandbox, rng):
    """Silent at prediction, active in training"""
    x, seed = values_to_drop(rng, SHAPE), int(rng.integers(2**31))
    asked = Asked(student, sandbox, x, seed, RATE)
    study.judge(asked, {AT_PREDICTION: AS_IT_IS, ACTIVE: True}, beside=[SHARE, SCALE])
    # Where share or scale are wrong, the other checks say so, and rate 0 adds nothing.
    if study.agrees(asked, {SHARE: RATE, SCALE: [1 / (1 - RATE)] * 2}):
        study.judge(Asked(student, sandbox, x, seed, 0.0), {AT_RATE_0: AS_IT_IS})


# --- build_head ------------------------------------------------------------------------------------------------------


class Weights(Fact):
    """Shape and name of each weight, of which the shape decides."""

    def holds(self, seen: Any, due: Any) -> bool:
        return sorted(shape for shape, _ in seen) == sorted(shape for shape, _ in due)


def listed(weights: list[list[Any]]) -> str:
    """Weights in words."""
    return ", ".join(f"{name} {display.shape(shape)}" for shape, name in weights) or "none"


def width_in_the_code(seen: list[list[Any]], due: list[list[Any]]) -> str:
    """A name if the weights are those that are due, but for one width."""
    found, wanted = sorted(shape for shape, _ in seen), [shape for shape, _ in due]
    for name, asked in (("hidden", due[1][0][0]), ("num_classes", due[3][0][0])):
        for width in {size for shape in found for size in shape} - {1}:
            other = sorted([width if size == asked else size for size in shape] for shape in wanted)
            if found == other:
                return f"{width} written into the code: that width is the argument {name}"
    return ""


def row(p: list[float]) -> str:
    """A row of answers in words."""
    return f"a row [{', '.join(f'{value:.3f}' for value in p)}]"


RATE_0_TWICE = (
    "head = build_head(8, 3, rate=0.0); x = np.ones((1, 8))",
    "print(np.asarray(head(x, training=True)) - np.asarray(head(x, training=False)))   # all 0: nothing is dropped",
)
TRAINING_TWICE = ("head = build_head(8, 3)", *("print(head(np.ones((1, 8)), training=True))",) * 2)
ACTIVATIONS = "print([layer.get_config().get('activation') for layer in build_head(8, 3).layers])"

WEIGHTS = Weights(
    lambda head: head.weights,
    listed,
    why="Dense(hidden), then Dense(num_classes): these four weights and no others.",
    tries="build_head(8, 3, hidden=50).summary()",
    name=width_in_the_code,
)
SAME_PREDICTION = Fact(
    lambda head: head.predicts_the_same_again,
    {True: "the same answer each time", False: "two calls on one batch give different answers at prediction"},
    why="Dropout is for training. A prediction must not depend on luck, and a call without training=True is one.",
    tries=("head = build_head(8, 3)", *("print(head(np.ones((1, 8))))",) * 2),
)


def row_where(hidden: float, why: str, tries: str) -> Fact:
    """What the head predicts where the first Dense gives this value for each hidden unit."""
    return Fact(lambda head: head.at_prediction(hidden), row, why=why, tries=tries, within=1e-3)


ROW = row_where(
    1,
    "The check sets the weights so that the scores of the classes are 1, 0, 0, ... Softmax makes probabilities of "
    "them: all above 0, with a sum of 1.",
    "p = build_head(8, 3)(np.ones((1, 8)), training=False); print(p, np.sum(p))",
)
ROW_BELOW_0 = row_where(
    -1,
    "The first Dense computes -1 for each hidden value here, and ReLU makes 0 of it. Without ReLU in between, two "
    "Dense layers can do no more than one.",
    ACTIVATIONS,
)
ROW_FAR_ABOVE_0 = row_where(
    8, "The first Dense computes 8 for each hidden value here, and ReLU leaves it as it is.", ACTIVATIONS
)
TRAINING_CALLS = Fact(
    lambda head: head.two_training_calls,
    {
        "differ": "them to differ: each call drops other hidden values",
        "as at prediction": "two training calls that agree exactly, with prediction as well",
        "the same again": "two training calls that agree exactly, though not with prediction: the same values are "
        "dropped in each call",
    },
    why="A network that loses the same values in each step, or none, can lean on those that are left.",
    tries=TRAINING_TWICE,
)
SCORES = Fact(
    lambda head: head.score_is_left_alone,
    {
        True: "the same answers each time: only hidden values are dropped",
        False: "answers that vary in training, even where the hidden values play no part",
    },
    why="Where a class score or a probability is dropped, the right class looks impossible for no reason.",
    tries=TRAINING_TWICE,
)
ROWS_IN_TRAINING = Fact(
    lambda head: head.rows_in_training,
    "hidden values dropped: {}",
    why="Each image should lose other values.",
    tries=("head = build_head(8, 3)", "print(head(np.ones((4, 8)), training=True))   # 4 images that are the same"),
)
# 6 standard deviations of the mean of 4,000 rows; values that are left out without the scaling give 0.8 or 0.4.
MEAN = Fact(
    lambda head: float(head.left.mean()),
    "hidden values of {:.3f} on average after dropout, 1 before it",
    due="1.000, because survivors are divided by 1 - rate",
    why="The second Dense should receive as much in training as at prediction, on average.",
    tries=TRAINING_TWICE,
    within=0.0165,
)
# 5 standard deviations for rate 0.6, 8 for 0.2: together 1 right answer in 10 million fails. A rate of 0.24 does.
RATE_BY_SPREAD = Fact(
    lambda head: head.rate_by_spread,
    "hidden values dropped as with rate {:.2f}",
    due="{:.2f}, the rate that build_head was given",
    tries=RATE_0_TWICE,
    within=0.03,
)
RATE_BY_STEPS = Fact(
    lambda head: head.rate_by_steps,
    lambda rate: f"hidden values changed, but {rate}" if isinstance(rate, str) else f"dropped as with rate {rate:.2f}",
    due="each hidden value 0 or divided by 1 - rate, with rate {:.2f}",
    why="Noise may vary as much as dropout does. But only a value of 0 forces the network to do without it.",
    tries=TRAINING_TWICE,
    within=0.02,
)
INPUTS = Fact(
    lambda head: head.drops_inputs,
    {False: "only hidden values dropped", True: "the features of the image dropped as well"},
    why="An image whose features are dropped is a worse image. What the first Dense makes of them is meant here.",
    tries=TRAINING_TWICE,
)
HAS_LAYER = Fact(lambda head: head.has_dropout_layer, "{}")
SUM_1 = Fact(lambda head: head.rows_sum_to_1, "{}")


def scripted(student: Any, probes: Any, rng: np.random.Generator, size: tuple[int, float, int]) -> ScriptedHead:
    """The student's head of this size."""
    hidden, rate, num_classes = size
    num_features = int(rng.integers(8, 17))
    head = heads.build(student, num_features, num_classes, hidden=hidden, rate=rate)
    return ScriptedHead(head, probes, num_features, num_classes, hidden, rate)


def judge_weights(study: Any, head: ScriptedHead) -> None:
    """Without the four weights nothing else can be asked."""
    study.judge(head, {WEIGHTS: [[list(shape), name] for shape, name in zip(head.shapes, NAMES, strict=True)]})


@points(1, function="build_head")
def test_head_is_dense_relu_dense_softmax(study, student, probes, rng):
    """The head is Dense, ReLU, Dense, softmax, and predicts the same each time"""
    for size in HEADS:
        head = scripted(student, probes, rng, size)
        judge_weights(study, head)
        scores = np.eye(head.num_classes)[0]
        facts = {ROW: softmax_of(scores), ROW_BELOW_0: softmax_of(0 * scores), ROW_FAR_ABOVE_0: softmax_of(8 * scores)}
        study.judge(head, {SAME_PREDICTION: True, **facts})
    answer = head.head.run_by_keras(np.ones((2, head.num_features)))
    expect(answer, shape=(2, head.num_classes), dtype=float)


@points(2, function="build_head")
def test_head_drops_hidden_values(study, student, probes, rng):
    """In training the head drops hidden values, at the given rate"""
    for size in HEADS:
        head = scripted(student, probes, rng, size)
        judge_weights(study, head)
        study.judge(head, {TRAINING_CALLS: "differ"}, beside=[HAS_LAYER])
        study.judge(head, {SCORES: True}, beside=[SUM_1])
        study.judge(head, {ROWS_IN_TRAINING: "each row on its own"}, beside=[INPUTS])
        study.judge(head, {MEAN: 1.0, RATE_BY_SPREAD: head.rate, RATE_BY_STEPS: head.rate})
        study.judge(head, {INPUTS: False})


# --- spread ----------------------------------------------------------------------------------------------------------

DROPOUT_MODEL = ("model = keras.Sequential([keras.layers.Dropout(0.2)])", "x = np.ones((16, 256))")
COUNTING_MODEL = (
    "answers = iter(range(1, 1000)); model = lambda x, training=None: x * next(answers)   # x, 2 * x, 3 * x, ...",
    "x = np.arange(12.0).reshape(4, 3)",
)
# Each of 4,096 values is 0 or 1.25: the mean of their standard deviations over 50 calls is 0.492 (0.497 with n - 1),
# with a standard deviation below 0.001. Variances give 0.24, absolute deviations 0.40.
IN_TRAINING = Fact(
    lambda spreads: spreads.in_training,
    "{:.3f} for a Dropout(0.2) model with training=True",
    due="about 0.49: each value is 0 or 1.25 from call to call",
    why="In training mode each call drops other values, so the answers vary.",
    tries=(*DROPOUT_MODEL, "print(spread(model, x, training=True, calls=50))   # about 0.49"),
    within=0.05,
)
NOT_IN_TRAINING = Fact(
    lambda spreads: spreads.at_prediction,
    "{:.3f} for a Dropout(0.2) model with training=False",
    due="0: at prediction nothing is dropped",
    why="The argument training says in which mode the model is called.",
    tries=(*DROPOUT_MODEL, "print(spread(model, x, training=False))   # 0"),
    within=1e-3,
)
USES = Fact(lambda spreads: spreads.uses_of_the_model, "{}")
EXACTLY_0 = Fact(lambda spreads: spreads.in_training == 0, "{}")
# Between images the answers below differ by 0.1 and more. Squares of 20 to 60, in float32, leave 0.01 of rounding.
STEADY = Fact(
    lambda asked: asked,
    lambda values: f"{max(values, key=abs):.3f} for a model without dropout",
    due="0: it answers the same in each call",
    why="What varies between images, or between classes, is not what varies between calls.",
    tries=(
        "model = keras.Sequential([keras.layers.Dense(5, 'softmax')])",
        "x = np.random.normal(size=(32, 8))",
        "print(spread(model, x, training=True))",
    ),
    within=1e-3,
)


def counting(x: np.ndarray, training: bool, calls: int) -> Fact:
    """The spread of a model that answers x, then 2 * x, 3 * x and so on."""
    return Fact(
        lambda spreads: spreads.of_counting(x, training, calls),
        "{:.3f}",
        why="Of each output value the standard deviation over all the calls is asked for, then the mean of those.",
        tries=(*COUNTING_MODEL, "print(spread(model, x, training=True, calls=2))   # 2.75"),
        within=1e-3,
    )


@points(2, function="spread")
def test_spread_tells_training_from_prediction(study, student, probes, rng):
    """spread tells training from prediction"""
    spreads = Spreads(student, probes, RATE)
    study.judge(spreads, {IN_TRAINING: 0.49, NOT_IN_TRAINING: 0.0}, beside=[USES, EXACTLY_0])
    x, kernel, bias = rng.normal(size=(32, 8)), rng.normal(size=(8, 5)), rng.normal(size=5)
    steady = [spreads.of_softmax(x, kernel, bias, training) for training in (True, False)]
    study.judge(steady, {STEADY: [0.0, 0.0]})
    study.judge([spreads.of_large(rng.uniform(20, 60, size=(32, 8)))], {STEADY: [0.0]})
    for shape, training, calls in COUNTED:
        x = rng.uniform(0.5, 1.5, size=shape) * rng.choice([-1.0, 1.0], size=shape)
        called = f"spread(model, x, training={training}, calls={calls}), where model answers x, then 2 * x, 3 * x, ..."
        fact = counting(x, training, calls)
        study.judge(spreads, {fact: due_of_counting(x, calls)}, beside=[USES], called=called)


# --- what the docstrings promise -------------------------------------------------------------------------------------


@points(1, function="spread")
def test_keeps_to_its_contract(contract, probes):
    """All three keep to their docstrings: x is left alone, chance comes from rng, defaults are as given"""

    def width_and_rate(model: Any) -> list[Any]:
        model = expect_handle(model, "keras.Model", what="a Keras model (keras.Model)")
        return head_in_numbers(model, probes, num_features=6, num_classes=3)

    contract.holds(
        Contract(
            "dropout",
            # float32, where the other checks give float64: what takes one of them without copying changes it.
            sample=lambda rng: {
                "x": values_to_drop(rng, (20, 30)).astype(np.float32),
                "rate": 0.4,
                "rng": 8,
                "training": True,
            },
            seed="rng",
            example=False,
        ),
        Contract("build_head", sample=lambda rng: {"num_features": 6, "num_classes": 3}, view=width_and_rate),
        Contract(
            "spread",
            sample=lambda rng: {"model": probes.own.counting_model([4, 3]), "x": np.ones((4, 3)), "training": True},
        ),
    )
