"""A cat's head."""

import numpy as np

from autograder.datasets.canvas import circle, smooth
from autograder.datasets.dice import Dice
from autograder.datasets.pets.animal import BLACK, FRACTIONS, Animal
from autograder.datasets.relief import nested

_IRISES = ((150, 190, 80), (214, 176, 50), (120, 170, 190), (190, 130, 40), (110, 160, 90), (120, 76, 36))
_NOSES = ((214, 130, 130), (190, 110, 105), (60, 48, 50))


def _ears(cat: Animal) -> None:
    dice = cat.dice
    spread, tall = dice.between(0.50, 0.62), dice.between(0.64, 0.90)
    folded = dice.chance(0.12)
    for side in (-1, 1):
        inner, outer = cat.at(side * (spread - 0.36), -0.72, 0.2), cat.at(side * (spread + 0.36), -0.42, 0.2)
        tip = cat.at(side * (spread + dice.between(0.12, 0.25)), -0.55 - (0.35 if folded else tall), 0.0)
        bulges = [
            ((inner[0] + tip[0]) / 2 - 0.02 * side, (inner[1] + tip[1]) / 2 - 0.07),
            ((outer[0] + tip[0]) / 2 + 0.07 * side, (outer[1] + tip[1]) / 2 - 0.05),
        ]
        ear = np.array([inner, bulges[0], tip, bulges[1], outer, cat.at(side * spread, -0.2, 0.2)])
        cat.heap(nested(ear, FRACTIONS), 90, 160)
        if not folded:
            middle = ear[:5].mean(axis=0) + np.array((0.0, 0.08))
            cat.ink(middle + 0.58 * (ear[:5] - middle), (200, 140, 130, 255))
        # Hides where the ear meets the head.
        cat.body.polygon(circle(cat.at(side * spread, -0.45, 0.3), 0.3, corners=10), (255, 190, 0, 0))


def _whiskers(cat: Animal) -> None:
    dice = cat.dice
    shade = (240, 240, 240, 255) if sum(cat.coat) < 480 else (60, 56, 56, 255)
    for side in (-1, 1):
        for row in (-1, 0, 1):
            start = cat.at(side * 0.3, 0.40 + 0.06 * row, 1.1)
            end = cat.at(side * dice.between(1.0, 1.35), 0.36 + 0.2 * row + dice.between(-0.06, 0.06), 0.9)
            middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2 - 0.04)
            cat.face.line([start, middle, end], shade, 0.018)


def cat(dice: Dice) -> Animal:
    """A cat: ears that stand up (one in eight has folded ones), large eyes, a short muzzle, mostly whiskers."""
    cat = Animal(dice)
    cat.shoulders(dice.between(0.75, 0.95))
    _ears(cat)
    cheek = dice.between(0.92, 1.08)
    head = [
        (0, -0.80, 0.2),
        (0.55, -0.68, 0.2),
        (0.88, -0.25, 0.2),
        (cheek, 0.22, 0.2),
        (0.62, 0.66, 0.3),
        (0, 0.84, 0.4),
    ]
    cat.skull(cat.both(head), 240)
    cat.markings(-0.8, 0.86)
    for side in (-1, 1):
        pad = circle(cat.at(side * 0.19, 0.42, 1.15), 0.27, height=0.21, corners=8)
        cat.lump(pad, 215, 255, second=cat.light_muzzle)
    cat.lump(circle(cat.at(0, 0.66, 1.0), 0.2, height=0.14, corners=8), 205, 245, second=cat.light_muzzle)
    iris, radius, pupil = dice.pick(_IRISES), dice.between(0.17, 0.25), dice.pick((0.22, 0.3, 0.45, 0.7, 0.7))
    for x in (-0.42, 0.42):
        cat.eye(x, -0.05, radius, radius * dice.between(0.72, 0.95), iris, pupil, -0.22)
    x, y = cat.at(0, 0.25, 1.25)
    nose = smooth([(x - 0.12, y - 0.05), (x + 0.12, y - 0.05), (x, y + 0.09)], closed=True, steps=3)
    cat.ink(nose, (*dice.pick(_NOSES), 255))
    cat.face.line([(x, y + 0.08), (x, y + 0.2)], BLACK, 0.03)
    for side in (-1, 1):
        mouth = smooth([(x, y + 0.2), (x + side * 0.12, y + 0.28), (x + side * 0.24, y + 0.22)], steps=3)
        cat.face.line(mouth, BLACK, 0.03)
    if dice.chance(0.75):
        _whiskers(cat)
    return cat
