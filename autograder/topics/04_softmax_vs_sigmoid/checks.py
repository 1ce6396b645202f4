"""Checks of 04 Softmax and sigmoid."""

from typing import Any, NoReturn

import numpy as np

from autograder.checking import (
    StudentError,
    array_of,
    called,
    display,
    expect,
    expect_handle,
    expect_list,
    fail,
    malformed,
    note,
    points,
    same,
)
from autograder.checking.naming import agree, name_of

ABOVE_ONLY = "the largest logit subtracted above the fraction line only: below it as well"
# float32 on the way is a right answer.
TOLERANCE = 1e-5


def softmax_of(z: np.ndarray, axis: int | None = -1) -> np.ndarray:
    """Softmax of `z`; with axis=None the sum runs over the whole array."""
    powers = np.exp(z - z.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def sigmoid_of(z: np.ndarray) -> np.ndarray:
    """Sigmoid of each value of `z`."""
    power = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + power), power / (1 + power))


def written(values: np.ndarray) -> str:
    """A small array on one line, whole numbers without a point."""
    array = np.asarray(values)
    if array.dtype.kind == "f" and (np.abs(array) < 1e6).all() and (array == array.round()).all():
        array = array.astype(int)
    text = np.array2string(array, precision=4, suppress_small=True, separator=", ", floatmode="maxprec")
    return display.closed_up(text)


def place_of(error: StudentError) -> str:
    """Where in the student's file the exception arose, as part of a sentence; empty if it was elsewhere."""
    return f" in line {error.line} of your file" if error.line else ""


def judge_argument(after: Any, before: np.ndarray, function: str) -> None:
    """The caller's array holds what it held before the call."""
    left = expect(after, shape=before.shape, dtype="number", finite=False)
    if np.array_equal(left, before):
        return
    fail(
        got=f"a right answer, but the argument itself now starts with {written(left.ravel()[:3])}",
        expected=f"the argument as it was: {written(before.ravel()[:3])}, and the answer in a new array",
        why="The caller may still need the logits. An operator such as -= or *= changes the caller's array; "
        "`logits - largest` makes a new one.",
        try_it=f"z = np.array([1.0, 2.0, 3.0]); {function}(z); print(z)",
    )


# --- softmax -------------------------------------------------------------------------------------------------------


def ask_softmax(student: Any, logits: np.ndarray, axis: int | None) -> np.ndarray:
    """The student's softmax of `logits`; axis=None leaves the argument out."""
    try:
        value = student.softmax(logits) if axis is None else student.softmax(logits, axis=axis)
    except StudentError as error:
        if error.is_a("AxisError") and logits.ndim == 1:
            fail(
                got=f"{error.type}: {error.message}",
                expected="an answer for logits with one axis, those of a single image",
                why="The default axis=-1 is the last axis of any array. An axis fixed at 1 needs two axes.",
                try_it="print(softmax(np.array([1.0, 2.0, 3.0])))",
            )
        if error.is_a("ValueError") and "broadcast" in error.message:
            fail(
                got=f"ValueError{place_of(error)}: {error.message}",
                expected=f"an answer of shape {logits.shape}",
                why="A maximum or sum over an axis loses that axis and no longer fits the logits; keepdims=True keeps "
                "it with length 1.",
                try_it="z = np.ones((4, 3)); print(z.sum(axis=-1).shape, z.sum(axis=-1, keepdims=True).shape)",
            )
        raise
    return expect(value, shape=logits.shape, dtype=float, finite=False)


def judge_softmax(got: np.ndarray, z: np.ndarray, axis: int | None) -> None:
    """`got` is the softmax of `z` along `axis` (None: along the last one, by default)."""
    over = -1 if axis is None else axis
    expected = softmax_of(z, over)
    if agree(got, expected):
        return
    powers = np.exp(z)
    shifted = np.exp(z - z.max(axis=over, keepdims=True))
    mistakes = {
        "one sum over the whole array: take it along the axis": softmax_of(z, None),
        "exponentials that are not divided by their sum": powers,
        "exponentials that are not divided by their sum (after subtracting the largest logit)": shifted,
        ABOVE_ONLY: shifted / powers.sum(axis=over, keepdims=True),
        "logits divided by their sum, without exp": z / z.sum(axis=over, keepdims=True),
        "a sigmoid of each value: softmax divides by the sum over the classes": sigmoid_of(z),
        "the logarithm of the softmax": np.log(expected),
    }
    if axis is None:
        mistakes["a softmax over axis 0: that is the batch; the classes are on the last axis"] = softmax_of(z, 0)
        along = "the last axis"
        try_it = "p = softmax(np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 5.0]])); print(p, p.sum(axis=-1))"
    else:
        mistakes["an axis argument that is not used: this is the softmax over the last axis"] = softmax_of(z, -1)
        along = f"axis {axis}"
        try_it = "p = softmax(np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 5.0]]), axis=0); print(p, p.sum(axis=0))"
    same(
        got,
        expected,
        why=f"Along {along} the probabilities share 1, in proportion to exp(z).",
        tolerance=TOLERANCE,
        looks_like=name_of(got, mistakes.items()),
        try_it=try_it,
    )


@points(1, function="softmax")
def test_softmax_along_the_axis(student, sandbox, rng):
    """softmax shares 1 along the axis, for any shape, and leaves the logits alone"""
    for shape, axis in (((2, 4), None), ((5,), None), ((2, 3, 4), None), ((2, 4), 0), ((2, 3, 4), 1), ((2, 3, 4), -2)):
        z = rng.normal(0, 2, size=shape)
        judge_softmax(ask_softmax(student, z, axis), z, axis)

    z = rng.normal(0, 2, size=(2, 4))
    kept = sandbox.put(z)
    student.softmax(kept)
    called("softmax(logits)", logits=z)
    judge_argument(sandbox.fetch(kept), z, "softmax")


@points(1, function="softmax")
def test_softmax_of_large_logits(student, rng):
    """softmax is right for logits of 1000 and of -1000"""
    gap, step = rng.uniform(0.5, 2, size=2).round(2)
    # Symmetric arrays: the softmax of their columns is that of their rows, turned round. So a wrong axis, which the
    # check before has told, costs nothing here.
    high = np.array([[1000 + gap, 1000], [1000, 1000 + gap]])
    mixed = np.array([[1000, -1000], [-1000, -1000 - step]])
    for z in (high, -high, mixed):
        got = ask_softmax(student, z, None)
        expected = softmax_of(z)
        if agree(got, expected) or agree(got, expected.T):
            continue
        fail(
            got=written(got),
            expected=written(expected),
            why="exp(1000) is inf, and inf / inf is nan; exp(-1000) is 0, and 0 / 0 is nan. With the largest logit of "
            "each row subtracted first, the largest power is exp(0) = 1."
            if np.isnan(got).any()
            else "Only the differences between the logits of a row count: [1000, 999] gives the same as [1, 0].",
            looks_like=name_of(got, mistakes_with_large_logits(z).items()),
            try_it="print(softmax(np.array([[1000.0, 999.0], [-1000.0, -1001.0]])))",
        )


def mistakes_with_large_logits(z: np.ndarray) -> dict[str, np.ndarray]:
    """What known mistakes answer for `z`, by what to call them."""
    with np.errstate(all="ignore"):
        sums = np.exp(z).sum(axis=-1, keepdims=True)
        plain, above = np.exp(z) / sums, np.exp(z - z.max(axis=-1, keepdims=True)) / sums
        from_largest = np.exp(z - z.max())
        found = {
            "exp without subtracting the largest logit": plain,
            ABOVE_ONLY: above,
            "the largest logit of the whole array subtracted: take it for each row": from_largest
            / from_largest.sum(axis=-1, keepdims=True),
        }
        if not np.isnan(plain).any():
            return found
        clipped = softmax_of(np.clip(z, -500, 500))
        found["logits clipped before exp, which makes different logits equal"] = clipped
        found["one sum over the whole array: take it along the axis"] = softmax_of(z, None)
    return found


# --- sigmoid -------------------------------------------------------------------------------------------------------


@points(1, function="sigmoid")
def test_sigmoid_of_any_shape(student, sandbox, rng):
    """sigmoid acts on each value by itself, for any shape, and leaves the logits alone"""
    for shape in ((6,), (2, 3), (2, 1, 3, 2), ()):
        z = np.asarray(rng.normal(0, 2, size=shape))
        value = student.sigmoid(z)
        # A Python float is a right answer for an array without axes.
        got = expect(np.asarray(value) if type(value) is float else value, shape=shape, dtype=float, finite=False)
        expected = sigmoid_of(z)
        mistakes = {
            "a missing minus sign in the exponent": 1 - expected,
            "tanh, which goes from -1 to 1": np.tanh(z),
            "a softmax over all values: sigmoid needs no sum": softmax_of(z, None),
            "exp without the division": np.exp(z),
        }
        same(
            got,
            expected,
            why="Each value z becomes 1 / (1 + exp(-z)): 0.5 for z = 0, near 1 for a large z, near 0 for a very "
            "negative one.",
            tolerance=TOLERANCE,
            looks_like=name_of(got, mistakes.items()),
            try_it="print(sigmoid(np.array([-2.0, 0.0, 2.0])))   # about 0.119, 0.5, 0.881",
        )

    z = rng.normal(0, 2, size=(2, 3))
    kept = sandbox.put(z)
    student.sigmoid(kept)
    called("sigmoid(logits)", logits=z)
    judge_argument(sandbox.fetch(kept), z, "sigmoid")


@points(1, function="sigmoid")
def test_sigmoid_of_large_logits(student, rng):
    """sigmoid is right for logits of 1000 and of -1000"""
    size = float(rng.integers(950, 1051))
    z = np.array([-size, -100.0, -20.0, 0.0, 20.0, 100.0, size])
    got = expect(student.sigmoid(z), shape=z.shape, dtype=float, finite=False)
    expected = sigmoid_of(z)
    if agree(got, expected):
        return
    if agree(got, 1 - expected):
        note("Right but for the sign of the exponent, which counts in {sigmoid_of_any_shape} alone.")
        return
    with np.errstate(all="ignore"):
        double, single = np.exp(z), np.exp(z.astype(np.float32))
        unstable = agree(got, double / (1 + double)) or agree(got, single / (1 + single))
    worst = int(np.argmax(np.where(np.isnan(got), np.inf, np.abs(got - expected))))
    fail(
        got=f"{got[worst]:.7g} for z = {z[worst]:g}",
        expected=f"{expected[worst]:.7g}",
        why="exp(1000) is inf, and inf / inf is nan. exp of a number that is not positive cannot overflow."
        if np.isnan(got).any()
        else "The sigmoid comes as near to 0 and 1 as a float can, and stays between them.",
        looks_like="exp(z) / (1 + exp(z)), which is inf / inf for a large z" if unstable else None,
        try_it="print(sigmoid(np.array([-1000.0, 0.0, 1000.0])))",
    )


# --- build_head ----------------------------------------------------------------------------------------------------

ROWS = 64
# Kernels drawn small show logits as they are, kernels drawn large drive softmax and sigmoid to their ends. Each draw is
# used with both signs, so that even one hidden ReLU unit can reach both ends. The hardest right head, one hidden
# sigmoid unit before one sigmoid unit, stays short of them only if all six large kernels of its output come out near
# 0: 6 times in 100 million runs.
SMALL, LARGE = (1.0, 1.0), (8.0, 8.0, 8.0, 30.0, 100.0, 300.0)
# What rounding in float32 may do to probabilities and their sums, which are judged for small kernels: exp(z - log_sum)
# is right, and is 1% off for logits of 100,000.
SUM_TOLERANCE = 1e-2


def shares_one(p: np.ndarray, axis: int) -> bool:
    """Whether every sum of `p` along `axis` is 1."""
    return bool(np.abs(p.sum(axis=axis) - 1).max() < SUM_TOLERANCE)


def small_part(p: np.ndarray) -> np.ndarray:
    """The answers for small kernels."""
    return p[: 2 * len(SMALL)]


def uses_numpy(error: StudentError) -> bool:
    """Whether the exception says that NumPy code got a tensor or a placeholder of Keras or TensorFlow."""
    placeholder = "symbolic" in error.message and "numpy" in error.message.lower()
    return placeholder or ("Tensor' object has no attribute" in error.message)


class Head:
    """A student's head, and its answers for random kernels."""

    def __init__(self, student: Any, num_features: int, num_classes: int, multi_label: bool = False):
        self.num_features, self.num_classes, self.multi_label = num_features, num_classes, multi_label
        self.build = f"build_head({num_features}, {num_classes}{', multi_label=True' if multi_label else ''})"
        try:
            if multi_label:
                value = student.build_head(num_features, num_classes, multi_label=True)
            else:
                value = student.build_head(num_features, num_classes)
        except StudentError as error:
            if uses_numpy(error):
                self.fail_numpy_inside(error)
            raise
        called(self.build)
        self.model = expect_handle(value, "keras.Model", what="a Keras model (keras.Model)")

    def try_it(self, last: str, factor: int = 1) -> list[str]:
        """Lines that show the answers in plain Python."""
        rows = f"np.random.default_rng(0).normal(size=(5, {self.num_features}))"
        return [f"head = {self.build}", f"p = np.asarray(head({f'{factor} * ' if factor > 1 else ''}{rows}))", last]

    def answers(self, probes: Any, rng: np.random.Generator, widths: tuple[int, ...]) -> np.ndarray:
        """Answers of shape (calls, ROWS, width), small kernels first; ends the check if width is not in `widths`."""
        x = self.batch = rng.normal(size=(ROWS, self.num_features)).astype(np.float32)
        called(f"head = {self.build}; p = head(x), with kernels drawn at random", x=x)
        seed = int(rng.integers(2**31))
        scales = [*SMALL, *LARGE]
        try:
            values = probes.own.answers_with_random_kernels(self.model, x, seed, scales)
        except StudentError as error:
            self.explain(error)
            raise
        found = []
        for value, scale in zip(expect_list(values, length=2 * len(scales)), np.repeat(scales, 2), strict=True):
            p = expect(value, dtype=float, finite=bool(scale in SMALL))
            if p.shape not in [(ROWS, width) for width in widths]:
                self.malformed_shape(p.shape, widths)
            if np.isfinite(p).all():
                found.append(p.astype(np.float64))
        if len(found) < len(values):
            note("For very large logits this head gives nan; keras.ops.softmax and keras.ops.sigmoid do not.")
        return np.stack(found)

    def judge_predict(self) -> None:
        """Keras can trace the model, as `predict` and `fit` do."""
        try:
            self.model.predict_on_batch(self.batch)
        except StudentError as error:
            self.explain(error)
            raise

    def explain(self, error: StudentError) -> None:
        """Ends the check if it is known what made Keras refuse to run the model."""
        if uses_numpy(error):
            self.fail_numpy_inside(error)
        if f"to have value {self.num_classes}, but received" in error.message:
            fail(
                got=f"a model that takes {self.num_classes} features",
                expected=f"{self.num_features} features in, {self.num_classes} probabilities out",
                looks_like="num_features and num_classes in each other's place",
                try_it=f"print({self.build}.input_shape)",
            )

    def fail_numpy_inside(self, error: StudentError) -> NoReturn:
        """Ends the check: a NumPy function met a tensor without numbers."""
        fail(
            got=f"{error.type}{place_of(error)}, when Keras runs the model",
            expected="a model that fit and predict can run",
            why="Inside a model there are tensors, and often placeholders for batches to come, which hold no numbers: "
            'NumPy cannot work on them. Use activation="softmax" or "sigmoid", a layer, or keras.ops.',
            looks_like="a NumPy function inside the model",
            try_it=[f"head = {self.build}", f"print(head.predict(np.ones((5, {self.num_features}))))"],
        )

    def malformed_shape(self, shape: tuple[int, ...], widths: tuple[int, ...]) -> NoReturn:
        """Ends the check: the answers have the wrong shape."""
        one_for_two = self.multi_label and self.num_classes == 2 and shape == (ROWS, 1)
        malformed(
            got=f"answers of shape {shape} for {ROWS} images",
            expected=" or ".join(f"({ROWS}, {width})" for width in widths),
            why="Two labels that may both apply are two questions: each needs a unit of its own."
            if one_for_two
            else "One row for each image; the docstring says how many columns.",
            looks_like="two labels taken for two exclusive classes" if one_for_two else None,
            try_it=self.try_it("print(p.shape)"),
        )

    def judge_range(self, p: np.ndarray, activation: str) -> None:
        """All values lie between 0 and 1, and they depend on the image."""
        low, high = float(small_part(p).min()), float(small_part(p).max())
        if low < -SUM_TOLERANCE or high > 1 + SUM_TOLERANCE:
            why = "A probability lies between 0 and 1."
            looks_like = None
            if high <= 1e-3 and shares_one(np.exp(small_part(p)), axis=-1):
                looks_like = "log_softmax: these are logarithms of probabilities"
            elif low < -1.5 and high > 1.5:
                looks_like = f"logits, the numbers before the {activation}"
                why = (
                    "These are logits. A model that ends with its logits is a fine choice elsewhere, with "
                    "from_logits=True in the loss; here the model returns probabilities."
                )
            elif low >= 0 and (p == 0).mean() > 0.05:
                looks_like = f"relu as the last activation, in place of {activation}"
            fail(
                got=f"values from {low:.2f} to {round(high, 2) + 0.0:.2f}",
                expected="probabilities, from 0 to 1",
                why=why,
                looks_like=looks_like,
                try_it=self.try_it("print(p.min(), p.max())"),
            )
        if float(np.ptp(p, axis=1).max()) < 1e-4:
            always_1 = p.shape[-1] == 1 and np.allclose(p, 1, atol=1e-6)
            fail(
                got=f"the same answer for every image: {written(p[0, 0])}",
                expected="probabilities that depend on the features",
                why="Softmax divides each power by the sum of its row; with one unit that is itself, so the answer is "
                "always 1. One unit goes with sigmoid."
                if always_1
                else None,
                looks_like="a softmax over a single unit" if always_1 else None,
                try_it=self.try_it("print(p)"),
            )

    def judge_batch_axis(self, p: np.ndarray, expected: str) -> None:
        """The answers for one image do not share 1 with those for the others."""
        if shares_one(small_part(p), axis=1):
            fail(
                got=f"columns that sum to 1: the {ROWS} images of the batch share it",
                expected=expected,
                why="The answer for an image must not depend on which others are in the batch.",
                looks_like="a softmax over the batch axis (axis 0)",
                try_it=self.try_it("print(p.sum(axis=0), p.sum(axis=1))"),
            )

    def judge_softmax(self, p: np.ndarray) -> None:
        """Each row is what one softmax over the classes can give."""
        self.judge_range(p, "softmax")
        if not shares_one(small_part(p), axis=-1):
            sums = p.sum(axis=-1)
            expected = "rows that sum to 1: the classes exclude each other"
            self.judge_batch_axis(p, expected)
            # For small kernels a sigmoid comes near 0 without reaching it.
            smooth = (small_part(p) == 0).mean() < 0.05
            independent = smooth and sums.min() < 0.5 and sums.max() > 1.5
            fail(
                got=f"rows that sum to between {sums.min():.2f} and {sums.max():.2f}",
                expected=expected,
                why="An image belongs to exactly one class, so the classes share a probability of 1."
                + (" Sigmoids know nothing of each other: all can be near 1, or none." if independent else ""),
                looks_like="a sigmoid for each class, in place of one softmax" if independent else None,
                try_it=self.try_it("print(p.sum(axis=1))"),
            )
        largest = p.max()
        if largest < 0.9:
            looks_like = squeezed_before_softmax(p[2 * len(SMALL) :])
            fail(
                got=f"no probability above {largest:.3f}, however large the kernels",
                expected="probabilities near 1 for large kernels, as softmax of large logits gives",
                why="Softmax of numbers that lie between 0 and 1 stays far from 0 and 1. The softmax should get the "
                "logits, the plain output of a Dense layer."
                if looks_like
                else "A head that can never be sure cannot bring its loss near 0.",
                looks_like=looks_like,
                try_it=self.try_it("print(p.max())", factor=1000),
            )

    def judge_sigmoids(self, p: np.ndarray) -> None:
        """Each column is what one sigmoid can give; `p` has passed `judge_range`."""
        self.judge_batch_axis(p, "a probability for each image by itself")
        low, high = float(p.min()), float(p.max())
        if low < 0.1 and high > 0.9:
            return
        looks_like = squeezed_before_sigmoid(p)
        fail(
            got=f"values between {low:.3f} and {high:.3f} only, however large the kernels",
            expected="values near 0 and near 1 for large kernels, as sigmoid of large logits gives",
            why="The sigmoid should get the logit, the plain output of a Dense layer, which has any size and sign.",
            looks_like=looks_like,
            try_it=self.try_it("print(p.min(), p.max())", factor=1000),
        )


def squeezed_before_softmax(p: np.ndarray) -> str | None:
    """What stands before the softmax that gave the rows of `p` for large kernels, if numbers prove it."""
    if not len(p) or p.min() <= 0:
        return None
    logs = np.log(p).reshape(-1, p.shape[-1])
    if np.ptp(logs, axis=1).max() > 1 + 1e-3:
        return None
    # What went into the softmax, if it summed to 1 in each row, as the result of another softmax does.
    before = np.sort(logs + (1 - logs.sum(axis=1, keepdims=True)) / logs.shape[1], axis=1)
    ties = (before[:, -1] - before[:, -2] < 0.1).mean()
    if before.min() > -1e-3 and (before[:, -1] > 0.9).mean() > 0.5 and ties < 0.1:
        return "two softmaxes in a row"
    if ties > 0.1:
        return "a sigmoid before the softmax"
    return None


def squeezed_before_sigmoid(p: np.ndarray) -> str | None:
    """What stands before the sigmoid that gave `p`, if numbers prove it."""
    if p.min() < 0.5 - 1e-6:
        return None
    if p.max() > 0.9:
        return "relu before the sigmoid" if (np.abs(p - 0.5) < 1e-7).mean() > 0.05 else None
    before = np.log(p / (1 - p))
    if before.max() > 1 + 1e-3 or before.max() < 0.95:
        return None
    if shares_one(before, axis=-1):
        return "a softmax before the sigmoid"
    return "two sigmoids in a row"


@points(1, function="build_head")
def test_head_for_exclusive_classes(student, probes, rng):
    """Three or more exclusive classes: one softmax over the classes"""
    for num_features, num_classes in ((6, 3), (4, 5)):
        head = Head(student, num_features, num_classes)
        head.judge_softmax(head.answers(probes, rng, (num_classes,)))
        head.judge_predict()


@points(1, function="build_head")
def test_head_for_two_classes(student, probes, rng):
    """Two exclusive classes: one sigmoid unit, or a softmax over two"""
    head = Head(student, 5, 2)
    p = head.answers(probes, rng, (1, 2))
    if p.shape[-1] == 2:
        head.judge_softmax(p)
    else:
        head.judge_range(p, "sigmoid")
        head.judge_sigmoids(p)
    head.judge_predict()


@points(1, function="build_head")
def test_head_for_labels(student, probes, rng):
    """multi_label: one sigmoid for each label, also for two"""
    for num_classes in (2, 4):
        head = Head(student, 5, num_classes, multi_label=True)
        p = head.answers(probes, rng, (num_classes,))
        head.judge_range(p, "sigmoid")
        if shares_one(small_part(p), axis=-1):
            fail(
                got="rows that sum to 1",
                expected="labels that do not share 1: several may be near 1, or none",
                why="With softmax a hat makes the shirt less probable; here an image can show both.",
                looks_like="a softmax over the labels: multi_label asks for a sigmoid each",
                try_it=head.try_it("print(p.sum(axis=1))"),
            )
        head.judge_sigmoids(p)
        head.judge_predict()


# --- to_labels -----------------------------------------------------------------------------------------------------


def as_labels(value: Any, shapes: str) -> np.ndarray:
    """The student's labels as floats, of any shape; ends the check unless they are numbers or bools."""
    if isinstance(value, list | tuple):
        value = listed_labels(value, shapes)
    labels = expect(value)
    if labels.dtype.kind not in "biuf":
        malformed(got=f"values of dtype {labels.dtype}", expected=f"whole numbers of shape {shapes}")
    return labels.astype(np.float64)


def listed_labels(value: list[Any] | tuple[Any, ...], shapes: str) -> np.ndarray:
    """A list of labels, or of rows of them, as an array."""
    array = array_of(value)
    if array is None or array.dtype.kind not in "biuf":
        malformed(got=described_rows(value), expected=f"whole numbers of shape {shapes}")
    return array


def described_rows(value: list[Any] | tuple[Any, ...]) -> str:
    """What a list holds that is no array of numbers."""
    lengths = [
        row.size if isinstance(row, np.ndarray) else len(row) if isinstance(row, list | tuple) else None
        for row in value
    ]
    if None in lengths or len(set(lengths)) == 1:
        return f"a list of {display.short(value[0])} and so on"
    return f"rows of different lengths: {', '.join(map(str, lengths[:5]))}{', ...' if len(lengths) > 5 else ''}"


def probabilities_around_half(rng: np.random.Generator, above: np.ndarray) -> np.ndarray:
    """float32 probabilities above 0.54 where `above` is True, below 0.46 elsewhere; 0.54 and 0.46 are among them."""
    p = np.where(above, rng.uniform(0.54, 0.97, size=above.shape), rng.uniform(0.03, 0.46, size=above.shape))
    p.flat[np.flatnonzero(above)[0]] = 0.54
    p.flat[np.flatnonzero(~above)[0]] = 0.46
    return p.astype(np.float32)


def threshold_mistake(student: Any, got: np.ndarray, p: np.ndarray, multi_label: bool) -> str | None:
    """Which known mistake gave `got` where `p` > 0.5 was due; all 0 and all 1 need a further question."""
    if agree(got, 1.0 - (p > 0.5)):
        return "the comparison the wrong way round: above 0.5 is 1"
    if agree(got, p):
        return "the probabilities themselves"
    if not (got == got.flat[0]).all() or got.flat[0] not in (0, 1):
        return None
    ends = np.array([[0.0, 1.0], [1.0, 0.0]]) if multi_label else np.array([[0.0], [1.0]])
    value = student.to_labels(ends, multi_label=True) if multi_label else student.to_labels(ends)
    answer = as_labels(value, str(ends.shape))
    at_ends = answer.size == ends.size and np.array_equal(answer.ravel(), ends.ravel())
    if got.flat[0] == 1:
        return "a probability compared with 0: that is the threshold for logits" if at_ends else None
    if at_ends:
        return "astype(int) or int(), which cuts off: 0.97 becomes 0"
    return None if multi_label else "an argmax over a single column, which is always 0"


@points(1, function="to_labels")
def test_labels_of_one_unit(student, rng):
    """One sigmoid unit: compare with 0.5, one label for each image"""
    p = probabilities_around_half(rng, rng.permutation(8)[:, None] < 4)
    above = (p[:, 0] > 0.5).astype(np.float64)
    try_it = "print(to_labels(np.array([[0.2], [0.9], [0.6]])))   # 0, 1, 1 with shape (3,)"
    got = as_labels(student.to_labels(p), "(8,)")
    if got.shape != above.shape:
        column = got.shape == p.shape
        malformed(
            got=f"labels of shape {got.shape}" + (", a column" if column else ""),
            expected="shape (8,), one label for each of 8 images",
            why="Comparing a column of shape (8, 1) with true labels of shape (8,) gives an 8 by 8 table, silently."
            if column
            else None,
            looks_like="the shape (n, 1) of the predictions kept" if column and agree(got[:, 0], above) else None,
            try_it=try_it,
        )
    if not agree(got, above):
        mistake = threshold_mistake(student, got, p[:, 0], multi_label=False)
        called("to_labels(predictions)", predictions=p)
        fail(
            got=written(got),
            expected=written(above),
            why="The unit gives the probability of class 1: above 0.5 is class 1, below is class 0.",
            looks_like=mistake,
            try_it=try_it,
        )
    one = as_labels(student.to_labels(p[:1]), "(1,)")
    if one.shape != (1,):
        malformed(
            got=f"an answer of shape {one.shape} for one image, though shape (8,) for 8",
            expected="shape (1,)",
            why="squeeze() takes away every axis of length 1, that of the images as well; squeeze(axis=1), ravel() or "
            "[:, 0] do not."
            if one.shape == ()
            else None,
            try_it="print(to_labels(np.array([[0.9]])).shape)",
        )
    same(one, above[:1], why="The label of an image does not depend on the others.", try_it=try_it)


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


@points(1, function="to_labels")
def test_labels_of_softmax(student, rng):
    """Softmax: the index of the most probable class"""
    for num_classes in (4, 2):
        # Of four classes, each is the label of one row below 0.5 and of one above.
        labels = np.resize(np.repeat(rng.permutation(num_classes), 2), 8)
        p = softmax_rows(rng, labels, num_classes)
        got = as_labels(student.to_labels(p), f"({len(p)},)")
        if agree(got, labels):
            continue
        hard = (p > 0.5).astype(np.float64)
        mistakes = {
            "a comparison with 0.5, as for sigmoid units: take the argmax of each row": hard,
            "one-hot rows: the label is the index of the 1": np.eye(num_classes)[labels],
            "an argmax over axis 0, which is the batch: the classes are on axis 1": p.argmax(axis=0),
            "an argmax over the whole array: take it along axis 1": np.asarray(p.argmax()),
            "classes counted from 1": labels + 1,
            "max in place of argmax: the probability, not the class": p.max(axis=1),
            "a comparison with 0.5 before the argmax": hard.argmax(axis=1),
            "the last column compared with 0.5": hard[:, -1],
            "the first column compared with 0.5": hard[:, 0],
            "argmin, the least probable class": p.argmin(axis=1),
        }
        if num_classes == 2:
            # Two columns make some of these the same.
            del mistakes["one-hot rows: the label is the index of the 1"]
            del mistakes["a comparison with 0.5 before the argmax"]
            del mistakes["argmin, the least probable class"]
            mistakes["the column for class 0 read as that for class 1"] = mistakes.pop(
                "the first column compared with 0.5"
            )
        looks_like = name_of(got, mistakes.items())
        why = "The largest probability of the row decides, also where it is below 0.5."
        try_it = "print(to_labels(np.array([[0.2, 0.45, 0.35], [0.7, 0.2, 0.1]])))   # 1, 0 with shape (2,)"
        if got.shape != labels.shape:
            malformed(
                got=f"an answer of shape {got.shape}" if got.ndim else f"a single number, {got:g}",
                expected=f"shape {labels.shape}, one label for each of {len(p)} images",
                why=why,
                looks_like=looks_like,
                try_it=try_it,
            )
        row = int(np.argmax(np.abs(got - labels)))
        fail(
            got=f"{got[row]:.4g} for the row {written(p[row])}",
            expected=f"{labels[row]}",
            why=why,
            looks_like=looks_like,
            try_it=try_it,
        )


@points(1, function="to_labels")
def test_labels_of_multi_label(student, rng):
    """multi_label: each label by itself, several or none for an image"""
    for num_classes in (3, 2):
        above = rng.permuted(np.tile(np.arange(8)[:, None] < 4, num_classes), axis=0)
        above[0], above[1] = True, False
        p = probabilities_around_half(rng, above)
        labels = above.astype(np.float64)
        got = as_labels(student.to_labels(p, multi_label=True), f"({len(p)}, {num_classes})")
        if agree(got, labels):
            continue
        best = p.argmax(axis=1)
        expected = f"shape {labels.shape}, 1 for each label above 0.5 and 0 for the others"
        try_it = (
            "print(to_labels(np.array([[0.7, 0.1, 0.8], [0.2, 0.3, 0.1]]), multi_label=True))   # [1, 0, 1], [0, 0, 0]"
        )
        why = "An image can have several labels, or none: each probability is compared with 0.5 by itself."
        if got.shape != labels.shape:
            malformed(
                got=f"an answer of shape {got.shape}",
                expected=expected,
                why=why,
                looks_like="argmax, which keeps one label for each image" if agree(got, best) else None,
                try_it=try_it,
            )
        if agree(got, np.eye(num_classes)[best]):
            looks_like = "only the most probable label kept for each image"
        else:
            looks_like = threshold_mistake(student, got, p, multi_label=True)
            called("to_labels(predictions, multi_label=True)", predictions=p)
        row = int(np.argmax(np.abs(got - labels).max(axis=1)))
        fail(
            got=f"{written(got[row])} for {written(p[row])}",
            expected=written(labels[row]),
            why=why,
            looks_like=looks_like,
            try_it=try_it,
        )
