"""Dresses: a bodice and a skirt in one piece."""

import numpy as np

from autograder.datasets.canvas import mirrored, smooth
from autograder.datasets.clothes.body import Cut, SleeveCut, drape, draw_sleeves, hem_seam, neckline
from autograder.datasets.clothes.garment import Garment, box, cloth, trim, wavy_hem
from autograder.datasets.dice import Dice

_PATTERNS = (
    "plain", "plain", "plain", "plain", "blots", "blots", "dots", "dots", "stripes", "checks", "gradient", "block",
)  # fmt: skip
_TOPS = ("straps", "straps", "sleeveless", "sleeveless", "short", "short", "long")


def _cut(dice: Dice, *, straight: bool, sleeveless: bool) -> Cut:
    chest, length = dice.between(0.33, 0.42), dice.between(0.85, 1.75)
    flare = chest * dice.between(0.95, 1.3) if straight else dice.between(0.5, 0.95) * (0.7 + 0.25 * length)
    return Cut(
        neck=dice.between(0.15, 0.22),
        shoulder=dice.between(0.28, 0.36) if sleeveless else dice.between(0.36, 0.42),
        chest=chest,
        waist=chest * (dice.between(0.85, 1.0) if straight else dice.between(0.68, 0.88)),
        hem=flare,
        length=length,
        shoulder_y=dice.between(-0.66, -0.6),
        armpit_y=dice.between(-0.3, -0.2),
        waist_y=dice.between(0.0, 0.2),
        hem_curve=dice.between(0.03, 0.1),
    )


def _sleeves(dice: Dice, garment: Garment, c: Cut, top: str) -> list[np.ndarray]:
    if top == "short":
        length, angle, cuff, bend = dice.between(0.28, 0.45), dice.between(0.4, 0.9), dice.between(0.24, 0.32), 0.0
    elif top == "long":
        length, angle, cuff = dice.between(0.9, 1.2), dice.between(0.12, 0.6), dice.between(0.15, 0.26)
        bend = dice.between(-0.8, 0.1)
    else:
        return []
    return draw_sleeves(dice, garment, c, SleeveCut(length, angle, dice.between(0.3, 0.36), cuff, bend))


def _on_straps(dice: Dice, garment: Garment, c: Cut, below: list[np.ndarray]) -> None:
    """Two straps and the bodice that they hold; `below` is the right side from the waist down."""
    top, depth = c.armpit_y - dice.between(0.05, 0.16), dice.between(-0.05, 0.16)
    strap, width = c.chest * dice.between(0.45, 0.7), dice.between(0.03, 0.09)
    for way in (-1, 1):
        garment.sketch.line([(way * strap * 0.85, c.neck_y), (way * strap, top + 0.04)], cloth(116), width)
    # The inside of the back.
    garment.seam([(-strap * 0.9, top + 0.03), (0.0, top + 0.07), (strap * 0.9, top + 0.03)], 66, 0.08)
    half = np.concatenate([[(0.0, top + depth), (strap, top), (c.chest, c.armpit_y)], *below])
    garment.sketch.polygon(mirrored(half), cloth())
    garment.seam([(-strap, top + 0.03), (0.0, top + depth + 0.03), (strap, top + 0.03)], 92)


def _waist(dice: Dice, garment: Garment, c: Cut) -> None:
    """A belt or a seam at the waist, and the folds that start there."""
    if dice.chance(0.4):
        garment.sketch.polygon(box(0.0, c.waist_y, c.waist * 1.015, 0.05), trim(112))
    garment.seam([(-c.waist, c.waist_y), (0.0, c.waist_y + 0.03), (c.waist, c.waist_y)], 82, 0.018)
    for _ in range(dice.whole(4, 8)):
        x, start = dice.between(-0.95, 0.95), dice.between(0.0, 0.5)
        to_y = c.waist_y + start * (c.length - c.waist_y)
        width, strength = dice.between(0.06, 0.16), dice.between(-0.8, 0.3)
        garment.fold(c.hem * x, c.length + 0.02, c.waist * x * 0.9, to_y, width, strength)
    for way in (-1, 1):
        garment.fold(way * 0.5 * c.chest, c.waist_y, way * 0.6 * c.chest, c.armpit_y + 0.05, 0.06, -0.4)


def dress(dice: Dice) -> Garment:
    """On straps, sleeveless, with short or with long sleeves; straight or with a waist and a wide skirt."""
    garment = Garment(patterns=_PATTERNS, trim=dice.pick(("same", "same", "contrast", "dark")), logo=(0.14, -0.3, 0.19))
    straight, top = dice.chance(0.3), dice.pick(_TOPS)
    c = _cut(dice, straight=straight, sleeveless=top == "sleeveless")
    ends = _sleeves(dice, garment, c, top)
    swing = 0.35 if straight else dice.between(0.15, 0.5)
    hip = (c.waist + (c.hem - c.waist) * swing, c.waist_y + (c.length - c.waist_y) * 0.35)
    side = smooth([(c.waist, c.waist_y), hip, (c.hem, c.length)])
    hem = wavy_hem(dice, c.hem, c.length, c.hem_curve, waves=1 if straight else dice.whole(2, 5))
    if top == "straps":
        _on_straps(dice, garment, c, [side, hem])
    else:
        shoulder = [(0.0, c.neck_y + 0.02), (c.neck, c.neck_y), (c.shoulder, c.shoulder_y)]
        if top == "sleeveless":
            shoulder.append((c.shoulder * 0.9, 0.5 * (c.shoulder_y + c.armpit_y)))
        half = np.concatenate([[*shoulder, (c.chest, c.armpit_y)], side, hem])
        garment.sketch.polygon(mirrored(half), cloth())
        neckline(garment, c, depth=dice.between(0.14, 0.38), pointed=dice.chance(0.4), band=dice.chance(0.3))
        for end in ends:
            garment.seam(end[2:], 96)
    if straight and dice.chance(0.7):
        drape(dice, garment, c, dice.whole(2, 4))
    else:
        _waist(dice, garment, c)
    hem_seam(garment, c, up=0.04, tone=100)
    return garment
