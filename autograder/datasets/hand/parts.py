"""The parts of a hand: forearm, palm, fingers, thumb."""

import math

import numpy as np

from autograder.datasets.canvas import Points, Sketch, circle, smooth
from autograder.datasets.dice import Dice
from autograder.datasets.relief import limb, nested

# Units: the hand stands upright, its thumb to the right, the middle of the palm at the origin; the palm is 1 wide.
_PALM = ((-0.34, 0.62), (-0.46, 0.25), (-0.50, -0.15), (-0.42, -0.40), (-0.12, -0.53), (0.18, -0.55), (0.44, -0.44),
         (0.47, -0.05), (0.42, 0.25), (0.34, 0.62))  # fmt: skip
# For index to little finger: where it begins, its length, its width, and its direction when the hand is spread.
_KNUCKLES = ((0.355, -0.42), (0.115, -0.50), (-0.135, -0.47), (-0.365, -0.34))
_LENGTHS = (0.80, 0.90, 0.82, 0.62)
_WIDTHS = (0.225, 0.235, 0.22, 0.19)
SPREAD = (0.26, 0.06, -0.15, -0.38)
INDEX, MIDDLE, RING, LITTLE = range(4)

_FRACTIONS = (1.0, 0.82, 0.58, 0.28)
_CREASE, _FAINT = (150, 0, 0, 0), (85, 0, 0, 0)
_NONE = (0, 0, 0, 0)


class Hand:
    """A hand being drawn: `body` in the bands coverage, height, sleeve, nail; `creases` in one band, darkness."""

    def __init__(self, dice: Dice, palmar: bool) -> None:
        self.dice, self.palmar = dice, palmar
        self.body, self.creases = Sketch(), Sketch()
        self.plump = dice.between(0.92, 1.12)
        self.spread = dice.between(0.0, 1.0)

    def limb(
        self,
        points: Points,
        widths: tuple[float, ...],
        low: int,
        high: int,
        *,
        edge: int = 90,
        start: bool = True,
        steps: int = 2,
    ) -> None:
        """A finger or a part of one, from height `low` at its edge to `high` along its middle."""
        plump = tuple(width * self.plump for width in widths)
        outlines = limb(points, plump, (1.05, 0.92, *_FRACTIONS), round_start=start, steps=steps)
        self.creases.polygon(outlines[0], (edge, 0, 0, 0))
        self.creases.polygon(outlines[1], _NONE)
        self._heap(outlines[2:], low, high)

    def pad(self, points: Points, low: int, high: int) -> None:
        """A rounded lump within a closed outline."""
        self._heap(nested(smooth(points, closed=True, steps=3), _FRACTIONS), low, high)

    def _heap(self, outlines: np.ndarray, low: int, high: int) -> None:
        for outline, fraction in zip(outlines, _FRACTIONS, strict=True):
            height = low + round((high - low) * math.sqrt(1 - fraction * fraction))
            self.body.polygon(outline, (255, height, 0, 0))

    def crease(self, points: Points, *, width: float = 0.022, faint: bool = False) -> None:
        self.creases.line(points, _FAINT if faint else _CREASE, width)

    def forearm(self) -> None:
        dice = self.dice
        wrist, elbow = dice.between(0.56, 0.66) * self.plump, dice.between(0.74, 0.95) * self.plump
        bend = dice.between(-0.5, 0.5)
        spine = [(0.0, 0.2), (0.0, 0.75), (0.25 * bend, 1.5), (bend, 4.0)]
        outlines = limb(spine, (wrist + 0.08, wrist, (wrist + elbow) / 2, elbow), _FRACTIONS)
        self._heap(outlines, 70, 190)
        if dice.chance(0.65):
            cuff = dice.between(0.78, 1.5)
            start = (0.25 * bend * max(0.0, cuff - 0.75) / 0.75, cuff)
            width = wrist * dice.between(1.15, 1.45) + 0.1
            sleeve = limb([start, (bend * 0.45, 2.2), (bend * 1.1, 4.2)], (width, width * 1.1, width * 1.3), _FRACTIONS)
            self.creases.polygon(sleeve[0], _NONE)
            for outline, fraction in zip(sleeve, _FRACTIONS, strict=True):
                self.body.polygon(outline, (255, 110 + round(130 * math.sqrt(1 - fraction * fraction)), 255, 0))
            left, right = sleeve[0][0], sleeve[0][-1]
            self.creases.line([left, right], _CREASE, 0.03)
            hem = np.array((0.0, dice.between(0.10, 0.16)))
            self.creases.line([left + hem, right + hem], _FAINT, 0.02)

    def palm(self) -> None:
        outline = np.asarray(_PALM) * (self.plump, 1.0)
        self.creases.polygon(smooth(outline, closed=True), _NONE)
        self.pad(outline, 80, 200)
        if self.palmar:
            # The ball of the thumb, the heel of the hand, and the row of pads below the fingers.
            self.pad([(0.42, 0.05), (0.40, 0.40), (0.22, 0.58), (0.06, 0.40), (0.14, 0.10), (0.30, -0.05)], 190, 250)
            self.pad([(-0.42, 0.0), (-0.40, 0.40), (-0.26, 0.56), (-0.10, 0.40), (-0.16, 0.05)], 190, 235)
            self.pad(
                [(-0.44, -0.25), (-0.12, -0.48), (0.20, -0.50), (0.42, -0.38), (0.36, -0.24), (0.0, -0.28)], 190, 232
            )

    def palm_lines(self) -> None:
        dice = self.dice
        wobble = dice.between(-0.03, 0.03)
        self.crease(
            [
                (0.44, -0.18),
                (0.30, -0.15),
                (0.18, -0.08 + wobble),
                (0.09, 0.04),
                (0.04, 0.20),
                (0.03, 0.36),
                (0.06, 0.50),
            ]
        )
        self.crease([(0.42, -0.14), (0.10, -0.06), (-0.20, 0.10 + wobble), (-0.30, 0.22)], faint=dice.chance(0.5))
        self.crease(
            [(-0.47, -0.08 + wobble), (-0.30, -0.10), (-0.12, -0.14), (0.06, -0.22), (0.16, -0.30), (0.20, -0.38)]
        )

    def wrist_lines(self) -> None:
        for y in (0.66, 0.73):
            self.crease([(-0.26, y - 0.02), (0.0, y + 0.02), (0.26, y - 0.02)], faint=True)

    # ------------------------------------------------------------------------------------------ fingers and thumb

    def straight(self, finger: int, direction: float, *, length: float = 1.0, curl: float = 0.0) -> None:
        """A stretched finger that points `direction` radians to the right of upwards and bends by `curl` radians."""
        x, y = _KNUCKLES[finger]
        width, reach = _WIDTHS[finger], _LENGTHS[finger] * length
        x *= self.plump
        sunk = 0.06 if self.palmar else 0.02
        points = [(x - sunk * math.sin(direction), y + sunk * math.cos(direction))]
        heading, joints = direction, []
        for share in (0.44, 0.30, 0.26):
            joints.append((points[-1], heading))
            step = share * (reach + sunk) - (width / 2 if share == 0.26 else 0)
            points.append((points[-1][0] + step * math.sin(heading), points[-1][1] - step * math.cos(heading)))
            heading += curl / 2
        self.limb(points, (width * 1.04, width, width * 0.95, width * 0.84), 75, 215, start=False, steps=1)
        end, heading = points[-1], joints[-1][1]
        across, upward = np.array((math.cos(heading), math.sin(heading))), np.array((math.sin(heading), -math.cos(heading)))
        for (joint, _), gap in zip(joints[1:], (0.02, 0.0), strict=True):
            places = (-gap, gap) if gap and not self.palmar else (0.0,)
            for place in places:
                middle = np.asarray(joint) + place * upward
                half = across * width * (0.36 if self.palmar else 0.26)
                self.crease(
                    [middle - half, middle + 0.012 * upward, middle + half],
                    faint=not self.palmar,
                )
        if self.palmar:
            base = np.asarray(points[0]) + 0.1 * np.array((math.sin(direction), -math.cos(direction)))
            half = 0.42 * width * np.array((math.cos(direction), math.sin(direction)))
            self.crease([base - half, base + half])
        else:
            self.nail(end, heading, width * 0.84)

    def nail(self, tip: tuple[float, float], heading: float, width: float) -> None:
        """A fingernail on a finger's round end, whose centre is `tip`."""
        along, across = (
            np.array((math.sin(heading), -math.cos(heading))),
            np.array((math.cos(heading), math.sin(heading))),
        )
        half, low, high = 0.34 * width, -0.30 * width, 0.42 * width
        corners = [(-half, low * 0.6), (-half * 0.6, low), (half * 0.6, low), (half, low * 0.6), (half, high * 0.7),
                   (half * 0.55, high), (-half * 0.55, high), (-half, high * 0.7)]  # fmt: skip
        outline = np.array([np.asarray(tip) + a * across + b * along for a, b in corners])
        self.body.polygon(outline, (255, 212, 0, 255))
        self.creases.line(outline[[7, 0, 1, 2, 3, 4]], _FAINT, 0.016)

    def folded(self, finger: int, *, reach: float = 0.0) -> None:
        """A finger folded into the palm, seen from the palm: its middle part, and the tip tucked in below."""
        x, y = _KNUCKLES[finger]
        x *= 0.98 * self.plump
        width = _WIDTHS[finger] * 1.12
        top, bottom = y + 0.04, y + 0.47 + reach - (0.05 if finger == LITTLE else 0)
        self.limb(
            [(x, top), (x * 0.97, (top + bottom) / 2), (x * 0.90, bottom)],
            (width, width * 1.02, width * 0.9),
            120,
            240,
            edge=150,
        )
        self.crease(
            [(x - width * 0.3, bottom - 0.13), (x, bottom - 0.11), (x + width * 0.3, bottom - 0.13)], faint=True
        )

    def knuckle(self, finger: int) -> None:
        """A folded finger seen from the back: the knuckle and what is seen of the first part behind it."""
        x, y = _KNUCKLES[finger]
        x *= self.plump
        width = _WIDTHS[finger] * 1.1
        rise = self.dice.between(0.04, 0.10)
        self.limb([(x, y + 0.05), (x * 1.01, y - rise)], (width, width), 95, 225, edge=120)
        self.pad(circle((x, y + 0.10), width * 0.40, height=width * 0.5, corners=8), 190, 250)
        self.crease([(x - width * 0.25, y - rise - 0.01), (x + width * 0.25, y - rise - 0.01)], faint=True)

    def thumb_out(self, swing: float) -> None:
        """The thumb away from the palm, by `swing` radians from upwards."""
        x, y = 0.28 * self.plump, 0.26
        bend = swing + self.dice.between(-0.35, 0.15)
        middle = (x + 0.36 * math.sin(swing + 0.15), y - 0.36 * math.cos(swing + 0.15))
        joint = (middle[0] + 0.26 * math.sin(swing), middle[1] - 0.26 * math.cos(swing))
        tip = (joint[0] + 0.17 * math.sin(bend), joint[1] - 0.17 * math.cos(bend))
        self.limb([(x, y), middle, joint, tip], (0.40, 0.30, 0.25, 0.22), 85, 220)
        if not self.palmar:
            self.nail(tip, bend, 0.22)
        else:
            side = 0.10
            self.crease([(joint[0] - side, joint[1] - 0.02), (joint[0] + side, joint[1] + 0.02)], faint=True)

    def thumb_across(self, end: tuple[float, float]) -> None:
        """The thumb laid over folded fingers, its tip at `end`; its nail shows."""
        x, y = 0.30 * self.plump, 0.34
        joint = (0.34 * self.plump, y - 0.30)
        self.limb([(x, y), joint, ((joint[0] + end[0]) / 2 + 0.02, (joint[1] + end[1]) / 2 - 0.04), end],
                  (0.36, 0.30, 0.26, 0.22), 150, 255, edge=170)  # fmt: skip
        if self.dice.chance(0.8):
            heading = math.atan2(end[0] - joint[0], joint[1] - end[1]) - 0.15
            self.nail(end, heading, 0.22)
