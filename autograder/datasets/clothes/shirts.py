"""Shirts: a collar, a row of buttons on a flap whose edge lies towards +x, a chest pocket there too."""

import numpy as np

from autograder.datasets.clothes.body import Cut, SleeveCut, cut, drape, draw_body, draw_sleeves, hem_seam
from autograder.datasets.clothes.garment import Garment, box, cloth, trim
from autograder.datasets.dice import Dice

_PATTERNS = (
    "plain", "plain", "plain", "plain", "checks", "checks", "checks", "checks", "pinstripes", "pinstripes", "stripes",
    "dots", "blots",
)  # fmt: skip


def _collar(dice: Dice, garment: Garment, c: Cut) -> None:
    """The inside of the collar's stand, and two leaves."""
    spread, drop = dice.between(0.0, 0.1), dice.between(0.16, 0.28)
    top = c.neck_y - 0.05
    garment.sketch.polygon([(-c.neck, top), (c.neck, top), (0.0, c.neck_y + 0.2)], cloth(64))
    stand = [(-0.7 * c.neck, top - 0.05), (0.7 * c.neck, top - 0.05), (c.neck + 0.02, top + 0.02), (0.0, top + 0.07)]
    garment.sketch.polygon([(-c.neck - 0.02, top + 0.02), *stand], trim(100))
    for way in (-1, 1):
        tip = (c.neck + spread, c.neck_y + drop)
        leaf = np.array([(c.neck * 0.75, top - 0.05), (c.neck + 0.07, top + 0.06), tip, (0.01, c.neck_y + 0.15)])
        leaf *= (way, 1)
        garment.sketch.polygon(leaf, trim(138 if way > 0 else 130))
        garment.seam([*leaf, leaf[0]], 72, 0.018)


def _flap(dice: Dice, garment: Garment, c: Cut) -> None:
    """The flap with the buttons."""
    half, top = 0.055, c.neck_y + 0.1
    garment.sketch.polygon([(-half, top), (half, top), (half, c.bottom), (-half, c.bottom)], cloth(136))
    garment.seam([(half, top), (half, c.bottom)], 58, 0.028)
    garment.seam([(-half, top), (-half, c.bottom)], 96, 0.012)
    count = dice.whole(5, 7)
    for place in range(count):
        garment.button(0.0, c.neck_y + 0.24 + place * (c.bottom - c.neck_y - 0.4) / (count - 1), 0.034)


def _pocket(garment: Garment, x: float, y: float) -> None:
    half = 0.11
    tip = [(x + half, y + 1.7 * half), (x, y + 2.1 * half), (x - half, y + 1.7 * half)]
    corners = [(x - half, y), (x + half, y), *tip]
    garment.sketch.polygon(corners, cloth(134))
    garment.seam([*corners, corners[0]], 84, 0.016)
    garment.seam(box(x, y + 0.05, half, 0.0)[:2], 100)


def shirt(dice: Dice) -> Garment:
    """Collar, a row of buttons, chest pocket; long or short sleeves."""
    garment = Garment(
        patterns=_PATTERNS,
        trim=dice.pick(("same", "same", "light", "white")),
        hard=dice.pick(("white", "white", "metal")),
        logo=(0.21, -0.3, 0.20),
    )
    c = cut(dice, low=0.65, high=1.0)
    c.hem_curve = dice.between(0.02, 0.12)
    long = dice.chance(0.68)
    s = SleeveCut(
        length=dice.between(0.98, 1.32) if long else dice.between(0.4, 0.55),
        angle=dice.between(0.15, 0.8) if long else dice.between(0.5, 1.0),
        wide=dice.between(0.36, 0.44),
        cuff=dice.between(0.18, 0.24) if long else dice.between(0.28, 0.36),
        bend=dice.between(-1.1, 0.2) if long else 0.0,
    )
    ends = draw_sleeves(dice, garment, c, s)
    draw_body(garment, c)
    for end in ends:
        if long:
            garment.sketch.polygon(end, trim(132))
        garment.seam(end[2:], 80)
    _flap(dice, garment, c)
    _collar(dice, garment, c)
    if dice.chance(0.65):
        _pocket(garment, dice.between(0.2, 0.25), dice.between(-0.38, -0.28))
        if dice.chance(0.35):
            _pocket(garment, -0.23, -0.33)
    hem_seam(garment, c, up=0.04, tone=100)
    drape(dice, garment, c, dice.whole(1, 4))
    return garment
