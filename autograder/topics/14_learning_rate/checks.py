"""Checks of 14 Learning rate.

Steps are compared with a line of NumPy, trainings of one softmax layer with its gradient descent computed by hand, and
a choice with made-up histories.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.checking import called, display, expect, expect_list, expect_number, points
from autograder.checking.contract import Contract
from autograder.checking.study import Answers, Fact

from .laboratory import HISTORY_IN_WORDS, Choice, Sweep, Vectors

TENSORFLOW_ONLY = "NumPy arrays and tensors of Keras can be multiplied with each other on TensorFlow alone"

# What is asked: arrays of one axis, two and none, weights and gradients of both signs and 0, rates above 1 and 0;
# two classes and more, one epoch and several, rates in no order.
SHAPES = ((3,), (2, 3), (), (1, 4))
SWEEPS = ((24, 5, 3, (0.5, 0.02, 2.0), 3), (20, 3, 2, (1.0, 0.1), 2), (32, 4, 4, (0.3,), 1))
NAN = float("nan")


# --- sgd_step --------------------------------------------------------------------------------------------------------


STEP = Answers(
    lambda answer: [answer],
    why="The loss rises along the gradient, so a step goes the other way. The rate says how far.",
    tries="print(sgd_step(np.array([1.0, -2.0, 3.0]), np.array([20.0, -1.0, 0.0]), 0.5))  # [-9, -1.5, 3]",
)


def drawn(rng: np.random.Generator, shape: tuple[int, ...], is_positive: bool = False) -> np.ndarray:
    """Values of both signs, none of them near 0."""
    values = rng.uniform(0.3, 2.5, size=shape) * (1.0 if is_positive else rng.choice([-1.0, 1.0], size=shape))
    return np.asarray(values).round(2)


@points(1, function="sgd_step")
def test_against_the_gradient(student, study, rng):
    """sgd_step goes against the gradient, as far as the rate says"""
    for shape, rate in zip((*SHAPES, (5,)), (0.5, 0.1, 2.0, 0.03, 0.0), strict=True):
        w, gradient = drawn(rng, shape), drawn(rng, shape)
        if shape == (2, 3):
            gradient[0], gradient[1] = 0, 40 * gradient[1]
        answer = expect(student.sgd_step(w, gradient, rate), shape=shape, dtype=float)
        study.judge(answer, {STEP: [w - rate * gradient]})


# --- rmsprop_step ----------------------------------------------------------------------------------------------------


TRY_RMSPROP = (
    "w, gradient, mean = np.array([1.0, 1.0]), np.array([2.0, -0.5]), np.array([4.0, 1.0])",
    "new_w, new_mean = rmsprop_step(w, gradient, mean, learning_rate=0.1, rho=0.75)",
)
MEAN = Answers(
    lambda asked: [asked[1]],
    why="rho is the share of the old mean that stays; the squared gradient makes up the rest.",
    tries=(*TRY_RMSPROP, "print(new_mean)  # [4, 0.8125]"),
)
# A step with the student's own mean is right as well: the mean is judged in another check.
RMS_STEP = Answers(
    lambda asked: [asked[0]],
    why="Each gradient is divided by the root of its new mean square, so that all weights take similar steps.",
    tries=(*TRY_RMSPROP, "print(new_w)  # [0.9, 1.0555]"),
    within=1e-4,
)
STAYS = Fact(
    lambda asked: asked[0],
    lambda values: f"new weights {display.array(np.asarray(values))}",
    why="Without epsilon, a weight with a gradient of 0 all along would be 0 / 0 on: nan, and so would all after it.",
    tries="print(rmsprop_step(np.array([1.0, 2.0]), np.array([0.0, 0.5]), np.zeros(2), 0.1)[0])  # [1, 1.6838]",
    within=1e-4,
)
EPSILON = Fact(
    lambda asked: asked,
    lambda values: f"new weights {display.array(np.asarray(values))}",
    why="epsilon is an argument. It is added to the mean under the root, or to the root.",
    tries=(
        "ones = np.ones(1)",
        "print(rmsprop_step(ones, ones, ones, 1.0, 0.5, epsilon=3.0))  # new weight 0.5 or 0.75, new mean 1",
    ),
    within=1e-4,
)


def rms_asked(student: Any, *given: Any) -> list[np.ndarray]:
    """The student's weights and mean."""
    both = expect_list(student.rmsprop_step(*given), 2)
    return [expect(each, shape=np.shape(given[0]), dtype=float, finite=False) for each in both]


def stepped(w: np.ndarray, gradient: np.ndarray, mean: np.ndarray, rate: float, epsilon: float = 1e-7) -> np.ndarray:
    """A step with this mean, as Keras takes it."""
    with np.errstate(all="ignore"):
        return w - rate * gradient / np.sqrt(mean + epsilon)


def rms_cases(rng: np.random.Generator) -> list[Any]:
    rates, rhos = (0.1, 0.05, 1.5, 0.01), (0.75, 0.9, 0.0, 0.5)
    return [
        (drawn(rng, shape), drawn(rng, shape), drawn(rng, shape, True), rate, rho)
        for shape, rate, rho in zip(SHAPES, rates, rhos, strict=True)
    ]


@points(1, function="rmsprop_step")
def test_running_mean_of_squares(student, study, rng):
    """rmsprop_step gives the new running mean of the squared gradients"""
    for w, gradient, mean, rate, rho in rms_cases(rng):
        asked = rms_asked(student, w, gradient, mean, rate, rho)
        study.judge(asked, {MEAN: [rho * mean + (1 - rho) * gradient**2]}, beside=[RMS_STEP])


@points(1, function="rmsprop_step")
def test_divided_by_its_root(student, study, rng):
    """rmsprop_step divides the gradient by the root of the new mean"""
    for w, gradient, mean, rate, rho in rms_cases(rng):
        asked = rms_asked(student, w, gradient, mean, rate, rho)
        due = stepped(w, gradient, rho * mean + (1 - rho) * gradient**2, rate)
        if not np.allclose(asked[0], due, atol=1e-4):
            due = stepped(w, gradient, asked[1], rate)
        study.judge(asked, {RMS_STEP: [due]}, beside=[MEAN])


@points(0.5, function="rmsprop_step")
def test_a_gradient_of_zero(student, study, rng):
    """rmsprop_step does not move a weight whose gradient is 0, and takes epsilon as given"""
    w, gradient = drawn(rng, (4,)), drawn(rng, (4,))
    gradient[1:3] = 0
    asked = rms_asked(student, w, gradient, np.zeros(4), 0.1)
    # The weights that move are judged elsewhere.
    due = np.where(gradient == 0, w, asked[0])
    study.judge(asked, {STAYS: due if np.any(asked[0] != w) else stepped(w, gradient, 0.1 * gradient**2, 0.1)})
    given = w, drawn(rng, (4,)), drawn(rng, (4,), True), 0.5, 0.5, 2.0
    moved_to, mean = rms_asked(student, *given)
    inside, without = (stepped(*given[:2], mean, 0.5, epsilon) for epsilon in (2.0, 0.0))
    outside = w - 0.5 * given[1] / (np.sqrt(np.maximum(mean, 0)) + 2.0)
    if not np.allclose(moved_to, outside, atol=1e-4):
        is_like_others = any(np.allclose(moved_to, other, atol=1e-4) for other in (without, inside))
        # Where the step is wrong in another way, the check before has said so.
        study.judge(moved_to, {EPSILON: inside if is_like_others else moved_to})


# --- sweep -----------------------------------------------------------------------------------------------------------

TRY_SWEEP = (
    "x = np.array([[1.0, 0.0], [0.0, 1.0]]); y = np.array([0, 1])",
    "make_model = lambda: keras.Sequential([keras.Input((2,)), keras.layers.Dense(2, activation='softmax')])",
)
KEYS = Fact(
    lambda sweep: sweep.keys,
    lambda keys: f"histories for the rates {', '.join(map(display.number, keys)) or 'none'}",
    why="Each rate has its history, under the rate itself.",
    tries=(*TRY_SWEEP, "print(list(sweep(make_model, [0.5, 0.1], (x, y), (x, y), 1, 3)))  # 0.5 and 0.1"),
)
FIRST = Fact(
    lambda sweep: sweep.first_losses,
    lambda losses: f"before the first step a loss of {', '.join(f'{loss:.4f}' for loss in losses)} for the rates",
    due=lambda losses: f"before the first step the same loss for each rate: {', '.join(f'{v:.4f}' for v in losses)}",
    why="If the trainings begin from other weights, you compare beginnings, and not rates.",
    tries=(
        *TRY_SWEEP,
        "for history in sweep(make_model, [5.0, 0.1, 1.0], (x, y), (x, y), 2, 3).values(): print(history['loss'][0])",
    ),
    within=1e-4,
)
MADE = Fact(lambda sweep: sweep.made, "{} models made")


def values_of(name: str, why: str) -> Fact:
    def in_words(values: Sequence[Sequence[float]]) -> str:
        rows = [", ".join(f"{value:.3f}" for value in row[:5]) for row in values]
        return f"{name} by rate: {'; '.join(rows)}"

    return Fact(
        lambda sweep: sweep.of(name),
        in_words,
        why=why,
        tries=(
            *TRY_SWEEP,
            "found = sweep(make_model, [0.001, 5.0], (x, y), (x, 1 - y), 3, 3)",
            f"for rate, history in found.items(): print(rate, history['{name}'])  # 5.0: loss near 0, val_loss rises",
        ),
        within=2e-3,
    )


TRY_MANY = (
    "x, y, models = np.random.rand(70, 2), np.arange(70) % 2, []",
    TRY_SWEEP[1],
    "_ = sweep(lambda: models.append(make_model()) or models[-1], [0.5], (x, y), (x, 1 - y), 8, 3)",
)
STEPS = Fact(
    lambda sweep: sweep.steps,
    lambda steps: f"{' or '.join(map(str, steps))} step{'s' * (steps != [1])} in an epoch",
    due="{0[0]}: the usual batches of fit hold 32, the last one fewer",
    why="With another batch size there is another number of steps, and the rate that is best is another, too.",
    tries=(*TRY_MANY, "print(models[-1].optimizer.iterations.numpy() / 8)  # expected: 3.0"),
)
EPOCHS = Fact(
    lambda sweep: [len(history) for history in sweep.of("loss")],
    lambda counts: f"{' and '.join(map(str, counts))} epochs",
    why="Rates are compared over the same epochs. A training that ends before the others has had less time.",
    tries=(
        TRY_SWEEP[0],
        TRY_SWEEP[1],
        "print(len(sweep(make_model, [0.5], (x, y), (x, 1 - y), 8, 3)[0.5]['loss']))  # expected: 8",
    ),
)
KEPT = Fact(
    lambda sweep: sweep.last_rates,
    lambda rates: f"a rate of {' and '.join(map(display.number, rates))} at the end of the training",
    why="A rate that changes on the way is not the one that is being tried.",
    tries=(*TRY_MANY, "print(float(models[-1].optimizer.learning_rate))  # expected: 0.5"),
)
LOSSES = values_of(
    "loss", "Each training takes its steps at its own rate, with plain SGD, for as many epochs as asked."
)
VAL_LOSSES = values_of("val_loss", "The val_ values are measured on the validation images, after each epoch.")
VAL_ACCURACIES = values_of("val_accuracy", "The val_ values are measured on the validation images, after each epoch.")


def sweeps(student: Any, probes: Any, rng: np.random.Generator) -> Any:
    for images, features, classes, rates, epochs in SWEEPS:
        vectors = Vectors(rng, images, features, classes)
        yield Sweep(student, probes, vectors, rates, epochs, int(rng.integers(1000)))


@points(1.5, function="sweep")
def test_same_first_weights_for_each_rate(student, probes, study, rng):
    """sweep begins with the same first weights for each rate"""
    for sweep in sweeps(student, probes, rng):
        facts: dict[Fact, Any] = {KEYS: sorted(map(float, sweep.rates))}
        # After several steps in an epoch its loss says nothing of the first weights; another check sees those steps.
        if sweep.steps == [1]:
            facts[FIRST] = sweep.first_losses[:1] * len(sweep.rates)
        study.judge(sweep, facts, beside=[MADE])


@points(1.5, function="sweep")
def test_trains_at_each_rate(student, probes, study, rng):
    """sweep trains at each rate with SGD, and returns the whole histories"""
    for sweep in sweeps(student, probes, rng):
        study.judge(sweep, {KEYS: sorted(map(float, sweep.rates)), STEPS: [1]})
        facts = {LOSSES: "loss", VAL_LOSSES: "val_loss", VAL_ACCURACIES: "val_accuracy"}
        study.judge(sweep, {fact: sweep.due(name) for fact, name in facts.items()})
    # More than a batch; and the loss for validation rises, so that callbacks which wait for that have their way.
    contrary = Vectors(rng, 70, 4, 2, apart=2.0).contrary()
    sweep = Sweep(student, probes, contrary, (0.3,), 8, int(rng.integers(1000)))
    study.judge(sweep, {STEPS: [3], EPOCHS: [8], KEPT: [0.3]})


AGAIN = Fact(
    lambda losses: bool(abs(losses[0] - losses[1]) < 1e-4),
    {True: "the same first weights for the same seed", False: "other first weights in the second call, for one seed"},
    why="Whoever passes a seed wants to be able to repeat the sweep.",
    tries=(
        *TRY_SWEEP,
        "for _ in range(2): print(sweep(make_model, [0.1], (x, y), (x, y), 1, 3)[0.1]['loss'])  # twice the same",
    ),
)
OTHER = Fact(
    lambda losses: bool(abs(losses[0] - losses[2]) > 1e-4),
    {True: "other first weights for another seed", False: "the same first weights for two seeds"},
    why="The result for one choice of first weights may be luck: with another seed you can look again.",
    tries=(
        *TRY_SWEEP,
        "for seed in (3, 4): print(sweep(make_model, [0.1], (x, y), (x, y), 1, seed)[0.1]['loss'])  # two losses",
    ),
)


@points(0.5, function="sweep")
def test_the_seed_decides(student, probes, study, rng):
    """sweep draws the first weights from the seed that it gets"""
    vectors = Vectors(rng, 12, 6, 3)
    one = int(rng.integers(1000))
    found = [Sweep(student, probes, vectors, (0.1,), 1, seed).first_losses for seed in (one, one, one + 7)]
    losses = [expect_number(expect_list(each, 1)[0]) for each in found]
    study.judge(losses, {AGAIN: True, OTHER: True}, called=f"sweep with the seeds {one}, {one} and {one + 7}")


# --- choose ----------------------------------------------------------------------------------------------------------

LAST_THREE = (
    "A single epoch may be lucky, and a quick beginning is not a good end. So the mean of the last three decides."
)
SMALLEST = "A small rate that is as good is the safer one. What counts as equally good is the tolerance."
LOST = "Once a loss is nan, so are the weights, and all answers are the same. Its accuracy is that of guessing, if any."

# The comments say what would choose another. No other mean is within 0.05 of the best.
BY_MEAN = (
    Choice(
        (
            (1.0, [0.2, 0.5, 0.5, 0.6, 0.92], {}),  # the last epoch
            (0.3, [0.6, 0.9, 0.95, 0.6, 0.6], {}),  # all epochs; the best epoch
            (0.1, [0.1, 0.2, 0.79, 0.8, 0.8], {"accuracy": [0.5] * 5}),
            (0.03, [0.3, 0.4, 0.5, 0.5, 0.5], {"accuracy": [0.9] * 5, "val_loss": [0.1] * 5}),  # another value
        ),
        0.1,
    ),
    # The median.
    Choice(((0.4, [0.8, 0.8, 0.82], {}), (0.02, [0.3, 0.9, 0.95], {}), (0.1, [0.4, 0.8, 0.9], {})), 0.4),
    Choice(
        (
            (0.5, [0.4, 0.4, 0.7, 0.7, 0.7, 0.7], {}),
            (0.1, [0.9, 0.9, 0.9, 0.2, 0.85, 0.85], {}),  # the first three; the last two
            (0.2, [0.8, 0.8, 0.95, 0.6, 0.65, 0.65], {}),  # the last four
        ),
        0.5,
    ),
    # The first three; all.
    Choice(
        ((0.5, [0.9, 0.9, 0.9, 0.2, 0.2, 0.2], {}), (1.0, [0.1, 0.1, 0.1, 0.75, 0.75, 0.75], {}), (0.1, [0.6] * 6, {})),
        1.0,
    ),
    # Fewer than three epochs.
    Choice(((0.05, [0.3, 0.7], {}), (0.2, [0.6, 0.6], {}), (0.01, [0.9, 0.1], {})), 0.2),
    Choice(((0.5, [0.7], {}), (0.05, [0.4], {}), (2.0, [0.5], {})), 0.5),
    # Divided by 3 all the same.
    Choice(((0.05, [0.55, 0.55], {}), (0.2, [0.6, 0.6], {})), 0.2, 0.04),
)


def even(*scores: tuple[float, float]) -> Any:
    """Rates with the same accuracy in each of three epochs."""
    return tuple((rate, [score] * 3, {}) for rate, score in scores)


WITHIN = (
    Choice(even((0.3, 0.8), (0.1, 0.793), (0.01, 0.787)), 0.1),
    Choice(even((0.3, 0.8), (0.1, 0.793), (0.01, 0.765)), 0.1, 0.03),
    Choice(even((0.1, 0.8), (0.05, 0.77), (0.3, 0.792)), 0.05, 0.04),
    Choice(even((2.0, 0.9), (0.3, 0.9), (0.5, 0.9)), 0.3, 0.0),
    # A tolerance in percent would include it, the best alone would not.
    Choice(even((0.3, 0.8), (0.1, 0.7996)), 0.1, 0.05),
    # A share of the best instead of a difference.
    Choice(even((0.1, 0.4), (0.02, 0.33)), 0.02, 0.1),
    # Best alone; and each within the tolerance of the next.
    Choice(even((0.02, 0.88), (0.1, 0.9)), 0.1, 0.0),
    Choice(even((0.01, 0.6), (0.1, 0.63), (0.3, 0.66)), 0.1, 0.04),
    Choice(even((0.01, 0.7), (1.0, 0.3)), 0.01, 0.05),
)
WITH_NAN = (
    Choice(((0.1, [0.7] * 3, {}), (3.0, [0.75] * 3, {"loss": [2.0, NAN, NAN], "val_loss": [NAN] * 3})), 0.1),
    Choice(((0.3, [0.7] * 3, {}), (0.1, [0.7] * 3, {"val_loss": [1.0, 1.0, NAN]})), 0.3),
    Choice(((0.3, [0.7] * 4, {}), (0.1, [0.7] * 4, {"loss": [NAN, 0.6, 0.5, 0.4]})), 0.3),
    Choice(((1.0, [NAN] * 3, {"accuracy": [0.3] * 3}), (0.3, [0.6] * 3, {}), (0.1, [0.5] * 3, {})), 0.3),
    Choice(((0.2, [0.6, 0.7, 0.7], {}), (0.5, [0.8, 0.9, 0.9], {"accuracy": [NAN, 0.5, 0.5]})), 0.2),
    # As the best one, a lost training would shut out all others.
    Choice(((0.3, [0.57] * 3, {}), (0.5, [0.72] * 3, {}), (3.0, [0.78] * 3, {"loss": [2.0, NAN, NAN]})), 0.5),
)


def judge_choices(student: Any, probes: Any, study: Any, rng: np.random.Generator, own: int, why: str) -> None:
    """The student's choice in these cases; those in all of them tell mistakes apart."""

    def chosen(choice: Choice) -> float:
        return expect_number(probes.own.chosen(student.choose, choice.histories, choice.tolerance))

    cases = [[choice.moved(rng) for choice in choices] for choices in (BY_MEAN, WITHIN, WITH_NAN)]
    every = Fact(lambda _: [chosen(choice) for choices in cases for choice in choices], "{}")
    for choice in cases[own]:
        fact = Fact(
            lambda answer: answer,
            lambda rate: f"the rate {display.number(rate)}",
            why=why,
            tries=(HISTORY_IN_WORDS, f"print({choice.call})  # {choice.due}"),
        )
        answer = chosen(choice)
        shown = "; ".join(f"{rate}: {', '.join(map(str, values))}" for rate, values, _ in choice.runs)
        given = "" if choice.tolerance is None else f", tolerance={choice.tolerance}"
        called(f"choose(histories{given}), with these val_accuracy by rate: {shown}")
        study.judge(answer, {fact: choice.due}, beside=[every])


@points(1, function="choose")
def test_mean_of_the_last_three_epochs(student, probes, study, rng):
    """choose goes by the mean validation accuracy of the last three epochs"""
    judge_choices(student, probes, study, rng, 0, LAST_THREE)


@points(1, function="choose")
def test_smallest_that_is_as_good(student, probes, study, rng):
    """choose takes the smallest rate that is within the tolerance of the best"""
    judge_choices(student, probes, study, rng, 1, SMALLEST)


@points(0.5, function="choose")
def test_lost_trainings_do_not_count(student, probes, study, rng):
    """choose leaves out trainings with a nan"""
    judge_choices(student, probes, study, rng, 2, LOST)


# --- the stubs' promises ---------------------------------------------------------------------------------------------


@points(0.5, function="rmsprop_step")
def test_keeps_to_its_contract(contract):
    """The examples hold, defaults are as given, and arguments stay as they are"""

    def sample(rng: np.random.Generator) -> dict[str, Any]:
        return {"w": drawn(rng, (3,)), "gradient": drawn(rng, (3,)), "learning_rate": 0.1}

    contract.holds(
        Contract("sgd_step", sample=sample),
        Contract("rmsprop_step", sample=lambda rng: sample(rng) | {"mean_square": drawn(rng, (3,), True)}),
        Contract("sweep", example=False),
        Contract("choose"),
    )
