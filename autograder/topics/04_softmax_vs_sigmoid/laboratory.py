"""What the checks of 04 ask: heads with kernels drawn at random, and labels as numbers."""

from functools import cached_property
from typing import Any

import numpy as np

from autograder.checking import StudentError, array_of, display, expect, expect_list, malformed, note
from autograder.checking.failure import Failure
from autograder.laboratories import heads

ROWS = 64
# Kernels drawn small show logits as they are, kernels drawn large drive softmax and sigmoid to their ends. Each draw is
# used with both signs, so that even one hidden ReLU unit can reach both ends. The hardest right head, one hidden
# sigmoid unit before one sigmoid unit, stays short of them only if all six large kernels of its output come out near
# 0: 6 times in 100 million runs.
_SMALL, _LARGE = (1.0, 1.0), (8.0, 8.0, 8.0, 30.0, 100.0, 300.0)
# What rounding in float32 may do to probabilities and their sums, which are judged for small kernels: exp(z - log_sum)
# is right, and is 1% off for logits of 100,000. A sigmoid for each class is off by 10% and more.
_SUM = 1e-2
# More than this share of values that are exactly 0 for small kernels comes from a ReLU: a sigmoid comes near 0 without
# reaching it.
_MANY = 0.05


# --- build_head ------------------------------------------------------------------------------------------------------


class DrawnHead:
    """A student's head, and its answers for kernels drawn at random."""

    def __init__(
        self,
        student: Any,
        head: heads.Head,
        sandbox: Any,
        probes: Any,
        rng: np.random.Generator,
        sizes: tuple[int, int],
    ):
        self.head = head
        self._student, self._sandbox, self._probes, self._sizes = student, sandbox, probes, sizes
        self._x = rng.normal(size=(ROWS, sizes[0])).astype(np.float32)
        self._seed = int(rng.integers(2**31))

    def is_another_than_the_exclusive_one(self) -> bool:
        """Whether the head for as many exclusive classes is a model of its own. If there is none, others say so."""
        try:
            other = heads.build(self._student, *self._sizes)
        except (StudentError, Failure):
            return True
        return not self._sandbox.same_object(self.head.model, other.model)

    def run_by_keras(self) -> None:
        """Ends the check unless Keras can trace the model."""
        expect(self.head.run_by_keras(self._x), shape=self.answers.shape[1:], dtype=float, finite=False)

    @cached_property
    def answers(self) -> np.ndarray:
        """Answers of shape (calls, ROWS, width), those for small kernels first."""
        self.head.tell("p = head(x), with kernels drawn at random", x=self._x)
        scales = [*_SMALL, *_LARGE]
        with heads.numpy_inside_is_explained():
            values = self._probes.own.answers_with_random_kernels(self.head.model, self._x, self._seed, scales)
        found = []
        for value, scale in zip(expect_list(values, length=2 * len(scales)), np.repeat(scales, 2), strict=True):
            p = expect(value, shape=(ROWS, None), dtype=float, finite=bool(scale in _SMALL))
            if np.isfinite(p).all():
                found.append(p.astype(np.float64))
        if len(found) < len(values):
            note("For very large logits this head gives nan; keras.ops.softmax and keras.ops.sigmoid do not.")
        return np.stack(found)

    @property
    def _small(self) -> np.ndarray:
        return self.answers[: 2 * len(_SMALL)]

    @property
    def width(self) -> int:
        return self.answers.shape[-1]

    @property
    def range(self) -> str:
        """Where the values lie."""
        low, high = float(self._small.min()), float(self._small.max())
        if low >= -_SUM and high <= 1 + _SUM:
            return "from 0 to 1"
        if high <= 1e-3:
            return "below 0" + (", the logarithms of shares of 1" if _share_1(np.exp(self._small), axis=-1) else "")
        zeros = " and many exactly 0" if (self._small == 0).mean() > _MANY else ""
        return ("above 1" if low >= -_SUM else "below 0 and above 1") + zeros

    @property
    def dependence(self) -> str:
        """What the answers depend on."""
        if float(np.ptp(self.answers, axis=1).max()) >= 1e-4:
            return "on the image"
        return "on nothing: always 1" if np.allclose(self.answers, 1, atol=1e-6) else "on nothing"

    @property
    def rows_share_1(self) -> bool:
        return _share_1(self._small, axis=-1)

    @property
    def columns_share_1(self) -> bool:
        return _share_1(self._small, axis=1)

    @property
    def ends(self) -> list[float]:
        """The least and the greatest value for large kernels, to two digits; 0 and 1 if they come near these."""
        low, high = float(self.answers.min()), float(self.answers.max())
        return [0.0 if low < 0.1 else round(low, 2), 1.0 if high > 0.9 else round(high, 2)]

    @property
    def many_at_once(self) -> bool:
        """Whether in many rows for large kernels the greatest value comes twice: with a sigmoid on the way it does."""
        ordered = np.sort(self.answers[2 * len(_SMALL) :], axis=-1)
        return self.width > 1 and bool((ordered[..., -1] - ordered[..., -2] < 0.01).mean() > 0.1)

    @property
    def ties(self) -> bool:
        """Whether two classes are exactly as probable in many rows, other than where all are, or where both are 0."""
        if self.rows_share_1 and self.width > 2:
            ordered = np.sort(self.answers, axis=-1)
            tied = (np.diff(ordered) <= 1e-6 * ordered[..., 1:]) & (ordered[..., 1:] > 1e-6)
            per_call = (tied.any(axis=-1) & ~tied.all(axis=-1)).mean(axis=-1)
            # By chance at most in one draw, which is two calls.
            return int((per_call > _MANY).sum()) > 2
        return False

    @cached_property
    def gives_in_training(self) -> str:
        """Whether the answers in training are "probabilities" of the same kind; if not, whether some are "below 0"."""
        self._probes.own.answers_with_random_kernels(self.head.model, self._x, self._seed, [_SMALL[0]])
        self.head.tell("p = head(x, training=True)", x=self._x)
        given = self._probes.models.answers(self.head.model, self._x, True, 1)
        p = expect(given, shape=(1, *self.answers.shape[1:]), dtype=float)
        in_range = p.max() <= 1 + _SUM and (p == 0).mean() <= _MANY
        if p.min() < -_SUM:
            return "below 0"
        return "probabilities" if in_range and _share_1(p, axis=-1) == self.rows_share_1 else "others"

    @property
    def many_at_the_least(self) -> bool:
        """Whether many values are the least one, as with a ReLU on the way."""
        return bool((self.answers - self.answers.min() < 1e-7).mean() > _MANY)


def _share_1(p: np.ndarray, axis: int) -> bool:
    """Whether every sum of `p` along `axis` is 1."""
    return bool(np.abs(p.sum(axis=axis) - 1).max() < _SUM)


# --- to_labels -------------------------------------------------------------------------------------------------------


def labels_of(value: Any, shape: tuple[int, ...]) -> np.ndarray:
    """The student's labels as floats, of any shape. Ends the check unless they are numbers or bools."""
    want = f"whole numbers of shape {shape}"
    if isinstance(value, list | tuple):
        listed = array_of(value)
        if listed is None or listed.dtype.kind not in "biuf":
            malformed(got=_described(value), expected=want)
        value = listed
    labels = expect(value)
    if labels.dtype.kind not in "biuf":
        malformed(got=f"values of dtype {labels.dtype}", expected=want)
    return labels.astype(np.float64)


def _described(value: list[Any] | tuple[Any, ...]) -> str:
    """What a list holds that is not an array of numbers."""
    lengths = [
        row.size if isinstance(row, np.ndarray) else len(row) if isinstance(row, list | tuple) else None
        for row in value
    ]
    if None in lengths or len(set(lengths)) == 1:
        return f"a list of {display.short(value[0])} and so on"
    return f"rows of different lengths: {', '.join(map(str, lengths[:5]))}{', ...' if len(lengths) > 5 else ''}"


def around_half(rng: np.random.Generator, above: np.ndarray) -> np.ndarray:
    """float32 probabilities above 0.54 where `above` is True, below 0.46 elsewhere; 0.54 and 0.46 are among them."""
    p = np.where(above, rng.uniform(0.54, 0.97, size=above.shape), rng.uniform(0.03, 0.46, size=above.shape))
    p.flat[np.flatnonzero(above)[0]] = 0.54
    p.flat[np.flatnonzero(~above)[0]] = 0.46
    return p.astype(np.float32)


def softmax_rows(rng: np.random.Generator, labels: np.ndarray, num_classes: int) -> np.ndarray:
    """float32 rows that sum to 1, most probable at `labels`; every second one (of more than two classes) below 0.5."""
    rest = rng.uniform(0.8, 1.2, size=(len(labels), num_classes))
    rest[np.arange(len(labels)), labels] = 0
    top = rng.uniform(0.6, 0.9, size=len(labels))
    if num_classes > 2:
        top[::2] = rng.uniform(0.4, 0.45, size=len(top[::2]))
    p = rest / rest.sum(axis=1, keepdims=True) * (1 - top)[:, None]
    p[np.arange(len(labels)), labels] = top
    return p.astype(np.float32)
