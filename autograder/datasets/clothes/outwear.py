"""Jackets and coats: bulky, with a zip, or open with lapels; hood, pockets, quilting.

The flap over the zip, the pull tab and the chest pocket lie towards +x.
"""

import numpy as np

from autograder.datasets.canvas import circle, mirrored, smooth
from autograder.datasets.clothes.body import Cut, SleeveCut, cut, drape, draw_body, draw_sleeves, hem_seam
from autograder.datasets.clothes.garment import Garment, box, cloth, hard, trim
from autograder.datasets.dice import Dice

_PATTERNS = ("plain", "plain", "plain", "plain", "plain", "melange", "checks", "block", "blots")
_KINDS = ("zip", "zip", "puffer", "puffer", "lapels", "lapels", "hoodie")


def _hood(dice: Dice, garment: Garment, c: Cut) -> None:
    """A hood behind the neck, with its lining; drawn before the body."""
    height, half, y = dice.between(0.22, 0.36), c.neck + dice.between(0.1, 0.16), c.neck_y
    crown = [(0.0, y - 1.08 * height), (0.55 * half, y - height), (1.02 * half, y - 0.4 * height), (half, y + 0.1)]
    garment.sketch.polygon(mirrored(smooth(crown, steps=4)), cloth(120))
    edge = [(0.0, y - 0.72 * height), (0.55 * half, y - 0.55 * height), (0.66 * half, y), (0.0, y + 0.22)]
    lining = mirrored(smooth(edge, steps=4))
    garment.sketch.polygon(lining, trim(62))
    garment.seam(lining, 88, 0.022)


def _lapels(dice: Dice, garment: Garment, c: Cut) -> None:
    """What shows between the fronts (open, or closed by buttons), and two lapels."""
    closed, meet = dice.chance(0.5), dice.between(-0.15, 0.25)
    gap = 0.0 if closed else dice.between(0.05, 0.16)
    garment.sketch.polygon([(-c.neck, c.neck_y), (c.neck, c.neck_y), (0.02, meet)], trim(104))
    if not closed:
        low, high = c.bottom + 0.01, c.neck_y + 0.1
        garment.sketch.polygon([(-0.6 * gap, high), (0.6 * gap, high), (gap, low), (-gap, low)], trim(92))
    garment.sketch.line([(-c.neck, c.neck_y), (0.0, c.neck_y + 0.03), (c.neck, c.neck_y)], trim(70), 0.04)
    notch = 0.45 * (c.neck_y + meet)
    collar = [(c.neck * 0.9, c.neck_y - 0.03), (c.neck + 0.1, c.neck_y + 0.05), (c.neck + 0.15, notch - 0.06)]
    lapel = np.array(
        [*collar, (c.neck + 0.04, notch), (c.neck + 0.13, notch + 0.05), (0.02 + 0.6 * gap, meet)]
    )  # fmt: skip
    for way in (-1, 1):
        garment.sketch.polygon(lapel * (way, 1), cloth(142 if way > 0 else 134))
        garment.seam(lapel * (way, 1), 66, 0.02)
    if closed:
        garment.seam([(0.03, meet), (0.04, c.bottom)], 64, 0.024)
        for place in range(dice.whole(2, 4)):
            garment.button(-0.05, meet + 0.08 + 0.2 * place, 0.034)


def _zip(dice: Dice, garment: Garment, c: Cut, hooded: bool) -> None:
    """A zip, closed or open at the top, and, without a hood, a collar that stands."""
    top = c.neck_y + (dice.between(0.15, 0.6) if dice.chance(0.4) else 0.06)
    if not hooded:
        if top > c.neck_y + 0.1:
            half = c.neck * 0.9
            garment.sketch.polygon([(-half, c.neck_y - 0.02), (half, c.neck_y - 0.02), (0.0, top)], trim(80))
        height = dice.between(0.08, 0.15)
        upper = [(c.neck - 0.01, c.neck_y - height), (0.35 * c.neck, c.neck_y - height * 0.7)]
        leaf = np.array([(c.neck + 0.02, c.neck_y + 0.04), *upper, (0.0, top + 0.02)])
        for way in (-1, 1):
            garment.sketch.polygon(leaf * (way, 1), cloth(136 if way > 0 else 126))
            garment.seam(leaf * (way, 1), 74, 0.018)
    garment.seam([(0.05, top), (0.05, c.bottom)], 76, 0.02)
    garment.sketch.line([(0.0, top), (0.0, c.bottom)], hard(), 0.055)
    garment.sketch.line([(0.0, top), (0.0, c.bottom)], hard(76), 0.012)
    garment.sketch.polygon(circle((0.02, top + 0.07), 0.03, height=0.05, corners=8), hard(150))


def _quilting(dice: Dice, garment: Garment, c: Cut) -> None:
    rows = dice.whole(5, 8)
    top = c.shoulder_y + 0.1
    for row in range(1, rows):
        y = top + row * (c.bottom - top) / rows
        half = c.chest * 0.97 if y < c.waist_y else c.waist * 0.95
        wave = [(-half, y), (-half / 2, y + 0.03), (0.0, y), (half / 2, y + 0.03), (half, y)]
        garment.seam(smooth(wave, steps=2), 80, 0.026)
        garment.seam([(-half * 0.9, y + 0.05), (half * 0.9, y + 0.05)], 142, 0.03)


def _pockets(dice: Dice, garment: Garment, c: Cut, flaps: bool) -> None:
    """Flaps or slanted slits."""
    y = c.waist_y + dice.between(0.0, 0.2)
    for way in (-1, 1):
        x = way * c.waist * 0.55
        if flaps:
            flap = box(x, y + 0.045, 0.13, 0.045)
            garment.sketch.polygon(flap, cloth(138))
            garment.seam([*flap, flap[0]], 72, 0.018)
        else:
            garment.seam([(x - way * 0.07, y + 0.22), (x + way * 0.05, y)], 62, 0.03)


def outwear(dice: Dice) -> Garment:
    """A jacket or coat: with a zip (padded or not), with a zip and a hood, or with lapels."""
    garment = Garment(
        patterns=_PATTERNS,
        trim=dice.pick(("contrast", "white", "dark", "light")),
        hard="metal",
        logo=(0.26, -0.3, 0.22),
    )
    c = cut(dice, wide=dice.between(1.12, 1.32), low=0.65, high=1.25)
    c.waist = c.chest * dice.between(0.9, 1.02)
    kind = dice.pick(_KINDS)
    s = SleeveCut(
        length=dice.between(1.0, 1.3),
        angle=dice.between(0.15, 0.65),
        wide=dice.between(0.48, 0.58),
        cuff=dice.between(0.24, 0.34),
        bend=dice.between(-0.8, 0.15),
    )
    ends = draw_sleeves(dice, garment, c, s)
    hooded = kind == "hoodie" or (kind != "lapels" and dice.chance(0.35))
    if hooded:
        _hood(dice, garment, c)
    draw_body(garment, c)
    ribbed = kind == "hoodie" or (kind == "zip" and dice.chance(0.5))
    rib = cloth(106) if hooded else trim(104)
    for end in ends:
        garment.sketch.polygon(end, rib if ribbed else cloth(100))
        garment.seam(end[2:], 76)
    if kind == "puffer":
        _quilting(dice, garment, c)
    if kind == "lapels":
        _lapels(dice, garment, c)
    else:
        _zip(dice, garment, c, hooded)
    _pockets(dice, garment, c, flaps=kind == "lapels" or dice.chance(0.3))
    if kind in ("zip", "lapels") and dice.chance(0.5):
        garment.seam([(0.17, -0.22), (0.36, -0.25)], 64, 0.03)
    if ribbed:
        up, half = 0.1, c.hem * 0.94
        band = [(-c.hem, c.length - up), (c.hem, c.length - up), (half, c.length), (0.0, c.bottom), (-half, c.length)]
        garment.sketch.polygon(band, rib)
        garment.seam(band[:2], 78)
    else:
        hem_seam(garment, c, up=0.06, tone=84)
    drape(dice, garment, c, dice.whole(1, 3))
    return garment
