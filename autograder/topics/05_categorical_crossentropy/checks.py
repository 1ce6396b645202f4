"""Checks of 05 Categorical cross-entropy."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checking import (
    Handle,
    StudentError,
    array_of,
    called,
    display,
    expect,
    expect_number,
    fail,
    malformed,
    note,
    points,
)
from autograder.checking.naming import agree, name_of

from .laboratory import (
    TOLERANCE,
    Predictions,
    added_to,
    averaged,
    losses_of,
    mistakes_with,
    mistakes_with_0,
    mistakes_with_large_logits,
    mistakes_with_logits,
    softmax_of,
)

IMAGES, CLASSES = 6, 4


def numbers(value: Any, expected: str, kinds: str = "iuf") -> np.ndarray:
    """`value` as an array of numbers: an array, a number, a list of those, or a generator."""
    if isinstance(value, Handle):
        return expect(value, dtype="number", finite=False)
    array = array_of(value)
    if array is None or array.dtype.kind not in kinds:
        malformed(got=display.kind(value), expected=expected)
    return array.astype(np.float64)


def random_labels(rng: np.random.Generator) -> np.ndarray:
    """IMAGES labels in which each of CLASSES occurs."""
    return rng.permutation(np.resize(np.arange(CLASSES), IMAGES))


def random_logits(rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    """Logits from 0.2 to 2.2: a mistake that takes them for probabilities can take their logarithm."""
    return rng.uniform(0.2, 2.2, size=shape)


# --- one_hot -------------------------------------------------------------------------------------------------------


def judge_one_hot(student: Any, labels: np.ndarray, num_classes: int) -> None:
    """The student's one-hot rows of `labels` are right."""
    expected = np.eye(num_classes)[labels]
    got = numbers(student.one_hot(labels, num_classes), f"an array of shape {expected.shape}", kinds="biuf")
    if agree(got, expected, TOLERANCE):
        return
    present = np.unique(labels)
    any_row = np.eye(num_classes)[labels].max(axis=0, keepdims=True)
    wide = np.eye(num_classes + 2)
    mistakes: Predictions = [
        ("classes that count from 1: here the first class is 0", np.eye(num_classes)[labels - 1]),
        ("classes that count from 1: here the first class is 0", np.eye(num_classes, k=-1)[labels]),
        ("classes that count from 1: here the first class is 0", np.eye(num_classes, k=1)[labels]),
        ("one column more than classes: they count from 0, so num_classes columns suffice", wide[labels, :-1]),
        ("one column more than classes: they count from 0, so num_classes columns suffice", wide[labels + 1, :-1]),
        ("a transposed table: one row for each image, one column for each class", expected.T),
        (
            "a 1 for every label in every row: name the rows as well, result[np.arange(n), labels]",
            any_row.repeat(len(labels), axis=0),
        ),
        ("one row for all labels: each label has a row of its own", any_row[0]),
        ("the label itself in place of 1", expected * labels[:, None]),
        ("0 and 1 the wrong way round", 1 - expected),
        ("10 classes, fixed in the code: use num_classes", np.eye(10)[labels]),
    ]
    if len(present) < num_classes:
        mistakes += [
            ("as many columns as the largest label that occurs needs", np.eye(labels.max() + 1)[labels]),
            ("columns only for the classes that occur", (labels[:, None] == present).astype(float)),
        ]
    name = name_of(got, mistakes, TOLERANCE)
    try_it = "print(one_hot(np.array([2, 0]), 4))   # [[0, 0, 1, 0], [1, 0, 0, 0]]"
    if got.shape != expected.shape:
        malformed(
            got=f"an array of shape {display.shape(got.shape)}" if got.ndim else "a single number",
            expected=f"shape {display.shape(expected.shape)}: {len(labels)} labels, {num_classes} classes",
            why="A batch need not hold every class, but each batch needs the same columns."
            if "occur" in (name or "")
            else None,
            looks_like=name,
            try_it=try_it,
        )
    row = int(np.argmax(np.abs(got - expected).max(axis=1)))
    fail(
        got=f"{display.array(got[row])} for label {labels[row]}",
        expected=display.array(expected[row]),
        looks_like=name,
        try_it=try_it,
    )


@points(1, function="one_hot")
def test_one_hot_rows(student, rng):
    """one_hot puts a single 1 in each row, in the column of the label"""
    judge_one_hot(student, random_labels(rng), CLASSES)


@points(1, function="one_hot")
def test_one_hot_width(student, rng):
    """one_hot has a column for every class, also for those that do not occur"""
    # Neither the last class nor class 1 occurs, and the labels are not sorted.
    judge_one_hot(student, rng.permutation([0, 2, 3, 3, 2]), 6)


# --- crossentropy --------------------------------------------------------------------------------------------------


def described_row(table: np.ndarray, row: int, label: int | None = None) -> str:
    """A row of probabilities or logits and its true class, by default the one on the diagonal."""
    return f"{display.array(table[row])} with true class {row if label is None else label}"


PAIR = "(losses, mean): an array of shape (n,) and a single number"


@dataclass(frozen=True)
class Answer:
    """What `crossentropy` or `crossentropy_from_logits` gave, its parts told apart by their axes.

    Attributes:
        losses: None where only a single number came.
        mean: None where only an array came.
    """

    losses: np.ndarray | None
    mean: np.ndarray | None
    turned_round: bool = False

    def beside(self, expected: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """What came and what was due, in a form that can be compared: the losses, else the mean.

        What is wrong with the form of the losses is judged in one check of each function; the others see past it.
        """
        if self.losses is None or not self.losses.ndim:
            return np.atleast_1d(self.mean), expected.mean(keepdims=True)
        if self.losses.ndim == 2 and self.losses.shape[0] == expected.size:
            return self.losses.sum(axis=1), expected
        return self.losses, expected


def read(value: Any) -> Answer:
    """The parts of what the student's function gave; ends the check if they are no numbers."""
    if isinstance(value, list | tuple) and len(value) == 2:
        first, second = (numbers(part, PAIR) for part in value)
        return Answer(second, first, turned_round=True) if second.ndim > first.ndim else Answer(first, second)
    only = numbers(value, PAIR)
    return Answer(only, None) if only.ndim else Answer(None, only)


def ask(function: Any, labels: Any, outputs: Any) -> Answer:
    """What the student's `crossentropy` or `crossentropy_from_logits` gives, its parts told apart."""
    try:
        return read(function(labels, outputs))
    except StudentError as error:
        why, try_it = None, None
        if "used as indices" in error.message or "indexing arrays" in error.message or "rank (ndim)" in error.message:
            why = "The labels are one-hot rows, no integers: np.argmax(one_hot_labels, axis=1) has the true classes."
        elif error.is_a("ValueError") and "broadcast" in error.message:
            why = "A maximum or sum over an axis loses that axis; keepdims=True keeps it with length 1."
            try_it = "z = np.ones((6, 4)); print(z.max(axis=1).shape, z.max(axis=1, keepdims=True).shape)"
        if why is None:
            raise
        place = f" in line {error.line} of your file" if error.line else ""
        fail(got=f"{described(error)}{place}", expected=PAIR, why=why, try_it=try_it)


def described(error: StudentError) -> str:
    """Type and message of an exception; those of TensorFlow are long."""
    lines = [line.strip() for line in error.message.splitlines() if line.strip()]
    return f"{error.type}: {' '.join(lines[:2])[:200]}"


def judge_losses(
    answer: Answer, expected: np.ndarray, rows: list[str], predictions: Predictions, why: str, try_it: list[str]
) -> None:
    """The loss of each image is right. `rows` describes what each was computed from."""
    if answer.losses is None:
        alone = agree(answer.mean, expected.mean(), TOLERANCE)
        malformed(
            got=f"a single number, {display.array(answer.mean)}" + (": only the mean" if alone else ""),
            expected=PAIR,
            why="The loss of each image shows which images the model finds hard.",
            try_it=try_it,
        )
    got = answer.losses
    if agree(got, expected, TOLERANCE):
        return
    name = name_of(got, predictions, TOLERANCE)
    if got.shape != expected.shape:
        malformed(
            got=f"losses of shape {display.shape(got.shape)}" if got.ndim else "losses that are a single number",
            expected=f"shape {display.shape(expected.shape)}, one loss for each of {len(expected)} images",
            looks_like=name,
            try_it=try_it,
        )
    worst = int(np.argmax(np.nan_to_num(np.abs(got - expected), nan=np.inf)))
    fail(
        got=f"{got[worst]:.4f} for {rows[worst]}",
        expected=f"{expected[worst]:.4f}",
        why=why,
        looks_like=name,
        try_it=try_it,
    )


def judge_mean(answer: Answer, expected: np.ndarray, num_classes: int, try_it: list[str]) -> None:
    """The mean is that of the losses: of the student's own where they can be used, as another check judges those."""
    if answer.mean is None:
        malformed(
            got=f"only the losses, an array of shape {display.shape(answer.losses.shape)}", expected=PAIR, try_it=try_it
        )
    if answer.turned_round:
        malformed(got="(mean, losses): the two in the other order", expected=PAIR, try_it=try_it)
    if answer.mean.ndim:
        malformed(
            got=f"a mean of shape {display.shape(answer.mean.shape)}",
            expected="a single number as the mean",
            try_it=try_it,
        )
    own = answer.losses if answer.losses is not None and answer.losses.ndim else expected
    if not np.isfinite(own).all() or np.ptp(own) < TOLERANCE:
        own = expected
    if agree(answer.mean, own.mean(), 1e-5) or agree(answer.mean, expected.mean(), 1e-4):
        return
    total = own.sum()
    mistakes: Predictions = [
        ("a sum over the images: their mean does not depend on how many there are", total),
        ("a mean over images and classes: divide by the number of images only", total / len(expected) / num_classes),
        ("a minus sign too many or too few in the mean", -own.mean()),
        ("the loss of the first image alone", expected[0]),
    ]
    fail(
        got=f"{answer.mean:.4f} as the mean of {len(expected)} losses",
        expected=f"{own.mean():.4f}",
        why="With the mean, batches of any size can be compared, and one learning rate suits them.",
        looks_like=name_of(answer.mean, mistakes, TOLERANCE),
        try_it=try_it,
    )


TRY_CROSSENTROPY = [
    "y = np.array([[0, 1], [1, 0]]); p = np.array([[0.5, 0.5], [0.9, 0.1]])",
    "print(crossentropy(y, p))   # losses 0.693 and 0.105, mean 0.399",
]


def random_probabilities(rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    """Rows that sum to 1, no value below 0.05."""
    share = rng.dirichlet(np.ones(shape[1]), size=shape[0])
    return 0.05 + (1 - 0.05 * shape[1]) * share


@points(2, function="crossentropy")
def test_losses(student, rng):
    """crossentropy gives -log of the true class's probability for each image"""
    y = np.eye(CLASSES)[random_labels(rng)]
    p = random_probabilities(rng, y.shape)
    rows = [described_row(p, row, label) for row, label in enumerate(y.argmax(axis=1))]
    answer = ask(student.crossentropy, y, p)
    judge_losses(
        answer,
        -np.log(p[y == 1]),
        rows,
        [*mistakes_with(y, p), *added_to(p[y == 1], answer.losses)],
        why="The loss of an image is minus the natural logarithm of the probability of its true class.",
        try_it=TRY_CROSSENTROPY,
    )


@points(1, function="crossentropy")
def test_mean(student, rng):
    """crossentropy gives the mean over the images beside the losses"""
    y = np.eye(CLASSES)[random_labels(rng)]
    p = random_probabilities(rng, y.shape)
    judge_mean(ask(student.crossentropy, y, p), -np.log(p[y == 1]), CLASSES, TRY_CROSSENTROPY)


def factor_of(answer: Answer, expected: np.ndarray) -> float | None:
    """The one factor by which all losses are wrong, as without the minus or to base 2: 1 if they are right, None if
    there is no such factor.

    Another check tells it; what is judged beside it is divided by it first.
    """
    got, due = answer.beside(expected)
    if got.shape != due.shape or not np.isfinite(got).all() or not got.all():
        return None
    ratio = got / due
    return float(ratio.mean()) if np.ptp(ratio) < 2e-3 * np.abs(ratio).min() else None


def is_off(factor: float | None) -> bool:
    """Whether all losses are wrong by a factor."""
    return factor is not None and abs(factor - 1) > 2e-3


def note_factor(factor: float | None) -> None:
    """Say that this check has passed although all losses are wrong by a factor."""
    if is_off(factor):
        note(f"All losses are {display.number(factor)} times the right ones, which counts in the check of those alone.")


# -log of the largest and of the least number that may take the place of a probability 0. The docstring says 1e-300; no
# positive float gives more than 745.
LEAST, MOST = -np.log(1e-5), 745.0


@points(1, function="crossentropy")
def test_probability_0(student, sandbox, rng):
    """crossentropy stays finite where a probability is 0, and leaves its arguments alone"""
    # A true class for each row and column, so that a sum over the wrong axis, told before, costs nothing here.
    y = np.eye(4)
    a, b = rng.uniform(0.3, 0.7, size=2).round(2)
    p = np.array([[0, a, 1 - a, 0], [0, 1, 0, 0], [1 - b, b, 0, 0], random_probabilities(rng, (1, 4))[0]])
    moderate = random_probabilities(rng, (4, 4))
    factor = factor_of(ask(student.crossentropy, y, moderate), -np.log(np.diag(moderate)))

    kept_y, kept_p = sandbox.put(y), sandbox.put(p)
    answer = ask(student.crossentropy, kept_y, kept_p)
    called("crossentropy(one_hot_labels, probabilities), where some probabilities are 0", probabilities=p)
    judge_finite(answer, factor, p)
    judge_unchanged(sandbox, [(kept_y, y), (kept_p, p)], "np.clip(probabilities, 1e-7, 1) makes a new array.")


def judge_finite(answer: Answer, factor: float | None, p: np.ndarray) -> None:
    """True classes with probability 0 cost LEAST to MOST, the others -log(p). True classes are the diagonal of `p`."""
    true = np.diag(p)
    finite = -np.log(np.where(true == 0, 1, true))
    least, most = (np.where(true == 0, bound, finite) for bound in (LEAST, MOST))
    got, low = answer.beside(least)
    high = answer.beside(most)[1]
    if got.shape != low.shape:
        malformed(got=f"losses of shape {display.shape(got.shape)}", expected=f"shape {display.shape(low.shape)}")
    losses = got / (factor or 1.0)
    with np.errstate(invalid="ignore"):
        wrong = ~((losses >= low - TOLERANCE) & (losses <= high + TOLERANCE))
    if not wrong.any():
        note_factor(factor)
        return
    row = int(np.argmax(wrong))
    if factor is None:
        name, why = None, "For probabilities above 0 the losses are wrong as well; mend that first."
    else:
        name = name_of(losses, averaged(mistakes_with_0(p, finite), losses.size), TOLERANCE)
        why = "Raise the probabilities to a tiny number before the logarithm, or add one."
        if TOLERANCE < losses[row] < LEAST:
            limit = display.number(float(np.exp(-losses[row]).round(6)))
            why = f"This is -log({limit}). A probability of 0 may be raised to 1e-5 at most."
    bounds = "from 11.5 to 691, which is -log(1e-5) to -log(1e-300)"
    fail(
        got=f"{got[row]:.4g} " + ("as the mean" if answer.losses is None else f"for {described_row(p, row)}"),
        expected=bounds if low[row] < high[row] else f"{abs(low[row]):.4f}",
        why=why,
        looks_like=name,
        try_it="print(crossentropy(np.array([[1, 0], [0, 1]]), np.array([[0.0, 1.0], [0.0, 1.0]])))   # 16.1 and 0",
    )


def judge_unchanged(sandbox: Any, arrays: list[tuple[Handle, np.ndarray]], advice: str) -> None:
    """The caller's arrays hold what they held before the call."""
    for kept, before in arrays:
        after = expect(sandbox.fetch(kept), shape=before.shape, dtype="number", finite=False)
        if not np.array_equal(after, before):
            row = int(np.argmax((after != before).any(axis=1)))
            fail(
                got=f"a right answer, but the caller's own array now has {display.array(after[row])} in row {row}",
                expected=f"the array as it was: {display.array(before[row])}",
                why=f"The caller still needs it. {advice}",
            )


# --- crossentropy_from_logits --------------------------------------------------------------------------------------

TRY_LOGITS = [
    "y = np.array([[0, 1], [1, 0]]); z = np.array([[0.0, 0.0], [2.0, 1.0]])",
    "print(crossentropy_from_logits(y, z))   # losses 0.693 and 0.313, mean 0.503",
]


@points(1, function="crossentropy_from_logits")
def test_losses_from_logits(student, sandbox, rng):
    """crossentropy_from_logits gives the losses of softmax(logits) and their mean, and leaves its arguments alone"""
    y = np.eye(CLASSES)[random_labels(rng)]
    z = random_logits(rng, y.shape)
    kept_y, kept_z = sandbox.put(y), sandbox.put(z)
    answer, expected = ask(student.crossentropy_from_logits, kept_y, kept_z), losses_of(y, z)
    called("crossentropy_from_logits(one_hot_labels, logits)", one_hot_labels=y, logits=z)
    rows = [f"the logits {described_row(z, row, label)}" for row, label in enumerate(y.argmax(axis=1))]
    why = "The loss of an image is log(sum(exp(z))) - z_true, which is -log(softmax(z)) at the true class."
    judge_losses(answer, expected, rows, mistakes_with_logits(y, z), why, TRY_LOGITS)
    judge_mean(answer, expected, CLASSES, TRY_LOGITS)
    judge_unchanged(sandbox, [(kept_y, y), (kept_z, z)], "`logits - largest` makes a new array, -= changes this one.")


@points(1, function="crossentropy_from_logits")
def test_large_logits(student, rng):
    """crossentropy_from_logits is exact for logits of 1000 and of -1000"""
    # Symmetric arrays with a true class for each row and column: a wrong axis, told before, costs nothing here.
    y = np.eye(3)
    moderate = random_logits(rng, (3, 3))
    moderate += moderate.T
    factor = factor_of(ask(student.crossentropy_from_logits, y, moderate), losses_of(y, moderate))
    a, b, c = rng.uniform(0.5, 2, size=3).round(2)
    near = np.array([[0, a, b], [a, c, 0], [b, 0, a]])
    apart = np.array([[1000, 1000 + a, -1000], [1000 + a, 1000, -1000], [-1000, -1000, -1000 - b]])
    far = np.array([[-1000, 1000 + a, 0], [1000 + a, 0, b], [0, b, 1000]])
    tables = [near + 1000, near - 1000, apart, far]
    answers = [ask(student.crossentropy_from_logits, y, z) for z in tables]
    called("crossentropy_from_logits(one_hot_labels, logits), with logits near 1000 and -1000")
    judge_large(answers, factor, y, tables)


def judge_large(answers: list[Answer], factor: float | None, y: np.ndarray, tables: list[np.ndarray]) -> None:
    """The losses of large logits, the same labels for each table, are right but for `factor`."""
    expected = [losses_of(y, z) for z in tables]
    pairs = [answer.beside(losses) for answer, losses in zip(answers, expected, strict=True)]
    for got, due in pairs:
        if got.shape != due.shape:
            malformed(got=f"losses of shape {display.shape(got.shape)}", expected=f"shape {display.shape(due.shape)}")
    got, due = (np.concatenate(parts) for parts in zip(*pairs, strict=True))
    losses = got / (factor or 1.0)
    with np.errstate(invalid="ignore"):
        wrong = ~(np.abs(losses - due) <= TOLERANCE)
    if not wrong.any():
        note_factor(factor)
        return
    place = int(np.argmax(wrong))
    if factor is None:
        name, why = None, "For logits of ordinary size the losses are wrong as well; mend that first."
    else:
        known = mistakes_with_large_logits(y, tables, np.concatenate(expected))
        name = name_of(losses, averaged(known, losses.size), TOLERANCE)
        if name is None and is_limited(losses, due):
            name = "softmax first and a logarithm with a lower limit then, which cannot exceed that limit"
        why = (
            "exp(1000) is inf, exp(-1000) is 0, and log(0) is -inf. With the largest logit of each row subtracted, exp "
            "cannot overflow and the sum is at least 1; the logit of the true class is never put through exp."
        )
    # Another check tells a factor; here the right loss is shown, and what it is with that factor.
    factored = f" (with your factor of {display.number(factor)}: {due[place] * factor:.4f})" if is_off(factor) else ""
    table, row = divmod(place, len(y))
    where = f"for the logits {described_row(tables[table], row)}" if len(due) > len(tables) else "as the mean"
    fail(
        got=f"{got[place]:.4g} {where}",
        expected=f"{due[place]:.4f}{factored}",
        why=why,
        looks_like=name,
        try_it=[
            "z = np.array([[1000.0, 999.0], [-1000.0, 1000.0]])",
            "print(crossentropy_from_logits(np.array([[1, 0], [1, 0]]), z))   # losses 0.313 and 2000",
        ],
    )


def is_limited(losses: np.ndarray, right: np.ndarray) -> bool:
    """Whether all losses are right but those above some number, which are that number."""
    above = right > 100
    limits = losses[above]
    if not np.isfinite(losses).all() or not agree(losses[~above], right[~above], TOLERANCE):
        return False
    return bool(np.ptp(limits) < TOLERANCE and 5 < limits[0] < MOST)


# --- choose_loss ---------------------------------------------------------------------------------------------------

LABELS = ("integer", "one-hot")
OUTPUTS = ("probabilities", "logits")
# Keras computes in float32; a loss of one's own may add a small number to the probabilities.
LOSS_TOLERANCE = 1e-4


class Batch:
    """Labels and outputs of one batch, and what losses of Keras make of them."""

    def __init__(self, rng: np.random.Generator):
        self.draw(rng)
        while self.least_gap() < 0.02:
            self.draw(rng)

    def draw(self, rng: np.random.Generator) -> None:
        label = random_labels(rng)
        y = np.eye(CLASSES)[label]
        z = random_logits(rng, y.shape)
        p = random_probabilities(rng, y.shape)
        self.labels = {"integer": label, "one-hot": y.astype(np.float32)}
        self.outputs = {"probabilities": p, "logits": z}
        self.right = {"probabilities": -np.log(p[y == 1]), "logits": losses_of(y, z)}
        # Keras makes logits that it takes for probabilities sum to 1, before or after it limits them.
        self.wrong_from_logits = {
            "probabilities": [losses_of(y, p)],
            "logits": [-np.log(part[y == 1] / part.sum(axis=1)) for part in (z, np.minimum(z, 1))],
        }
        self.binary = {
            "probabilities": -(y * np.log(p) + (1 - y) * np.log1p(-p)).mean(axis=1),
            "logits": (np.logaddexp(0, z) - y * z).mean(axis=1),
        }
        self.binary_with_wrong_from_logits = (np.logaddexp(0, p) - y * p).mean(axis=1)
        self.softmax_twice = losses_of(y, softmax_of(z))

    def least_gap(self) -> float:
        """How far the means of all these are apart, so that one number tells which it is."""
        gaps = []
        for outputs in OUTPUTS:
            known = [*self.crossentropies(outputs), *self.binaries(outputs), self.softmax_twice]
            gaps.append(np.diff(np.sort([losses.mean() for losses in known])).min())
        return float(min(gaps))

    def crossentropies(self, outputs: str) -> list[np.ndarray]:
        """Categorical cross-entropies, with the right from_logits first."""
        return [self.right[outputs], *self.wrong_from_logits[outputs]]

    def binaries(self, outputs: str) -> list[np.ndarray]:
        """Binary cross-entropies that may be told from others, with the right from_logits first."""
        wrong = [self.binary_with_wrong_from_logits] if outputs == "probabilities" else []
        return [self.binary[outputs], *wrong]


def is_one_of(value: Any, losses: list[np.ndarray]) -> bool:
    """Whether a loss is the mean or the sum of one of these, or their list."""
    if not isinstance(value, np.ndarray):
        return False
    mean = value.mean()
    return any(agree(mean, total, LOSS_TOLERANCE) for known in losses for total in (known.mean(), known.sum()))


class Chosen:
    """The loss that the student chose for one case."""

    def __init__(self, student: Any, probes: Any, batch: Batch, labels: str, outputs: str):
        self.probes, self.batch, self.labels, self.outputs = probes, batch, labels, outputs
        self.loss = student.choose_loss(labels, outputs)
        alone = self.loss[0] if isinstance(self.loss, list | tuple) and len(self.loss) == 1 else self.loss
        if not isinstance(alone, str | Handle):
            malformed(got=display.kind(self.loss), expected="a loss: a name, a function or a loss object")

    def value(self, labels: str) -> np.ndarray | StudentError:
        """The loss of the batch with labels in this form; the exception, if there was one."""
        label, output = self.batch.labels[labels], self.batch.outputs[self.outputs]
        called(
            f'loss = choose_loss("{self.labels}", "{self.outputs}"); the loss of a batch with {labels} labels',
            labels=label,
            **{self.outputs: output},
        )
        try:
            value = self.probes.own.value(self.loss, label, output)
        except StudentError as error:
            return error
        return expect(value, dtype=float, finite=False)

    def other_labels(self) -> str:
        return LABELS[1 - LABELS.index(self.labels)]

    def try_it(self) -> list[str]:
        """Lines that show the loss of two images in plain Python."""
        labels = "[1, 0]" if self.labels == "integer" else "[[0.0, 1.0], [1.0, 0.0]]"
        if self.outputs == "probabilities":
            outputs, answer = "[[0.2, 0.8], [0.6, 0.4]]", 0.367
        else:
            outputs, answer = "[[0.0, 2.0], [1.0, 0.0]]", 0.22
        return [
            f'loss = keras.losses.get(choose_loss("{self.labels}", "{self.outputs}"))',
            f"print(loss(np.array({labels}), np.array({outputs})))   # {answer}, the mean",
        ]


def described_loss(value: np.ndarray | StudentError) -> str:
    """What came of a loss."""
    if isinstance(value, StudentError):
        return described(value)
    return display.array(value.round(4)) if value.ndim else f"{value:.4f}"


def all_cases(student: Any, probes: Any, batch: Batch) -> list[Chosen]:
    """The student's losses for all four cases."""
    return [Chosen(student, probes, batch, labels, outputs) for labels in LABELS for outputs in OUTPUTS]


@points(1, function="choose_loss")
def test_loss_for_labels(student, probes, rng):
    """choose_loss gives the categorical cross-entropy for the way in which the labels are written"""
    batch = Batch(rng)
    for chosen in all_cases(student, probes, batch):
        # Whether from_logits is right is judged by the next check.
        known = batch.crossentropies(chosen.outputs)
        if chosen.outputs == "logits":
            known.append(batch.softmax_twice)
        value = chosen.value(chosen.labels)
        if is_one_of(value, known):
            continue
        other = chosen.value(chosen.other_labels())
        name = None
        if is_one_of(other, known):
            name = "the loss for labels written the other way: sparse is for integers, categorical for one-hot rows"
        elif is_one_of(other if chosen.labels == "integer" else value, batch.binaries(chosen.outputs)):
            name = "binary cross-entropy, which is for sigmoid units"
        chosen.value(chosen.labels)
        fail(
            got=described_loss(value),
            why=why_refused(value, chosen.labels) if name is None and isinstance(value, StudentError) else None,
            expected=f"{batch.right[chosen.outputs].mean():.4f}, the categorical cross-entropy of this batch",
            looks_like=name,
            try_it=chosen.try_it(),
        )


def why_refused(error: StudentError, labels: str) -> str | None:
    """What an exception of a loss comes from, if that is known."""
    message = error.message.lower()
    if "could not interpret" in message:
        return "Keras has no loss of this name. That outputs are logits is said to a loss object: from_logits=True."
    if "float" in message and labels == "integer":
        return "Inside compile and fit, labels reach the loss as floats."
    return None


@points(1, function="choose_loss")
def test_loss_for_outputs(student, probes, rng):
    """choose_loss sets from_logits as the outputs need it, and fit can train with the loss"""
    batch = Batch(rng)
    for chosen in all_cases(student, probes, batch):
        outputs = chosen.outputs
        families = [*batch.crossentropies(outputs), *batch.binaries(outputs), batch.softmax_twice]
        labels = chosen.labels
        value = chosen.value(labels)
        if not is_one_of(value, families):
            # The loss for the other form of labels is told by the check before; here it is judged with those.
            other = chosen.value(chosen.other_labels())
            if is_one_of(other, families):
                labels, value = chosen.other_labels(), other
                note(
                    f'choose_loss("{chosen.labels}", "{outputs}") was judged with {labels} labels here, which it takes.'
                )
            else:
                chosen.value(labels)
        judge_outputs(chosen, value)
        judge_step(chosen, labels)


def judge_outputs(chosen: Chosen, value: np.ndarray | StudentError) -> None:
    """The loss has the right from_logits and is a mean; binary cross-entropy, which the check before tells, passes."""
    batch, outputs = chosen.batch, chosen.outputs
    accepted = [batch.right[outputs], batch.binary[outputs]]
    if isinstance(value, np.ndarray) and any(agree(value, known.mean(), LOSS_TOLERANCE) for known in accepted):
        return
    right = f"{batch.right[outputs].mean():.4f}, the mean over {IMAGES} images"
    why, name = None, None
    if is_one_of(value, accepted):
        if value.ndim:
            why = 'With reduction="none" a loss object gives one number for each image; compile needs their mean.'
        else:
            name = "a sum over the images"
            why = "With the mean, batches of any size can be compared, and one learning rate suits them."
    elif outputs == "logits" and is_one_of(value, batch.wrong_from_logits[outputs]):
        name = "from_logits=False, the default, for logits"
        why = "Without from_logits=True Keras takes the logits for probabilities. A name as loss always means that."
    elif outputs == "logits" and is_one_of(value, [batch.softmax_twice]):
        name = "softmax twice: the loss applies its own with from_logits=True"
    elif outputs == "probabilities" and is_one_of(
        value, [*batch.wrong_from_logits[outputs], batch.binary_with_wrong_from_logits]
    ):
        name = "from_logits=True for probabilities, which puts them through softmax once more"
    fail(got=described_loss(value), expected=right, why=why, looks_like=name, try_it=chosen.try_it())


def judge_step(chosen: Chosen, labels: str) -> None:
    """One step of training with the loss moves the weights."""
    activation = "softmax" if chosen.outputs == "probabilities" else None
    called(f'fit, with loss=choose_loss("{chosen.labels}", "{chosen.outputs}")')
    expected = "a loss that fit can train with"
    try:
        moved = chosen.probes.own.moved_by_one_step(chosen.loss, chosen.batch.labels[labels], CLASSES, activation)
    except StudentError as error:
        no_gradient = "gradient" in error.message.lower()
        fail(
            got=described(error),
            expected=expected,
            why="No gradient flows through NumPy: a loss is made of operations of Keras or TensorFlow."
            if no_gradient
            else None,
        )
    if not expect_number(moved) > 1e-4:
        fail(got="weights that do not move in a training step", expected=expected)


# --- crossentropy_gradient -----------------------------------------------------------------------------------------


@points(0, function="crossentropy_gradient")
def test_gradient(student, rng):
    """Bonus: crossentropy_gradient is (softmax(logits) - labels) / n"""
    y = np.eye(CLASSES)[random_labels(rng)]
    z = random_logits(rng, y.shape)
    step = rng.uniform(0.5, 2)
    large = np.array([[1000, 1000 + step, -1000, 0], [-1000, -1000, -1000 - step, -1000]])
    for labels, logits in ((y, z), (y[:2], large)):
        p = softmax_of(logits)
        expected = (p - labels) / len(labels)
        got = numbers(student.crossentropy_gradient(labels, logits), f"an array of shape {expected.shape}")
        # Differences of the loss, a right way to get there, are good to about 1e-6.
        if agree(got, expected, 1e-4):
            continue
        with np.errstate(all="ignore"):
            plain = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
            mistakes: Predictions = [
                ("the gradient of the sum: that of the mean is divided by n", expected * len(labels)),
                ("the wrong sign: softmax minus labels", -expected),
                ("a division by the number of values: n is the number of images", expected / labels.shape[1]),
                ("the labels left out", p / len(labels)),
                ("the derivative with respect to the probabilities", -labels / np.maximum(p, 1e-7) / len(labels)),
                ("exp without subtracting the largest logit", (plain - labels) / len(labels)),
            ]
        if got.shape != expected.shape:
            malformed(
                got=f"an array of shape {display.shape(got.shape)}", expected=f"shape {display.shape(expected.shape)}"
            )
        row = int(np.argmax(np.nan_to_num(np.abs(got - expected), nan=np.inf).max(axis=1)))
        fail(
            got=f"{display.array(got[row].round(4))} for the logits {display.array(logits[row])}",
            expected=display.array(expected[row].round(4)),
            looks_like=name_of(got, mistakes, 1e-4),
            try_it="print(crossentropy_gradient(np.array([[1, 0]]), np.array([[0.0, 0.0]])))   # -0.5, 0.5",
        )
