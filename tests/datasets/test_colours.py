"""Who sees fewer colours sees the clothes too: they differ from what they lie on, and logos from each other.

Colours are turned into those that people without red, green or blue cones see (matrices of Machado, Oliveira and
Fernandes, 2009), and compared in CIELAB, where a difference of 2 can just be seen side by side.
"""

import numpy as np
import pytest
from PIL import Image, ImageFilter

from autograder.datasets import load, nuisance
from autograder.datasets.canvas import Canvas, Sketch

SIGHT = {
    "no red cones": (
        (0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998),
    ),
    "no green cones": (
        (0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881),
    ),
    "no blue cones": (
        (1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900),
    ),
}  # fmt: skip
# From linear red, green and blue to CIE XYZ of white 1, 1, 1.
XYZ = np.array(((0.4339, 0.3763, 0.1899), (0.2126, 0.7152, 0.0722), (0.0177, 0.1095, 0.8730)))
CLEAR = 8.0


def seen(colours: np.ndarray, sight: str) -> np.ndarray:
    """CIELAB (..., 3) of what is seen of sRGB colours (..., 3) from 0 to 255."""
    parts = np.asarray(colours, float) / 255
    light = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    xyz = np.clip(light @ np.transpose(SIGHT[sight]), 0, 1) @ XYZ.T
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], axis=-1)


@pytest.fixture(scope="module")
def clothes_and_grounds() -> tuple[np.ndarray, np.ndarray]:
    """Median colours, each (n, 3), of 200 garments and of what surrounds each of them."""
    outlines: list[np.ndarray] = []
    draw = Canvas.draw

    def spy(canvas: Canvas, sketch: Sketch) -> np.ndarray:
        drawn = draw(canvas, sketch)
        # The garment is drawn with its tone and second materials, at the picture's size and in four bands.
        if canvas.bands == 4 and canvas.size == 64:
            outlines.append(drawn[:, :, 0])
        return drawn

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Canvas, "draw", spy)
        images, _ = load("fashion", n=200, seed=7)
    assert len(outlines) == len(images)
    inner, outer = [], []
    for image, outline in zip(images, outlines, strict=True):
        near = np.asarray(Image.fromarray(outline).filter(ImageFilter.MaxFilter(11))) > 0
        inner.append(np.median(image[outline > 250], axis=0))
        outer.append(np.median(image[near & (outline == 0)], axis=0))
    return np.stack(inner), np.stack(outer)


@pytest.mark.parametrize("sight", SIGHT)
def test_clothes_differ_from_their_ground(clothes_and_grounds: tuple[np.ndarray, np.ndarray], sight: str) -> None:
    inner, outer = (seen(colours, sight) for colours in clothes_and_grounds)
    apart = np.linalg.norm(inner - outer, axis=1)
    assert (apart > CLEAR).mean() >= 0.97
    assert np.median(apart) > 4 * CLEAR


@pytest.mark.parametrize("sight", SIGHT)
def test_logos_differ_from_each_other(sight: str) -> None:
    """Pairs of plate and sign: every two logos differ in one of them at least, and each sign from its plate."""
    logos = []
    for kind in range(nuisance.LOGO_KINDS):
        drawn = nuisance.stamp_logo(np.full((65, 65, 3), 128, np.float32), kind, 0.5, 0.5, 0.45)
        colours, counts = np.unique(drawn.reshape(-1, 3).round().astype(int), axis=0, return_counts=True)
        flat = colours[np.argsort(-counts)]
        plate, sign = [colour for colour in flat.tolist() if colour != [128, 128, 128]][:2]
        logos.append(seen(np.array((plate, sign)), sight))
    for one, (plate, sign) in enumerate(logos):
        assert np.linalg.norm(plate - sign) > 4 * CLEAR
        for other in logos[:one]:
            assert max(np.linalg.norm(plate - other[0]), np.linalg.norm(sign - other[1])) > CLEAR


def test_seen_colours_are_those_of_cielab() -> None:
    """White is white to all, and red and green look alike without red or green cones."""
    for sight in SIGHT:
        assert seen(np.array((255, 255, 255)), sight) == pytest.approx((100, 0, 0), abs=0.1)
    red, green = np.array((190, 60, 40)), np.array((90, 100, 20))
    assert np.linalg.norm(seen(red, "no green cones") - seen(green, "no green cones")) < np.linalg.norm(
        seen(red, "no blue cones") - seen(green, "no blue cones")
    )
