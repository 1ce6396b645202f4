"""What makes pictures of one thing differ, and the four ways in which training pictures can mislead.

A set's `draw` calls `choose` first (it draws the same number of random numbers whatever the options, so that pictures
with and without an option are pairs), draws its object mirrored, moved and zoomed as told, and ends with `lit` and
`photographed`. Images are float32 (size, size, channels) from 0 to 255 until `photographed` makes them uint8.
"""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter

from autograder.datasets.canvas import Canvas, Pose, Sketch, circle, regular_polygon, star

FACING_SHARE = 0.9
# Less often than shapes tell the class: who learns well relies on the shape, who learns by heart also on the logo.
LOGO_SHARE = 0.6


@dataclass(frozen=True)
class Nuisance:
    """The options of a set and the split it is drawn for.

    facing: 90% of the training objects face right; in validation and test (and in training without it) half do.
    logos: each object bears a printed logo; in training its kind goes with the class in 60%, elsewhere it is random.
    shift: training pictures are bright and centred; validation and test are darker, warmer, closer and off centre.
    imbalance: the classes of the training split are not equally frequent (`splits.labels` sees to it).
    split: "train", "validation" or "test".
    """

    facing: bool = False
    logos: bool = False
    shift: bool = False
    imbalance: bool = False
    split: str = "train"


@dataclass(frozen=True)
class Choices:
    """What was drawn for one picture.

    mirrored: draw the object facing left. logo: the logo's kind, or None. zoom: factor on the object's size.
    dx, dy: shift of the object's centre, in image widths. gain: factor of each of red, green and blue.
    slope: change of brightness from the centre to the right edge and to the lower edge.
    """

    mirrored: bool
    logo: int | None
    zoom: float
    dx: float
    dy: float
    gain: tuple[float, float, float]
    slope: tuple[float, float]


def choose(options: Nuisance, label: int, num_classes: int, rng: np.random.Generator) -> Choices:
    """Draw what the options leave open for one picture of class `label`."""
    u = rng.random(12).tolist()
    training = options.split == "train"
    right = FACING_SHARE if options.facing and training else 0.5
    logo = None
    if options.logos:
        if training:
            # The rest of the training pictures bear any of the other logos.
            other = (label + 1 + int(u[1] * (num_classes - 1))) % num_classes
            logo = label if u[2] < LOGO_SHARE else other
        else:
            logo = int(u[1] * num_classes)
    gain, warm = 0.85 + 0.25 * u[3], 0.10 * (u[4] - 0.5)
    zoom, dx, dy = 0.89 + 0.14 * u[5], 0.07 * (u[6] - 0.5), 0.07 * (u[7] - 0.5)
    if options.shift:
        if training:
            gain, warm = 1.0 + 0.15 * u[3], 0.06 * (u[4] - 0.5)
            zoom, dx, dy = 0.88 + 0.08 * u[5], 0.03 * (u[6] - 0.5), 0.03 * (u[7] - 0.5)
        else:
            gain, warm = 0.5 + 0.2 * u[3], 0.10 + 0.10 * u[4]
            zoom, dx, dy = 1.05 + 0.2 * u[5], 0.30 * (u[6] - 0.5), 0.30 * (u[7] - 0.5)
    return Choices(
        mirrored=u[0] >= right,
        logo=logo,
        zoom=zoom,
        dx=dx,
        dy=dy,
        gain=(gain * (1 + warm), gain, gain * (1 - warm)),
        slope=(0.3 * (u[8] - 0.5), 0.3 * (u[9] - 0.5)),
    )


def lit(image: np.ndarray, choices: Choices) -> np.ndarray:
    """The image, float32 (size, size, channels), under the light of `choices`."""
    size, channels = image.shape[0], image.shape[2]
    ramp = (np.arange(size, dtype=np.float32) * np.float32(2 / size) - np.float32(1)).astype(np.float32)
    slope_x, slope_y = np.float32(choices.slope[0]), np.float32(choices.slope[1])
    light = 1 + slope_x * ramp[None, :] + slope_y * ramp[:, None]
    gain = choices.gain if channels == 3 else choices.gain[1:2]
    return image * light[:, :, None] * np.array(gain, np.float32)


def photographed(image: np.ndarray, rng: np.random.Generator, *, blur: float = 0.0, noise: float = 4.0) -> np.ndarray:
    """uint8 (size, size, channels): the image blurred (radius in 1/64 of its width), with camera noise (grey levels).

    Noise is drawn last, because how much of it is drawn depends on the size.
    """
    size = image.shape[0]
    if blur * size / 64 >= 0.25:
        picture = image.clip(0, 255).astype(np.uint8)
        pil = Image.fromarray(picture if picture.shape[2] == 3 else picture[:, :, 0])
        pil = pil.filter(ImageFilter.GaussianBlur(blur * size / 64))
        image = np.asarray(pil, dtype=np.float32).reshape(image.shape)
    grain = rng.standard_normal((size, size, 1), dtype=np.float32) * np.float32(noise)
    return (image + grain).clip(0, 255).astype(np.uint8)


# Logos differ in shape, and in colours that the colour-blind tell apart.
_LOGO_COLOURS = (
    ((0, 90, 180), (255, 255, 255)),
    ((255, 176, 0), (20, 20, 20)),
    ((255, 255, 255), (0, 0, 0)),
    ((120, 20, 90), (255, 210, 230)),
    ((0, 140, 110), (255, 255, 210)),
    ((20, 20, 20), (255, 220, 0)),
    ((215, 80, 0), (255, 240, 225)),
    ((140, 210, 255), (10, 30, 90)),
    ((250, 235, 60), (0, 60, 160)),
    ((230, 130, 180), (60, 0, 50)),
)
LOGO_KINDS = len(_LOGO_COLOURS)


def _emblem(kind: int) -> Sketch:
    """Logo `kind`: a badge (band 0: coverage) with a sign on it (band 1), in a square from -1 to 1."""
    sketch = Sketch()
    plate, sign = (255, 0, 0, 0), (255, 255, 0, 0)
    round_plate = kind % 2 == 0
    sketch.polygon(circle((0, 0), 1.0) if round_plate else regular_polygon(4, 1.25, quarter=True), plate)
    signs = (
        [star(5, 0.8, 0.35)],
        [regular_polygon(3, 0.85)],
        [circle((0, 0), 0.5)],
        [np.array([(-0.2, -0.7), (0.2, -0.7), (0.2, 0.7), (-0.2, 0.7)])],
        [regular_polygon(4, 0.75)],
        [np.array([(-0.65, y), (0.65, y), (0.65, y + 0.3), (-0.65, y + 0.3)]) for y in (-0.6, -0.15, 0.3)],
        [np.array([(-0.7, 0.5), (-0.1, -0.7), (0.15, -0.1), (0.4, -0.4), (0.7, 0.5)])],
        [star(4, 0.85, 0.25)],
        [circle((-0.35, 0), 0.3), circle((0.4, 0), 0.3)],
        [np.array([(-0.7, -0.2), (-0.2, -0.2), (-0.2, -0.7), (0.2, -0.7), (0.2, -0.2), (0.7, -0.2)]),
         np.array([(-0.7, 0.2), (0.7, 0.2), (0.2, 0.7), (-0.2, 0.7)])],
    )  # fmt: skip
    for points in signs[kind]:
        sketch.polygon(points, sign)
    return sketch


def stamp_logo(image: np.ndarray, kind: int, x: float, y: float, radius: float) -> np.ndarray:
    """The image with logo `kind` printed at x, y (in image widths), `radius` in image widths."""
    kind %= LOGO_KINDS
    pose = Pose(scale=radius, dx=x - 0.5, dy=y - 0.5)
    marks = Canvas(image.shape[0], pose, bands=4).draw(_emblem(kind)).astype(np.float32) * np.float32(1 / 255)
    coverage, sign = marks[:, :, :1], marks[:, :, 1:2]
    plate_colour, sign_colour = (np.array(colour, np.float32)[: image.shape[2]] for colour in _LOGO_COLOURS[kind])
    return image * (1 - coverage) + plate_colour * (coverage - sign) + sign_colour * sign
