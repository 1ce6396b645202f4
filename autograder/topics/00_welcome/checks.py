"""Checks of 00 Welcome."""

from typing import Any

import numpy as np

from autograder.checking import called, display, expect, expect_integer, fail, malformed, points


def three_numbers(value: Any) -> list[int]:
    """The student's (height, width, channels); a tuple, a list or an array of three whole numbers is right."""
    if isinstance(value, np.ndarray) and value.ndim == 1:
        value = value.tolist()
    if not isinstance(value, list | tuple) or len(value) != 3:
        malformed(got=display.kind(value), expected="three whole numbers: (height, width, channels)")
    return [expect_integer(number) for number in value]


@points(3, function="image_size")
def test_height_then_width(student, rng):
    """Height comes first, then width"""
    height, width = int(rng.integers(20, 40)), int(rng.integers(50, 90))
    image = rng.integers(0, 256, size=(height, width, 3)).astype(np.uint8)
    got = three_numbers(student.image_size(image))
    if got[:2] == [height, width]:
        return
    looks_like = None
    if got[:2] == [width, height]:
        looks_like = "width before height, as PIL gives them; arrays have the rows first"
    elif got == [3, height, width]:
        looks_like = "channels first, as PyTorch has them; in Keras they come last"
    fail(
        got=str(tuple(got)),
        expected=str((height, width, 3)),
        why="Image sizes are given in this order everywhere in Keras; swapped, a picture lies on its side.",
        looks_like=looks_like,
        try_it=f"print(image_size(np.zeros(({height}, {width}, 3))))",
    )


@points(2, function="image_size")
def test_channels_come_last(student, rng):
    """The number of channels comes last, for grey images too"""
    for channels in (3, 1):
        height, width = int(rng.integers(20, 40)), int(rng.integers(50, 90))
        image = rng.integers(0, 256, size=(height, width, channels)).astype(np.uint8)
        got = three_numbers(student.image_size(image))
        if got[2] != channels:
            fixed = channels == 1 and got[2] == 3
            fail(
                got=f"{tuple(got)}: {got[2]} channels",
                expected=f"{channels} at the end, for {'a colour' if channels == 3 else 'a grey'} image",
                why="A network is built for a number of channels, and refuses images with another.",
                looks_like="3 written into the code" if fixed else None,
                try_it=f"print(image_size(np.zeros(({height}, {width}, {channels}))))",
            )


@points(3, function="scale_pixels")
def test_pixels_become_zero_to_one(student, rng):
    """0 to 255 becomes 0 to 1"""
    full = rng.permutation([0, 51, 102, 153, 204, 255]).astype(np.uint8).reshape(2, 3, 1)
    judge_scaled(full, expect(student.scale_pixels(full), shape=full.shape, dtype="number"))
    between = rng.choice([68, 85, 102, 119, 136, 153, 170, 187], size=4, replace=False)
    dark = rng.permutation([51, 204, *between]).astype(np.uint8).reshape(2, 3, 1)
    judge_scaled(dark, expect(student.scale_pixels(dark), shape=dark.shape, dtype="number"))


def judge_scaled(image: np.ndarray, scaled: np.ndarray) -> None:
    """`scaled` is image / 255."""
    pixels = image.astype(float)
    low, high = pixels.min(), pixels.max()
    if close(scaled, pixels / 255):
        return
    # No two of these agree on the image with all brightnesses; own maximum and minimum show on the dark one.
    mistakes = {
        "a division by 256: the largest pixel is 255": pixels / 256,
        "a scale from -1 to 1, which some pretrained networks want; here it is 0 to 1": pixels / 127.5 - 1,
        "only whole numbers kept, by // or int: / gives floats": pixels // 255,
        "a division by the largest pixel of this image: divide by 255, so that dark images stay dark": pixels / high,
        "this image stretched from its darkest to its brightest pixel: divide by 255": (pixels - low) / (high - low),
    }
    names = [name for name, numbers in mistakes.items() if close(scaled, numbers)]
    place = np.unravel_index(np.abs(scaled - pixels / 255).argmax(), image.shape)
    fail(
        got=f"{scaled[place]:.4g} for a pixel of {image[place]}",
        expected=f"{pixels[place] / 255:.4g}, which is {image[place]} / 255",
        why="All images have to be scaled in the same way, in training and later.",
        looks_like=names[0] if len(names) == 1 else None,
        try_it="print(scale_pixels(np.array([51, 102, 204], dtype=np.uint8)))   # 0.2, 0.4, 0.8",
    )


def close(one: np.ndarray, other: np.ndarray) -> bool:
    """Equal up to 0.001, which leaves room for float16."""
    return bool(np.abs(one - other).max() < 1e-3)


@points(2, function="scale_pixels")
def test_image_of_floats_is_left_alone(student, sandbox, rng):
    """An image of floats is scaled too, and left as it was"""
    image = rng.permutation([0, 51, 102, 153, 204, 255]).astype(np.float32).reshape(2, 3, 1)
    held = sandbox.put(image)
    scaled = expect(student.scale_pixels(held), shape=image.shape, dtype="number")
    called("scale_pixels(image)", image=image)
    try_it = ["image = np.array([0.0, 51.0, 255.0])", "print(scale_pixels(image), image)"]
    # How exactly it is scaled is the matter of the check before; not scaled at all is 255 here.
    if scaled.max() > 2 or scaled.max() == scaled.min():
        fail(
            got=f"values from {scaled.min():.4g} to {scaled.max():.4g}",
            expected="values from 0 to 1",
            why="Pixels are often floats already when they reach you; their values still go up to 255.",
            try_it=try_it,
        )
    left = expect(sandbox.fetch(held), shape=image.shape, dtype=float, finite=False)
    if not np.array_equal(left, image):
        fail(
            got=f"the caller's image has changed as well: its largest value is now {left.max():.4g}",
            expected="a new array; the image itself as it was, up to 255",
            why="Whoever called the function still needs the image; a second call would scale it twice.",
            try_it=try_it,
        )
