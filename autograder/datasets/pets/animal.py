"""What the heads of cats and dogs have in common: shoulders, markings, eyes."""

import math
from collections.abc import Sequence

import numpy as np

from autograder.datasets.backdrop import Colour
from autograder.datasets.canvas import Fill, Points, Sketch, circle, smooth
from autograder.datasets.dice import Dice
from autograder.datasets.relief import nested

# Cats and dogs come in all of these, so that the coat tells nothing.
COATS: tuple[Colour, ...] = (
    (44, 42, 44), (84, 82, 86), (136, 134, 138), (120, 84, 58), (84, 56, 40), (206, 142, 84), (226, 196, 150),
    (236, 230, 220), (176, 126, 80), (158, 150, 140),
)  # fmt: skip
MARKINGS = ("plain", "muzzle", "muzzle", "mask", "patches", "stripes")
BLACK, GLINT = (26, 22, 24, 255), (245, 245, 245, 255)

FRACTIONS = (1.0, 0.86, 0.66, 0.38)
HEIGHTS = tuple(math.sqrt(1 - fraction * fraction) for fraction in FRACTIONS)
_AROUND = ((0.0, -1.0), (0.8, -0.6), (0.9, 0.4), (0.0, 1.0), (-0.9, 0.4), (-0.8, -0.6))


class Animal:
    """An animal being drawn, in units in which its head is about 2 wide; it looks to the right by `yaw`, 0 to 1.

    `body` has the bands coverage, height, share of the second coat, share of dark stripes. `face` has red, green, blue
    and coverage.
    """

    def __init__(self, dice: Dice) -> None:
        self.dice = dice
        self.body, self.face = Sketch(), Sketch()
        self.yaw = dice.between(0.0, 1.0)
        self.coat, self.second = dice.pick(COATS), dice.pick(COATS)
        self.marked = dice.pick(MARKINGS)

    @property
    def light_muzzle(self) -> bool:
        """Whether the muzzle has the second coat."""
        return self.marked in ("muzzle", "mask")

    def at(self, x: float, y: float, depth: float = 1.0) -> tuple[float, float]:
        """Where a point lies when the head is turned: what is nearer to the viewer (`depth`) moves further."""
        return (x * (1 - 0.12 * self.yaw) + 0.30 * self.yaw * depth, y)

    def both(self, half: Sequence[tuple[float, float, float]]) -> np.ndarray:
        """(2 n - 2, 2): an outline, the same on both sides, from its right half x, y, depth; the ends have x = 0."""
        left = [(-x, y, depth) for x, y, depth in half[-2:0:-1]]
        return np.array([self.at(*point) for point in (*half, *left)])

    def heap(self, outlines: np.ndarray, low: int, high: int, *, second: bool = False, stripes: int = 0) -> None:
        """Outlines within each other, from height `low` at the edge to about `high` in the middle."""
        for outline, rise in zip(outlines, HEIGHTS, strict=True):
            self.body.polygon(outline, (255, low + round((high - low) * rise), 255 if second else 0, stripes))

    def lump(self, points: Points, low: int, high: int, *, second: bool = False, steps: int = 3) -> None:
        """A rounded lump within a smooth outline through the points."""
        self.heap(nested(smooth(points, closed=True, steps=steps), FRACTIONS), low, high, second=second)

    def skull(self, points: Points, high: int) -> None:
        """The head, its outline more or less tufted."""
        outline = smooth(points, closed=True, steps=4)
        roughness = self.dice.between(0.0, 0.05)
        tufts = np.array([1 + roughness * self.dice.between(-1, 1) for _ in outline])
        center = outline.mean(axis=0)
        self.heap(nested(center + (outline - center) * tufts[:, None], FRACTIONS), 90, high)

    def shoulders(self, width: float) -> None:
        """What is seen below the head."""
        top = 0.6
        sides = [(0.55 * width, top), (width, top + 0.7), (1.15 * width, top + 3.0)]
        self.lump([*((-x, y) for x, y in sides[::-1]), *sides], 60, 150)
        if self.marked == "muzzle":
            bib = [(-0.3, top), (0.3, top), (0.45, top + 1.2), (0, top + 2.0), (-0.45, top + 1.2)]
            self.lump(bib, 120, 150, second=True)

    def markings(self, crown: float, width: float) -> None:
        """What is painted on the head before the face is drawn. crown: its top; width: half of it, for stripes."""
        dice = self.dice
        if self.marked == "patches":
            side = dice.pick((-1.0, 1.0))
            for _ in range(2):
                x, y = self.at(side * dice.between(0.3, 0.6), dice.between(-0.5, 0.0), 0.6)
                blot = [
                    (x + dice.between(0.2, 0.45) * right, y + dice.between(0.2, 0.45) * down) for right, down in _AROUND
                ]
                self.body.polygon(smooth(blot, closed=True, steps=3), (255, 235, 255, 0))
                side = -side if dice.chance(0.5) else side
        elif self.marked == "mask":
            blaze = dice.between(0.12, 0.3)
            outline = self.both([(0, crown, 1.0), (blaze, -0.3, 1.0), (blaze * 1.6, 0.4, 1.0), (0, 0.8, 1.0)])
            self.body.polygon(smooth(outline, closed=True, steps=3), (255, 238, 255, 0))
        elif self.marked == "stripes":
            for x in (-0.28, 0.0, 0.28):
                line = [self.at(x, crown + 0.08), self.at(x * 0.6, crown + dice.between(0.35, 0.5))]
                self.body.line(line, (255, 235, 0, 255), 0.09)
            for side in (-1, 1):
                for y in (0.15, 0.38):
                    line = [self.at(side * width, y - 0.06), self.at(side * (width - 0.3), y)]
                    self.body.line(line, (255, 190, 0, 255), 0.08)

    def ink(self, points: Points, fill: Fill) -> None:
        """A polygon of the face."""
        self.face.polygon(points, fill)

    def eye(self, x: float, y: float, radius: float, height: float, iris: Colour, pupil: float, droop: float) -> None:
        """An eye with a round (pupil near 1) or narrow (pupil near 0.2) pupil; `droop` lowers its outer corner."""
        cx, cy = self.at(x, y, 0.9)
        if x > 0:
            radius *= 1 - 0.25 * self.yaw
        lean = np.array([(0.0, droop if x > 0 else -droop)])
        colour = (round(iris[0]), round(iris[1]), round(iris[2]), 255)
        for size, fill in ((1.23, BLACK), (1.0, colour)):
            outline = circle((0, 0), radius * size, height=height * size, corners=14)
            self.ink(outline + outline[:, :1] * lean + (cx, cy), fill)
        tall = 0.95 if pupil < 0.5 else pupil
        self.ink(circle((cx + 0.02, cy), radius * pupil, height=height * tall, corners=12), BLACK)
        self.ink(circle((cx - radius * 0.25, cy - height * 0.35), radius * 0.24, corners=8), GLINT)
