"""Checks of 03 Convolution and pooling by hand."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.checking import Handle, array_of, display, expect, expect_integer, malformed, points
from autograder.checking.contract import Contract
from autograder.checking.study import Answers, Fact, Study

# The ranges of this exercise: images and kernels that are square and that are not, of one row, of one size with the
# kernel, and (with zeros around) smaller than it; kernels of even and odd sides; whole numbers and fractions, of both
# signs and of one. The first of each kind is small enough to be shown whole.
WINDOWS = (((2, 4), (2, 2)), ((5, 7), (3, 3)), ((6, 4), (2, 3)), ((3, 3), (3, 3)), ((4, 5), (1, 1)), ((1, 6), (1, 3)))
STRIDES = (((1, 7), (1, 3), 2), ((5, 6), (2, 2), 2), ((7, 9), (3, 2), 2), ((8, 5), (2, 3), 3), ((6, 6), (3, 3), 4))
SAME = (((2, 3), (2, 2)), ((5, 4), (3, 3)), ((4, 6), (2, 3)), ((6, 5), (4, 5)), ((3, 2), (5, 5)), ((3, 4), (1, 1)))
SAME_STRIDES = (
    *(((1, 6), (1, 3), 2), ((1, 7), (1, 3), 2), ((6, 7), (3, 3), 2), ((7, 6), (2, 4), 2)),
    *(((8, 10), (5, 3), 3), ((5, 5), (1, 2), 3)),
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


# --- output_size -----------------------------------------------------------------------------------------------------


def judge_numbers(
    study: Study,
    function: Callable[..., Any],
    cases: Sequence[tuple[Any, ...]],
    due: Callable[..., int],
    fact: Callable[[Any], Fact],
) -> None:
    """The function gives an int that is right for each of these arguments."""
    name = function._name  # type: ignore[attr-defined]
    given = [expect_integer(function(*case)) for case in cases]
    everything = Fact(lambda _: given, "{}")
    for case, number in zip(cases, given, strict=True):
        text = f"{name}({', '.join(map(repr, case))})"
        study.judge(number, {fact(case): due(*case)}, beside=[everything], called=text)


def number_of_windows(why: str, tries: str) -> Callable[[Any], Fact]:
    return lambda case: Fact(int, "{}", why=why, tries=tries)


@points(0.5, function="output_size")
def test_windows_inside_are_counted(student, study):
    """output_size counts the windows that lie wholly inside"""
    why = "The first window begins at 0, the last at size - kernel_size at the latest. What is left over is not used."
    tries = "print(output_size(5, 3), output_size(8, 3, 2), output_size(9, 2, 3))   # 3 3 3"
    cases = [(*case, "valid") for case in VALID_SIZES]
    judge_numbers(study, student.output_size, cases, lambda n, k, s, _: (n - k) // s + 1, number_of_windows(why, tries))


@points(0.5, function="output_size")
def test_same_size_is_divided_by_the_stride(student, study):
    """output_size of "same" is the size divided by the stride, rounded up"""
    why = 'With "same" a window begins at 0, stride, 2 * stride and so on, as long as that is in the image.'
    tries = 'print(output_size(7, 3, 1, "same"), output_size(8, 3, 2, "same"), output_size(10, 4, 3, "same"))   # 7 4 4'
    cases = [(*case, "same") for case in SAME_SIZES]
    judge_numbers(study, student.output_size, cases, lambda n, k, s, _: -(-n // s), number_of_windows(why, tries))


# --- convolve --------------------------------------------------------------------------------------------------------


class Maps:
    """The facts of a feature map, with the reason and the lines to try of one check."""

    def __init__(self, why: str, tries: str, size_why: str):
        self.size = Fact(
            lambda asked: list(asked[0].shape),
            lambda shape: f"an array of shape {display.shape(shape)}",
            why=size_why,
            tries=tries,
        )
        self.values = Answers(why=why, tries=tries, within=TOLERANCE)

    def judge(self, study: Study, given: np.ndarray, due: np.ndarray) -> None:
        study.judge([given], {self.size: list(due.shape), self.values: [due]})


A_MAP = "an array of numbers, (rows, columns)"
IN_WINDOWS = Maps(
    "At each place, the window of the image is multiplied with the kernel as it is, and all products are summed up.",
    "print(convolve(np.arange(12.0).reshape(3, 4), np.array([[0.5, 1.0, 0.0], [0.0, 0.0, -1.0]])))"
    "   # [[-5, -4.5], [-3, -2.5]]",
    "The map has a number for each place where the whole kernel lies in the image.",
)
IN_STEPS = Maps(
    "The window begins at every stride-th row and at every stride-th column; the window itself stays as it is.",
    "print(convolve(np.arange(30.0).reshape(5, 6), np.ones((2, 2)), 2))   # [[14, 22, 30], [62, 70, 78]]",
    "The window moves by stride rows and by stride columns. Windows that would reach over the edge do not count.",
)
WITH_ZEROS = Maps(
    'Zeros stand around the image for "same". If their number is odd, there is one more below and on the right.',
    'print(convolve(np.ones((3, 4)), np.ones((2, 3)), padding="same"))   # [[4, 6, 6, 4], [4, 6, 6, 4], [2, 3, 3, 2]]',
    'With stride 1, "same" gives a map as large as the image.',
)
WITH_ZEROS_IN_STEPS = Maps(
    "How many zeros are needed depends on the stride as well: see padding in the docstring.",
    'print(convolve(np.ones((4, 5)), np.ones((3, 3)), 2, "same"))   # [[6, 9, 6], [4, 6, 4]]',
    'With "same" a window begins at 0, stride, 2 * stride and so on, as long as that is in the image.',
)


@points(1, function="convolve")
def test_windows_are_weighted_and_summed(student, study, rng):
    """convolve multiplies each window with the kernel as it is, and sums up"""
    for shape, sides in WINDOWS:
        first = shape == WINDOWS[0][0]
        image, kernel = drawn(rng, shape, first), drawn(rng, sides, first)
        IN_WINDOWS.judge(study, numbers(student.convolve(image, kernel), A_MAP), correlated(image, kernel))
    # Grey values as they are in a file.
    image, kernel = rng.integers(0, 256, size=(6, 8)).astype(float), drawn(rng, (3, 2), True)
    IN_WINDOWS.judge(study, numbers(student.convolve(image, kernel), A_MAP), correlated(image, kernel))


@points(1, function="convolve")
def test_stride_moves_the_window(student, study, rng):
    """convolve moves the window by the stride, down and to the right"""
    for shape, sides, stride in STRIDES:
        first = shape == STRIDES[0][0]
        image, kernel = drawn(rng, shape, first), turned_alike(rng, sides, first)
        given = numbers(student.convolve(image, kernel, stride), A_MAP)
        IN_STEPS.judge(study, given, correlated(image, kernel, stride))


@points(1, function="convolve")
def test_same_puts_zeros_around(student, study, rng):
    """convolve keeps the size with "same": zeros around the image, one more at the end"""
    for shape, sides in SAME:
        first = shape == SAME[0][0]
        image, kernel = drawn(rng, shape, first), turned_alike(rng, sides, first)
        given = numbers(student.convolve(image, kernel, 1, "same"), A_MAP)
        WITH_ZEROS.judge(study, given, correlated(image, kernel, 1, "same"))


@points(1, function="convolve")
def test_same_with_a_stride(student, study, rng):
    """convolve puts as many zeros around as "same" needs with a stride"""
    for shape, sides, stride in SAME_STRIDES:
        first = shape == SAME_STRIDES[0][0]
        image, kernel = drawn(rng, shape, first), turned_alike(rng, sides, first)
        given = numbers(student.convolve(image, kernel, stride, "same"), A_MAP)
        WITH_ZEROS_IN_STEPS.judge(study, given, correlated(image, kernel, stride, "same"))


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
        rng.uniform(-500, 500, size=(3, 4)),
        rng.normal(0, 3, size=(2, 3, 4)),
        rng.uniform(0.01, 1, size=(4, 3)),
        -rng.uniform(0.01, 9, size=(3, 2)),
    ]
    for x in cases:
        ABOVE_0.judge(study, numbers(student.relu(x), "an array of numbers, of the shape of x"), x * (x > 0))


# --- max_pool --------------------------------------------------------------------------------------------------------

POOLED = "an array of numbers, (rows, columns, channels)"
IN_BLOCKS = Maps(
    "Of each block the largest number is kept, even where all are negative, and each channel has its own.",
    "print(max_pool(np.arange(16.0).reshape(2, 4, 2) - 20))   # [[[-10, -9], [-6, -5]]]",
    "Blocks lie side by side: (height // size, width // size, channels).",
)
IN_WHOLE_BLOCKS = Maps(
    "The first block begins in the corner at the top left. What does not fill a block at the end is left out.",
    "for size in (2, 3): print(max_pool(np.arange(35.0).reshape(5, 7, 1), size)[..., 0])"
    "   # [[8, 10, 12], [22, 24, 26]] and [[16, 19]]",
    "Blocks that are not full do not count: (height // size, width // size, channels).",
)


def largest(maps: np.ndarray, size: int) -> np.ndarray:
    """What is due of max pooling."""
    windows = np.lib.stride_tricks.sliding_window_view(maps, (size, size), axis=(0, 1))
    return windows[::size, ::size].max(axis=(-2, -1))


def judge_pooling(student: Any, study: Study, rng: np.random.Generator, cases: Any, facts: Maps) -> None:
    for shape, size in cases:
        maps = drawn(rng, shape, shape == cases[0][0])
        facts.judge(study, numbers(student.max_pool(maps, size), POOLED), largest(maps, size))
    shape, size = cases[2]
    maps = -np.abs(drawn(rng, shape, False))
    facts.judge(study, numbers(student.max_pool(maps, size), POOLED), largest(maps, size))


@points(1, function="max_pool")
def test_largest_of_each_block(student, study, rng):
    """max_pool keeps the largest number of each block, in each channel on its own"""
    judge_pooling(student, study, rng, WHOLE_BLOCKS, IN_BLOCKS)


@points(1, function="max_pool")
def test_blocks_that_are_not_full_are_left_out(student, study, rng):
    """max_pool leaves out what does not fill a block at the end"""
    judge_pooling(student, study, rng, BROKEN_BLOCKS, IN_WHOLE_BLOCKS)


# --- conv_parameters -------------------------------------------------------------------------------------------------


def number_of_parameters(case: tuple[Any, ...]) -> Fact:
    return Fact(
        int,
        "{:,}",
        why="Each filter has a kernel for every channel that comes in"
        + (", and one bias for all of them." if case[-1] is True else "; without bias, nothing else."),
        tries="print(conv_parameters(3, 3, 32), conv_parameters(5, 2, 4), conv_parameters(5, 2, 4, bias=False))"
        "   # 896 204 200",
    )


@points(1, function="conv_parameters")
def test_weights_are_counted(student, study):
    """conv_parameters counts the weights: a kernel for each channel, in each filter"""
    cases = [(*layer, False) for layer in LAYERS]
    judge_numbers(study, student.conv_parameters, cases, lambda k, c, f, _: k * k * c * f, number_of_parameters)


@points(0.5, function="conv_parameters")
def test_biases_are_counted(student, study):
    """conv_parameters counts one bias for each filter"""
    cases = [(*layer, True) for layer in LAYERS]
    judge_numbers(study, student.conv_parameters, cases, lambda k, c, f, _: (k * k * c + 1) * f, number_of_parameters)


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
