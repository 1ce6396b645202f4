"""A dog's head."""

import numpy as np

from autograder.datasets.canvas import circle, smooth
from autograder.datasets.dice import Dice
from autograder.datasets.pets.animal import BLACK, FRACTIONS, Animal
from autograder.datasets.relief import limb, nested

_IRISES = ((90, 56, 30), (70, 44, 28), (120, 76, 36), (150, 176, 200), (190, 140, 50))
_WHISKER = (120, 112, 108, 255)
_NOSES = ((34, 30, 32), (34, 30, 32), (80, 50, 44))


def _ears(dog: Animal, kind: str) -> None:
    """Ears that are "hanging", "pricked" or "tipped" (pricked, with the tip folded forward)."""
    dice = dog.dice
    length, width = dice.between(0.7, 1.25), dice.between(0.36, 0.52)
    dark = 110 if dice.chance(0.3) else 0
    for side in (-1, 1):
        if kind == "hanging":
            line = [(0.52, -0.66, 0.2), (0.86, -0.45, 0.1), (0.98, -0.05, 0.1), (0.94, -0.5 + length, 0.0)]
            spine = [dog.at(side * x, y, depth) for x, y, depth in line]
            dog.heap(limb(spine, (width * 0.7, width, width, width * 0.8), FRACTIONS), 110, 230, stripes=dark)
            continue
        tip = dog.at(side * dice.between(0.60, 0.78), -0.85 - 0.62 * length, 0.0)
        inner, bulge = dog.at(side * 0.22, -0.74, 0.2), ((dog.at(side * 0.32, 0)[0] + tip[0]) / 2, -1.1)
        rest = [dog.at(side * x, y, depth) for x, y, depth in ((0.84, -0.85, 0.1), (0.80, -0.3, 0.2), (0.4, -0.3, 0.2))]
        if kind == "tipped":
            dog.heap(nested(np.array([inner, bulge, dog.at(side * 0.78, -1.08, 0.1), *rest]), FRACTIONS), 90, 160)
            flap = [dog.at(side * x, y, 0.1) for x, y in ((0.26, -1.06), (0.62, -1.14), (0.90, -1.02), (0.70, -0.52))]
            dog.heap(nested(np.array(flap), FRACTIONS), 160, 220, stripes=60)
        else:
            ear = np.array([inner, bulge, tip, *rest])
            dog.heap(nested(ear, FRACTIONS), 90, 160)
            middle = ear[:4].mean(axis=0) + np.array((0.0, 0.1))
            dog.ink(middle + 0.5 * (ear[:5] - middle), (176, 122, 112, 255))
            # Hides where the ear meets the head.
            dog.body.polygon(circle(dog.at(side * 0.5, -0.5, 0.3), 0.3, corners=10), (255, 185, 0, 0))


def _tongue(dog: Animal, x: float, y: float) -> None:
    outline = [(x - 0.13, y - 0.2), (x + 0.13, y - 0.2), (x + 0.15, y + 0.15), (x, y + 0.3), (x - 0.15, y + 0.15)]
    dog.ink(smooth(outline, closed=True, steps=3), (214, 96, 104, 255))


def _nose(dog: Animal, x: float, y: float, size: float) -> None:
    half = [(0, -0.7), (1.0, -0.45), (0.6, 0.5), (0, 0.7), (-0.6, 0.5), (-1.0, -0.45)]
    outline = np.array(half) * size + (x, y)
    dog.ink(smooth(outline, closed=True, steps=3), (*dog.dice.pick(_NOSES), 255))
    shine = circle((x - size * 0.3, y - size * 0.3), size * 0.22, height=size * 0.14, corners=8)
    dog.ink(shine, (150, 146, 150, 255))


def dog(dice: Dice) -> Animal:
    """A dog: ears of three kinds, smaller eyes, a long muzzle (one in five has a flat one), a broad nose."""
    dog = Animal(dice)
    dog.shoulders(dice.between(0.72, 1.0))
    ears = dice.pick(("hanging", "hanging", "hanging", "pricked", "tipped"))
    flat = dice.chance(0.2)
    if ears != "hanging":
        _ears(dog, ears)
    jowl, chin = dice.between(0.58, 0.78), dice.between(0.78, 0.95)
    crown = [
        (0, -0.86, 0.2),
        (0.5, -0.76, 0.2),
        (0.78, -0.40, 0.2),
        (0.80, 0.0, 0.2),
        (jowl, 0.45, 0.4),
        (0.34, chin, 0.6),
    ]
    dog.skull(dog.both([*crown, (0, chin + 0.02, 0.6)]), 225)
    dog.markings(-0.86, 0.62)
    if ears == "hanging":
        _ears(dog, ears)

    # A long muzzle comes towards the viewer, so that it moves further when the head turns.
    reach, nose_y = (1.0, 0.18) if flat else (1.9, 0.28)
    width, drop = (0.44, 0.36) if flat else (dice.between(0.34, 0.44), dice.between(0.42, 0.54))
    if dice.chance(0.35):
        _tongue(dog, *dog.at(0.04, 0.78 if flat else 0.92, reach * 0.8))
    muzzle = [(0, nose_y - 0.30, reach * 0.5), (width * 0.75, nose_y - 0.1, reach * 0.8), (width, 0.5, reach),
              (width * 0.7, 0.34 + drop, reach), (0, 0.38 + drop, reach)]  # fmt: skip
    dog.lump(dog.both(muzzle), 195, 255, second=dog.light_muzzle)
    iris = dice.pick(_IRISES)
    radius = dice.between(0.13, 0.18) * (1.25 if flat else 1.0)
    for x in (-0.36, 0.36):
        dog.eye(x, -0.10 if flat else -0.18, radius, radius * dice.between(0.8, 1.0), iris, 0.62, 0.12)
        if dog.marked == "mask" or dice.chance(0.2):
            brow = circle(dog.at(x * 0.9, -0.42, 0.7), 0.10, height=0.06, corners=8)
            dog.body.polygon(brow, (255, 235, 255, 0))
    size = dice.between(0.15, 0.21)
    x, y = dog.at(0, nose_y, reach * 1.1)
    _nose(dog, x, y, size)
    bottom = 0.30 + drop * 0.8
    dog.face.line([(x, y + size * 0.6), (x, bottom)], BLACK, 0.035)
    for side in (-1, 1):
        corner = (x + side * width * 0.85, bottom - 0.04)
        dog.face.line(smooth([(x, bottom), (x + side * width * 0.5, bottom + 0.1), corner], steps=3), BLACK, 0.035)
        if dice.chance(0.15):
            # A short whisker, so that whiskers alone do not tell a cat.
            dog.face.line([dog.at(side * 0.2, 0.5, reach), dog.at(side * 0.8, 0.48, reach)], _WHISKER, 0.014)
    return dog
