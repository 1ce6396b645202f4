"""What every piece of clothing consists of: shapes, folds, and what is said about its cloth."""

from dataclasses import dataclass, field

import numpy as np

from autograder.datasets.canvas import Fill, Points, Sketch, circle
from autograder.datasets.dice import Dice

# The four bands in which clothes are drawn: coverage, tone (128 is neutral), shares of the second and third material.
NEUTRAL = 128


def cloth(tone: int = NEUTRAL) -> Fill:
    """The garment's own cloth."""
    return (255, tone, 0, 0)


def trim(tone: int = NEUTRAL) -> Fill:
    """The second material: collars, bands, linings."""
    return (255, tone, 255, 0)


def hard(tone: int = NEUTRAL) -> Fill:
    """The third material: buttons, zips, soles."""
    return (255, tone, 0, 255)


def box(x: float, y: float, half_width: float, half_height: float) -> list[tuple[float, float]]:
    """The corners of a box around x, y: upper left, upper right, lower right, lower left."""
    left, right, top, bottom = x - half_width, x + half_width, y - half_height, y + half_height
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def wavy_hem(dice: Dice, half: float, y: float, curve: float, *, waves: int) -> np.ndarray:
    """(2 waves + 1, 2): the right half of a hem, from the side (half, y) to the middle, `curve` lower."""
    x = np.linspace(1, 0, 2 * waves + 1)
    depth = curve * (1 - x * x)
    depth[1::2] += dice.between(0.01, 0.035) if waves > 1 else 0.0
    return np.stack([half * x, y + depth], axis=1)


@dataclass
class Garment:
    """A drawn piece of clothing, in units of its own (about 1 is half its width; y points down; facing right).

    sketch: its shapes, in the four bands above. folds: wedges (from x, y to x, y, width, strength from -1 to 1).
    patterns: names of cloth patterns that suit it (see `fabric.pattern`). trim, hard: how the second and third material
    are coloured ("same", "light", "dark", "contrast", "white", "metal"). logo: where a logo is printed and its radius.
    lean: how far it may lean when it is not hung straight, in radians. gloss: leather or plastic rather than cloth.
    """

    sketch: Sketch = field(default_factory=Sketch)
    folds: list[tuple[float, float, float, float, float, float]] = field(default_factory=list)
    patterns: tuple[str, ...] = ("plain",)
    trim: str = "same"
    hard: str = "contrast"
    logo: tuple[float, float, float] = (0.0, 0.0, 0.17)
    lean: float = 0.4
    gloss: bool = False

    def seam(self, points: Points, tone: int = 92, width: float = 0.014) -> None:
        """A thin line, darker than the cloth."""
        self.sketch.line(points, cloth(tone), width)

    def button(self, x: float, y: float, radius: float = 0.028) -> None:
        """A round button with a shadow."""
        self.sketch.polygon(circle((x + 0.006, y + 0.008), radius * 1.2, corners=10), cloth(80))
        self.sketch.polygon(circle((x, y), radius, corners=10), hard())

    def fold(self, x0: float, y0: float, x1: float, y1: float, width: float = 0.06, strength: float = -0.6) -> None:
        """A fold from x0, y0, where it is `width` wide, to a point at x1, y1; below 0 it is a valley, above a ridge."""
        self.folds.append((x0, y0, x1, y1, width, strength))


def fold_shapes(garment: Garment) -> Sketch:
    """The folds as shapes for a one-band canvas whose neutral grey is 128."""
    sketch = Sketch()
    for x0, y0, x1, y1, width, strength in garment.folds:
        length = float(np.sqrt((x1 - x0) ** 2 + (y1 - y0) ** 2)) + 1e-6
        nx, ny = -(y1 - y0) / length * width / 2, (x1 - x0) / length * width / 2
        grey = 128 + round(110 * strength)
        sketch.polygon([(x0 + nx, y0 + ny), (x0 - nx, y0 - ny), (x1, y1)], (grey, 0, 0, 0))
        # The lit side of the fold.
        sketch.polygon(
            [(x0 + nx, y0 + ny), (x0 + 2.2 * nx, y0 + 2.2 * ny), (x1, y1)], (128 - round(60 * strength), 0, 0, 0)
        )
    return sketch
