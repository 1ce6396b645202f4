"""Cats and dogs: drawn heads with shoulders, of many coats and ears."""

import math

import numpy as np

from autograder.datasets.backdrop import backdrop, cloud
from autograder.datasets.canvas import Canvas, Pose, Sketch, circle, smooth
from autograder.datasets.dice import Dice
from autograder.datasets.nuisance import Nuisance, choose, lit, photographed, stamp_logo
from autograder.datasets.pets.animal import Animal
from autograder.datasets.pets.cat import cat
from autograder.datasets.pets.dog import dog
from autograder.datasets.relief import blurred, planes, slant

CLASS_NAMES = ("cat", "dog")
DEFAULT_SIZE = 64
CHANNELS = 3
DESCRIPTION = "Drawn heads of cats and dogs with varied coats, ears, eyes and backgrounds."


def _coats(dice: Dice, animal: Animal) -> tuple[np.ndarray, np.ndarray]:
    """The two coats, each float32 (3, 1, 1), one clearly lighter than the other."""
    first, second = (planes([part + dice.between(-12, 12) for part in coat]) for coat in (animal.coat, animal.second))
    if abs(float(first.mean() - second.mean())) < 50:
        second = second * np.float32(0.5) if first.mean() > 130 else second + (250 - second) * np.float32(0.7)
    return first, second


def _cover(dice: Dice, image: np.ndarray, pose: Pose) -> None:
    """Lay a leaf, a ball or a stick before the animal, in the image, float32 (3, size, size)."""
    sketch, ink = Sketch(), (255, 0, 0, 0)
    kind = dice.pick(("leaf", "ball", "stick"))
    if kind == "leaf":
        length, width = dice.between(0.5, 0.8), dice.between(0.15, 0.3)
        sketch.polygon(smooth([(0, -length), (width, 0), (0, length), (-width, 0)], closed=True), ink)
    elif kind == "ball":
        sketch.polygon(circle((0, 0), dice.between(0.25, 0.45)), ink)
    else:
        sketch.line([(-3, 0), (3, 0)], ink, dice.between(0.1, 0.25))
    x, y = dice.between(-0.9, 0.9) * pose.scale, dice.between(-0.6, 0.9) * pose.scale
    place = Pose(scale=pose.scale, turn=dice.between(-math.pi, math.pi), dx=pose.dx + x, dy=pose.dy + y)
    mask = Canvas(image.shape[1], place, bands=1, factor=2).draw(sketch)[:, :, 0].astype(np.float32)
    image += mask * np.float32(1 / 255) * (planes([dice.between(30, 230) for _ in range(3)]) - image)


def draw(label: int, size: int, rng: np.random.Generator, options: Nuisance) -> np.ndarray:
    """uint8 (size, size, 3): a cat (label 0) or a dog (label 1)."""
    choices = choose(options, label, len(CLASS_NAMES), rng)
    dice = Dice(rng)
    animal = (cat, dog)[label](dice)
    pose = Pose(
        scale=choices.zoom * dice.between(0.23, 0.38),
        turn=dice.between(-0.4, 0.4),
        shear=dice.between(-0.1, 0.1),
        stretch=dice.between(0.88, 1.12),
        tilt=(dice.between(-0.2, 0.2), dice.between(-0.2, 0.2)),
        dx=choices.dx * 1.3 + dice.between(-0.08, 0.08) - 0.06 * animal.yaw * (-1 if choices.mirrored else 1),
        dy=choices.dy + dice.between(-0.04, 0.10),
        mirrored=choices.mirrored,
    )
    factor = None if size <= 80 else 3 if size <= 128 else 2
    body = Canvas(size, pose, factor=factor).draw(animal.body)
    face = Canvas(size, pose, factor=factor).draw(animal.face).transpose(2, 0, 1).astype(np.float32)
    coverage, second, stripes = (body[:, :, band].astype(np.float32) * np.float32(1 / 255) for band in (0, 2, 3))

    toward = dice.between(-1.2, 1.2)
    height = blurred(np.ascontiguousarray(body[:, :, 1]), size * pose.scale * 0.04)
    slope = slant(height, (math.sin(toward), -math.cos(toward)), dice.between(0.08, 0.14))
    fur = cloud(dice, size, dice.whole(24, 44), dice.whole(24, 44))
    tone = np.float32(0.74) + np.float32(0.3) * height + np.float32(0.2) * slope
    tone += np.float32(dice.between(0.04, 0.13)) * fur
    coat, other = _coats(dice, animal)
    colour = (coat + second * (other - coat)) * (tone * (1 - np.float32(0.5) * stripes))

    ground = np.ascontiguousarray(backdrop(dice, size, clutter=0.4, margin=0.15)[0].transpose(2, 0, 1))
    ground += coverage * (colour - ground)
    # The face's colours come multiplied with its coverage.
    ground *= 1 - face[3] * np.float32(1 / 255)
    ground += face[:3] * (np.float32(0.85) + np.float32(0.2) * slope)
    if dice.chance(0.3):
        _cover(dice, ground, pose)
    image = np.ascontiguousarray(ground.transpose(1, 2, 0))
    if choices.logo is not None:
        # A tag on the chest.
        x, y = pose.apply(np.array([(0.0, 1.15)]))[0]
        image = stamp_logo(image, choices.logo, float(x), min(float(y), 0.9), 0.09)
    return photographed(lit(image, choices), rng, blur=dice.between(-0.5, 0.7), noise=dice.between(2, 10))
