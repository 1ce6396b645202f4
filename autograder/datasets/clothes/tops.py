"""What is worn above the waist: t-shirt, long sleeve, shirt, outwear; and the dress, whose bodice is cut like them.

All face right: chest pocket, button flap and the sleeve that is stretched out lie towards +x, and a sleeve that lies
bent over the body is the one at -x.
"""

import math
from dataclasses import dataclass

import numpy as np

from autograder.datasets.canvas import Points, circle, mirrored, ribbon, smooth
from autograder.datasets.clothes.garment import Garment, cloth, hard, trim
from autograder.datasets.dice import Dice


@dataclass
class Cut:
    """Half widths and heights of a top's body. y points down; the neck is at about -0.72."""

    neck: float
    shoulder: float
    chest: float
    waist: float
    hem: float
    length: float
    neck_y: float = -0.72
    shoulder_y: float = -0.6
    armpit_y: float = -0.2
    waist_y: float = 0.2
    hem_curve: float = 0.03


def cut(dice: Dice, *, wide: float = 1.0, low: float = 0.6, high: float = 0.95) -> Cut:
    """A body `wide` times as wide as usual whose hem lies between `low` and `high`."""
    shoulder = dice.between(0.42, 0.52) * wide
    chest = shoulder * dice.between(0.95, 1.08)
    return Cut(
        neck=dice.between(0.15, 0.22),
        shoulder=shoulder,
        chest=chest,
        waist=chest * dice.between(0.84, 1.02),
        hem=chest * dice.between(0.92, 1.14),
        length=dice.between(low, high),
        shoulder_y=-0.72 + dice.between(0.08, 0.18),
        armpit_y=dice.between(-0.3, -0.16),
        waist_y=dice.between(0.1, 0.3),
        hem_curve=dice.between(-0.02, 0.06),
    )


def body_outline(c: Cut) -> np.ndarray:
    """The body's outline, without sleeves."""
    side = smooth(
        [(c.chest, c.armpit_y), (c.waist, c.waist_y), (0.5 * (c.waist + c.hem), 0.5 * (c.waist_y + c.length)),
         (c.hem, c.length)], steps=5)  # fmt: skip
    bottom = [(0.6 * c.hem, c.length + 0.75 * c.hem_curve), (0.0, c.length + c.hem_curve)]
    return mirrored([(0.0, c.neck_y + 0.02), (c.neck, c.neck_y), (c.shoulder, c.shoulder_y), *side, *bottom])


def sleeve(
    dice: Dice,
    garment: Garment,
    c: Cut,
    side: int,
    *,
    length: float,
    angle: float,
    bend: float,
    wide: float,
    cuff: float,
) -> np.ndarray:
    """Draw one sleeve (side: 1 right, -1 left) and return the four corners of its end, outer ones first.

    length: along the middle. angle: of the upper arm, from straight down outwards, in radians. bend: what the lower arm
    turns by (inwards below 0). wide, cuff: widths at the shoulder and at the end.
    """
    start = np.array([c.shoulder - 0.12, c.shoulder_y + 0.19])
    upper = np.array([math.sin(angle), math.cos(angle)])
    lower = np.array([math.sin(angle + bend), math.cos(angle + bend)])
    elbow = start + upper * length * 0.5
    wrist = elbow + lower * length * 0.5
    line = np.array(
        [start, start + upper * length * 0.28, elbow + (lower - upper) * 0.02, elbow + lower * length * 0.25, wrist]
    )
    middle = wide + (cuff - wide) * 0.45
    widths = [wide, wide * 0.94, middle, 0.5 * (middle + cuff), cuff]
    line[:, 0] *= side
    edge = ribbon(line, widths)
    count = len(line)
    outer, inner = edge[:count], edge[count:][::-1]
    if side < 0:
        outer, inner = inner, outer
    # From the tip of the shoulder in one sweep to the cuff.
    tip = np.array([(side * c.shoulder * 0.92, c.shoulder_y - 0.015), (side * c.shoulder, c.shoulder_y)])
    # ribbon's "outer" is where x grows for a line that goes down; the sleeve's upper edge.
    first, second = (outer, inner) if outer[1, 0] * side > inner[1, 0] * side else (inner, outer)
    outline = np.concatenate([tip, smooth(first[1:], steps=4), smooth(second[::-1], steps=4)])
    garment.sketch.polygon(outline, cloth(118 if side > 0 else 112))
    garment.sketch.line(smooth(second, steps=4), cloth(84), 0.016)
    out = (line[-1] - line[-2]) / (np.linalg.norm(line[-1] - line[-2]) + 1e-9)
    for _ in range(dice.whole(1, 3)):
        place = dice.between(0.2, 0.8)
        base = line[0] + (line[-1] - line[0]) * place if bend == 0 else line[2]
        turn = dice.between(-1.2, 1.2)
        reach = 0.3 * length
        garment.fold(
            base[0], base[1], base[0] + reach * math.sin(turn) * side, base[1] + reach * math.cos(turn), 0.07,
            dice.between(-0.7, -0.3))  # fmt: skip
    back = out * min(0.09, 0.3 * length)
    return np.array([first[-1], second[-1], second[-1] - back, first[-1] - back])


def arms(
    dice: Dice, garment: Garment, c: Cut, *, length: float, angle: float, wide: float, cuff: float, bend: float = 0.0
) -> list[np.ndarray]:
    """Both sleeves, the one at +x held further out; the ends, as `sleeve` returns them."""
    ends = []
    for side in (-1, 1):
        out = angle + (dice.between(0.0, 0.25) if side > 0 else -dice.between(0.0, 0.2))
        turn = bend * dice.between(0.4, 1.2) if side > 0 else bend * dice.between(-0.6, 0.8)
        ends.append(
            sleeve(dice, garment, c, side, length=length * dice.between(0.95, 1.05), angle=max(0.08, out), bend=turn,
                   wide=wide, cuff=cuff))  # fmt: skip
    return ends


def neckline(dice: Dice, garment: Garment, c: Cut, *, depth: float, pointed: bool, band: bool = True) -> None:
    """The opening for the neck: the inside of the back, the front edge, a rib around it."""
    if pointed:
        front = np.array([(c.neck, c.neck_y), (0.45 * c.neck, c.neck_y + 0.6 * depth), (0.0, c.neck_y + depth)])
    else:
        front = smooth([(c.neck, c.neck_y), (0.78 * c.neck, c.neck_y + 0.66 * depth), (0.0, c.neck_y + depth)], steps=4)
    whole = mirrored(front)
    back = [(-c.neck, c.neck_y), (0.0, c.neck_y + 0.035), (c.neck, c.neck_y)]
    opening = np.concatenate([whole[: 2 * len(front)], smooth(back, steps=4)])
    garment.sketch.polygon(opening, cloth(62))
    garment.sketch.line(smooth(back, steps=4), cloth(88), 0.05)
    rim = mirrored(front)
    if band:
        garment.sketch.line(rim, trim(118), 0.07)
        garment.sketch.line(rim * (1.0, 1.0) + (0.0, 0.035), cloth(92), 0.012)
    else:
        garment.sketch.line(rim, cloth(88), 0.02)


def draped(dice: Dice, garment: Garment, c: Cut, count: int) -> None:
    """Folds of a body that lies or hangs: from the armpits, and upwards from the hem."""
    for side in (-1, 1):
        if dice.chance(0.7):
            garment.fold(side * c.chest * 0.95, c.armpit_y, side * c.chest * dice.between(0.2, 0.5),
                         c.armpit_y + dice.between(0.2, 0.5), 0.09, dice.between(-0.7, -0.35))  # fmt: skip
    for _ in range(count):
        x = dice.between(-0.85, 0.85) * c.hem
        garment.fold(x, c.length, x * dice.between(0.4, 1.0), dice.between(-0.1, 0.45) * c.length,
                     dice.between(0.06, 0.14), dice.between(-0.7, 0.4))  # fmt: skip


def _body(dice: Dice, garment: Garment, c: Cut, *, armholes: bool = True) -> None:
    garment.sketch.polygon(body_outline(c), cloth())
    if armholes:
        for side in (-1, 1):
            garment.seam(smooth([(side * c.shoulder, c.shoulder_y), (side * (0.5 * (c.shoulder + c.chest) - 0.05),
                         0.5 * (c.shoulder_y + c.armpit_y)), (side * c.chest, c.armpit_y)], steps=3), 96)  # fmt: skip


def _hem(garment: Garment, c: Cut, up: float = 0.05, tone: int = 98) -> None:
    garment.seam(
        [(-c.hem * 0.99, c.length - up), (0.0, c.length + c.hem_curve - up), (c.hem * 0.99, c.length - up)], tone
    )


def _end_seam(garment: Garment, end: np.ndarray, tone: int = 90) -> None:
    garment.seam(end[2:4], tone)


def _print(dice: Dice, garment: Garment) -> None:
    """A large print on the chest."""
    x, y, r = 0.0, dice.between(-0.2, 0.1), dice.between(0.12, 0.24)
    kind = dice.whole(0, 3)
    if kind == 0:
        garment.sketch.polygon(circle((x, y), r), hard())
    elif kind == 1:
        garment.sketch.polygon(
            [(x - r, y - r * 0.6), (x + r, y - r * 0.6), (x + r, y + r * 0.6), (x - r, y + r * 0.6)], hard()
        )
    else:
        for k in range(dice.whole(1, 3)):
            half = r * dice.between(0.5, 1.2)
            top = y + 0.13 * k
            garment.sketch.polygon(
                [(x - half, top), (x + half, top), (x + half, top + 0.08), (x - half, top + 0.08)], hard()
            )


_KNITS = ("plain", "plain", "plain", "plain", "stripes", "stripes", "blots", "melange", "dots", "gradient", "block")


def t_shirt(dice: Dice) -> Garment:
    """Short sleeves, crew or V neck."""
    garment = Garment(patterns=_KNITS, trim=dice.pick(("same", "same", "dark", "contrast")), logo=(0.2, -0.28, 0.13))
    c = cut(dice, low=0.55, high=0.95)
    ends = arms(dice, garment, c, length=dice.between(0.36, 0.56), angle=dice.between(0.5, 1.15),
                wide=dice.between(0.36, 0.46), cuff=dice.between(0.27, 0.38))  # fmt: skip
    _body(dice, garment, c)
    for end in ends:
        _end_seam(garment, end, 98)
    neckline(dice, garment, c, depth=dice.between(0.14, 0.3), pointed=dice.chance(0.3))
    if dice.chance(0.35):
        _print(dice, garment)
    _hem(garment, c)
    draped(dice, garment, c, dice.whole(1, 4))
    return garment


def long_sleeve(dice: Dice) -> Garment:
    """A jumper or sweatshirt: long sleeves, no opening in front."""
    garment = Garment(patterns=_KNITS, trim=dice.pick(("same", "same", "dark", "contrast")), logo=(0.2, -0.28, 0.13))
    c = cut(dice, low=0.55, high=0.9)
    cuff = dice.between(0.16, 0.24)
    ends = arms(dice, garment, c, length=dice.between(0.92, 1.36), angle=dice.between(0.12, 0.85),
                wide=dice.between(0.36, 0.44), cuff=cuff, bend=dice.between(-1.1, 0.25))  # fmt: skip
    _body(dice, garment, c)
    ribbed = dice.chance(0.55)
    for end in ends:
        if ribbed:
            garment.sketch.polygon(end, trim(112))
        _end_seam(garment, end)
    if dice.chance(0.2):
        # A roll neck.
        height = dice.between(0.1, 0.2)
        top = c.neck * 0.9
        garment.sketch.polygon([(-c.neck, c.neck_y + 0.04), (-top, c.neck_y - height), (top, c.neck_y - height),
                                (c.neck, c.neck_y + 0.04), (0.0, c.neck_y + 0.1)], trim(122))  # fmt: skip
        garment.seam([(-c.neck, c.neck_y + 0.04), (0.0, c.neck_y + 0.1), (c.neck, c.neck_y + 0.04)], 84)
        garment.seam([(-top, c.neck_y - height * 0.5), (top, c.neck_y - height * 0.5)], 104)
    else:
        neckline(dice, garment, c, depth=dice.between(0.1, 0.26), pointed=dice.chance(0.25))
    if dice.chance(0.25):
        _print(dice, garment)
    _hem(garment, c, 0.1 if ribbed else 0.05, 92)
    draped(dice, garment, c, dice.whole(1, 4))
    return garment


def _collar(dice: Dice, garment: Garment, c: Cut, *, spread: float, drop: float) -> None:
    """A shirt's collar: the inside of its stand, and two leaves."""
    top = c.neck_y - 0.05
    garment.sketch.polygon([(-c.neck, top), (c.neck, top), (0.0, c.neck_y + 0.2)], cloth(64))
    garment.sketch.polygon([(-c.neck - 0.02, top + 0.02), (-0.7 * c.neck, top - 0.05), (0.7 * c.neck, top - 0.05),
                            (c.neck + 0.02, top + 0.02), (0.0, top + 0.07)], trim(100))  # fmt: skip
    for side in (-1, 1):
        leaf = np.array([(c.neck * 0.75, top - 0.05), (c.neck + 0.07, top + 0.06), (c.neck + spread, c.neck_y + drop),
                         (0.01, c.neck_y + 0.15)]) * (side, 1)  # fmt: skip
        garment.sketch.polygon(leaf, trim(138 if side > 0 else 130))
        garment.sketch.line(np.concatenate([leaf, leaf[:1]]), cloth(72), 0.018)


def _pocket(garment: Garment, x: float, y: float, half: float = 0.11) -> None:
    corners: Points = [(x - half, y), (x + half, y), (x + half, y + 1.7 * half), (x, y + 2.1 * half), (x - half, y + 1.7 * half),
                       (x - half, y)]  # fmt: skip
    garment.sketch.polygon(corners, cloth(134))
    garment.seam(corners, 84, 0.016)
    garment.seam([(x - half, y + 0.05), (x + half, y + 0.05)], 100)


def shirt(dice: Dice) -> Garment:
    """Collar, a row of buttons, chest pocket; long or short sleeves."""
    patterns = ("plain", "plain", "plain", "plain", "checks", "checks", "checks", "checks", "pinstripes", "pinstripes",
                "stripes", "dots", "blots")  # fmt: skip
    garment = Garment(patterns=patterns, trim=dice.pick(("same", "same", "light", "white")),
                      hard=dice.pick(("white", "white", "metal")), logo=(0.21, -0.3, 0.12))  # fmt: skip
    c = cut(dice, low=0.65, high=1.0)
    c.hem_curve = dice.between(0.02, 0.12)
    long = dice.chance(0.68)
    ends = arms(
        dice,
        garment,
        c,
        length=dice.between(0.98, 1.32) if long else dice.between(0.4, 0.55),
        angle=dice.between(0.15, 0.8) if long else dice.between(0.5, 1.0),
        wide=dice.between(0.36, 0.44),
        cuff=dice.between(0.18, 0.24) if long else dice.between(0.28, 0.36),
        bend=dice.between(-1.1, 0.2) if long else 0.0,
    )
    _body(dice, garment, c)
    for end in ends:
        if long:
            garment.sketch.polygon(end, trim(132))
        _end_seam(garment, end, 80)
    flap = 0.055
    bottom = c.length + c.hem_curve
    # The flap with the buttons, its edge towards +x.
    garment.sketch.polygon(
        [(-flap, c.neck_y + 0.1), (flap, c.neck_y + 0.1), (flap, bottom), (-flap, bottom)], cloth(136)
    )
    garment.seam([(flap, c.neck_y + 0.12), (flap, bottom)], 58, 0.028)
    garment.seam([(-flap, c.neck_y + 0.12), (-flap, bottom)], 96, 0.012)
    count = dice.whole(5, 7)
    for k in range(count):
        garment.button(0.0, c.neck_y + 0.24 + k * (bottom - c.neck_y - 0.4) / (count - 1), 0.034)
    _collar(dice, garment, c, spread=dice.between(0.0, 0.1), drop=dice.between(0.16, 0.28))
    if dice.chance(0.65):
        _pocket(garment, dice.between(0.2, 0.25), dice.between(-0.38, -0.28))
        if dice.chance(0.35):
            _pocket(garment, -0.23, -0.33)
    _hem(garment, c, 0.04, 100)
    draped(dice, garment, c, dice.whole(1, 4))
    return garment


def _hood(dice: Dice, garment: Garment, c: Cut) -> None:
    height, half = dice.between(0.22, 0.36), c.neck + dice.between(0.1, 0.16)
    outer = smooth([(half, c.neck_y + 0.1), (half * 1.02, c.neck_y - 0.4 * height), (0.55 * half, c.neck_y - height),
                    (0.0, c.neck_y - 1.08 * height)], steps=4)  # fmt: skip
    garment.sketch.polygon(mirrored(outer[::-1]), cloth(120))
    inner = smooth([(0.0, c.neck_y - 0.72 * height), (0.55 * half, c.neck_y - 0.55 * height), (0.66 * half, c.neck_y),
                    (0.0, c.neck_y + 0.22)], steps=4)  # fmt: skip
    garment.sketch.polygon(mirrored(inner), trim(62))
    garment.sketch.line(mirrored(inner), cloth(88), 0.022)


def _lapels(dice: Dice, garment: Garment, c: Cut, open_to: float, gap: float) -> None:
    """What shows between the open fronts, and two lapels."""
    bottom = c.length + c.hem_curve
    garment.sketch.polygon([(-c.neck, c.neck_y), (c.neck, c.neck_y), (0.02, open_to)], trim(104))
    if gap > 0:
        garment.sketch.polygon([(-0.6 * gap, c.neck_y + 0.1), (0.6 * gap, c.neck_y + 0.1), (gap, bottom + 0.01),
                                (-gap, bottom + 0.01)], trim(92))  # fmt: skip
    garment.sketch.line([(-c.neck, c.neck_y), (0.0, c.neck_y + 0.03), (c.neck, c.neck_y)], trim(70), 0.04)
    for side in (-1, 1):
        notch = 0.45 * (c.neck_y + open_to)
        lapel = np.array([(c.neck * 0.9, c.neck_y - 0.03), (c.neck + 0.1, c.neck_y + 0.05), (c.neck + 0.15, notch - 0.06),
                          (c.neck + 0.04, notch), (c.neck + 0.13, notch + 0.05), (0.02 + 0.6 * gap, open_to)])  # fmt: skip
        garment.sketch.polygon(lapel * (side, 1), cloth(142 if side > 0 else 134))
        garment.sketch.line(lapel * (side, 1), cloth(66), 0.02)


def outwear(dice: Dice) -> Garment:
    """A jacket or coat: bulky, with a zip, or open with lapels; hood, pockets, quilting."""
    patterns = ("plain", "plain", "plain", "plain", "plain", "melange", "checks", "block", "blots")
    garment = Garment(patterns=patterns, trim=dice.pick(("contrast", "white", "dark", "light")), hard="metal",
                      logo=(0.26, -0.3, 0.13))  # fmt: skip
    c = cut(dice, wide=dice.between(1.12, 1.32), low=0.65, high=1.25)
    c.waist = c.chest * dice.between(0.9, 1.02)
    cuff = dice.between(0.24, 0.34)
    kind = dice.pick(("zip", "zip", "puffer", "puffer", "lapels", "lapels", "hoodie"))
    ends = arms(dice, garment, c, length=dice.between(1.0, 1.3), angle=dice.between(0.15, 0.65),
                wide=dice.between(0.48, 0.58), cuff=cuff, bend=dice.between(-0.8, 0.15))  # fmt: skip
    if kind == "hoodie" or (kind in ("zip", "puffer") and dice.chance(0.35)):
        _hood(dice, garment, c)
        hooded = True
    else:
        hooded = False
    _body(dice, garment, c)
    bottom = c.length + c.hem_curve
    ribbed = kind == "hoodie" or (kind == "zip" and dice.chance(0.5))
    for end in ends:
        garment.sketch.polygon(end, trim(104) if ribbed and not hooded else cloth(100))
        _end_seam(garment, end, 76)
    if kind == "puffer":
        rows = dice.whole(5, 8)
        for k in range(1, rows):
            y = c.shoulder_y + 0.1 + k * (bottom - c.shoulder_y - 0.1) / rows
            half = c.chest * 0.97 if y < c.waist_y else c.waist * 0.95
            garment.seam(
                smooth([(-half, y), (-half / 2, y + 0.03), (0.0, y), (half / 2, y + 0.03), (half, y)], steps=2),
                80,
                0.026,
            )
            garment.sketch.line([(-half * 0.9, y + 0.05), (half * 0.9, y + 0.05)], cloth(142), 0.03)
    if kind == "lapels":
        closed = dice.chance(0.5)
        open_to = dice.between(-0.15, 0.25)
        _lapels(dice, garment, c, open_to, 0.0 if closed else dice.between(0.05, 0.16))
        if closed:
            garment.seam([(0.03, open_to), (0.04, bottom)], 64, 0.024)
            for k in range(dice.whole(2, 4)):
                garment.button(-0.05, open_to + 0.08 + 0.2 * k, 0.034)
    else:
        open_to = c.neck_y + (dice.between(0.15, 0.6) if dice.chance(0.4) else 0.06)
        if open_to > c.neck_y + 0.1 and not hooded:
            half = c.neck * 0.9
            garment.sketch.polygon([(-half, c.neck_y - 0.02), (half, c.neck_y - 0.02), (0.0, open_to)], trim(80))
        if not hooded:
            # A collar that stands.
            height = dice.between(0.08, 0.15)
            for side in (-1, 1):
                leaf = np.array([(c.neck + 0.02, c.neck_y + 0.04), (c.neck - 0.01, c.neck_y - height),
                                 (0.35 * c.neck, c.neck_y - height * 0.7), (0.0, open_to + 0.02)]) * (side, 1)  # fmt: skip
                garment.sketch.polygon(leaf, cloth(136 if side > 0 else 126))
                garment.sketch.line(leaf, cloth(74), 0.018)
        garment.seam([(0.05, open_to), (0.05, bottom)], 76, 0.02)
        garment.sketch.line([(0.0, open_to), (0.0, bottom)], hard(), 0.055)
        garment.sketch.line([(0.0, open_to), (0.0, bottom)], hard(76), 0.012)
        garment.sketch.polygon(circle((0.02, open_to + 0.07), 0.03, height=0.05, corners=8), hard(150))
    # Pockets: slanted slits or flaps.
    y = c.waist_y + dice.between(0.0, 0.2)
    flaps = kind == "lapels" or dice.chance(0.3)
    for side in (-1, 1):
        x = side * c.waist * 0.55
        if flaps:
            flap = [(x - 0.13, y), (x + 0.13, y), (x + 0.13, y + 0.09), (x - 0.13, y + 0.09)]
            garment.sketch.polygon(flap, cloth(138))
            garment.seam([*flap, flap[0]], 72, 0.018)
        else:
            garment.sketch.line([(x - side * 0.07, y + 0.22), (x + side * 0.05, y)], cloth(62), 0.03)
    if kind in ("zip", "lapels") and dice.chance(0.5):
        garment.sketch.line([(0.17, -0.22), (0.36, -0.25)], cloth(64), 0.03)
    if ribbed:
        up = 0.1
        band = [
            (-c.hem, c.length - up),
            (c.hem, c.length - up),
            (c.hem * 0.94, c.length),
            (0.0, bottom),
            (-c.hem * 0.94, c.length),
        ]
        garment.sketch.polygon(band, trim(104) if not hooded else cloth(108))
        garment.seam([(-c.hem, c.length - up), (c.hem, c.length - up)], 78)
    else:
        _hem(garment, c, 0.06, 84)
    draped(dice, garment, c, dice.whole(1, 3))
    return garment


def dress(dice: Dice) -> Garment:
    """A bodice (straps, sleeveless, short or long sleeves), a waist and a skirt in one piece."""
    patterns = (
        "plain",
        "plain",
        "plain",
        "plain",
        "blots",
        "blots",
        "dots",
        "dots",
        "stripes",
        "checks",
        "gradient",
        "block",
    )
    garment = Garment(patterns=patterns, trim=dice.pick(("same", "same", "contrast", "dark")), logo=(0.14, -0.3, 0.11))
    straight = dice.chance(0.3)
    chest = dice.between(0.33, 0.42)
    waist = chest * (dice.between(0.85, 1.0) if straight else dice.between(0.68, 0.88))
    length = dice.between(0.85, 1.75)
    flare = chest * dice.between(0.95, 1.3) if straight else dice.between(0.5, 0.95) * (0.7 + 0.25 * length)
    kind = dice.pick(("straps", "straps", "sleeveless", "sleeveless", "short", "short", "long"))
    c = Cut(
        neck=dice.between(0.15, 0.22),
        shoulder=dice.between(0.28, 0.36) if kind == "sleeveless" else dice.between(0.36, 0.42),
        chest=chest,
        waist=waist,
        hem=flare,
        length=length,
        shoulder_y=dice.between(-0.66, -0.6),
        armpit_y=dice.between(-0.3, -0.2),
        waist_y=dice.between(0.0, 0.2),
        hem_curve=dice.between(0.03, 0.1),
    )
    ends: list[np.ndarray] = []
    if kind == "short":
        ends = arms(dice, garment, c, length=dice.between(0.28, 0.45), angle=dice.between(0.4, 0.9),
                    wide=dice.between(0.3, 0.36), cuff=dice.between(0.24, 0.32))  # fmt: skip
    elif kind == "long":
        ends = arms(dice, garment, c, length=dice.between(0.9, 1.2), angle=dice.between(0.12, 0.6), wide=0.33,
                    cuff=dice.between(0.15, 0.26), bend=dice.between(-0.8, 0.1))  # fmt: skip
    bend = 0.35 if straight else dice.between(0.15, 0.5)
    skirt_side = smooth(
        [(c.waist, c.waist_y), (c.waist + (c.hem - c.waist) * bend, c.waist_y + (c.length - c.waist_y) * 0.35), (c.hem, c.length)],
        steps=6)  # fmt: skip
    waves = dice.whole(2, 5) if not straight else 1
    amount = dice.between(0.01, 0.035)
    xs = np.linspace(1, 0, 2 * waves + 1)
    hem = [(c.hem * x, c.length + c.hem_curve * (1 - x * x) + (amount if k % 2 else 0.0)) for k, x in enumerate(xs)]
    if kind == "straps":
        top_y = c.armpit_y - dice.between(0.05, 0.16)
        depth = dice.between(-0.05, 0.16)
        strap, width = c.chest * dice.between(0.45, 0.7), dice.between(0.03, 0.09)
        for side in (-1, 1):
            garment.sketch.line([(side * strap * 0.85, c.neck_y), (side * strap, top_y + 0.04)], cloth(116), width)
        garment.sketch.line(
            [(-strap * 0.9, top_y + 0.03), (0.0, top_y + 0.07), (strap * 0.9, top_y + 0.03)], cloth(66), 0.08
        )
        half = [(0.0, top_y + depth), (strap, top_y), (c.chest, c.armpit_y), *skirt_side, *hem]
        garment.sketch.polygon(mirrored(half), cloth())
        garment.seam(mirrored([(strap, top_y + 0.03), (0.0, top_y + depth + 0.03)]), 92)
    else:
        half = [(0.0, c.neck_y + 0.02), (c.neck, c.neck_y), (c.shoulder, c.shoulder_y)]
        if kind == "sleeveless":
            half += [(c.shoulder * 0.9, 0.5 * (c.shoulder_y + c.armpit_y))]
        garment.sketch.polygon(mirrored([*half, (c.chest, c.armpit_y), *skirt_side, *hem]), cloth())
        neckline(dice, garment, c, depth=dice.between(0.14, 0.38), pointed=dice.chance(0.4), band=dice.chance(0.3))
        for end in ends:
            _end_seam(garment, end, 96)
    if not straight or dice.chance(0.3):
        if dice.chance(0.4):
            up = 0.05
            garment.sketch.polygon([(-c.waist * 1.01, c.waist_y - up), (c.waist * 1.01, c.waist_y - up),
                                    (c.waist * 1.02, c.waist_y + up), (-c.waist * 1.02, c.waist_y + up)], trim(112))  # fmt: skip
        garment.seam([(-c.waist, c.waist_y), (0.0, c.waist_y + 0.03), (c.waist, c.waist_y)], 82, 0.018)
        for _ in range(dice.whole(4, 8)):
            x = dice.between(-0.95, 0.95)
            start = dice.between(0.0, 0.5)
            garment.fold(c.hem * x, c.length + 0.02, c.waist * x * 0.9, c.waist_y + start * (c.length - c.waist_y), dice.between(0.06, 0.16),
                         dice.between(-0.8, 0.3))  # fmt: skip
        for side in (-1, 1):
            garment.fold(side * 0.5 * c.chest, c.waist_y, side * 0.6 * c.chest, c.armpit_y + 0.05, 0.06, -0.4)
    else:
        draped(dice, garment, c, dice.whole(2, 4))
    garment.seam(
        [(-c.hem * 0.99, c.length - 0.04), (0.0, c.length + c.hem_curve - 0.04), (c.hem * 0.99, c.length - 0.04)], 100
    )
    return garment
