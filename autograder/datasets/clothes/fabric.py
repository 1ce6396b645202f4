"""Cloth: colours and patterns."""

import numpy as np

from autograder.datasets.backdrop import Colour, cloud, luma
from autograder.datasets.dice import Dice

# Clothes of every class come in all of these. Light and dark ones alternate in every hue, so that who sees fewer hues
# still sees them differ.
COLOURS: tuple[Colour, ...] = (
    (28, 28, 32), (30, 30, 34), (62, 64, 70), (110, 112, 116), (165, 166, 168), (236, 234, 228), (242, 240, 236),
    (214, 200, 172), (32, 42, 82), (44, 70, 120), (84, 118, 165), (150, 190, 222), (178, 34, 44), (122, 28, 48),
    (226, 120, 120), (238, 180, 190), (214, 96, 30), (226, 172, 44), (240, 222, 120), (70, 84, 42), (40, 96, 66),
    (130, 160, 110), (24, 120, 124), (130, 208, 196), (112, 66, 42), (176, 128, 86), (98, 60, 120), (186, 160, 206),
)  # fmt: skip


def jittered(dice: Dice, colour: Colour, by: float = 14) -> Colour:
    """A colour near this one."""
    return tuple(min(250.0, max(12.0, part + dice.between(-by, by))) for part in colour)


def choose_colour(dice: Dice, ground: float, *, least: float = 40) -> Colour:
    """A colour whose brightness differs from the ground's by about `least` or more; more often it is the darker one."""
    darker = dice.chance(0.85) if ground > 110 else False
    for _ in range(10):
        colour = jittered(dice, dice.pick(COLOURS))
        difference = ground - luma(colour)
        if (difference if darker else abs(difference)) >= least:
            break
    return colour


def second_colour(dice: Dice, kind: str, base: Colour) -> Colour:
    """The colour of a second or third material (see `Garment.trim`)."""
    bright = luma(base)
    if kind == "same":
        return base
    if kind == "light":
        return tuple(part + 0.35 * (255 - part) for part in base)
    if kind == "dark":
        return tuple(part * 0.6 for part in base)
    if kind == "white":
        return jittered(dice, (232, 230, 224), 12)
    if kind == "metal":
        return jittered(dice, (190, 188, 180) if bright < 120 else (80, 78, 76), 20)
    for _ in range(6):
        colour = jittered(dice, dice.pick(COLOURS))
        if abs(luma(colour) - bright) > 55:
            break
    return colour


def _wave(x: np.ndarray, share: float, sharpness: float) -> np.ndarray:
    """float32, shape of x: 1 within `share` of each period of length 1, 0 elsewhere, with soft edges."""
    distance = np.abs(x - np.rint(x))
    return np.clip((np.float32(share / 2) - distance) * np.float32(sharpness) + np.float32(0.5), 0, 1)


def pattern(dice: Dice, kind: str, u: np.ndarray, v: np.ndarray, scale: float) -> np.ndarray | None:
    """How much of the second colour shows, float32 (size, size), or None for plain cloth.

    u, v: coordinates on the garment, each float32 (size, size). scale: image widths a unit of these is long.
    """
    size = u.shape[0]
    if kind == "plain":
        return None
    period = dice.between(0.12, 0.3)
    # A period is `period` * `scale` * `size` pixels long; edges are one pixel wide.
    sharpness = max(1.0, period * scale * size)
    phase = np.float32(dice.unit())
    rate = np.float32(1 / period)
    if kind in ("stripes", "pinstripes"):
        share = dice.between(0.3, 0.6) if kind == "stripes" else 0.2
        along = v if dice.chance(0.75 if kind == "stripes" else 0.1) else u
        return _wave(along * rate + phase, share, sharpness)
    if kind == "checks":
        share, strength = dice.between(0.25, 0.5), dice.between(0.6, 1.0)
        one, two = _wave(u * rate + phase, share, sharpness), _wave(v * rate + phase, share, sharpness)
        thin = _wave(u * rate + phase + 0.5, 0.1, sharpness) + _wave(v * rate + phase + 0.5, 0.1, sharpness)
        return np.clip((one + two) * np.float32(0.5 * strength) + thin * np.float32(0.4), 0, 1)
    if kind == "dots":
        row = np.rint(v * rate)
        du, dv = u * rate + np.float32(0.5) * row, v * rate - row
        du = du - np.rint(du)
        radius = dice.between(0.2, 0.32)
        return np.clip(
            (np.float32(radius) - np.sqrt(du * du + dv * dv)) * np.float32(sharpness) + np.float32(0.5), 0, 1
        )
    if kind == "gradient":
        low, span = dice.between(-0.8, 0.2), dice.between(0.6, 1.6)
        return np.clip((v - np.float32(low)) * np.float32(1 / span), 0, 1)
    if kind == "blots":
        cells = dice.whole(9, 16)
        return np.clip(cloud(dice, size, cells, cells) * np.float32(5) - np.float32(0.8), 0, 1)
    if kind == "block":
        # Two halves: a broad band of another colour.
        middle, half = dice.between(-0.4, 0.5), dice.between(0.1, 0.3)
        return np.clip((np.float32(half) - np.abs(v - np.float32(middle))) * np.float32(scale * size), 0, 1)
    # "melange": mottled yarn.
    return np.clip(cloud(dice, size, 48, 48) * np.float32(0.45) + np.float32(0.3), 0, 1)
