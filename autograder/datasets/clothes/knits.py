"""Tops that are pulled over the head: t-shirt and long sleeve."""

from autograder.datasets.canvas import circle
from autograder.datasets.clothes.body import Cut, SleeveCut, cut, drape, draw_body, draw_sleeves, hem_seam, neckline
from autograder.datasets.clothes.garment import Garment, box, cloth, hard, trim
from autograder.datasets.dice import Dice

_PATTERNS = (
    "plain", "plain", "plain", "plain", "stripes", "stripes", "blots", "melange", "dots", "gradient", "block",
)  # fmt: skip
_TRIMS = ("same", "same", "dark", "contrast")
_LOGO = (0.2, -0.28, 0.22)


def _print(dice: Dice, garment: Garment) -> None:
    """A large print on the chest: a disc, a box or some lines."""
    y, radius = dice.between(-0.2, 0.1), dice.between(0.12, 0.24)
    kind = dice.whole(0, 3)
    if kind == 0:
        garment.sketch.polygon(circle((0.0, y), radius), hard())
    elif kind == 1:
        garment.sketch.polygon(box(0.0, y, radius, 0.6 * radius), hard())
    else:
        for line in range(dice.whole(1, 3)):
            garment.sketch.polygon(box(0.0, y + 0.13 * line, radius * dice.between(0.5, 1.2), 0.04), hard())


def t_shirt(dice: Dice) -> Garment:
    """Short sleeves, crew or V neck."""
    garment = Garment(patterns=_PATTERNS, trim=dice.pick(_TRIMS), logo=_LOGO)
    c = cut(dice, low=0.55, high=0.95)
    s = SleeveCut(
        length=dice.between(0.36, 0.56),
        angle=dice.between(0.5, 1.15),
        wide=dice.between(0.36, 0.46),
        cuff=dice.between(0.27, 0.38),
    )
    ends = draw_sleeves(dice, garment, c, s)
    draw_body(garment, c)
    for end in ends:
        garment.seam(end[2:], 98)
    neckline(garment, c, depth=dice.between(0.14, 0.3), pointed=dice.chance(0.3))
    if dice.chance(0.35):
        _print(dice, garment)
    hem_seam(garment, c)
    drape(dice, garment, c, dice.whole(1, 4))
    return garment


def _roll_neck(dice: Dice, garment: Garment, c: Cut) -> None:
    height, top = dice.between(0.1, 0.2), c.neck * 0.9
    below = [(c.neck, c.neck_y + 0.04), (0.0, c.neck_y + 0.1), (-c.neck, c.neck_y + 0.04)]
    garment.sketch.polygon([(-top, c.neck_y - height), (top, c.neck_y - height), *below], trim(122))
    garment.seam(below, 84)
    garment.sketch.line([(-top, c.neck_y - 0.5 * height), (top, c.neck_y - 0.5 * height)], trim(104), 0.014)


def long_sleeve(dice: Dice) -> Garment:
    """A jumper or sweatshirt: long sleeves, no opening in front."""
    garment = Garment(patterns=_PATTERNS, trim=dice.pick(_TRIMS), logo=_LOGO)
    c = cut(dice, low=0.55, high=0.9)
    s = SleeveCut(
        length=dice.between(0.92, 1.36),
        angle=dice.between(0.12, 0.85),
        wide=dice.between(0.36, 0.44),
        cuff=dice.between(0.16, 0.24),
        bend=dice.between(-1.1, 0.25),
    )
    ends = draw_sleeves(dice, garment, c, s)
    draw_body(garment, c)
    ribbed = dice.chance(0.55)
    for end in ends:
        if ribbed:
            garment.sketch.polygon(end, trim(112))
        garment.sketch.line(end[2:], cloth(88), 0.016)
    if dice.chance(0.2):
        _roll_neck(dice, garment, c)
    else:
        neckline(garment, c, depth=dice.between(0.1, 0.26), pointed=dice.chance(0.25))
    if dice.chance(0.25):
        _print(dice, garment)
    hem_seam(garment, c, up=0.1 if ribbed else 0.05, tone=92)
    drape(dice, garment, c, dice.whole(1, 4))
    return garment
