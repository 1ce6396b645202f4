"""The body of a top: its outline, sleeves, neckline and folds.

Everything faces right: the sleeve at +x is the one that is stretched out, the one at -x may lie bent over the body.
"""

import math
from dataclasses import dataclass

import numpy as np

from autograder.datasets.canvas import mirrored, ribbon, smooth
from autograder.datasets.clothes.garment import Garment, cloth, trim
from autograder.datasets.dice import Dice


@dataclass
class Cut:
    """Half widths and heights of a body. y points down; the neck is at -0.72, and `length` is where the hem is."""

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

    @property
    def bottom(self) -> float:
        """Where the hem is in the middle."""
        return self.length + self.hem_curve


@dataclass
class SleeveCut:
    """A sleeve. length: along its middle. angle: of the upper arm, from straight down outwards, in radians.

    wide, cuff: widths at the shoulder and at the end. bend: what the lower arm turns by (inwards below 0).
    """

    length: float
    angle: float
    wide: float
    cuff: float
    bend: float = 0.0


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


def _side(c: Cut) -> np.ndarray:
    """The right side, from the armpit to the hem."""
    below = (0.5 * (c.waist + c.hem), 0.5 * (c.waist_y + c.length))
    return smooth([(c.chest, c.armpit_y), (c.waist, c.waist_y), below, (c.hem, c.length)], steps=5)


def draw_body(garment: Garment, c: Cut) -> None:
    """The body without sleeves, with the seams at which sleeves are sewn on; drawn after the sleeves."""
    side = _side(c)
    shoulder = [(0.0, c.neck_y + 0.02), (c.neck, c.neck_y), (c.shoulder, c.shoulder_y)]
    hem = [(0.6 * c.hem, c.length + 0.75 * c.hem_curve), (0.0, c.bottom)]
    # A shadow on the sleeves, so that arms that hang down are told from the body.
    garment.sketch.line(mirrored(side), cloth(86), 0.03)
    garment.sketch.polygon(mirrored([*shoulder, *side, *hem]), cloth())
    middle = (0.5 * (c.shoulder + c.chest) - 0.05, 0.5 * (c.shoulder_y + c.armpit_y))
    armhole = smooth([(c.shoulder, c.shoulder_y), middle, (c.chest, c.armpit_y)], steps=3)
    for way in (-1, 1):
        garment.seam(armhole * (way, 1), 94, 0.016)


def _sleeve(dice: Dice, garment: Garment, c: Cut, s: SleeveCut, way: int) -> np.ndarray:
    """Draw the sleeve at +x (way 1) or -x (way -1); (4, 2), the corners of its end, the outermost first."""
    start = np.array([c.shoulder - 0.12, c.shoulder_y + 0.19])
    upper = np.array([math.sin(s.angle), math.cos(s.angle)])
    lower = np.array([math.sin(s.angle + s.bend), math.cos(s.angle + s.bend)])
    elbow = start + upper * s.length * 0.5
    wrist = elbow + lower * s.length * 0.5
    line = np.array(
        [start, start + upper * s.length * 0.28, elbow + (lower - upper) * 0.02, elbow + lower * s.length * 0.25, wrist]
    )
    middle = s.wide + (s.cuff - s.wide) * 0.45
    edge = ribbon(line, [s.wide, s.wide * 0.94, middle, 0.5 * (middle + s.cuff), s.cuff])
    inner, outer = edge[:5], edge[:4:-1]
    tip = [(c.shoulder * 0.92, c.shoulder_y - 0.015), (c.shoulder, c.shoulder_y)]
    outline = np.concatenate([tip, smooth(outer[1:], steps=4), smooth(inner[::-1], steps=4)])
    garment.sketch.polygon(outline * (way, 1), cloth(120 if way > 0 else 112))
    for _ in range(dice.whole(1, 3)):
        # Folds start at the elbow, or anywhere on a straight sleeve.
        x, y = start + (wrist - start) * dice.between(0.2, 0.8) if s.bend == 0 else line[2]
        turn, reach = dice.between(-1.2, 1.2), 0.3 * s.length
        to_x, to_y = x + reach * math.sin(turn), y + reach * math.cos(turn)
        garment.fold(way * x, y, way * to_x, to_y, 0.07, dice.between(-0.7, -0.3))
    back = lower * min(0.09, 0.3 * s.length)
    return np.array([outer[-1], inner[-1], inner[-1] - back, outer[-1] - back]) * (way, 1)


def draw_sleeves(dice: Dice, garment: Garment, c: Cut, s: SleeveCut) -> list[np.ndarray]:
    """Both sleeves, the one at +x held further out; their ends, as `_sleeve` returns them."""
    ends = []
    for way in (-1, 1):
        out = s.angle + (dice.between(0.0, 0.25) if way > 0 else -dice.between(0.0, 0.2))
        bend = s.bend * (dice.between(0.4, 1.2) if way > 0 else dice.between(-0.6, 0.8))
        one = SleeveCut(s.length * dice.between(0.95, 1.05), max(0.08, out), s.wide, s.cuff, bend)
        ends.append(_sleeve(dice, garment, c, one, way))
    return ends


def neckline(garment: Garment, c: Cut, *, depth: float, pointed: bool, band: bool = True) -> None:
    """The opening for the neck: the inside of the back, the front edge and, with `band`, a rib around it."""
    if pointed:
        front = np.array([(c.neck, c.neck_y), (0.45 * c.neck, c.neck_y + 0.6 * depth), (0.0, c.neck_y + depth)])
    else:
        front = smooth([(c.neck, c.neck_y), (0.78 * c.neck, c.neck_y + 0.66 * depth), (0.0, c.neck_y + depth)], steps=4)
    rim = mirrored(front)
    back = smooth([(-c.neck, c.neck_y), (0.0, c.neck_y + 0.035), (c.neck, c.neck_y)], steps=4)
    garment.sketch.polygon(np.concatenate([rim, back]), cloth(62))
    garment.sketch.line(back, cloth(88), 0.05)
    if band:
        garment.sketch.line(rim, trim(118), 0.07)
        garment.sketch.line(np.add(rim, (0.0, 0.035)), cloth(92), 0.012)
    else:
        garment.sketch.line(rim, cloth(88), 0.02)


def hem_seam(garment: Garment, c: Cut, *, up: float = 0.05, tone: int = 98) -> None:
    """A seam `up` above the hem."""
    garment.seam([(-c.hem * 0.99, c.length - up), (0.0, c.bottom - up), (c.hem * 0.99, c.length - up)], tone)


def drape(dice: Dice, garment: Garment, c: Cut, count: int) -> None:
    """Folds of a body that lies or hangs: from the armpits, and `count` upwards from the hem."""
    for way in (-1, 1):
        if dice.chance(0.7):
            to_x, to_y = c.chest * dice.between(0.2, 0.5), c.armpit_y + dice.between(0.2, 0.5)
            garment.fold(way * c.chest * 0.95, c.armpit_y, way * to_x, to_y, 0.09, dice.between(-0.7, -0.35))
    for _ in range(count):
        x = dice.between(-0.85, 0.85) * c.hem
        to_x, to_y = x * dice.between(0.4, 1.0), dice.between(-0.1, 0.45) * c.length
        garment.fold(x, c.length, to_x, to_y, dice.between(0.06, 0.14), dice.between(-0.7, 0.4))
