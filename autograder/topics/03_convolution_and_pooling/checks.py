"""Checks of 03 Convolution and pooling by hand."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.checking import Handle, array_of, display, expect, expect_integer, malformed, points
from autograder.checking.contract import Contract
from autograder.checking.study import Answers, Fact, Study
from autograder.laboratories.calls import Case, judge_each

# The ranges of this exercise: images and kernels that are square and that are not, of one row, of one size with the
# kernel, and (with zeros around) smaller than it; kernels of even and odd sides; whole numbers and fractions, of both
# signs and of one. The first of each kind is small enough to be shown whole.
WINDOWS = (((2, 4), (2, 2)), ((5, 7), (3, 3)), ((6, 4), (2, 3)), ((3, 3), (3, 3)), ((4, 5), (1, 1)), ((1, 6), (1, 3)))
STRIDES = (((1, 7), (1, 3), 2), ((5, 6), (2, 2), 2), ((7, 9), (3, 2), 2), ((8, 5), (2, 3), 3), ((6, 6), (3, 3), 4))
SAME = (
    *(((2, 3), (2, 2), 1), ((5, 4), (3, 3), 1), ((4, 6), (2, 3), 1)),
    *(((6, 5), (4, 5), 1), ((3, 2), (5, 5), 1), ((3, 4), (1, 1), 1)),
)
SAME_STRIDES = (
    *(((1, 6), (1, 3), 2), ((1, 7), (1, 3), 2), ((6, 7), (3, 3), 2), ((7, 6), (2, 4), 2)),
    *(((8, 10), (5, 3), 3), ((5, 5), (1, 2), 3), ((8, 9), (1, 2), 5)),  # the last: the formula gives -2 both ways
)
WHOLE_BLOCKS = (((2, 4, 1), 2), ((2, 2, 2), 2), ((4, 6, 3), 2), ((6, 9, 2), 3), ((4, 4, 1), 4))
BROKEN_BLOCKS = (((2, 3, 1), 2), ((3, 2, 1), 2), ((5, 7, 2), 2), ((7, 8, 3), 3), ((6, 5, 2), 5))
VALID_SIZES = ((7, 3, 1), (7, 3, 2), (8, 3, 2), (5, 5, 1), (150, 3, 1), (148, 2, 2), (9, 2, 3), (28, 5, 4), (6, 1, 4))
SAME_SIZES = ((7, 3, 2), (8, 3, 2), (10, 5, 3), (3, 5, 2), (9, 2, 1), (150, 3, 1), (149, 4, 4), (5, 1, 7))
LAYERS = ((3, 3, 32), (3, 1, 8), (5, 3, 4), (1, 64, 10), (2, 7, 5), (3, 32, 64), (1, 1, 1))
# Keras computes in float32, which is good to 1e-5 here; the fractions that are drawn have two digits.
TOLERANCE = 1e-3


def numbers(value: Any, expected: str) -> np.ndarray:
    """An answer as an array of floats: an array or tensor, or lists of numbers."""
    array = expect(value, dtype="number", finite=False) if isinstance(value, Handle) else array_of(value)
    if array is None or array.dtype.kind not in "iuf":
        malformed(got=display.kind(value), expected=expected)
    return array.astype(np.float64)


def drawn(rng: np.random.Generator, shape: Sequence[int], first: bool) -> np.ndarray:
    """Numbers of both signs; whole ones in the case that is shown first. All differ, and none is 0."""
    size = int(np.prod(shape))
    values = (rng.permutation(size) + 1.0) * np.where(rng.permutation(size) % 2, 1, -1)
    return values.reshape(shape) if first else (values * rng.uniform(3, 6) / size).round(2).reshape(shape)


def turned_alike(rng: np.random.Generator, shape: Sequence[int], first: bool) -> np.ndarray:
    """A kernel that is the same when it is turned round, so that a kernel turned round costs points in one check."""
    kernel = drawn(rng, shape, first)
    return kernel + kernel[::-1, ::-1] + 3


def correlated(image: np.ndarray, kernel: np.ndarray, stride: int = 1, padding: str = "valid") -> np.ndarray:
    """The map that is due."""
    if padding == "same":
        sides = []
        for size, width in zip(image.shape, kernel.shape, strict=True):
            zeros = max((-(-size // stride) - 1) * stride + width - size, 0)
            sides.append((zeros // 2, zeros - zeros // 2))
        image = np.pad(image, sides)
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)[::stride, ::stride]
    return np.einsum("rcij,ij->rc", windows, kernel)


def turned_alike_cases(rng: np.random.Generator, cases: Sequence[Any], padding: str = "valid") -> list[Case]:
    """Calls of convolve with an image and a kernel of these shapes, and this stride."""
    found: list[Case] = []
    for number, (shape, sides, stride) in enumerate(cases):
        given = (drawn(rng, shape, number == 0), turned_alike(rng, sides, number == 0), stride, padding)
        found.append((given, correlated(*given)))
    return found


# --- output_size -----------------------------------------------------------------------------------------------------


def number_of(function: str, why: str) -> Callable[..., Fact]:
    """The fact of a number that a function gives of numbers."""

    def fact(due: int, *given: Any) -> Fact:
        tries = f"print({function}({', '.join(map(repr, given))}))   # {due}"
        return Fact(int, "{:,}", why=why, tries=tries)

    return fact


@points(0.5, function="output_size")
def test_windows_inside_are_counted(student, study):
    """output_size counts the windows that lie wholly inside"""
    why = "The first window begins at 0, the last at size - kernel_size at the latest. What is left over is not used."
    cases = [((n, k, s, "valid"), (n - k) // s + 1) for n, k, s in VALID_SIZES]
    judge_each(study, student.output_size, cases, expect_integer, number_of("output_size", why))


@points(0.5, function="output_size")
def test_same_size_is_divided_by_the_stride(student, study):
    """output_size of "same" is the size divided by the stride, rounded up"""
    why = 'With "same" there are as many windows as multiples of the stride, 0 too, below the size.'
    cases = [((n, k, s, "same"), -(-n // s)) for n, k, s in SAME_SIZES]
    others = [(*case, "valid") for case in VALID_SIZES]
    judge_each(study, student.output_size, cases, expect_integer, number_of("output_size", why), others)


# --- convolve --------------------------------------------------------------------------------------------------------


class Maps:
    """The facts of a feature map, with the reason and the lines to try of one check."""

    def __init__(self, why: str, tries: str | Sequence[str], size_why: str):
        self.size = Fact(
            lambda asked: list(asked[0].shape),
            lambda shape: f"an array of shape {display.shape(shape)}",
            why=size_why,
            tries=tries,
        )
        self.values = Answers(why=why, tries=tries, within=TOLERANCE)

    def judge(
        self, study: Study, function: Callable[..., Any], cases: Sequence[Case], what: str, others: Sequence[Any] = ()
    ) -> None:
        """The function gives what is due of each case. What it gives of all, and of others, tells mistakes apart."""
        calls = (*(given for given, _ in cases), *others)
        everything = Fact(lambda _: [listed(function(*given), what) for given in calls], "{}", within=TOLERANCE)
        for given, due in cases:
            answer = numbers(function(*given), what)
            study.judge([answer], {self.size: list(due.shape), self.values: [due]}, beside=[everything])


def listed(value: Any, what: str) -> list[float]:
    """Shape and numbers of an answer."""
    answer = numbers(value, what)
    return [*answer.shape, *answer.ravel()]


A_MAP = "an array of numbers, (rows, columns)"
IN_WINDOWS = Maps(
    "At each place, the window of the image is multiplied with the kernel as it is, and all products are summed up.",
    [
        "print(convolve(np.arange(12.0).reshape(3, 4), np.array([[0.5, 1.0, 0.0], [0.0, 0.0, -1.0]])))"
        "   # [[-5, -4.5], [-3, -2.5]]",
        "print(convolve(np.arange(6.0).reshape(2, 3), np.array([[1.0, 2.0], [4.0, 8.0]])))   # [[46, 61]]",
    ],
    "The map has a number for each place where the whole kernel lies in the image.",
)
IN_STEPS = Maps(
    "The window begins at every stride-th row and at every stride-th column; the window itself stays as it is.",
    [
        "image, kernel = np.arange(24.0).reshape(4, 6) - 9, np.array([[0.5, 1.0, 0.0], [0.0, 0.0, -1.0]])",
        "print(convolve(image, kernel, 2))   # [[-11.5, -10.5], [-5.5, -4.5]]",
    ],
    "The window moves by stride rows and by stride columns. Windows that would reach over the edge do not count.",
)
WITH_ZEROS = Maps(
    'Zeros stand around the image for "same". If their number is odd, there is one more below and on the right.',
    [
        "image, kernel = np.arange(12.0).reshape(3, 4) - 6, np.array([[0.5, 1.0, 0.0], [0.0, 0.0, -1.0]])",
        "print(convolve(image, kernel, padding='same'))   # [[-5, -8, -7.5, -5], [-5, -6, -5.5, 1], [2, 4, 5.5, 7]]",
    ],
    'With stride 1, "same" gives a map as large as the image. If you ask your output_size, look at it first.',
)
WITH_ZEROS_IN_STEPS = Maps(
    "How many zeros are needed depends on the stride as well: see padding in the docstring.",
    [
        "image, kernel = np.arange(18.0).reshape(3, 6) - 9, np.array([[0.5, 1.0, 0.0], [0.0, 0.0, -1.0]])",
        "print(convolve(image, kernel, 2, 'same'), convolve(image[:, 1:], kernel, 2, 'same'))",
        "# [[-11.5, -10.5, -6.5], [5.5, 8.5, 11.5]] and [[-7, -10.5, -6.5], [4, 8.5, 11.5]]",
    ],
    "The map has the sizes that output_size is to give. If you ask your output_size, look at it first.",
)


@points(1, function="convolve")
def test_windows_are_weighted_and_summed(student, study, rng):
    """convolve multiplies each window with the kernel as it is, and sums up"""
    given = [
        (drawn(rng, one, number == 0), drawn(rng, other, number == 0)) for number, (one, other) in enumerate(WINDOWS)
    ]
    # Grey values as they are in a file.
    given.append((rng.integers(0, 256, size=(6, 8)).astype(float), drawn(rng, (3, 2), True)))
    IN_WINDOWS.judge(study, student.convolve, [(each, correlated(*each)) for each in given], A_MAP)


@points(1, function="convolve")
def test_stride_moves_the_window(student, study, rng):
    """convolve moves the window by the stride, down and to the right"""
    IN_STEPS.judge(study, student.convolve, turned_alike_cases(rng, STRIDES), A_MAP)


@points(1, function="convolve")
def test_same_puts_zeros_around(student, study, rng):
    """convolve keeps the size with "same": zeros around the image, one more at the end"""
    cases = turned_alike_cases(rng, SAME, "same")
    valid = (drawn(rng, (4, 5), False), turned_alike(rng, (2, 2), False))
    WITH_ZEROS.judge(study, student.convolve, cases, A_MAP, others=[valid])


@points(1, function="convolve")
def test_same_with_a_stride(student, study, rng):
    """convolve puts as many zeros around as "same" needs with a stride"""
    WITH_ZEROS_IN_STEPS.judge(study, student.convolve, turned_alike_cases(rng, SAME_STRIDES, "same"), A_MAP)


# --- relu ------------------------------------------------------------------------------------------------------------

ABOVE_0 = Maps(
    "Negative values become 0. Positive ones stay as they are: how strong a feature is, counts.",
    "print(relu(np.array([-2.0, -0.05, 0.0, 0.5, 1.5, 300.0])))   # 0, 0, 0, 0.5, 1.5, 300",
    "Every value gets its own answer, in its place.",
)


@points(1, function="relu")
def test_positive_values_stay(student, study, rng):
    """relu turns negative values into 0 and leaves the others as they are"""
    signs = np.array([-1, 1, -1, 0, 1, 1])
    cases = [
        signs * rng.uniform(0.05, 3, size=6).round(2),
        rng.permuted(np.linspace(-480, 520, 12).reshape(3, 4), axis=0) + rng.uniform(0, 1),
        rng.normal(0, 3, size=(2, 3, 4)),
        rng.uniform(0.01, 1, size=(4, 3)),
        -rng.uniform(0.01, 9, size=(3, 2)),
    ]
    asked = [((x,), np.maximum(x, 0)) for x in cases]
    ABOVE_0.judge(study, student.relu, asked, "an array of numbers, of the shape of x")


# --- max_pool --------------------------------------------------------------------------------------------------------

POOLED = "an array of numbers, (rows, columns, channels)"
IN_BLOCKS = Maps(
    "Of each block the largest number is kept, even where all are negative, and each channel has its own.",
    [
        "print(max_pool(np.arange(16.0).reshape(2, 4, 2) - 20))   # [[[-10, -9], [-6, -5]]]",
        "print(max_pool(np.arange(18.0).reshape(3, 6, 1) - 20, 3)[..., 0])   # [[-6, -3]]",
    ],
    "Blocks lie side by side: (height // size, width // size, channels).",
)
IN_WHOLE_BLOCKS = Maps(
    "The first block begins in the corner at the top left. What does not fill a block at the end is left out.",
    [
        "for size in (2, 3): print(max_pool(np.arange(35.0).reshape(5, 7, 1) - 20, size)[..., 0])"
        "   # [[-12, -10, -8], [2, 4, 6]] and [[-4, -1]]",
        "print(max_pool(np.arange(20.0).reshape(4, 5, 1) - 30)[..., 0])   # [[-24, -22], [-14, -12]]",
    ],
    "Blocks that are not full do not count: (height // size, width // size, channels).",
)


def largest(maps: np.ndarray, size: int) -> np.ndarray:
    """What is due of max pooling."""
    windows = np.lib.stride_tricks.sliding_window_view(maps, (size, size), axis=(0, 1))
    return windows[::size, ::size].max(axis=(-2, -1))


def judge_pooling(student: Any, study: Study, rng: np.random.Generator, cases: Any, facts: Maps) -> None:
    given = [(drawn(rng, shape, number == 0), size) for number, (shape, size) in enumerate(cases)]
    given.append((-np.abs(given[2][0]), given[2][1]))
    facts.judge(study, student.max_pool, [(each, largest(*each)) for each in given], POOLED)


@points(1, function="max_pool")
def test_largest_of_each_block(student, study, rng):
    """max_pool keeps the largest number of each block, in each channel on its own"""
    judge_pooling(student, study, rng, WHOLE_BLOCKS, IN_BLOCKS)


@points(1, function="max_pool")
def test_blocks_that_are_not_full_are_left_out(student, study, rng):
    """max_pool leaves out what does not fill a block at the end"""
    judge_pooling(student, study, rng, BROKEN_BLOCKS, IN_WHOLE_BLOCKS)


# --- conv_parameters -------------------------------------------------------------------------------------------------


def judge_layers(student: Any, study: Study, bias: bool, why: str) -> None:
    """conv_parameters of every layer, with biases or without."""
    cases = [((k, c, f, bias), (k * k * c + bias) * f) for k, c, f in LAYERS]
    others = [(*layer, not bias) for layer in LAYERS]
    judge_each(study, student.conv_parameters, cases, expect_integer, number_of("conv_parameters", why), others)


@points(1, function="conv_parameters")
def test_weights_are_counted(student, study):
    """conv_parameters counts the weights: a kernel for each channel, in each filter"""
    judge_layers(student, study, False, "Each filter has a kernel for every channel that comes in, and no more.")


@points(0.5, function="conv_parameters")
def test_biases_are_counted(student, study):
    """conv_parameters counts one bias for each filter"""
    judge_layers(
        student, study, True, "Each filter has a kernel for every channel that comes in, and one bias for all of them."
    )


# --- What the stubs promise ------------------------------------------------------------------------------------------


@points(0.5, function="convolve")
def test_keeps_to_its_contract(contract):
    """The examples hold, defaults are as in the stub, and arguments stay as they are"""

    def view(value: Any) -> np.ndarray:
        return numbers(value, "an array of numbers")

    contract.holds(
        Contract(
            "convolve",
            sample=lambda rng: {
                "image": drawn(rng, (5, 4), False),
                "kernel": turned_alike(rng, (2, 3), False),
                "stride": 1,
                "padding": "valid",
            },
            view=view,
        ),
        Contract("relu", sample=lambda rng: {"x": rng.normal(size=(3, 4))}, axes=("x",), view=view),
        Contract("max_pool", sample=lambda rng: {"maps": drawn(rng, (4, 6, 2), False)}, view=view),
        Contract("output_size", sample=lambda rng: {"size": 11, "kernel_size": 3, "stride": 1, "padding": "valid"}),
        Contract("conv_parameters", sample=lambda rng: {"kernel_size": 3, "in_channels": 2, "filters": 5}),
    )
