"""What the checks of 08 ask of dropout, of the head and of spread."""

from functools import cached_property
from typing import Any

import numpy as np

from autograder.checking import Handle, expect, expect_list, expect_number, expect_shape, expect_text
from autograder.engine.errors import StudentError
from autograder.laboratories.activations import softmax_of
from autograder.laboratories.heads import Head

ROWS = 4000


def echo(values: np.ndarray) -> int:
    """At which distance a sequence is like itself, the shortest; 0 where it is not.

    For n values that are drawn each on its own, the likeness at one distance is nearly normal with standard deviation
    1/sqrt(n). Among 100,000 distances, it reaches 7 of these in 3 of 10 million runs. Of 1,000 rows it does so where 20
    are used twice.
    """
    centred = values.ravel() - values.mean()
    powers = np.abs(np.fft.rfft(centred)) ** 2
    alike = np.fft.irfft(powers, centred.size)[1 : centred.size // 2 + 1] / max(float(centred @ centred), 1e-12)
    limit = 7 / np.sqrt(centred.size)
    # Multiples of the distance are as like, and where a short piece is repeated, others are a little.
    found = np.flatnonzero(alike > max(limit, 0.9 * float(alike.max())))
    if not found.size:
        found = np.flatnonzero(alike < -limit)
    return int(found[0]) + 1 if found.size else 0


# --- dropout ---------------------------------------------------------------------------------------------------------


class Asked:
    """Answers of the student's dropout for x, asked for when they are needed. No value of x is 0, so 0 means dropped.

    Args:
        training: The mode that `y` and `second` are asked in; `silent` is asked in the other one.
    """

    def __init__(self, student: Any, sandbox: Any, x: np.ndarray, seed: int, rate: float, training: bool = True):
        self.x = x
        self.rate = rate
        self._student = student
        self._training = training
        self._generator = sandbox.numpy.random.default_rng(seed)
        self._other_generator = sandbox.numpy.random.default_rng(seed + 1)

    @cached_property
    def y(self) -> np.ndarray:
        return self._ask(self.x, self._generator, self._training)

    @cached_property
    def second(self) -> np.ndarray:
        """One more call with the same generator."""
        return self._ask(self.x, self._generator, self._training)

    @cached_property
    def from_another_generator(self) -> np.ndarray:
        return self._ask(self.x, self._other_generator, self._training)

    @cached_property
    def ever_drops(self) -> bool:
        """Whether any of twenty more calls drops one of a few values."""
        few = self.x.reshape(-1)[:4]
        return any(bool((self._ask(few, self._generator, self._training) == 0).any()) for _ in range(20))

    @cached_property
    def silent(self) -> np.ndarray:
        return self._ask(self.x, self._generator, not self._training)

    def _ask(self, x: np.ndarray, generator: Any, training: bool) -> np.ndarray:
        answer = self._student.dropout(x, rate=self.rate, rng=generator, training=training)
        return expect(answer, shape=x.shape, dtype=float)


def values_to_drop(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Values of both signs, none of them near 0."""
    return rng.uniform(1, 2, size=shape) * rng.choice([-1.0, 1.0], size=shape)


def pattern(y: np.ndarray, x: np.ndarray) -> str:
    """How the dropped places hang together; "each value on its own" where nothing is found."""
    zero = (y == 0).astype(float)
    table = zero.reshape(len(zero), -1)
    if min(table.shape) > 1 and (table == table[0]).all():
        return "the same places in each row"
    if min(table.shape) > 1 and (table == table[:, :1]).all():
        return "whole rows, not single values"
    if distance := echo(zero):
        return "neighbours together" if distance == 1 else f"a pattern that repeats after {distance:,} values"
    by_size = [abs(np.corrcoef(zero.ravel(), values.ravel())[0, 1]) for values in (x, np.abs(x))]
    return "values chosen by their size" if max(by_size) > 7 / np.sqrt(zero.size) else "each value on its own"


def factors(y: np.ndarray, x: np.ndarray) -> list[float]:
    """The least and the greatest factor of what is left of x; 0 where nothing is."""
    kept = y != 0
    return [float((y[kept] / x[kept]).min()), float((y[kept] / x[kept]).max())] if kept.any() else [0.0, 0.0]


def compared(y: np.ndarray, x: np.ndarray) -> list[Any]:
    """The share of zeros in y, the least and the greatest factor of the rest, and whether y is x."""
    return [round(float((y == 0).mean()), 2), *factors(y, x), bool(np.abs(y - x).max() <= 1e-5)]


# --- build_head ------------------------------------------------------------------------------------------------------


class ScriptedHead:
    """A head whose weights are set so that its answers show what becomes of the hidden values.

    Each hidden value is relu(`first` * mean of the inputs + `bias`). The score of class 0 is `second` * the mean of the
    hidden values + `score`; the other classes have score 0.
    """

    def __init__(self, head: Head, probes: Any, num_features: int, num_classes: int, hidden: int, rate: float):
        self.head = head
        self.num_features, self.num_classes, self.hidden, self.rate = num_features, num_classes, hidden, rate
        self._models = probes.models

    @property
    def shapes(self) -> list[tuple[int, ...]]:
        """Kernel and bias of the two Dense layers."""
        return [(self.num_features, self.hidden), (self.hidden,), (self.hidden, self.num_classes), (self.num_classes,)]

    @cached_property
    def weights(self) -> list[list[Any]]:
        """Shape and name of each weight of the head, sorted."""
        return weights_of(self.head.model, self._models, self.num_features)

    @property
    def has_dropout_layer(self) -> bool:
        kinds = expect_list(self._models.layer_kinds(self.head.model))
        return any("Dropout" in expect_text(kind) for kind in kinds)

    def at_prediction(self, hidden: float) -> list[float]:
        """What the head predicts where the first Dense gives this value for each hidden unit."""
        self._script(bias=hidden, second=1)
        return self._ask(training=False, rows=1)[0, 0].tolist()

    @cached_property
    def predicts_the_same_again(self) -> bool:
        """In prediction mode, and where no mode is given: that means prediction too."""
        self._set_at_random()
        first, second = self._ask(training=False, rows=16, calls=2)
        try:
            self.head.tell("head(x)")
            third = self._expected(self.head.model(np.ones((16, self.num_features), np.float32)), (16,))
        except StudentError:  # a model of one's own may insist on the argument, as Keras always passes it
            third = first
        return bool(max(np.abs(first - other).max() for other in (second, third)) <= 1e-5)

    @cached_property
    def two_training_calls(self) -> str:
        """Whether two calls in training "differ", and if not, whether they are those at prediction."""
        self._set_at_random()
        first, second = self._ask(training=True, rows=16, calls=2)
        if np.abs(first - second).max() > 1e-6:
            return "differ"
        at_prediction = self._ask(training=False, rows=16)[0]
        return "as at prediction" if np.abs(first - at_prediction).max() <= 1e-6 else "the same again"

    @cached_property
    def score_is_left_alone(self) -> bool:
        """Whether class scores that do not depend on hidden values come out in training as at prediction."""
        self._script(score=1)
        p = self._ask(training=True)[0]
        return bool(np.abs(p - p[0]).max() < 1e-3)

    @cached_property
    def rows_sum_to_1(self) -> bool:
        self._script(bias=1, second=1)
        return bool(np.abs(self._ask(training=True)[0].sum(axis=-1) - 1).max() < 1e-3)

    @cached_property
    def left(self) -> np.ndarray:
        """The mean of the hidden values after dropout in training, row by row, where each is 1 before it."""
        self._script(bias=1, second=1)
        return self._means(self._ask(training=True)[0])

    def _left_of_inputs(self) -> np.ndarray:
        """`left` where each hidden value is the mean of the inputs, which are all 1."""
        self._script(first=1, second=1)
        return self._means(self._ask(training=True)[0])

    @property
    def rows_in_training(self) -> str:
        """Whether each of the rows loses values of its own."""
        if self.left.std() <= 1e-3:
            return "all rows lose the same, or nothing"
        if np.ptp(self.left[self.left > 1e-3]) <= 1e-3:
            return "all or nothing in each row"
        if distance := echo(self.left):
            return f"the same again after {distance:,} rows"
        return "each row on its own"

    @property
    def drops_inputs(self) -> bool:
        """Whether inputs are dropped: on 8 to 16 of them this doubles the spread that hidden values alone give."""
        return bool(self._left_of_inputs().std() > 1.06 * np.sqrt(self.rate / (1 - self.rate) / self.hidden))

    @property
    def rate_by_spread(self) -> float:
        """The rate that makes the mean of the hidden values spread as it does."""
        variance = float(self.left.var()) * self.hidden
        return variance / (1 + variance)

    @property
    def rate_by_steps(self) -> float | str:
        """The rate by the steps of that mean: one value more or less moves it by 1 / ((1 - rate) * hidden)."""
        gaps = np.diff(np.sort(self.left))
        steps = gaps[gaps > 1e-3]
        rate = 1 - 1 / (float(steps.min()) * self.hidden) if steps.size else -1.0
        return round(rate, 3) if rate > 0 else "no value is 0"

    def _means(self, p: np.ndarray) -> np.ndarray:
        """Which mean of the hidden values leads to each of these rows.

        Read from what the head itself predicts for known means, so that a wrong end of the head costs nothing here.
        """
        known = np.linspace(0, 5, 5001)
        self._script(first=1, second=1)
        inputs = np.repeat(known[:, None], self.num_features, axis=1)
        shown = self._expected(self._models.answers(self.head.model, inputs, False, 1), (1, len(known)))[0]
        shown = shown[:, 0] - shown[:, 1]
        if (np.diff(shown) < -1e-6).any():  # not silent at prediction
            due = softmax_of(known[:, None] * np.eye(self.num_classes)[0])
            shown = due[:, 0] - due[:, 1]
        return np.interp(p[:, 0] - p[:, 1], shown, known)

    def _set_at_random(self) -> None:
        """Weights for which no hidden value is 0 before dropout; the same ones in each run."""
        generator = np.random.default_rng(8)
        self._set(*(generator.uniform(0.1, 1, size=shape) / shape[0] for shape in self.shapes))

    def _script(self, first: float = 0, bias: float = 0, second: float = 0, score: float = 0) -> None:
        kernel, scores = np.zeros((self.hidden, self.num_classes)), np.zeros(self.num_classes)
        kernel[:, 0], scores[0] = second / self.hidden, score
        self._set(np.full(self.shapes[0], first / self.num_features), np.full(self.hidden, bias), kernel, scores)

    def _set(self, *weights: np.ndarray) -> None:
        self._models.set_weights_by_shape(self.head.model, list(weights))

    def _ask(self, training: bool, rows: int = ROWS, calls: int = 1) -> np.ndarray:
        """What the head gives for rows of ones: (calls, rows, num_classes)."""
        self.head.tell(f"head(x, training={training})")
        given = self._models.answers(self.head.model, np.ones((rows, self.num_features)), training, calls)
        return self._expected(given, (calls, rows))

    def _expected(self, given: Any, shape: tuple[int, ...]) -> np.ndarray:
        return expect(given, shape=(*shape, self.num_classes), dtype=float).astype(np.float64)


def head_in_numbers(model: Handle, probes: Any, num_features: int, num_classes: int) -> list[Any]:
    """The hidden width of a head and its rate; other weights than those of two Dense layers as they are."""
    weights = weights_of(model, probes.models, num_features)
    for hidden in {shape[0] for shape, _ in weights}:
        head = ScriptedHead(
            Head(model, f"build_head({num_features}, {num_classes})"), probes, num_features, num_classes, hidden, rate=0
        )
        if sorted(list(shape) for shape in head.shapes) == sorted(shape for shape, _ in weights):
            return [hidden, head.rate_by_steps if head.two_training_calls == "differ" else 0.0]
    return weights


def weights_of(model: Handle, models: Any, num_features: int) -> list[list[Any]]:
    """Shape and name of each weight of a head, sorted."""
    pairs = [expect_list(entry, 2) for entry in expect_list(models.weight_shapes(model, np.ones((2, num_features))))]
    return sorted([list(expect_shape(shape)), expect_text(path).rpartition("/")[2]] for path, shape in pairs)


# --- spread ----------------------------------------------------------------------------------------------------------


class Spreads:
    """The student's spread of models whose spread is known."""

    def __init__(self, student: Any, probes: Any, rate: float):
        self._student = student
        self._probes = probes
        self._rate = rate

    @cached_property
    def in_training(self) -> float:
        """Of a model that is one Dropout, for ones."""
        return self._of_dropout(training=True)

    @property
    def at_prediction(self) -> float:
        return self._of_dropout(training=False)

    def _of_dropout(self, training: bool) -> float:
        return self._ask(self._probes.models.dropout_model(self._rate, 256), np.ones((16, 256)), training, 50)

    def of_large(self, x: np.ndarray) -> float:
        """Of a model that answers x each time."""
        return self._ask(self._probes.models.dropout_model(0.0, x.shape[1]), x, True, 5)

    def of_softmax(self, x: np.ndarray, kernel: np.ndarray, bias: np.ndarray, training: bool) -> float:
        return self._ask(self._probes.models.softmax_model(kernel, bias), x, training, 5)

    def of_counting(self, x: np.ndarray, training: bool, calls: int) -> float:
        """Of a model that answers x, then 2 * x, 3 * x and so on. As if by the population formula, if by the other."""
        value = self._ask(self._probes.own.counting_model(list(x.shape)), x, training, calls)
        correction = np.sqrt((calls - 1) / calls)
        return value * correction if np.isclose(value * correction, due_of_counting(x, calls), rtol=1e-4) else value

    @cached_property
    def uses_of_the_model(self) -> str:
        """How spread asks a model in training mode: the methods it uses, and the modes of its direct calls."""
        try:
            seen = self._probes.models.watched(self._student.spread, np.ones((4, 64)), True, 5)
        except StudentError:
            return "ended in an error"
        return "; ".join(", ".join(map(expect_text, expect_list(part))) for part in expect_list(seen, 2))

    def _ask(self, model: Handle, x: np.ndarray, training: bool, calls: int) -> float:
        return expect_number(self._student.spread(model, x, training=training, calls=calls))


def due_of_counting(x: np.ndarray, calls: int) -> float:
    """The spread of a model that answers x, then 2 * x, 3 * x and so on."""
    return float(np.abs(x).mean() * np.arange(calls).std())
