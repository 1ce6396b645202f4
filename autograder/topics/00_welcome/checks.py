"""Checks of 00 Welcome."""

from typing import Any

import numpy as np

from autograder.checking import display, expect, expect_integer, malformed, points
from autograder.checking.contract import Contract
from autograder.checking.study import Answers, Fact

# --- image_size ------------------------------------------------------------------------------------------------------

HEIGHT_AND_WIDTH = Fact(
    lambda size: size[:2],
    lambda pair: f"({pair[0]}, {pair[1]}, …)",
    why="Image sizes are given in this order everywhere in Keras; swapped, a picture lies on its side.",
    tries="print(image_size(np.zeros((20, 50, 3))))",
)
CHANNELS = Fact(
    lambda sizes: [size[2] for size in sizes],
    lambda counts: "{} at the end for a colour image, {} for a grey one, {} for one with transparency".format(*counts),
    why="A network is built for a number of channels, and refuses images with another.",
    tries=("print(image_size(np.zeros((20, 50, 1))))", "print(image_size(np.zeros((20, 50, 4))))"),
)
CHANNELS_SEEN = Fact(lambda size: size[2], str)


def three_numbers(value: Any) -> list[int]:
    """The student's (height, width, channels); a tuple, a list or an array of three whole numbers is right."""
    if isinstance(value, np.ndarray) and value.ndim == 1:
        value = value.tolist()
    if not isinstance(value, list | tuple) or len(value) != 3:
        malformed(got=display.kind(value), expected="three whole numbers: (height, width, channels)")
    return [expect_integer(number) for number in value]


def draw_image(rng: np.random.Generator, channels: int) -> np.ndarray:
    """An image that is wider than it is high, with whole numbers."""
    height, width = int(rng.integers(20, 40)), int(rng.integers(50, 90))
    return rng.integers(0, 256, size=(height, width, channels)).astype(np.uint8)


@points(3, function="image_size")
def test_height_then_width(student, study, rng):
    """Height comes first, then width"""
    image = draw_image(rng, 3)
    for each in (image, image[:3], image[:, :1]):  # the others: as high as there are channels, and one pixel wide
        size = three_numbers(student.image_size(each))
        study.judge(size, {HEIGHT_AND_WIDTH: list(each.shape[:2])}, beside=[CHANNELS_SEEN])


@points(2, function="image_size")
def test_channels_come_last(student, study, rng):
    """The number of channels comes last, for grey images too"""
    sizes = [three_numbers(student.image_size(draw_image(rng, channels))) for channels in (3, 1, 4)]
    study.judge(sizes, {CHANNELS: [3, 1, 4]})


# --- scale_pixels ----------------------------------------------------------------------------------------------------

SCALED = Answers(
    words=lambda pixels: display.array(pixels.ravel()),
    why="All images have to be scaled in the same way, in training and later.",
    tries="print(scale_pixels(np.array([51, 64, 204], dtype=np.uint8)))   # 0.2, 0.251, 0.8",
    within=1e-3,  # room for 0.00392 instead of 1 / 255; a division by 256 is 0.004 off
)
WIDE = Fact(
    lambda scaled: scaled.dtype != np.float16,
    {True: "float32 or float64", False: "float16"},
    why="float16 holds three digits. That is too few to add up many pixels, and Keras computes in float32.",
    tries="print(scale_pixels(np.array([51, 64, 204], dtype=np.uint8)).dtype)",
)
FROM_FLOATS = Fact(
    lambda scaled: scale_of(scaled),
    {
        "0 to 1": "values from 0 to 1",
        "0 to 255": "values that still go up to 255",
        "other": "values that do not go from 0 to 1",
    },
    why="Pixels are often floats already when they reach you; their values still go up to 255.",
    tries="print(scale_pixels(np.array([0.0, 51.0, 255.0])))",
)
CUT = Fact(
    lambda asked: any(np.allclose(asked[0], whole(asked[1]) / 255, rtol=0, atol=5e-4) for whole in (np.floor, np.rint)),
    {False: "a value of its own for 60.5", True: "the same value for 60.5 as for a whole number beside it"},
    why="A mean or a resized image has pixels between the whole numbers.",
    tries="print(scale_pixels(np.array([51.0, 51.5, 52.0])))",
)


def scale_of(scaled: np.ndarray) -> str:
    """From where to where the values go, roughly."""
    if scaled.min() == scaled.max():
        return "other"
    return "0 to 1" if scaled.max() <= 2 else "0 to 255" if scaled.max() > 250 else "other"


@points(3, function="scale_pixels")
def test_pixels_become_zero_to_one(student, study, rng):
    """0 to 255 becomes 0 to 1"""
    between = rng.choice([68, 85, 102, 119, 136, 153, 170, 187], size=4, replace=False)
    images = [  # all brightnesses, a dark one, and one that holds 0 and 1 alone
        rng.permutation(pixels).astype(np.uint8).reshape(2, 1, 3)
        for pixels in ([0, 51, 102, 153, 204, 255], [51, 204, *between], [0, 1, 0, 1, 1, 0])
    ]
    for image in images:
        scaled = expect(student.scale_pixels(image), shape=image.shape, dtype="number")
        study.judge(scaled, {SCALED: image / 255, WIDE: True})


@points(1, function="scale_pixels")
def test_image_of_floats_is_scaled_too(student, study, rng):
    """An image of floats is scaled too"""
    image = rng.permutation([0, 60.5, 110.25, 150, 200, 255]).astype(np.float32).reshape(2, 3, 1)
    # How exactly it is scaled is the matter of the check before; not scaled at all is 255 here.
    scaled = expect(student.scale_pixels(image), shape=image.shape, dtype="number")
    study.judge(scaled, {FROM_FLOATS: "0 to 1"})
    study.judge((scaled, image), {CUT: False})


# --- contract --------------------------------------------------------------------------------------------------------


@points(1, function="scale_pixels")
def test_keeps_to_its_contract(contract):
    """The example holds, the caller's image stays as it was, and an array may have any shape"""
    contract.holds(
        Contract("image_size", example=False),
        Contract(
            "scale_pixels",
            # float64, where another check gives float32: what takes one of them without copying changes it.
            sample=lambda rng: {"image": rng.uniform(0, 255, size=(2, 3))},
            axes=("image",),
        ),
    )
