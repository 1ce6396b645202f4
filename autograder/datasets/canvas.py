"""Drawing with smooth edges: shapes are drawn large with Pillow and reduced by averaging whole boxes of pixels.

What reaches Pillow are integers (coordinates of the large picture, grey levels), so that the same numbers give the
same pixels on every machine. A `Sketch` collects shapes in units of its own, a `Pose` says where and how they lie in
the picture, and a `Canvas` draws them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw

Points = np.ndarray | Sequence[tuple[float, float]]
Fill = tuple[int, int, int, int]


def enlargement(size: int) -> int:
    """How many times larger than `size` the picture is drawn."""
    return 6 if size <= 40 else 4 if size <= 100 else 3 if size <= 200 else 2


# ---------------------------------------------------------------------------------------------------- outlines


@lru_cache
def _catmull_rom(steps: int) -> np.ndarray:
    """(steps, 4): weights of four neighbouring points at `steps` places between the middle two."""
    t = np.arange(steps) / steps
    weights = [-t + 2 * t**2 - t**3, 2 - 5 * t**2 + 3 * t**3, t + 4 * t**2 - 3 * t**3, t**3 - t**2]
    return np.stack(weights, axis=1) / 2


@lru_cache
def _neighbours(count: int, closed: bool) -> np.ndarray:
    """(4, pieces): for each piece of a curve through `count` points, the places of the four that decide on it."""
    places = np.arange(count if closed else count - 1) + np.array([[-1], [0], [1], [2]])
    return places % count if closed else places.clip(0, count - 1)


def smooth(points: Points, *, closed: bool = False, steps: int = 6) -> np.ndarray:
    """(m, 2): a Catmull-Rom curve through the points (closed, or from the first to the last)."""
    p = np.asarray(points, dtype=float)
    curve = np.einsum("sq,qnd->nsd", _catmull_rom(steps), p[_neighbours(len(p), closed)]).reshape(-1, 2)
    return curve if closed else np.concatenate([curve, p[-1:]])


def mirrored(points: Points) -> np.ndarray:
    """A whole outline from its right half, given from top to bottom: the half, then its mirror image back up."""
    half = np.asarray(points, dtype=float)
    return np.concatenate([half, half[::-1] * (-1, 1)])


@lru_cache
def _unit_circle(corners: int) -> np.ndarray:
    angles = [2 * math.pi * k / corners for k in range(corners)]
    return np.array([(math.sin(a), -math.cos(a)) for a in angles])


def circle(center: tuple[float, float], radius: float, *, height: float | None = None, corners: int = 24) -> np.ndarray:
    """(corners, 2): a circle, or an ellipse with half axes `radius` and `height`."""
    return _unit_circle(corners) * (radius, radius if height is None else height) + np.asarray(center)


def regular_polygon(corners: int, radius: float, *, quarter: bool = False) -> np.ndarray:
    """(corners, 2): around the origin, a corner on top; with `quarter`, a side on top."""
    if not quarter:
        return _unit_circle(corners) * radius
    return _unit_circle(2 * corners)[1::2] * radius


def star(tips: int, radius: float, inner: float) -> np.ndarray:
    """(2 tips, 2): around the origin, a tip on top."""
    return _unit_circle(2 * tips) * np.where(np.arange(2 * tips) % 2, inner, radius)[:, None]


def ribbon(points: Points, widths: Sequence[float]) -> np.ndarray:
    """(2 n, 2): the outline of a band around a line of n points, `widths` wide at each of them."""
    p = np.asarray(points, dtype=float)
    along = np.gradient(p, axis=0)
    along /= np.sqrt((along**2).sum(axis=1, keepdims=True)) + 1e-9
    across = np.stack([-along[:, 1], along[:, 0]], axis=1) * (np.asarray(widths, dtype=float)[:, None] / 2)
    return np.concatenate([p + across, (p - across)[::-1]])


# ------------------------------------------------------------------------------------------- sketch, pose, canvas


class Sketch:
    """Shapes in the order in which they are drawn. Each fill is four numbers from 0 to 255, one a band."""

    def __init__(self) -> None:
        self.shapes: list[tuple[np.ndarray, Fill, float | None]] = []

    def polygon(self, points: Points, fill: Fill) -> None:
        """A filled polygon."""
        self.shapes.append((np.asarray(points, dtype=float), fill, None))

    def line(self, points: Points, fill: Fill, width: float) -> None:
        """A line through the points, `width` in the sketch's units (at least one pixel of the large picture)."""
        self.shapes.append((np.asarray(points, dtype=float), fill, width))

    def bounds(self, pose: "Pose") -> tuple[np.ndarray, np.ndarray]:
        """Smallest and largest x and y, each (2,), of all shapes as they lie in `pose`."""
        points = pose.apply(np.concatenate([points for points, _, _ in self.shapes]))
        return points.min(axis=0), points.max(axis=0)


@dataclass(frozen=True)
class Pose:
    """From a sketch's units to image widths (0, 0 top left to 1, 1 bottom right).

    Heights are multiplied by `stretch`, then x is moved by `shear` * y, all is turned clockwise by `turn` radians,
    multiplied by `scale`, seen at an angle (what lies towards `tilt` looks smaller), `mirrored` (x to -x), put with
    its origin at the image's centre and moved by `dx`, `dy`.
    """

    scale: float = 0.5
    turn: float = 0.0
    shear: float = 0.0
    stretch: float = 1.0
    tilt: tuple[float, float] = (0.0, 0.0)
    dx: float = 0.0
    dy: float = 0.0
    mirrored: bool = False

    def matrix(self) -> np.ndarray:
        """(2, 2): the linear part."""
        c, s = math.cos(self.turn), math.sin(self.turn)
        sheared = np.array([[1.0, self.shear * self.stretch], [0.0, self.stretch]])
        side = -1.0 if self.mirrored else 1.0
        return self.scale * np.array([[side * c, -side * s], [s, c]]) @ sheared

    def apply(self, points: np.ndarray) -> np.ndarray:
        """(n, 2) points of the sketch to (n, 2) points of the image."""
        moved = points @ self.matrix().T
        if self.tilt != (0.0, 0.0):
            tilt_x = -self.tilt[0] if self.mirrored else self.tilt[0]
            moved = moved / (1 + moved @ np.array((tilt_x, self.tilt[1])))[:, None]
        return moved + np.array([0.5 + self.dx, 0.5 + self.dy])

    def grid(self, size: int) -> tuple[np.ndarray, np.ndarray]:
        """Sketch coordinates u, v, each float32 (size, size), of the pixels' centres (without the tilt)."""
        inverse = np.linalg.inv(self.matrix())
        # Rounded, so that the last bit of a sine does not matter.
        inverse = np.round(inverse * 4096) / 4096
        steps = (np.arange(size) + 0.5) / size - 0.5
        x, y = (steps - self.dx)[None, :], (steps - self.dy)[:, None]
        u, v = inverse[0, 0] * x + inverse[0, 1] * y, inverse[1, 0] * x + inverse[1, 1] * y
        return u.astype(np.float32), v.astype(np.float32)


class Canvas:
    """A picture of `bands` layers (1, 3 or 4) in which a sketch is drawn in a pose."""

    def __init__(
        self, size: int, pose: Pose, *, bands: int = 4, background: Fill = (0, 0, 0, 0), factor: int | None = None
    ) -> None:
        self.size, self.pose, self.bands = size, pose, bands
        self.factor = enlargement(size) if factor is None else factor
        # "CMYK" is Pillow's name for four layers of which none is a transparency that the others depend on.
        mode = {1: "L", 3: "RGB", 4: "CMYK"}[bands]
        large = size * self.factor
        self._image = Image.new(mode, (large, large), self._ink(background))
        self._pen = ImageDraw.Draw(self._image)

    def _ink(self, fill: Fill) -> int | tuple[int, ...]:
        return fill[0] if self.bands == 1 else fill[: self.bands]

    def draw(self, sketch: Sketch) -> np.ndarray:
        """Draw the sketch over what is there; uint8 (size, size, bands), reduced to the final size."""
        if sketch.shapes:
            large = self.size * self.factor
            placed = self.pose.apply(np.concatenate([points for points, _, _ in sketch.shapes]))
            numbers = np.rint(placed * large).clip(-4 * large, 5 * large).astype(int).ravel().tolist()
            unit = self.pose.scale * large
            start = 0
            for points, fill, width in sketch.shapes:
                end = start + 2 * len(points)
                if width is None:
                    self._pen.polygon(numbers[start:end], fill=self._ink(fill))
                else:
                    thick = max(1, math.floor(width * unit + 0.5))
                    self._pen.line(
                        numbers[start:end], fill=self._ink(fill), width=thick, joint="curve" if thick > 3 else None
                    )
                start = end
        reduced = self._image.reduce(self.factor)
        return np.asarray(reduced).reshape(self.size, self.size, self.bands)
