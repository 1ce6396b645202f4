"""Checks of 05 Categorical cross-entropy."""

from functools import cached_property
from typing import Any

import numpy as np

from autograder.checking import Handle, StudentError, called, display, expect, expect_number, malformed, note, points
from autograder.checking.contract import Contract
from autograder.checking.study import Fact, Study
from autograder.laboratories.activations import softmax_of

from .laboratory import (
    CATEGORICAL,
    LABELS,
    LEAST,
    LOSS_TOLERANCE,
    MOST,
    OUTPUTS,
    PAIR,
    SHAPE,
    TOLERANCE,
    Answer,
    Batch,
    LossBatch,
    Rows,
    Value,
    added,
    every_label,
    extremes,
    factor_of,
    in_thousandths,
    large,
    limited,
    logits,
    moderate,
    number,
    numbers,
    of_another_size,
    of_probabilities,
    probabilities,
    read,
    shares,
    told_apart,
    zeros,
)

# --- one_hot -------------------------------------------------------------------------------------------------------


def judge_one_hot(student: Any, study: Study, labels: np.ndarray, num_classes: int) -> None:
    """The student's one-hot rows of `labels` are right."""
    due = np.eye(num_classes)[labels]
    rows = numbers(student.one_hot(labels, num_classes), f"an array of shape {due.shape}", kinds="biuf")
    try_it = "print(one_hot(np.array([2, 0]), 4))   # [[0, 0, 1, 0], [1, 0, 0, 0]]"
    width = Fact(SHAPE.of, SHAPE.words, tries=try_it, is_form=True)
    places = [f"label {label}" for label in labels]
    study.judge(rows, {width: list(due.shape), Rows(np.asarray, display.array, rows=places, tries=try_it): due})


@points(1, function="one_hot")
def test_one_hot_rows(student, study, rng):
    """one_hot puts a single 1 in each row, in the column of the label"""
    judge_one_hot(student, study, every_label(rng), 4)
    judge_one_hot(student, study, np.sort(every_label(rng, 9, 3)), 3)
    # The type of the labels that come with Keras' data sets. The places in the table, 40 * 9, are more than it counts.
    judge_one_hot(student, study, every_label(rng, 40, 9).astype(np.uint8), 9)


@points(1, function="one_hot")
def test_one_hot_width(student, study, rng):
    """one_hot has a column for every class, even for those that do not occur"""
    # Neither the last class nor class 1 occurs, and the labels are not sorted. Then more classes than digits.
    judge_one_hot(student, study, rng.permutation([0, 2, 3, 3, 2]), 6)
    judge_one_hot(student, study, np.array([1, 1]), 12)


# --- crossentropy --------------------------------------------------------------------------------------------------


def due_losses(batch: Batch, why: str, tries: list[str]) -> dict[Fact, Any]:
    """The losses of a batch, and their form."""
    count = len(batch.due)
    form = Fact(
        lambda answer: "only a mean" if answer.losses is None else f"losses: {SHAPE.words(answer.losses.shape)}",
        "{}",
        due=f"{PAIR}, one loss for each of {count} images",
        why="The loss of each image shows which images the model finds hard.",
        tries=tries,
        is_form=True,
    )
    losses = Rows(lambda answer: answer.losses, rows=batch.rows, why=why, tries=tries, name=added)
    rounded = Fact(
        lambda answer: in_thousandths(answer.losses),
        {False: "losses with all their digits", True: "losses that are rounded to three digits"},
        why="Where the model is nearly sure and right, a rounded loss is 0. Only the printed example is rounded.",
        tries=tries,
    )
    return {form: f"losses: an array of shape ({count},)", losses: batch.due, rounded: False}


def due_mean(answer: Answer, batch: Batch, tries: list[str]) -> dict[Fact, Any]:
    """The mean is that of the losses: of the student's own where they can be used, as another check judges those."""
    count = len(batch.due)

    def form_of(answer: Answer) -> str:
        if answer.mean is None:
            return f"only the losses: {SHAPE.words(answer.losses.shape)}"
        if answer.turned_round:
            return "(mean, losses): the two in the other order"
        return f"{SHAPE.words(answer.mean.shape)} as the mean"

    own = answer.losses if answer.losses is not None and answer.losses.ndim else batch.due
    if not own.size or not np.isfinite(own).all() or np.ptp(own) < TOLERANCE:
        own = batch.due
    right = float(own.mean())

    def times_right(answer: Answer) -> float:
        """By how much the mean is wrong. The tolerance is far below 1/n, the least that a wrong count makes of it."""
        if answer.mean is None or answer.mean.ndim:
            return np.nan
        close = np.isclose(answer.mean, [right, batch.due.mean()], rtol=1e-4, atol=0).any()
        return 1.0 if close else float(answer.mean) / right

    mean = Fact(
        times_right,
        lambda times: f"{number(times * right)} as the mean of {count} losses",
        due=lambda _: number(right),
        why="With the mean, batches of any size can be compared, and one learning rate suits them.",
        tries=tries,
        within=TOLERANCE,
    )
    form = Fact(form_of, "{}", due=PAIR, tries=tries, is_form=True)
    return {form: "a single number as the mean", mean: 1.0}


# Keras looks for a softmax before its loss on TensorFlow alone: a right answer that relies on it overflows elsewhere.
TENSORFLOW_ONLY = "Keras computes a loss after a softmax from its logits on TensorFlow alone"
TRY_CROSSENTROPY = [
    "y = np.array([[0, 1, 0], [1, 0, 0]]); p = np.array([[0.7, 0.2, 0.1], [0.9, 0.06, 0.04]])",
    "print(crossentropy(y, p))   # losses 1.609 and 0.105, mean 0.857",
]
TRY_ZEROS = [
    "print(crossentropy(np.array([[1, 0], [0, 1]]), np.array([[0.0, 1.0], [0.0, 1.0]])))   # 16.1 and 0, mean 8.06"
]


@points(1, function="crossentropy")
def test_losses(student, study, rng):
    """crossentropy gives -log of the true class's probability for each image"""
    why = "The loss of an image is minus the natural logarithm of the probability of its true class."
    for batch in probabilities(rng):
        answer = read(student.crossentropy(batch.y, batch.outputs))
        study.judge(answer, due_losses(batch, why, TRY_CROSSENTROPY))


@points(1, function="crossentropy")
def test_mean(student, study, rng):
    """crossentropy gives the mean over the images beside the losses"""
    for batch in probabilities(rng):
        answer = read(student.crossentropy(batch.y, batch.outputs))
        study.judge(answer, due_mean(answer, batch, TRY_CROSSENTROPY))
    # Of what a probability of 0 costs, whatever that is, the mean is taken as well.
    batch = zeros(rng)
    answer = read(student.crossentropy(batch.y, batch.outputs))
    losses, known = answer.losses, np.isfinite(batch.due)
    usable = losses is not None and losses.shape == known.shape and bool((losses < MOST).all())
    if usable and np.allclose(losses[known], batch.due[known], rtol=0, atol=TOLERANCE):
        study.judge(answer, due_mean(answer, batch, TRY_ZEROS))


FIRST = "In easier cases the losses are wrong as well. Fix that first."


@points(1, function="crossentropy")
def test_probability_0(student, study, rng):
    """crossentropy stays finite where a probability is 0"""
    usual = of_probabilities(np.arange(4), shares(rng, 4, 4))
    factor = factor_of(read(student.crossentropy(usual.y, usual.outputs)), usual.due)
    batch = zeros(rng)
    low, high = (np.where(np.isinf(batch.due), bound, batch.due) for bound in (LEAST, MOST))
    answer = read(student.crossentropy(batch.y, batch.outputs))

    def within_range(answer: Answer) -> np.ndarray:
        """Losses without the factor; one in its range counts as its lower end."""
        losses = answer.beside(low)[0] / (factor or 1)
        least, most = (answer.beside(end)[1] for end in (low, high))
        if losses.shape != least.shape:
            return losses
        return np.where((losses >= least - TOLERANCE) & (losses <= most + TOLERANCE), least, losses)

    def limit(seen: np.ndarray, due: np.ndarray) -> str:
        shares_of_0 = {round(float(np.exp(-loss)), 6) for loss in seen[due == LEAST]}
        share = shares_of_0.pop() if factor and len(shares_of_0) == 1 else 0
        return (
            f"{display.number(share)} as the least probability: 1e-5 is the most it may be" if 1e-5 < share < 1 else ""
        )

    ranged = "from 11.5 to 691, which is -log(1e-5) to -log(1e-300)"
    costs = Rows(
        within_range,
        rows=batch.rows,
        ranges=[ranged if least < most else number(least) for least, most in zip(low, high, strict=True)],
        why="Raise the probabilities to a tiny number before the logarithm, or add one." if factor else FIRST,
        tries=TRY_ZEROS,
        name=limit,
    )
    shape = Fact(lambda answer: list(answer.beside(low)[0].shape), SHAPE.words, is_form=True)
    study.judge(answer, {shape: list(answer.beside(low)[1].shape), costs: answer.beside(low)[1]})


# --- crossentropy_from_logits --------------------------------------------------------------------------------------

TRY_LOGITS = [
    "y = np.array([[0, 1, 0], [1, 0, 0]]); z = np.array([[2.0, 0.0, 1.0], [3.0, 0.0, 0.0]])",
    "print(crossentropy_from_logits(y, z))   # losses 2.408 and 0.095, mean 1.251",
]
TRY_LARGE = [
    "z = np.array([[1000.0, 999.0], [-1000.0, -1001.0], [-1000.0, 1000.0]])",
    "print(crossentropy_from_logits(np.array([[1, 0], [1, 0], [1, 0]]), z))   # losses 0.313, 0.313 and 2000",
]


@points(1, function="crossentropy_from_logits")
def test_losses_from_logits(student, study, rng):
    """crossentropy_from_logits gives the losses of softmax(logits) and their mean"""
    why = "The loss of an image is log(sum(exp(z))) - z_true, which is -log(softmax(z)) at the true class."
    for batch in logits(rng):
        answer = read(student.crossentropy_from_logits(batch.y, batch.outputs))
        study.judge(answer, due_losses(batch, why, TRY_LOGITS))
        study.judge(answer, due_mean(answer, batch, TRY_LOGITS))


@points(1, function="crossentropy_from_logits")
def test_large_logits(student, study, rng):
    """crossentropy_from_logits is exact for logits of 1000 and of -1000"""
    usual = moderate(rng)
    factor = factor_of(read(student.crossentropy_from_logits(usual.y, usual.outputs)), usual.due)
    why = (
        "exp(1000) is inf, exp(-1000) is 0, and log(0) is -inf. With the largest logit of each row subtracted, exp "
        "cannot overflow and the sum is at least 1; the logit of the true class is never put through exp."
    )
    # What a wrong axis does shows only where there are more rows than classes; here it costs nothing.
    uneven = next(logits(rng))
    there = read(student.crossentropy_from_logits(uneven.y, uneven.outputs)).beside(uneven.due)[0]
    elsewhere, has_factor = Fact(lambda _: there, number, within=TOLERANCE), Fact(lambda _: factor is not None, "{}")
    for batch in large(rng):
        answer = read(student.crossentropy_from_logits(batch.y, batch.outputs))
        due = answer.beside(batch.due)[1]
        shape = Fact(lambda answer, batch=batch: list(answer.beside(batch.due)[0].shape), SHAPE.words, is_form=True)
        losses = Rows(
            lambda answer, batch=batch: answer.beside(batch.due)[0] / (factor or 1),
            rows=[f"the logits {row}" for row in batch.rows],
            why=why if factor else FIRST,
            tries=TRY_LARGE,
            name=limited if factor else None,
        )
        study.judge(answer, {has_factor: factor is not None, shape: list(due.shape), losses: due}, beside=[elsewhere])


# --- choose_loss ---------------------------------------------------------------------------------------------------


class Chosen:
    """The loss that the student chose for one case, and what it makes of a batch."""

    def __init__(self, student: Any, probes: Any, batch: LossBatch, labels: str, outputs: str):
        self.probes, self.batch, self.labels, self.outputs = probes, batch, labels, outputs
        self.loss = student.choose_loss(labels, outputs)
        alone = self.loss[0] if isinstance(self.loss, list | tuple) and len(self.loss) == 1 else self.loss
        if not isinstance(alone, str | Handle):
            malformed(got=display.kind(self.loss), expected="a loss: a name, a function or a loss object")

    @cached_property
    def own(self) -> Value:
        """With labels in the form that the loss is for."""
        return self.value(self.batch, self.labels)

    @cached_property
    def turned(self) -> Value:
        """With labels in the other form."""
        return self.value(self.batch, LABELS[1 - LABELS.index(self.labels)])

    def value(self, batch: LossBatch, labels: str) -> Value:
        try:
            seen = self.probes.own.value(self.loss, batch.labels[labels], batch.outputs[self.outputs])
        except StudentError as error:
            return Value(described(error), labels)
        return batch.told(expect(seen, dtype=float, finite=False), labels, self.outputs)

    def fact(self, seen: Any, value: Value, batch: LossBatch, due: str) -> Fact:
        """A fact of what the loss makes of a batch."""
        text = f'loss = choose_loss("{self.labels}", "{self.outputs}"); the loss of a batch with {value.labels} labels'
        called(text, labels=batch.labels[value.labels], **{self.outputs: batch.outputs[self.outputs]})
        right = f"{number(batch.known[self.outputs][0][2].mean())}, {due}"
        return Fact(lambda _: seen, lambda _: value.in_words, right, tries=self.try_it(), within=LOSS_TOLERANCE)

    def stays_finite(self, value: Value) -> Fact:
        """A fact of what the loss makes of `extremes`."""
        labels = "[1]" if self.labels == "integer" else "[[0.0, 1.0]]"
        outputs = "[[1.0, 0.0]]" if self.outputs == "probabilities" else "[[1000.0, -1000.0]]"
        return Fact(
            lambda _: not isinstance(value.seen, str) and bool(np.isfinite(value.seen).all()),
            lambda _: value.in_words,
            "a finite loss, however wrong the outputs are",
            why="A single inf or nan ruins all the weights.",
            tries=[self.try_it()[0], f"print(loss(np.array({labels}), np.array({outputs})))"],
        )

    def try_it(self) -> list[str]:
        """Lines that show the loss of two images in plain Python."""
        labels = "[1, 0]" if self.labels == "integer" else "[[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]"
        if self.outputs == "probabilities":
            outputs, answer = "[[0.2, 0.7, 0.1], [0.6, 0.3, 0.1]]", 0.434
        else:
            outputs, answer = "[[0.0, 2.0, 1.0], [1.0, 0.0, -1.0]]", 0.408
        return [
            f'loss = keras.losses.get(choose_loss("{self.labels}", "{self.outputs}"))',
            f"print(loss(np.array({labels}), np.array({outputs})))   # {answer}, the mean",
        ]

    def moves(self, labels: str) -> str:
        """Whether a training step with the loss moves the weights, in words."""
        activation = "softmax" if self.outputs == "probabilities" else None
        called(f'fit, with loss=choose_loss("{self.labels}", "{self.outputs}")')
        try:
            moved = self.probes.own.moved_by_one_step(self.loss, self.batch.labels[labels], 4, activation)
        except StudentError as error:
            return described(error)
        return "weights that move" if expect_number(moved) > 1e-4 else "weights that do not move in a training step"


def described(error: StudentError) -> str:
    """Type and message of an exception; those of TensorFlow are long."""
    lines = [line.strip() for line in error.message.splitlines() if line.strip()]
    return f"{error.type}: {' '.join(lines[:2])[:200]}"


def four_cases(student: Any, probes: Any, batch: LossBatch) -> list[Chosen]:
    return [Chosen(student, probes, batch, labels, outputs) for labels in LABELS for outputs in OUTPUTS]


@points(1, function="choose_loss")
def test_loss_for_labels(student, study, probes, rng):
    """choose_loss gives the categorical cross-entropy for the way in which the labels are written"""
    batch = told_apart(rng)
    for chosen in four_cases(student, probes, batch):
        # Whether from_logits is right is judged by the next check.
        own = chosen.own
        found = own.family if own.family == CATEGORICAL else [own.family or own.seen, chosen.turned.family]
        study.judge(
            chosen, {chosen.fact(found, own, batch, "the categorical cross-entropy of this batch"): CATEGORICAL}
        )


@points(1, function="choose_loss")
def test_loss_for_outputs(student, study, probes, rng):
    """choose_loss sets from_logits as the outputs need it, and fit can train with the loss"""
    batch, other = told_apart(rng), of_another_size(rng)
    for chosen in four_cases(student, probes, batch):
        value = chosen.own
        if not value.family and chosen.turned.family:
            # That it is for the other form of labels is told by the check before; here it is judged with those.
            value = chosen.turned
            case = f'choose_loss("{chosen.labels}", "{chosen.outputs}")'
            note(f"{case} was judged with {value.labels} labels here, which it takes.")
        kind = [value.taken, value.reduction] if value.family else value.seen
        study.judge(chosen, {chosen.fact(kind, value, batch, "the mean over 6 images"): ["right", "mean"]})
        # Binary cross-entropy, which the check before tells, passes here.
        due = next((losses.mean() for family, _, losses in other.known[chosen.outputs] if family == value.family), 0)
        there = chosen.value(other, value.labels)
        study.judge(chosen, {chosen.fact(there.seen, there, other, "the mean over 3 images, of 5 classes"): due})
        trains = Fact(lambda seen: seen, "{}", due="a loss that fit can train with")
        study.judge(chosen.moves(value.labels), {trains: "weights that move"})
        extreme = chosen.value(extremes(), value.labels)
        study.judge(chosen, {chosen.stays_finite(extreme): True})


# --- crossentropy_gradient -----------------------------------------------------------------------------------------


@points(0, function="crossentropy_gradient")
def test_gradient(student, study, sandbox, rng):
    """Bonus: crossentropy_gradient is (softmax(logits) - labels) / n"""
    tries = [
        "y = np.array([[1, 0], [1, 0]]); z = np.array([[0.0, 0.0], [1000.0, -1000.0]])",
        "print(crossentropy_gradient(y, z))   # [[-0.25, 0.25], [0, 0]]",
    ]
    for batch in (*logits(rng), *large(rng)):
        due = (softmax_of(batch.outputs) - batch.y) / len(batch.y)
        kept = sandbox.put(batch.outputs)
        slopes = numbers(student.crossentropy_gradient(batch.y, kept), f"an array of shape {due.shape}")
        called("crossentropy_gradient(one_hot_labels, logits)", one_hot_labels=batch.y, logits=batch.outputs)
        rows = [f"the logits {row}" for row in batch.rows]
        # Differences of the loss, a right way to get there, are good to about 1e-6.
        values = Rows(np.asarray, lambda row: display.array(row.round(4)), within=1e-4, rows=rows, tries=tries)
        left = Fact(
            lambda _, kept=kept, before=batch.outputs: np.array_equal(
                expect(sandbox.fetch(kept), finite=False), before
            ),
            {True: "logits that are as they were", False: "a right answer, but the caller's own logits have changed"},
            tries=["z = np.array([[2.0, 0.0]]); crossentropy_gradient(np.array([[1, 0]]), z)", "print(z)   # [[2, 0]]"],
        )
        study.judge(slopes, {SHAPE: list(due.shape), values: due, left: True})


# --- What the stubs promise ----------------------------------------------------------------------------------------


def losses_in(value: Any) -> np.ndarray:
    losses = read(value).losses
    return np.asarray(np.nan) if losses is None else losses


@points(1, function="crossentropy")
def test_keeps_to_its_contract(contract):
    """Every function does what its docstring says: the example, arguments left alone, a batch of one"""
    contract.holds(
        Contract(
            "one_hot",
            sample=lambda rng: {"labels": np.array([3, 0, 3, 1]), "num_classes": 5},
            batch=("labels",),
            view=lambda rows: numbers(rows, "an array", kinds="biuf").astype(float),
        ),
        Contract(
            "crossentropy",
            # float32, where the other checks give float64: what takes one of them without copying changes it. Not 0, as
            # the least number that the docstring allows is 0 in float32.
            sample=lambda rng: {
                "one_hot_labels": np.eye(4, dtype=np.float32)[[1, 3, 0, 2]],
                "probabilities": np.maximum(zeros(rng).outputs, 1e-9).astype(np.float32),
            },
            batch=("one_hot_labels", "probabilities"),
            view=losses_in,
        ),
        Contract(
            "crossentropy_from_logits",
            # The last row is one that a function may want to limit; the first one is what is compared.
            sample=lambda rng: {
                "one_hot_labels": np.eye(3, dtype=np.float32)[[1, 2, 0]],
                "logits": np.float32(np.vstack([rng.normal(size=(2, 3)), [[-1000.0, 1000.0, 0.0]]])),
            },
            batch=("one_hot_labels", "logits"),
            view=losses_in,
        ),
        Contract("choose_loss", example=False),
        # It is worth no points, so what it does to its arguments costs none.
        Contract("crossentropy_gradient", example=False, changes=("one_hot_labels", "logits")),
    )
