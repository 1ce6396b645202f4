"""The parts of a hand: forearm, palm, fingers, thumb."""

import math

import numpy as np

from autograder.datasets.canvas import Points, Sketch, circle, smooth
from autograder.datasets.dice import Dice
from autograder.datasets.relief import limb, nested

# Units: the hand stands upright, its thumb to the right, the middle of the palm at the origin; the palm is 1 wide.
_PALM = ((-0.34, 0.62), (-0.46, 0.25), (-0.50, -0.15), (-0.42, -0.40), (-0.12, -0.53), (0.18, -0.55), (0.44, -0.44),
         (0.47, -0.05), (0.42, 0.25), (0.34, 0.62))  # fmt: skip
# The ball of the thumb, the heel of the hand, and the row of pads below the fingers; with their heights.
_PADS = (
    (((0.42, 0.05), (0.40, 0.40), (0.22, 0.58), (0.06, 0.40), (0.14, 0.10), (0.30, -0.05)), 250),
    (((-0.42, 0.0), (-0.40, 0.40), (-0.26, 0.56), (-0.10, 0.40), (-0.16, 0.05)), 235),
    (((-0.44, -0.25), (-0.12, -0.48), (0.20, -0.50), (0.42, -0.38), (0.36, -0.24), (0.0, -0.28)), 232),
)
# For index to little finger: where it begins, its length, its width, and its direction when the hand is spread.
INDEX, MIDDLE, RING, LITTLE = range(4)
_KNUCKLES = ((0.355, -0.42), (0.115, -0.50), (-0.135, -0.47), (-0.365, -0.34))
_LENGTHS = (0.80, 0.90, 0.82, 0.62)
_WIDTHS = (0.225, 0.235, 0.22, 0.19)
SPREAD = (0.26, 0.06, -0.15, -0.38)
_TIP_WIDTH, _THUMB_TIP = 0.84, 0.22

_FRACTIONS = (1.0, 0.82, 0.58, 0.28)
_HEIGHTS = tuple(math.sqrt(1 - fraction * fraction) for fraction in _FRACTIONS)
_CREASE, _FAINT, _NONE = (150, 0, 0, 0), (85, 0, 0, 0), (0, 0, 0, 0)


def _ahead(heading: float) -> np.ndarray:
    """(2,): one unit in a direction, in radians to the right of upwards."""
    return np.array((math.sin(heading), -math.cos(heading)))


def _aside(heading: float) -> np.ndarray:
    """(2,): one unit to the right of a direction."""
    return np.array((math.cos(heading), math.sin(heading)))


class Hand:
    """A hand being drawn: `body` in the bands coverage, height, sleeve, nail; `creases` in one band, darkness.

    palmar: seen from the palm, otherwise from the back. The forearm is drawn from the beginning.
    """

    def __init__(self, dice: Dice) -> None:
        self.dice = dice
        self.palmar = dice.chance(0.55)
        self.body, self.creases = Sketch(), Sketch()
        self.plump = dice.between(0.92, 1.12)
        self._forearm()

    # ------------------------------------------------------------------------------------------------------ shapes

    def limb(
        self, points: Points, widths: tuple[float, ...], low: int, high: int, *,
        edge: int = 90, round_start: bool = True, steps: int = 2,
    ) -> None:  # fmt: skip
        """A finger or a part of one, from height `low` at its edge to `high`; `edge` is how dark its outline is."""
        plump = tuple(width * self.plump for width in widths)
        outlines = limb(points, plump, (1.05, 0.92, *_FRACTIONS), round_start=round_start, steps=steps)
        self.creases.polygon(outlines[0], (edge, 0, 0, 0))
        self.creases.polygon(outlines[1], _NONE)
        self._heap(outlines[2:], low, high)

    def pad(self, points: Points, low: int, high: int) -> None:
        """A rounded lump within a smooth outline."""
        self._heap(nested(smooth(points, closed=True, steps=3), _FRACTIONS), low, high)

    def crease(self, points: Points, *, faint: bool = False) -> None:
        """A line in the skin."""
        self.creases.line(points, _FAINT if faint else _CREASE, 0.022)

    def _heap(self, outlines: np.ndarray, low: int, high: int, *, sleeve: int = 0) -> None:
        for outline, rise in zip(outlines, _HEIGHTS, strict=True):
            self.body.polygon(outline, (255, low + round((high - low) * rise), sleeve, 0))

    # ----------------------------------------------------------------------------------------------- arm and palm

    def _forearm(self) -> None:
        """The forearm, which leaves the picture, and in two of three pictures a sleeve."""
        dice = self.dice
        wrist, elbow = dice.between(0.56, 0.66) * self.plump, dice.between(0.74, 0.95) * self.plump
        bend = dice.between(-0.5, 0.5)
        spine = [(0.0, 0.2), (0.0, 0.75), (0.25 * bend, 1.5), (bend, 4.0)]
        self._heap(limb(spine, (wrist + 0.08, wrist, (wrist + elbow) / 2, elbow), _FRACTIONS), 70, 190)
        if not dice.chance(0.65):
            return
        cuff = dice.between(0.78, 1.5)
        spine = [(0.33 * bend * max(0.0, cuff - 0.75), cuff), (bend * 0.45, 2.2), (bend * 1.1, 4.2)]
        width = wrist * dice.between(1.15, 1.45) + 0.1
        sleeve = limb(spine, (width, width * 1.1, width * 1.3), _FRACTIONS)
        self._heap(sleeve, 110, 240, sleeve=255)
        ends, hem = sleeve[0][[0, -1]], np.array((0.0, dice.between(0.10, 0.16)))
        self.creases.line(ends, _CREASE, 0.03)
        self.creases.line(ends + hem, _FAINT, 0.02)

    def palm(self) -> None:
        """The palm or the back of the hand."""
        outline = np.asarray(_PALM) * (self.plump, 1.0)
        self.creases.polygon(smooth(outline, closed=True), _NONE)
        self.pad(outline, 80, 200)
        if self.palmar:
            for points, high in _PADS:
                self.pad(points, 190, high)

    def palm_lines(self) -> None:
        """The three lines of the palm."""
        dice = self.dice
        wobble = dice.between(-0.03, 0.03)
        self.crease([(0.44, -0.18), (0.30, -0.15), (0.18, -0.08 + wobble), (0.09, 0.04), (0.04, 0.20), (0.03, 0.36),
                     (0.06, 0.50)])  # fmt: skip
        self.crease([(0.42, -0.14), (0.10, -0.06), (-0.20, 0.10 + wobble), (-0.30, 0.22)], faint=dice.chance(0.5))
        self.crease([(-0.47, -0.08 + wobble), (-0.30, -0.10), (-0.12, -0.14), (0.06, -0.22), (0.16, -0.30),
                     (0.20, -0.38)])  # fmt: skip

    def _knuckle_at(self, finger: int) -> tuple[float, float]:
        x, y = _KNUCKLES[finger]
        return x * self.plump, y

    def knuckle_pads(self, fingers: tuple[int, ...]) -> None:
        """Knuckles of stretched fingers, on the back of the hand."""
        for finger in fingers:
            x, y = self._knuckle_at(finger)
            self.pad(circle((x, y + 0.06), 0.09, height=0.10, corners=8), 200, 235)
            self.crease([(x - 0.05, y + 0.05), (x, y + 0.03), (x + 0.05, y + 0.05)], faint=True)

    # ----------------------------------------------------------------------------------------------------- fingers

    def straight(self, finger: int, direction: float, *, length: float = 1.0, curl: float = 0.0) -> None:
        """A stretched finger that points `direction` radians to the right of upwards and bends by `curl` radians."""
        width, reach = _WIDTHS[finger], _LENGTHS[finger] * length
        sunk = 0.06 if self.palmar else 0.02
        headings = (direction, direction + curl / 2, direction + curl)
        steps = (0.44 * (reach + sunk), 0.30 * (reach + sunk), 0.26 * (reach + sunk) - width / 2)
        points = [np.array(self._knuckle_at(finger)) - sunk * _ahead(direction)]
        for heading, step in zip(headings, steps, strict=True):
            points.append(points[-1] + step * _ahead(heading))
        widths = (width * 1.04, width, width * 0.95, width * _TIP_WIDTH)
        self.limb(points, widths, 75, 215, round_start=False, steps=1)

        upward, across = _ahead(headings[-1]), width * _aside(headings[-1])
        if self.palmar:
            joints, half = points[1:3], 0.36 * across
            foot, side = points[0] + 0.1 * _ahead(direction), 0.42 * width * _aside(direction)
            self.crease([foot - side, foot + side])
        else:
            joints, half = [points[1] - 0.02 * upward, points[1] + 0.02 * upward, points[2]], 0.26 * across
            self.nail(points[-1], headings[-1], width * _TIP_WIDTH)
        for joint in joints:
            self.crease([joint - half, joint + 0.012 * upward, joint + half], faint=not self.palmar)

    def nail(self, tip: tuple[float, float] | np.ndarray, heading: float, width: float) -> None:
        """A fingernail on a finger's round end, whose centre is `tip`."""
        half, low, high = 0.34 * width, -0.30 * width, 0.42 * width
        corners = [(-half, low * 0.6), (-half * 0.6, low), (half * 0.6, low), (half, low * 0.6), (half, high * 0.7),
                   (half * 0.55, high), (-half * 0.55, high), (-half, high * 0.7)]  # fmt: skip
        outline = np.asarray(tip) + np.array(corners) @ np.array((_aside(heading), _ahead(heading)))
        self.body.polygon(outline, (255, 212, 0, 255))
        self.creases.line(outline[[7, 0, 1, 2, 3, 4]], _FAINT, 0.016)

    def folded(self, finger: int, *, reach: float = 0.0) -> None:
        """A finger folded into the palm, seen from the palm: its middle part."""
        x, y = self._knuckle_at(finger)
        width = _WIDTHS[finger] * 1.12
        top, bottom = y + 0.04, y + 0.47 + reach - (0.05 if finger == LITTLE else 0)
        points = [(x * 0.98, top), (x * 0.95, (top + bottom) / 2), (x * 0.88, bottom)]
        self.limb(points, (width, width * 1.02, width * 0.9), 120, 240, edge=150)
        side = width * 0.3
        self.crease([(x - side, bottom - 0.13), (x, bottom - 0.11), (x + side, bottom - 0.13)], faint=True)

    def knuckle(self, finger: int) -> None:
        """A folded finger seen from the back: the knuckle and what is seen of the first part behind it."""
        x, y = self._knuckle_at(finger)
        width = _WIDTHS[finger] * 1.1
        rise = self.dice.between(0.04, 0.10)
        self.limb([(x, y + 0.05), (x * 1.01, y - rise)], (width, width), 95, 225, edge=120)
        self.pad(circle((x, y + 0.10), width * 0.40, height=width * 0.5, corners=8), 190, 250)
        self.crease([(x - width * 0.25, y - rise - 0.01), (x + width * 0.25, y - rise - 0.01)], faint=True)

    # ------------------------------------------------------------------------------------------------------- thumb

    def thumb_out(self, swing: float) -> None:
        """The thumb away from the palm, by `swing` radians from upwards."""
        bend = swing + self.dice.between(-0.35, 0.15)
        root = np.array((0.28 * self.plump, 0.26))
        middle = root + 0.36 * _ahead(swing + 0.15)
        joint = middle + 0.26 * _ahead(swing)
        tip = joint + 0.17 * _ahead(bend)
        self.limb([root, middle, joint, tip], (0.40, 0.30, 0.25, _THUMB_TIP), 85, 220)
        if self.palmar:
            self.crease([(joint[0] - 0.1, joint[1] - 0.02), (joint[0] + 0.1, joint[1] - 0.02)], faint=True)
        else:
            self.nail(tip, bend, _THUMB_TIP)

    def thumb_across(self, end: tuple[float, float]) -> None:
        """The thumb laid over folded fingers, its tip at `end`."""
        root, joint = (0.30 * self.plump, 0.34), (0.34 * self.plump, 0.04)
        middle = ((joint[0] + end[0]) / 2 + 0.02, (joint[1] + end[1]) / 2 - 0.04)
        self.limb([root, joint, middle, end], (0.36, 0.30, 0.26, _THUMB_TIP), 150, 255, edge=170)
        if self.dice.chance(0.8):
            self.nail(end, math.atan2(end[0] - joint[0], joint[1] - end[1]) - 0.15, _THUMB_TIP)
