"""A drawn thing: shapes of up to three materials, in units of its own."""

from autograder.datasets.canvas import Points, Sketch
from autograder.datasets.dice import Dice

# The four bands in which things are drawn: coverage, tone (128 is neutral), share of the second material, of the third.
NEUTRAL = 128


class Thing:
    """Shapes between about -1 and 1 on both axes (y points down), drawn over each other in the order of the calls.

    tone: 128 is the material's own brightness, 64 half of it. turn: how far it may be turned in a picture, in radians.
    """

    def __init__(self, turn: float = 0.35) -> None:
        self.sketch = Sketch()
        self.turn = turn

    def first(self, points: Points, tone: int = NEUTRAL, width: float | None = None) -> None:
        """A polygon of the first material (which carries the pattern), or with `width` a line."""
        self._add(points, (255, tone, 0, 0), width)

    def second(self, points: Points, tone: int = NEUTRAL, width: float | None = None) -> None:
        """A polygon of the second material, or with `width` a line."""
        self._add(points, (255, tone, 255, 0), width)

    def third(self, points: Points, tone: int = NEUTRAL, width: float | None = None) -> None:
        """A polygon of the third material, or with `width` a line."""
        self._add(points, (255, tone, 0, 255), width)

    def hole(self, points: Points) -> None:
        """A hole: what lies behind the thing is seen."""
        self.sketch.polygon(points, (0, 0, 0, 0))

    def either(self, dice: Dice, points: Points, tone: int = NEUTRAL, width: float | None = None) -> None:
        """A polygon of the first or the second material, or with `width` a line."""
        (self.first if dice.chance(0.5) else self.second)(points, tone, width)

    def _add(self, points: Points, fill: tuple[int, int, int, int], width: float | None) -> None:
        if width is None:
            self.sketch.polygon(points, fill)
        else:
            self.sketch.line(points, fill, width)


def box(left: float, top: float, right: float, bottom: float) -> list[tuple[float, float]]:
    """Corners of a rectangle."""
    return [(left, top), (right, top), (right, bottom), (left, bottom)]
