"""Pants and shorts. The fly's flap lies towards +x, and the leg there is the one that is stretched out."""

import math
from dataclasses import dataclass

import numpy as np

from autograder.datasets.canvas import mirrored, smooth
from autograder.datasets.clothes.garment import Garment, cloth, hard, trim
from autograder.datasets.dice import Dice

_TOP = -0.62


@dataclass
class LegCut:
    """Legs. inseam: their inner length. thigh: width, as a share of half the hips' width; knee, ankle: of the thigh's.

    splay: the angle to straight down, outwards, in radians.
    """

    inseam: float
    thigh: float
    knee: float
    ankle: float
    splay: float


def _leg(dice: Dice, garment: Garment, s: LegCut, hip: float, crotch: float, way: int) -> None:
    """One leg, at +x (way 1) or -x (way -1), with its hem and folds."""
    splay = s.splay + (dice.between(0.0, 0.14) if way > 0 else -dice.between(0.0, 0.05))
    inseam, thigh = s.inseam * dice.between(0.97, 1.03), hip * s.thigh
    along = np.array([math.sin(splay), math.cos(splay)])
    across = np.array([along[1], -along[0]]) * (0.5 * thigh)
    top = np.array([hip - thigh / 2, crotch])
    knee, end = top + along * inseam * 0.5, top + along * inseam
    outer = smooth(
        [(hip * 0.985, crotch - 0.32), top + across, knee + across * s.knee, end + across * s.ankle], steps=5
    )
    inner = smooth([end - across * s.ankle, knee - across * s.knee, top - across], steps=5)
    outline = np.concatenate([[(0.0, crotch - 0.32)], outer, inner])
    garment.sketch.polygon(outline * (way, 1), cloth(128 if way > 0 else 120))
    corners = np.array([outer[-1], inner[0]]) * (way, 1)
    up = along * min(0.07, 0.3 * inseam) * (way, 1)
    if inseam > 0.8 and dice.chance(0.3):
        # Turned up.
        garment.sketch.polygon([*corners, *(corners - up)[::-1]], trim(112))
    garment.seam(corners - up, 92, 0.016)
    if inseam > 0.8 and dice.chance(0.5):
        # A crease.
        garment.seam([top * (way, 1) + (0.0, 0.1), corners.mean(axis=0)], 106)
    for _ in range(dice.whole(1, 3)):
        place = dice.between(0.1, 0.9)
        x, y = top + along * inseam * place
        to_y = y + dice.between(-0.12, 0.12)
        garment.fold(way * (x + 0.4 * thigh), y, way * (x - 0.2 * thigh), to_y, 0.07, dice.between(-0.7, -0.25))
    to_x, to_y = dice.between(0.2, 0.4), crotch + dice.between(-0.1, 0.15)
    garment.fold(0.02 * way, crotch, way * to_x, to_y, 0.07, -0.6)


def _waistband(garment: Garment, waist: float, band: float) -> None:
    """The inside at the back, then the band in front, `band` wide."""
    inside = [(-waist, _TOP), (0.0, _TOP - 0.04), (waist, _TOP), (0.0, _TOP + 0.05)]
    garment.sketch.polygon(smooth(inside, closed=True, steps=4), cloth(66))
    lower = [(waist * 1.03, _TOP + band), (0.0, _TOP + band + 0.04), (-waist * 1.03, _TOP + band)]
    garment.sketch.polygon([(-waist, _TOP), (0.0, _TOP + 0.04), (waist, _TOP), *lower], trim(132))
    garment.seam(lower, 78, 0.018)


def _details(dice: Dice, garment: Garment, waist: float, hip: float, band: float, crotch: float) -> None:
    """Fly and button, or a cord; pockets; loops for a belt."""
    below = _TOP + band
    garment.seam([(0.0, below), (0.0, crotch + 0.02)], 84, 0.018)
    if dice.chance(0.65):
        garment.seam(smooth([(0.09, below), (0.09, crotch - 0.22), (0.0, crotch - 0.1)], steps=3), 94)
        garment.button(0.0, _TOP + band * 0.55 + 0.03, 0.035)
    else:
        for way in (-1, 1):
            cord = [(0.0, _TOP + band * 0.6), (way * 0.06, below + 0.1), (way * 0.04, below + 0.22)]
            garment.sketch.line(smooth(cord, steps=3), hard(), 0.022)
    pocket = smooth([(waist * 0.55, below + 0.03), (waist * 0.75, below + 0.14), (hip * 0.95, below + 0.2)], steps=3)
    for way in (-1, 1):
        garment.seam(pocket * (way, 1), 78, 0.02)
    if dice.chance(0.4):
        for share in (-0.7, -0.3, 0.3, 0.7):
            garment.seam([(share * waist, _TOP), (share * waist, below + 0.05)], 104, 0.03)


def _trousers(dice: Dice, garment: Garment, s: LegCut) -> None:
    waist, hip = dice.between(0.33, 0.40), dice.between(0.40, 0.48)
    crotch = _TOP + dice.between(0.5, 0.64)
    for way in (-1, 1):
        _leg(dice, garment, s, hip, crotch, way)
    side = smooth([(waist, _TOP), (hip * 0.97, crotch - 0.3), (hip, crotch)], steps=4)
    garment.sketch.polygon(mirrored([(0.0, _TOP), *side, (hip * (1 - s.thigh), crotch + 0.02)]), cloth(126))
    band = dice.between(0.07, 0.12)
    _waistband(garment, waist, band)
    _details(dice, garment, waist, hip, band, crotch)


def pants(dice: Dice) -> Garment:
    """Long legs: skinny, straight, flared or gathered at the ankle; sometimes only to the calf."""
    garment = Garment(
        patterns=("plain", "plain", "plain", "plain", "plain", "checks", "pinstripes", "melange", "blots", "gradient"),
        trim=dice.pick(("same", "same", "dark", "contrast")),
        hard="metal",
        logo=(0.24, 0.0, 0.17),
        lean=0.35,
    )
    knee, ankle = dice.pick(((0.72, 0.5), (0.85, 0.75), (0.78, 0.95), (0.9, 0.48), (0.92, 0.9)))
    inseam = dice.between(1.0, 1.25) if dice.chance(0.2) else dice.between(1.3, 1.75)
    _trousers(dice, garment, LegCut(inseam, dice.between(0.84, 0.98), knee, ankle, dice.between(0.02, 0.2)))
    return garment


def shorts(dice: Dice) -> Garment:
    """Legs that end above the knee."""
    garment = Garment(
        patterns=(
            "plain", "plain", "plain", "plain", "checks", "checks", "stripes", "blots", "blots", "gradient", "dots",
        ),
        trim=dice.pick(("same", "same", "dark", "contrast")),
        hard=dice.pick(("metal", "white")),
        logo=(0.24, 0.0, 0.17),
        lean=0.35,
    )  # fmt: skip
    thigh, knee, ankle = dice.between(0.95, 1.06), dice.between(1.0, 1.06), dice.between(1.0, 1.16)
    _trousers(dice, garment, LegCut(dice.between(0.16, 0.62), thigh, knee, ankle, dice.between(0.06, 0.28)))
    return garment
