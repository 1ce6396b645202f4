"""00: an image with the size that the student's function gives, and its pixels before and after scaling."""

import numpy as np

from autograder.checking import expect, expect_integer, expect_list
from autograder.datasets import load
from autograder.pictures.panels import Curve, Curves, Images, Level
from autograder.pictures.parts import Part, Plan, Seen
from autograder.pictures.subject import Subject
from autograder.pictures.wording import whole

_DARK = 127


def _image() -> np.ndarray:
    """A drawn piece of clothing, uint8 (96, 64, 3)."""
    images, _ = load("fashion", split="train", size=96, n=1)
    return images[0, :, 16:80]


def _size(subject: Subject) -> Seen:
    image = _image()
    answer = expect_list(subject.student.image_size(image), 3)
    height, width, channels = (whole(expect_integer(each)) for each in answer)
    return Seen(
        f"An image of clothing, higher than wide, with pixels counted along its sides. Your image_size says: height "
        f"{height}, width {width}, {channels} channels.",
        (
            Images(
                "your image_size",
                f"height {height}, width {width}, {channels} channels",
                images=image[np.newaxis] / 255,
                axes=True,
                xlabel=f"width {width}",
                ylabel=f"height {height}",
            ),
        ),
    )


def _scaled(subject: Subject) -> Seen:
    image = _image()
    pixels = np.arange(256, dtype=np.uint8)
    curve = expect(subject.student.scale_pixels(pixels), shape=pixels.shape, dtype="real").astype(float)
    # A darker image: what becomes of its pixels may depend on its brightest one.
    dark = pixels[: _DARK + 1]
    other = expect(subject.student.scale_pixels(dark), shape=dark.shape, dtype="real").astype(float)
    differs = not np.allclose(other, curve[: _DARK + 1], equal_nan=True)
    answer = expect(subject.student.scale_pixels(image), shape=image.shape, dtype="real")
    kind = "floats" if answer.dtype.kind == "f" else "whole numbers"
    after = answer.astype(float)
    ends = ", ".join(f"{pixel} becomes {curve[pixel]:.3g}" for pixel in (0, 51, 255))
    in_the_dark = f" In an image that goes up to {_DARK} only, 51 becomes {other[51]:.3g}." if differs else ""
    curves = [Curve("0 to 255" if differs else "", pixels.astype(float), curve, 0)]
    curves += [Curve(f"0 to {_DARK}", dark.astype(float), other, 1)] if differs else []
    low, high = f"{after.min():.3g}", f"{after.max():.3g}"
    top = 1.25 if curve.max() < 2 else 1.1 * float(curve.max().clip(0, 1e6))
    return Seen(
        f"A curve of your scale_pixels for pixels from 0 to 255: {ends}.{in_the_dark} The same image drawn from your "
        f"{kind}, where 0 is black and 1 is full brightness; its values go from {low} to {high}.",
        (
            Curves(
                "your scale_pixels",
                f"{ends}{in_the_dark.replace(' In', chr(10) + 'in', 1).rstrip('.')}",
                xlabel="pixel before",
                ylabel="after",
                curves=tuple(curves),
                xlim=(0, 255),
                ylim=(-0.25 if curve.min() > -0.2 else float(curve.min().clip(-1e6, 0)), top),
                levels=(Level("", 0), Level("", 1)),
            ),
            Images(
                f"drawn from your {kind}",
                f"values from {low} to {high}\n(0 black, 1 full brightness)",
                images=after[np.newaxis],
                axes=True,
            ),
        ),
    )


PLAN = Plan(
    "an image, and its pixels scaled",
    (
        (
            3.6,
            (
                Part("your image_size", 1, _size),
                Part("your scale_pixels", 2.4, _scaled),
            ),
        ),
    ),
)
