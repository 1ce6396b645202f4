"""Checks of 08 Dropout."""

from typing import Any

import numpy as np

from autograder.checking import (
    StudentError,
    called,
    expect,
    expect_handle,
    expect_list,
    expect_number,
    expect_shape,
    expect_text,
    fail,
    note,
    points,
)

RATE = 0.2
SHAPE = (1000, 200)
MAPS = (10, 10, 10, 200)

# Of n values round(rate * n) +- 6 standard deviations are dropped: a right answer fails 2 times in a billion.
SHARE_TOLERANCE = 6 * np.sqrt(RATE * (1 - RATE) / np.prod(SHAPE))


def largest_gap(got: np.ndarray, expected: np.ndarray | float) -> float:
    """Largest absolute difference between the two."""
    return float(np.abs(got - expected).max())


# --- dropout -------------------------------------------------------------------------------------------------------


def dropped_places(value: Any, x: np.ndarray) -> np.ndarray:
    """Where the student's answer for `x` is 0 (no value of `x` is). Ends the check unless it has the shape of `x`."""
    return expect(value, shape=x.shape, dtype=float) == 0


def judge_share(drop: np.ndarray) -> None:
    """The share of dropped values is RATE, and they are not whole rows or columns."""
    size = f"{drop.size:,} values"
    expected = "20% of the values, each on its own (rate = 0.2)"
    if not drop.any():
        fail(
            got="nothing dropped: no value is 0",
            expected=expected,
            try_it="print(dropout(np.ones((2, 9)), 0.2, np.random.default_rng(0), True))",
        )
    if drop.all():
        fail(got=f"all of the {size} dropped", expected=expected)
    table = drop.reshape(len(drop), -1)
    if (table == table[0]).all():
        fail(
            got=f"all {len(table):,} rows have their zeros in the same {int(table[0].sum()):,} places",
            expected="other places in each row",
            why="Each image should lose other values; so the network cannot lean on those that are left.",
            looks_like="one mask for the whole batch: draw with size x.shape",
            try_it="print(dropout(np.ones((3, 9)), 0.2, np.random.default_rng(0), True))",
        )
    if (table == table[:, :1]).all():
        fail(
            got=f"whole rows dropped ({int(table[:, 0].sum()):,} of {len(table):,}), no single values",
            expected=expected,
            why="A row that is all 0 teaches nothing; the others can still lean on any single value.",
            looks_like="one draw for each row: draw with size x.shape",
            try_it="print(dropout(np.ones((9, 3)), 0.2, np.random.default_rng(0), True))",
        )
    share = drop.mean()
    if abs(share - RATE) > SHARE_TOLERANCE:
        swapped = abs(share - (1 - RATE)) <= SHARE_TOLERANCE
        fail(
            got=f"{share:.1%} of {size} dropped",
            expected=f"{RATE:.0%} (rate = {RATE})",
            why="In Keras, and here, rate is the share that becomes 0.",
            looks_like="rate read as the share to keep (or < and > the wrong way round)" if swapped else None,
            try_it=[
                "y = dropout(np.ones(10_000), 0.2, np.random.default_rng(0), True)",
                "print((y == 0).mean())",
            ],
        )


@points(2, function="dropout")
def test_each_value_is_dropped_on_its_own(student, sandbox, rng):
    """In training each value is dropped on its own, with probability rate"""
    x = rng.uniform(1, 2, size=SHAPE)
    seed = int(rng.integers(2**31))
    generator = sandbox.numpy.random.default_rng(seed)

    first = dropped_places(student.dropout(x, rate=RATE, rng=generator, training=True), x)
    judge_share(first)

    second = dropped_places(student.dropout(x, rate=RATE, rng=generator, training=True), x)
    if np.array_equal(first, second):
        # Another seed tells whether the places depend on rng at all.
        other = sandbox.numpy.random.default_rng(seed + 1)
        third = dropped_places(student.dropout(x, rate=RATE, rng=other, training=True), x)
        fixed = np.array_equal(first, third)
        fail(
            got="the same places dropped in two calls with one generator",
            expected="other places in each call",
            why="Values that are always dropped are never used; dropout has to change from step to step.",
            looks_like="a generator made or seeded inside the function: draw from rng" if fixed else None,
            try_it=[
                "rng = np.random.default_rng(0)",
                "print(dropout(np.ones(10), 0.2, rng, training=True))",
                "print(dropout(np.ones(10), 0.2, rng, training=True))",
            ],
        )
    judge_share(second)

    maps = x.reshape(MAPS)
    judge_share(dropped_places(student.dropout(maps, rate=RATE, rng=generator, training=True), maps))

    # Two generators with one seed: a right answer that draws from rng gives the same places (0.68**500 by chance).
    few = x[:10, :50]
    twice = [
        dropped_places(student.dropout(few, rate=RATE, rng=sandbox.numpy.random.default_rng(seed), training=True), few)
        for _ in range(2)
    ]
    if not np.array_equal(*twice):
        note(
            "The random numbers do not come from rng: two generators with the same seed dropped different values. "
            "It counts as right here, but such a run cannot be repeated."
        )


@points(2, function="dropout")
def test_survivors_are_scaled(student, sandbox, rng):
    """Survivors are scaled by 1/(1 - rate)"""
    x = rng.uniform(1, 2, size=SHAPE)
    generator = sandbox.numpy.random.default_rng(int(rng.integers(2**31)))
    for rate in (RATE, 0.4):
        y = expect(student.dropout(x, rate=rate, rng=generator, training=True), shape=SHAPE, dtype=float)
        if largest_gap(y, x) <= 1e-5:
            # Modes that are swapped cost the other checks; the scale is judged on its own.
            other = expect(student.dropout(x, rate=rate, rng=generator, training=False), shape=SHAPE, dtype=float)
            if (other == 0).any():
                note("Judged with training=False, where values are dropped; training=True gives x unchanged.")
                y = other
            else:
                called(f"dropout(x, rate={rate}, rng, training=True)", x=x)
        judge_scale(x, y, rate)


def judge_scale(x: np.ndarray, y: np.ndarray, rate: float) -> None:
    """What is left of `x` in `y` is x / (1 - rate)."""
    kept = y != 0
    scale = 1 / (1 - rate)
    expected = f"x * {scale:.4f}, which is x / (1 - {rate})"
    why = "The next layer should receive as much in training as at prediction, on average."
    try_it = f"print(dropout(np.ones((2, 9)), {rate}, np.random.default_rng(0), True))"
    if not kept.any():
        fail(got="every value is 0, nothing survives", expected=expected)
    ratio = y[kept] / x[kept]
    low, high = float(ratio.min()), float(ratio.max())
    if kept.all():
        got = f"nothing dropped; the values are x * {low:.4f}" if high - low < 1e-4 else "nothing dropped"
        fail(got=got, expected=f"some values 0, the others {expected}", why=why, try_it=try_it)
    if high - low > 1e-4:
        fail(
            got=f"the surviving values are x times something between {low:.4f} and {high:.4f}",
            expected=expected,
            why=why,
            try_it=try_it,
        )
    if abs(low - scale) <= 1e-4 * scale:
        return
    got = f"each surviving value is x * {low:.4f}"
    looks_like = None
    if abs(low - 1) < 1e-4:
        looks_like = "dropout without the scaling"
        less = f"{rate:.0%}"
        why = f"Otherwise the next layer gets {less} less in training than at prediction."
    elif abs(low - 1 / rate) < 1e-4:
        got += ", which is x / rate"
        why = "rate is the share that is dropped; what is left is a share of 1 - rate."
    elif abs(low - (1 - rate)) < 1e-4:
        got += ", which is x * (1 - rate)"
        why = "Survivors have to become larger, to make up for those that are 0: divide by 1 - rate."
    elif abs(low - rate) < 1e-4:
        got += ", which is x * rate"
    elif abs(low - kept.size / kept.sum()) < 1e-5 * scale:
        looks_like = "a division by the share that happened to survive in this call: divide by 1 - rate"
        why = "The two differ a little from call to call, and a lot on small arrays."
    fail(got=got, expected=expected, why=why, looks_like=looks_like, try_it=try_it)


@points(2, function="dropout")
def test_silent_at_prediction_active_in_training(student, sandbox, rng):
    """Silent at prediction, active in training, and x is left alone"""
    x = rng.uniform(1, 2, size=SHAPE)
    seed = int(rng.integers(2**31))
    generator = sandbox.numpy.random.default_rng(seed)

    kept_for_training = sandbox.put(x)
    in_training = expect(
        student.dropout(kept_for_training, rate=RATE, rng=generator, training=True), shape=SHAPE, dtype=float
    )
    kept_for_prediction = sandbox.put(x)
    at_prediction = expect(
        student.dropout(kept_for_prediction, rate=RATE, rng=generator, training=False), shape=SHAPE, dtype=float
    )
    if largest_gap(at_prediction, x) > 1e-5:
        called("dropout(x, rate=0.2, rng, training=False)", x=x)
        fail_at_prediction(x, at_prediction, in_training)

    called("dropout(x, rate=0.2, rng, training=True)", x=x)
    if largest_gap(in_training, x) <= 1e-5:
        fail(
            got="x unchanged, in training as at prediction",
            expected="zeros in training; x unchanged at prediction only",
            why="Dropout that never drops anything changes nothing.",
            try_it="print(dropout(np.ones((2, 9)), 0.2, np.random.default_rng(0), True))",
        )
    judge_argument(sandbox.fetch(kept_for_training), x)
    called("dropout(x, rate=0.2, rng, training=False)", x=x)
    judge_argument(sandbox.fetch(kept_for_prediction), x)

    # Where the share or the scale is wrong, the other checks say so, and rate 0 adds nothing.
    kept = in_training != 0
    if abs(kept.mean() - (1 - RATE)) <= SHARE_TOLERANCE and largest_gap(in_training[kept], x[kept] / (1 - RATE)) < 1e-3:
        judge_rate_zero(x, expect(student.dropout(x, rate=0.0, rng=generator, training=True), shape=SHAPE, dtype=float))

    single = x[:2].astype(np.float32)
    answer = expect(student.dropout(single, rate=RATE, rng=generator, training=True), shape=single.shape, dtype=float)
    if answer.dtype != single.dtype:
        note(f"For an x of float32 the answer is {answer.dtype}; the docstring asks for x.dtype. No points lost.")


def judge_rate_zero(x: np.ndarray, answer: np.ndarray) -> None:
    """With rate 0 training changes nothing."""
    if largest_gap(answer, x) <= 1e-5:
        return
    zeros = int((answer == 0).sum())
    fail(
        got=f"{zeros:,} of {x.size:,} values are 0" if zeros else "values other than those of x",
        expected="x unchanged: with rate 0 nothing is dropped",
        try_it="print(dropout(np.ones((2, 9)), 0.0, np.random.default_rng(0), True))",
    )


def fail_at_prediction(x: np.ndarray, at_prediction: np.ndarray, in_training: np.ndarray) -> None:
    """Says how the answer at prediction differs from `x`."""
    zeros = int((at_prediction == 0).sum())
    kept = at_prediction != 0
    looks_like = None
    why = "At prediction every value counts, as it is."
    if not kept.any():
        got = "every value is 0"
    elif zeros:
        got = f"{zeros:,} of {x.size:,} values are 0"
        if largest_gap(in_training, x) <= 1e-5:
            got += ", while in training x comes back unchanged"
            looks_like = "the two modes swapped"
        elif similar_mode(at_prediction / x, in_training / x):
            looks_like = "training not looked at"
    else:
        ratio = at_prediction / x
        low, high = float(ratio.min()), float(ratio.max())
        got = f"x * {low:.4f}" if high - low < 1e-4 else f"x times something between {low:.4f} and {high:.4f}"
        if max(abs(low - (1 - RATE)), abs(high - (1 - RATE))) < 1e-4:
            looks_like = "the older dropout, which scales at prediction: scale in training"
    fail(
        got=got,
        expected="x unchanged",
        why=why,
        looks_like=looks_like,
        try_it="print(dropout(np.ones((2, 9)), 0.2, np.random.default_rng(0), False))",
    )


def similar_mode(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether both answers drop about as much, and treat what is left in the same way."""
    if abs((one == 0).mean() - (other == 0).mean()) > 0.1 or not (other != 0).any():
        return False
    return abs(np.median(one[one != 0]) - np.median(other[other != 0])) < 1e-4


def judge_argument(after: Any, x: np.ndarray) -> None:
    """The caller's array still holds what it held."""
    left = expect(after, shape=x.shape, dtype=float, finite=False)
    if np.array_equal(left, x):
        return
    zeros = int((left == 0).sum())
    changed = int((left != x).sum())
    fail(
        got=f"{zeros:,} values of x itself are now 0" if zeros else f"{changed:,} values of x itself have changed",
        expected="x as it was; the answer in a new array",
        why="The caller still needs x.",
        try_it=[
            "x = np.ones((2, 9))",
            "dropout(x, 0.2, np.random.default_rng(0), True)",
            "print(x)    # np.where(keep, x / (1 - rate), 0) makes a new array",
        ],
    )


# --- build_head ----------------------------------------------------------------------------------------------------


class Head:
    """The student's head, what it was asked for, and questions to it.

    With scripted weights the score of class 0 is `second` * mean of the hidden values + `score`, each hidden value is
    relu(`first` * mean of the inputs + `bias`), and the scores of the other classes are 0.
    """

    def __init__(self, model: Any, probes: Any, num_features: int, num_classes: int, hidden: int, rate: float) -> None:
        self.model = model
        self.probes = probes
        self.num_features = num_features
        self.num_classes = num_classes
        self.hidden = hidden
        self.rate = rate
        self.text = f"build_head({num_features}, {num_classes}, hidden={hidden}, rate={rate})"

    @property
    def shapes(self) -> list[tuple[int, ...]]:
        """Kernel and bias of the two Dense layers."""
        return self.shapes_with(self.hidden, self.num_classes)

    def shapes_with(self, hidden: int, num_classes: int) -> list[tuple[int, ...]]:
        """Kernel and bias of two Dense layers of these widths."""
        return [(self.num_features, hidden), (hidden,), (hidden, num_classes), (num_classes,)]

    def written_in(self, found: list[tuple[int, ...]]) -> str | None:
        """The slip that explains these shapes, if they are those of two Dense layers of another width."""
        for hidden in {shape[0] for shape in found}:
            if sorted(found) == sorted(self.shapes_with(hidden, self.num_classes)):
                return f"{hidden} written into the code: the width is the argument hidden"
        for num_classes in {shape[0] for shape in found}:
            if sorted(found) == sorted(self.shapes_with(self.hidden, num_classes)):
                return f"{num_classes} written into the code: the number of scores is the argument num_classes"
        return None

    def set(self, *weights: np.ndarray) -> None:
        """Set kernel, bias, kernel, bias."""
        self.probes.models.set_weights_by_shape(self.model, list(weights))

    def script(self, first: float = 0, bias: float = 0, second: float = 0, score: float = 0) -> None:
        """Set weights as the class says."""
        kernel = np.zeros((self.hidden, self.num_classes))
        kernel[:, 0] = second / self.hidden
        scores = np.zeros(self.num_classes)
        scores[0] = score
        self.set(np.full(self.shapes[0], first / self.num_features), np.full(self.hidden, bias), kernel, scores)

    def ask(self, training: bool, rows: int = 4000, calls: int = 1) -> np.ndarray:
        """What the head gives for rows of ones: (calls, rows, num_classes)."""
        given = self.probes.models.answers(self.model, np.ones((rows, self.num_features)), training, calls)
        return expect(given, shape=(calls, rows, self.num_classes), dtype=float)


def log_odds(p: np.ndarray) -> np.ndarray:
    """log(p0 / p1): the score of class 0 less that of class 1, for probabilities from a softmax."""
    if p.min() <= 0:
        fail(got=f"a probability of {p.min():.3g}", expected="positive probabilities, as softmax gives them")
    return np.log(p[..., 0] / p[..., 1])


@points(2, function="build_head")
def test_head_drops_hidden_values(student, probes, rng):
    """The head drops hidden values, at the given rate, in training only"""
    for hidden, rate in ((100, 0.2), (50, 0.5)):
        num_features, num_classes = int(rng.integers(8, 17)), int(rng.integers(3, 6))
        value = student.build_head(num_features, num_classes, hidden=hidden, rate=rate)
        model = expect_handle(value, "keras.Model", what="a Keras model")
        head = Head(model, probes, num_features, num_classes, hidden, rate)
        called(f"head = {head.text}")
        judge_weights(head)
        called(f"head = {head.text}; head(x, training=False)")
        judge_head_at_prediction(head)
        called(f"head = {head.text}; head(x, training=True)")
        judge_head_in_training(head, rng)
    # Some models answer when they are called, and cannot be run by predict and fit.
    called(f"head = {head.text}; head.predict_on_batch(x)")
    expect(model.predict_on_batch(np.ones((2, num_features))), shape=(2, num_classes), dtype=float)


def judge_weights(head: Head) -> None:
    """The weights are those of two Dense layers."""
    answer = head.probes.models.weight_shapes(head.model, np.ones((2, head.num_features)))
    pairs = [expect_list(entry, 2) for entry in expect_list(answer)]
    found = [(expect_text(path), expect_shape(shape)) for path, shape in pairs]
    if sorted(shape for _, shape in found) != sorted(head.shapes):
        fail(
            got="the weights " + (", ".join(f"{path} {shape}" for path, shape in found) or "of no layer"),
            expected="kernel {}, bias {}, kernel {}, bias {}".format(*head.shapes),
            why="Dense(hidden), then Dense(num_classes): these four and no others.",
            looks_like=head.written_in([shape for _, shape in found]),
            try_it=f"{head.text}.summary()",
        )


def judge_head_at_prediction(head: Head) -> None:
    """At prediction the head gives probabilities, the same ones in each call, through Dense, ReLU, Dense, softmax."""
    try_it = f"print({head.text}(np.ones((2, {head.num_features})), training=False))"
    head.script(bias=1, second=1)  # each hidden value is 1, and so is the score of class 0
    p = head.ask(training=False, rows=64, calls=2)
    scores = np.eye(head.num_classes)[0]
    if largest_gap(p.sum(axis=-1), 1) > 1e-3 or p.min() <= 0:
        looks_like = None
        if largest_gap(p, scores) < 1e-3:
            looks_like = "no softmax: these are the class scores themselves"
        elif largest_gap(p, 1 / (1 + np.exp(-scores))) < 1e-3:
            looks_like = "sigmoid in place of softmax"
        fail(
            got=f"a row [{', '.join(f'{value:.3f}' for value in p[0, 0])}] at prediction",
            expected="probabilities: all above 0, and each row sums to 1",
            looks_like=looks_like,
            try_it=try_it,
        )
    if largest_gap(p[0], p[1]) > 1e-5:
        fail(
            got="two calls on one batch give different answers at prediction",
            expected="the same answer each time",
            why="Dropout is for training; a prediction must not depend on luck.",
            try_it=try_it,
        )
    score = log_odds(p)
    if largest_gap(score, 1) > 1e-2:
        softmax = np.exp(scores) / np.exp(scores).sum()
        twice = largest_gap(score, softmax[0] - softmax[1]) < 1e-3
        fail(
            got=f"a class score of {score[0, 0]:.3f}, with weights that make it the mean of hidden values of 1",
            expected="1.000: Dense with ReLU, Dense, softmax, and nothing else that changes the values",
            looks_like="softmax twice" if twice else None,
            try_it=f"{head.text}.summary()",
        )
    head.script(bias=-1, second=1)
    below = log_odds(head.ask(training=False, rows=2))
    if largest_gap(below, 0) > 1e-2:
        linear = largest_gap(below, -1) < 1e-3
        fail(
            got=f"hidden values of {below[0, 0]:.3f} where the first Dense computes -1.000",
            expected="0.000: ReLU makes negative values 0",
            why="Without ReLU in between, two Dense layers can do no more than one.",
            looks_like="a first Dense without activation" if linear else None,
            try_it=f"{head.text}.summary()",
        )


def judge_head_in_training(head: Head, rng: np.random.Generator) -> None:
    """In training the head drops hidden values at its rate, and nothing else."""
    again = f"print(head(np.ones((2, {head.num_features})), training=True))"
    try_it = [f"head = build_head({head.num_features}, {head.num_classes}, {head.hidden}, {head.rate})", again, again]
    head.set(*(rng.uniform(0.1, 1, size=shape) / shape[0] for shape in head.shapes))  # nothing is 0 before dropout
    first, second = head.ask(training=True, rows=16, calls=2)
    if largest_gap(first, second) <= 1e-6:
        fail_without_change(head, first, try_it)

    head.script(bias=1, second=1)
    p = head.ask(training=True)
    sums = p.sum(axis=-1)
    if largest_gap(sums, 1) > 1e-3:
        fail(
            got=f"training rows that sum to between {sums.min():.2f} and {sums.max():.2f}",
            expected="each row sums to 1, in training as well",
            why="The loss would be computed from answers that are no probabilities.",
            looks_like="Dropout after softmax: put it between the two Dense layers",
            try_it=try_it,
        )
    hidden = log_odds(p)

    head.script(score=1)  # the class scores are 1, 0, 0, ... whatever the hidden values are
    scores = log_odds(head.ask(training=True))
    if scores.std() > 1e-3:
        values = " and ".join(f"{value:.2f}" for value in np.unique(scores.round(4))[:3])
        fail(
            got=f"a class score of 1 becomes {values} in training, whatever the hidden values are",
            expected="1.00 each time: only hidden values are dropped",
            why="A dropped score makes the right class look impossible for no reason.",
            looks_like="Dropout on the class scores: put it between the two Dense layers",
            try_it=try_it,
        )

    head.script(first=1, second=1)  # each hidden value is the mean of the inputs
    inputs = log_odds(head.ask(training=True))
    if hidden.std() <= 1e-3:
        from_inputs = inputs.std() > 1e-3
        fail(
            got="no hidden value is ever dropped, though two training calls differ",
            expected=f"{head.rate:.0%} of the hidden values dropped in each call",
            why="Here the features of the image are dropped, not what the first Dense makes of them."
            if from_inputs
            else None,
            looks_like="Dropout on the input vector: put it after the first Dense" if from_inputs else None,
            try_it=try_it,
        )
    judge_hidden(head, hidden, try_it)
    # Dropout on at most 16 inputs as well would at least double the spread that 50 or 100 hidden values give.
    if inputs.std() > 1.06 * spread_of(head.rate, head.hidden):
        fail(
            got=f"a spread of {inputs.std():.3f} when each hidden value is set to the mean of the inputs",
            expected=f"{spread_of(head.rate, head.hidden):.3f}, which dropped hidden values alone give",
            looks_like="Dropout on the input vector as well",
            try_it=try_it,
        )


def fail_without_change(head: Head, answer: np.ndarray, try_it: list[str]) -> None:
    """Two training calls gave `answer`: says whether that is the answer at prediction, and what the model holds."""
    got, why, looks_like = "two training calls that agree exactly", None, None
    kinds = [expect_text(kind) for kind in expect_list(head.probes.models.layer_kinds(head.model))]
    if largest_gap(answer, head.ask(training=False, rows=len(answer))[0]) > 1e-6:
        got += ", and differ from prediction: the same values are dropped in each call"
        why = "With a fixed seed in each call the same hidden values are never used."
    elif any("Dropout" in kind for kind in kinds):
        got += ", though there is a Dropout layer"
        why = "A Dropout layer acts only where it is called, in training mode, and with a rate above 0."
    elif {"Dense", "InputLayer", "ReLU", "Activation", "Softmax"}.issuperset(kinds):
        looks_like = "no Dropout in the model"
    fail(
        got=got,
        expected="them to differ: each call drops other hidden values",
        why=why,
        looks_like=looks_like,
        try_it=try_it,
    )


def spread_of(rate: float, hidden: int) -> float:
    """Standard deviation of the mean of `hidden` values 1 after dropout."""
    return float(np.sqrt(rate / (1 - rate) / hidden))


def judge_hidden(head: Head, mean_left: np.ndarray, try_it: list[str]) -> None:
    """The mean of hidden values 1 after dropout is 1 on average, spreads as the rate says, and goes in its steps.

    Of 4,000 rows the standard deviation is within 6% (5.4 standard deviations of it) and the mean within 6 of its own:
    together 1 right answer in 10 million fails.
    """
    right = spread_of(head.rate, head.hidden)
    spread, mean = float(mean_left.std()), float(mean_left.mean())
    set_to_one = f"The check sets all {head.hidden} hidden values to 1: this is their mean after dropout, row by row."
    if abs(mean - 1) > 6 * max(spread, right) / np.sqrt(mean_left.size) + 1e-3:
        fail(
            got=f"hidden values with a mean of {mean:.3f} after dropout, 1 before it",
            expected="1.000 on average, because survivors are divided by 1 - rate",
            why=set_to_one,
            try_it=try_it,
        )
    # One hidden value more or less moves the mean by one step, 1 / ((1 - rate) * hidden).
    step = float(np.diff(np.unique(mean_left.round(4))).min(initial=np.inf))
    rate = 1 - 1 / (step * head.hidden)
    if abs(spread - right) > 0.06 * right:
        known = 0 < rate < 1 and abs(spread - spread_of(rate, head.hidden)) < 0.06 * spread
        swapped = known and abs(rate - (1 - head.rate)) < 0.02 < abs(rate - head.rate)
        told = f"; that is rate {rate:.2f}, and build_head was called with rate={head.rate}" if known else ""
        fail(
            got=f"a spread of {spread:.3f} around 1{told}",
            expected=f"{right:.3f} around 1, for rate {head.rate} and {head.hidden} hidden values",
            why=set_to_one,
            looks_like="rate read as the share to keep" if swapped else None,
            try_it=try_it,
        )
    if abs(rate - head.rate) > 0.02:
        fail(
            got=f"the right spread, {spread:.3f}, but from noise on every hidden value: none is 0",
            expected="each hidden value either 0 or divided by 1 - rate, as keras.layers.Dropout gives",
            why=set_to_one + f" It should move in steps of {1 / (1 - head.rate) / head.hidden:.4f}.",
            try_it=try_it,
        )


# --- spread --------------------------------------------------------------------------------------------------------


@points(2, function="spread")
def test_spread_tells_training_from_prediction(student, probes, rng):
    """spread tells training from prediction"""
    ones = np.ones((64, 64))
    dropping = probes.models.dropout_model(RATE, 64)
    try_it = ["model = keras.Sequential([keras.layers.Dropout(0.2)])", "x = np.ones((64, 64))"]

    # Each of 4,096 values is 0 or 1.25: the mean of their standard deviations over 50 calls is 0.492 (0.497 with
    # ddof=1), and its own standard deviation below 0.001. Variances give 0.24, absolute deviations 0.40.
    active = ask_spread(student, dropping, "one Dropout(0.2)", ones, training=True, calls=50)
    if abs(active - 0.49) > 0.05:
        name, why = name_inactive(student, probes, ones) if abs(active) < 1e-3 else (None, None)
        if abs(active - 0.246) < 0.02:
            name = "variances in place of standard deviations"
        fail(
            got=f"{active:.3f} for a Dropout(0.2) model with training=True",
            expected="about 0.49: each value is 0 or 1.25 from call to call",
            why=why,
            looks_like=name,
            try_it=[*try_it, "print(spread(model, x, training=True, calls=50))   # about 0.49"],
        )
    silent = ask_spread(student, dropping, "one Dropout(0.2)", ones, training=False, calls=5)
    if abs(silent) > 1e-3:
        always = watch(student, probes, ones, training=False)
        fail(
            got=f"{silent:.3f} for a Dropout(0.2) model with training=False",
            expected="0: at prediction nothing is dropped",
            looks_like="training=True fixed in the call" if always and set(always[1]) == {"True"} else None,
            try_it=[*try_it, "print(spread(model, x, training=False))   # 0"],
        )
    judge_steady(student, probes, rng)

    # Of two calls half of the deviations are 0.62 (0.88 with ddof=1) where the calls differ, 0.32 of all: 0.20 (0.28).
    two = ask_spread(student, dropping, "one Dropout(0.2)", ones, training=True, calls=2)
    if abs(two) > 0.4:
        fail(
            got=f"{two:.3f} with calls=2, {active:.3f} with calls=50",
            expected="about 0.20 with calls=2: two calls often agree in a value",
            looks_like="calls not looked at" if abs(two - active) < 0.02 else None,
            try_it=[*try_it, "print(spread(model, x, training=True, calls=2))"],
        )
    if abs(two) < 0.1:
        fail(
            got=f"{two:.3f} with calls=2, {active:.3f} with calls=50",
            expected="about 0.20 with calls=2: two calls often differ in a value",
            looks_like="one call too few: with calls=2 the model is called once" if two == 0 else None,
            try_it=[*try_it, "print(spread(model, x, training=True, calls=2))"],
        )
    judge_whole_batch(student, dropping)


def judge_whole_batch(student: Any, dropping: Any) -> None:
    """All images of the batch count: here those of the first half are 0, and so is their spread."""
    x = np.zeros((64, 64))
    x[32:] = 2
    value = ask_spread(student, dropping, "one Dropout(0.2)", x, training=True, calls=20)
    if abs(value - 0.49) > 0.08:
        fail(
            got=f"{value:.3f} for a batch whose first half is 0 and whose second half is 2",
            expected="about 0.49: 0 for the one half, 0.98 for the other",
            looks_like="a part of the batch in place of all of it" if value == 0 else None,
            try_it=[
                "model = keras.Sequential([keras.layers.Dropout(0.2)])",
                "x = np.repeat([[0.0], [2.0]], 64, axis=1)",
                "print(spread(model, x, training=True))",
            ],
        )


def ask_spread(student: Any, model: Any, what: str, x: np.ndarray, training: bool, calls: int) -> float:
    """The student's spread of this model, which `what` describes."""
    value = student.spread(model, x, training=training, calls=calls)
    called(f"spread(model, x, training={training}, calls={calls}), where model is {what}", x=x)
    return expect_number(value)


def watch(student: Any, probes: Any, x: np.ndarray, training: bool) -> tuple[list[str], list[str]] | None:
    """The prediction methods that `spread` uses and the modes of its direct calls; None if it ends in an error."""
    try:
        seen = probes.models.watched(student.spread, x, training, 5)
    except StudentError:
        return None
    methods, modes = (expect_list(part) for part in expect_list(seen, 2))
    return [expect_text(method) for method in methods], [expect_text(mode) for mode in modes]


def name_inactive(student: Any, probes: Any, x: np.ndarray) -> tuple[str | None, str | None]:
    """Name and reason for a spread of 0 in training, if what `spread` does with a model tells them."""
    seen = watch(student, probes, x, training=True)
    if seen is None:
        return None, None
    methods, modes = seen
    if methods:
        return (
            f"model.{methods[0]}, which always runs in prediction mode: call model(x, training=training)",
            "Dropout is silent in prediction mode, whatever `training` says.",
        )
    if modes and "True" not in modes:
        return "training not handed on to the model: call model(x, training=training)", None
    if len(modes) == 1:
        return "one call, its answer used again and again: call the model anew each time", None
    return None, None


def judge_steady(student: Any, probes: Any, rng: np.random.Generator) -> None:
    """A model that always gives the same answers has spread 0, however much the answers to its images differ."""
    images, kernel, bias = rng.normal(size=(32, 8)), rng.normal(size=(8, 5)), rng.normal(size=5)
    model = probes.models.softmax_model(kernel, bias)
    scores = np.exp(images @ kernel + bias)
    p = scores / scores.sum(axis=-1, keepdims=True)
    mistakes = {
        "the spread between images": p.std(axis=0).mean(),
        "the spread between classes": p.std(axis=1).mean(),
        "the spread over images and classes together": p.std(),
    }
    for training in (True, False):
        value = ask_spread(student, model, "one Dense softmax", images, training=training, calls=5)
        if abs(value) > 1e-3:
            names = [name for name, number in mistakes.items() if abs(value - number) < 1e-4]
            fail(
                got=f"{value:.3f} for a model without dropout",
                expected="0: it answers the same in each call",
                looks_like=f"{names[0]}: take it over the calls only (axis 0 of the stacked answers)"
                if len(names) == 1
                else None,
                try_it=[
                    "model = keras.Sequential([keras.layers.Dense(5, 'softmax')])",
                    "x = np.random.normal(size=(32, 8))",
                    "print(spread(model, x, training=True))",
                ],
            )
