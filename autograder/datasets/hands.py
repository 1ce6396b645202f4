"""Rock, paper, scissors: drawn hands, seen from the palm, the back or the thumb's side."""

import math

import numpy as np

from autograder.datasets.backdrop import Colour, backdrop, cloud
from autograder.datasets.canvas import Canvas, Pose
from autograder.datasets.dice import Dice
from autograder.datasets.hand.signs import SIGNS
from autograder.datasets.nuisance import Nuisance, choose, lit, photographed, stamp_logo
from autograder.datasets.relief import blurred, planes, shadow, slant

CLASS_NAMES = ("paper", "rock", "scissors")
DEFAULT_SIZE = 96
CHANNELS = 3
DESCRIPTION = (
    "Drawn hands of many skin tones on varied backgrounds that show rock (a fist), paper (an open hand) "
    "or scissors (two spread fingers)."
)

_SKINS: tuple[Colour, ...] = (
    (250, 214, 190), (242, 194, 164), (232, 184, 144), (214, 162, 120), (198, 140, 98), (172, 116, 78), (146, 94, 62),
    (118, 74, 50), (92, 58, 42), (70, 46, 36),
)  # fmt: skip
_SLEEVES: tuple[Colour, ...] = (
    (30, 36, 60), (236, 234, 230), (150, 40, 44), (60, 62, 66), (96, 128, 168), (206, 176, 60), (70, 92, 66),
    (22, 22, 26), (200, 200, 204), (190, 120, 140),
)  # fmt: skip

# For each sign: image widths a unit of the hand, and how far above the palm's middle the middle of the sign is.
_SCALES = {"paper": (0.385, 0.38), "rock": (0.53, 0.05), "scissors": (0.40, 0.32)}


def _place(dice: Dice, name: str, zoom: float, dx: float, dy: float, mirrored: bool) -> Pose:
    """Where the hand lies: turned in any direction, mostly about upright."""
    turn = dice.between(-0.8, 0.8) if dice.chance(0.7) else dice.between(-math.pi, math.pi)
    unit, above = _SCALES[name]
    scale = zoom * dice.between(0.88, 1.1) * unit
    middle = scale * above
    shift_x, shift_y = -math.sin(turn) * middle, math.cos(turn) * middle
    return Pose(
        scale=scale,
        turn=turn,
        shear=dice.between(-0.12, 0.12),
        stretch=dice.between(0.86, 1.08),
        tilt=(dice.between(-0.25, 0.25), dice.between(-0.25, 0.25)),
        dx=dx + (-shift_x if mirrored else shift_x),
        dy=dy + shift_y,
        mirrored=mirrored,
    )


def _background(dice: Dice, size: int) -> np.ndarray:
    if dice.chance(0.3):
        grey = dice.between(190, 245)
        colour = np.array([grey + dice.between(-8, 8) for _ in range(3)], np.float32)
        return (1 + np.float32(0.04) * cloud(dice, size, 3, 3))[:, :, None] * colour
    return backdrop(dice, size, clutter=0.35, margin=0.1)[0]


def draw(label: int, size: int, rng: np.random.Generator, options: Nuisance) -> np.ndarray:
    """uint8 (size, size, 3): a hand that shows CLASS_NAMES[label]."""
    choices = choose(options, label, len(CLASS_NAMES), rng)
    dice = Dice(rng)
    name = CLASS_NAMES[label]
    hand = SIGNS[name](dice)
    pose = _place(dice, name, choices.zoom, choices.dx, choices.dy, choices.mirrored)
    toward = dice.between(-1.2, 1.2)
    light = (math.sin(toward), -math.cos(toward))

    factor = 2 if size > 128 else 3 if size > 80 else None
    body = Canvas(size, pose, factor=factor).draw(hand.body)
    creases = Canvas(size, pose, bands=1, factor=factor).draw(hand.creases)[:, :, 0]
    coverage, sleeve, nail = (body[:, :, band].astype(np.float32) * np.float32(1 / 255) for band in (0, 2, 3))
    height = blurred(np.ascontiguousarray(body[:, :, 1]), size * pose.scale * 0.02)
    slope = slant(height, light, dice.between(0.05, 0.09))
    tone = np.float32(0.72) + np.float32(0.30) * height + np.float32(0.24) * slope
    tone *= 1 - np.float32(dice.between(0.35, 0.55) / 255) * creases

    skin = planes([part + dice.between(-8, 8) for part in dice.pick(_SKINS)])
    if hand.palmar:
        # Palms are lighter and rosier, of dark hands above all.
        skin += (planes((232, 186, 162)) - skin) * np.float32(0.35 if skin[0] < 180 else 0.12)
    cloth = planes([part + dice.between(-12, 12) for part in dice.pick(_SLEEVES)])
    enamel = skin + (planes((250, 214, 206)) - skin) * np.float32(0.45)
    if dice.chance(0.12):
        enamel = planes(dice.pick(((170, 20, 50), (60, 40, 110), (240, 130, 150))))
    colour = skin + nail * (enamel - skin)
    colour += sleeve * (cloth - colour)
    # Shadows on skin are redder than the skin.
    colour *= tone * planes((0.8, 1.0, 1.04)) + planes((0.2, 0.0, -0.04))

    ground = np.ascontiguousarray(_background(dice, size).transpose(2, 0, 1))
    dark = shadow(np.ascontiguousarray(body[:, :, 0]), light, dice.between(0.01, 0.05), 0.03)
    ground *= 1 - np.float32(dice.between(0.15, 0.45)) * dark
    ground += coverage * (colour - ground)
    image = np.ascontiguousarray(ground.transpose(1, 2, 0))
    if choices.logo is not None:
        # A stamp on the hand.
        x, y = pose.apply(np.array([(0.0, 0.12)]))[0]
        image = stamp_logo(image, choices.logo, float(x), float(y), 0.2 * pose.scale)
    return photographed(lit(image, choices), rng, blur=dice.between(-0.5, 0.6), noise=dice.between(2, 7))
