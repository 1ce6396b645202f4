"""Labels, probabilities and logits to ask with, the losses that are due, and what is seen of the answers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checking import Handle, array_of, display, expect, malformed, note
from autograder.checking.study import Fact
from autograder.laboratories.activations import softmax_of

# 1e-5 added to a probability of 0.02, which is allowed, moves its loss by 5e-4; 1e-4 added moves it by 5e-3 and fails.
TOLERANCE = 1e-3
# -log of the largest and of the least number that may stand for a probability of 0: the docstring says 1e-5 and 1e-300,
# and no float above 0 gives more than 745. A limit of 2e-5 gives 10.8 and fails.
LEAST, MOST = -np.log(1e-5), 745.0


def losses_of(y: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Cross-entropy of softmax(z), one for each row."""
    shifted = z - z.max(axis=1, keepdims=True)
    return np.log(np.exp(shifted).sum(axis=1)) - (y * shifted).sum(axis=1)


@dataclass(frozen=True)
class Batch:
    """Labels and what a model gives for them: probabilities or logits, with the losses that are due."""

    labels: np.ndarray
    outputs: np.ndarray
    due: np.ndarray

    @property
    def y(self) -> np.ndarray:
        """The labels as one-hot rows."""
        return np.eye(self.outputs.shape[1])[self.labels]

    @property
    def rows(self) -> list[str]:
        """What each loss is computed from, in words."""
        pairs = zip(self.outputs, self.labels, strict=True)
        return [f"{display.array(row)} with true class {label}" for row, label in pairs]


def of_probabilities(labels: Any, p: np.ndarray) -> Batch:
    with np.errstate(divide="ignore"):
        return Batch(np.asarray(labels), p, -np.log(p[np.arange(len(p)), labels]))


def of_logits(labels: Any, z: np.ndarray) -> Batch:
    return Batch(np.asarray(labels), z, losses_of(np.eye(z.shape[1])[labels], z))


# --- The ranges ----------------------------------------------------------------------------------------------------


def every_label(rng: np.random.Generator, count: int = 6, classes: int = 4) -> np.ndarray:
    """Labels in which each class occurs."""
    return rng.permutation(np.resize(np.arange(classes), count))


def shares(rng: np.random.Generator, count: int, classes: int) -> np.ndarray:
    """Rows that sum to 1, no value below 0.05."""
    return 0.05 + (1 - 0.05 * classes) * rng.dirichlet(np.ones(classes), size=count)


def probabilities(rng: np.random.Generator) -> Iterator[Batch]:
    """More images than classes and fewer; unsure, sure and right, sure and wrong; rows and labels that repeat."""
    yield of_probabilities(every_label(rng), shares(rng, 6, 4))
    sure = np.full((3, 5), 0.02)
    sure[[0, 1, 2], [4, 0, 0]] = 0.92
    sure[0, [3, 4]] = 0.08, 0.86
    yield of_probabilities([4, 1, 1], sure)
    yield of_probabilities(every_label(rng, 10, 2), shares(rng, 10, 2))


def logits(rng: np.random.Generator) -> Iterator[Batch]:
    """The same of logits: above 0, so that a mistake can take their logarithm; all in 0..1; of both signs, with losses
    far above 1; all below 0."""
    yield of_logits(every_label(rng), rng.uniform(0.2, 2.2, size=(6, 4)))
    yield of_logits([4, 1, 1], rng.uniform(0, 1, size=(3, 5)))
    yield of_logits(every_label(rng, 10, 2), rng.normal(0, 4, size=(10, 2)))
    yield of_logits([0, 2], rng.uniform(-9, -1, size=(2, 3)))


# A true class for each row and column, and logits that are the same turned over: a sum or a softmax along the wrong
# axis, which another check judges, gives the same.


def zeros(rng: np.random.Generator) -> Batch:
    """Probabilities of 0, in true classes and in others, beside a certain one."""
    a, b = rng.uniform(0.3, 0.7, size=2).round(2)
    return of_probabilities(
        np.arange(4), np.array([[0, a, 1 - a, 0], [0, 1, 0, 0], [1 - b, b, 0, 0], shares(rng, 1, 4)[0]])
    )


def moderate(rng: np.random.Generator) -> Batch:
    """Logits of ordinary size, as many as the large ones."""
    table = rng.uniform(0.2, 2.2, size=(5, 5))
    return of_logits(np.arange(5), table + table.T)


def large(rng: np.random.Generator) -> Iterator[Batch]:
    """Logits near 1000 and -1000: close to each other, then far apart in a row, with losses up to 2000.

    95 is what float32 holds as a probability and not as exp(z), 727 the same of float64.
    """
    a, b = rng.uniform(0.5, 2, size=2).round(2)
    far = np.diag([-1000, 0, 5 + b, -627, 1000])
    far[[0, 1], [1, 0]], far[[2, 3], [3, 2]] = 1000 + a, 100
    apart = np.full((5, 5), -1000.0) - np.diag([0, 0, b, 0, a])
    apart[:2, :2] += 2000 + a * np.eye(2)[::-1]
    near = moderate(rng).outputs.round(2)
    for table in (near + 1000, near - 1000, far, apart):
        yield of_logits(np.arange(5), table)


# --- What losses of Keras make of a batch --------------------------------------------------------------------------

LABELS = ("integer", "one-hot")
OUTPUTS = ("probabilities", "logits")
# Keras computes in float32; a loss of one's own may add a small number to the probabilities.
LOSS_TOLERANCE = 1e-4
CATEGORICAL, BINARY = "categorical cross-entropy", "binary cross-entropy"


@dataclass(frozen=True)
class Value:
    """What a loss made of a batch: numbers or the text of an exception, and what that is, if it is known."""

    seen: Any
    labels: str
    family: str = ""
    taken: str = ""
    reduction: str = ""

    @property
    def in_words(self) -> str:
        return self.seen if isinstance(self.seen, str) else display.array(np.round(self.seen, 4))


class LossBatch:
    """Labels and outputs of one batch, and what is known of it: (family, how the outputs are taken, losses), with the
    right ones first."""

    def __init__(self, labels: np.ndarray, p: np.ndarray, z: np.ndarray):
        y = np.eye(p.shape[1])[labels]
        self.labels = {"integer": labels, "one-hot": y.astype(np.float32)}
        self.outputs = {"probabilities": p, "logits": z}
        binary = -(y * np.log(p) + (1 - y) * np.log1p(-p)).mean(axis=1)
        binary_of_p, binary_of_z = ((np.logaddexp(0, each) - y * each).mean(axis=1) for each in (p, z))
        # Keras makes logits that it takes for probabilities sum to 1, before or after it limits them.
        with np.errstate(invalid="ignore", divide="ignore"):
            taken = [-np.log(part[y == 1] / part.sum(axis=1)) for part in (z, np.minimum(z, 1))]
        self.known = {
            "probabilities": [
                (CATEGORICAL, "right", -np.log(p[y == 1])),
                (BINARY, "right", binary),
                (CATEGORICAL, "probabilities taken for logits", losses_of(y, p)),
                (BINARY, "probabilities taken for logits", binary_of_p),
            ],
            "logits": [
                (CATEGORICAL, "right", losses_of(y, z)),
                (BINARY, "right", binary_of_z),
                *((CATEGORICAL, "logits taken for probabilities", losses) for losses in taken),
                (CATEGORICAL, "softmax twice", losses_of(y, softmax_of(z))),
            ],
        }

    def least_gap(self) -> float:
        """How far the means of all these are apart."""
        means = [np.sort([losses.mean() for *_, losses in known]) for known in self.known.values()]
        return float(min(np.diff(each).min() for each in means))

    def told(self, value: np.ndarray, labels: str, outputs: str) -> Value:
        """What a loss is that gives this: the mean or the sum of known losses, or all of them."""
        if not np.isfinite(value).all():
            return Value(value, labels)
        for family, taken, losses in self.known[outputs]:
            for reduction, due in (("mean", losses.mean()), ("sum", losses.sum())):
                if abs(value.mean() - due) < LOSS_TOLERANCE:
                    return Value(value, labels, family, taken, "none" if value.ndim else reduction)
        return Value(value, labels)


def told_apart(rng: np.random.Generator) -> LossBatch:
    """A batch of which one number tells what a loss computes."""
    while True:
        batch = LossBatch(every_label(rng), shares(rng, 6, 4), rng.uniform(0.2, 2.2, size=(6, 4)))
        if batch.least_gap() > 0.02:
            return batch


def of_another_size(rng: np.random.Generator) -> LossBatch:
    """Other numbers of images and classes, logits of both signs, and labels of which the largest does not occur."""
    return LossBatch(np.array([0, 3, 3]), shares(rng, 3, 5), rng.normal(0, 3, size=(3, 5)))


def extremes() -> LossBatch:
    """Outputs as sure as they can be, right and wrong."""
    p = np.eye(4)[[1, 2, 0]]
    with np.errstate(divide="ignore", invalid="ignore"):
        return LossBatch(np.array([0, 2, 3]), p, 1000 * (2 * p - 1))


# --- The answers ---------------------------------------------------------------------------------------------------

PAIR = "(losses, mean): an array of shape (n,) and a single number"


def numbers(value: Any, expected: str, kinds: str = "iuf") -> np.ndarray:
    """`value` as an array of numbers: an array, a number, a list of those, or a generator."""
    if isinstance(value, Handle):
        return expect(value, dtype="number", finite=False)
    array = array_of(value)
    if array is None or array.dtype.kind not in kinds:
        malformed(got=display.kind(value), expected=expected)
    return array.astype(np.float64)


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

    def beside(self, due: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """What came and what is due, in a form that can be compared: the losses, or else the mean.

        What is wrong with the form of the losses is judged in one check of each function; the others see past it.
        """
        if self.losses is None or not self.losses.ndim:
            return np.atleast_1d(self.mean), due.mean(keepdims=True)
        if self.losses.ndim == 2 and self.losses.shape[0] == due.size:
            return self.losses.sum(axis=1), due
        return self.losses, due


def read(value: Any) -> Answer:
    """The parts of what the student's function gave; ends the check if they are not numbers."""
    if isinstance(value, list | tuple) and len(value) == 2:
        first, second = (numbers(part, PAIR) for part in value)
        return Answer(second, first, turned_round=True) if second.ndim > first.ndim else Answer(first, second)
    only = numbers(value, PAIR)
    return Answer(only, None) if only.ndim else Answer(None, only)


def factor_of(answer: Answer, due: np.ndarray) -> float | None:
    """The one factor by which all losses are wrong, as without the minus or to base 2: 1 if they are right, None if
    there is no such factor. Another check judges it; what is judged beside it is divided by it first."""
    got, due = answer.beside(due)
    if got.shape != due.shape or not np.isfinite(got).all() or not got.all():
        return None
    ratio = got / due
    if np.ptp(ratio) >= 2 * TOLERANCE * np.abs(ratio).min():
        return None
    factor = float(ratio.mean())
    if abs(factor - 1) < 2 * TOLERANCE:
        return 1.0
    note(f"All losses are {display.number(factor)} times the right ones; this check has divided them by that.")
    return factor


def added(seen: np.ndarray | None, due: np.ndarray) -> str:
    """A name that says how much was added to the probabilities, if one number gives these losses."""
    if seen is None or seen.shape != due.shape or not (np.abs(seen) < 700).all():
        return ""
    much = float(np.mean(np.exp(-seen) - np.exp(-due)))
    agrees = 1e-5 < much < 1 and np.allclose(seen, -np.log(np.exp(-due) + much), rtol=0, atol=TOLERANCE)
    return f"{much:.2g} added to the probabilities, which changes every loss: 1e-7 is enough" if agrees else ""


def in_thousandths(losses: np.ndarray | None) -> bool:
    """Whether all losses are whole thousandths. Of two losses that are not rounded, both are in 4 of a million."""
    return losses is not None and bool((np.abs(1000 * losses - np.round(1000 * losses)) < 1e-3).all())


def limited(seen: np.ndarray, due: np.ndarray) -> str:
    """A name for losses that do not exceed one number, whatever it is."""
    if seen.shape != due.shape or not np.isfinite(seen).all():
        return ""
    wrong = ~np.isclose(seen, due, rtol=0, atol=TOLERANCE)
    if wrong.sum() > 1 and np.ptp(seen[wrong]) < TOLERANCE and 5 < seen[wrong][0] < due[wrong].min():
        return "softmax first and then a logarithm with a lower limit, so that no loss can exceed that limit"
    return ""


# --- The facts -----------------------------------------------------------------------------------------------------


def shape_in_words(shape: Sequence[int]) -> str:
    return f"an array of shape {display.shape(shape)}" if len(shape) else "a single number"


SHAPE = Fact(lambda array: list(array.shape), shape_in_words, is_form=True)


def number(value: float) -> str:
    """A loss, in messages."""
    return f"{round(float(value), 4):.8g}"


@dataclass(frozen=True, eq=False)
class Rows(Fact):
    """A number or an array for each row, told by the row that is furthest off.

    Attributes:
        rows: What each row was computed from, in words.
        ranges: What is due of a row, in words, where it is not one number.
    """

    words: Any = number
    within: float = TOLERANCE
    rows: Sequence[str] = ()
    ranges: Sequence[str] = ()

    def tell(self, seen: Any, due: Any) -> tuple[str, str]:
        off = np.nan_to_num(np.abs(np.asarray(seen, float) - due), nan=np.inf).reshape(len(due), -1).max(axis=1)
        row = int(np.argmax(off))
        place = self.rows[row] if len(due) == len(self.rows) else "the mean"
        expected = self.ranges[row] if self.ranges and len(due) == len(self.ranges) else ""
        return f"{self.words(seen[row])} for {place}", expected or self.words(due[row])
