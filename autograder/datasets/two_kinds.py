"""Cats and dogs: drawn heads with shoulders, of many coats and ears."""

import math

import numpy as np

from autograder.datasets.backdrop import Colour, backdrop, cloud
from autograder.datasets.canvas import Canvas, Fill, Points, Pose, Sketch, circle, smooth
from autograder.datasets.dice import Dice
from autograder.datasets.nuisance import Nuisance, choose, lit, photographed, stamp_logo
from autograder.datasets.relief import blurred, limb, rings, slant

CLASS_NAMES = ("cat", "dog")
DEFAULT_SIZE = 64
CHANNELS = 3
DESCRIPTION = "Drawn heads of cats and dogs with varied coats, ears, eyes and backgrounds."

# Cats and dogs come in all of these, so that the coat tells nothing.
_COATS: tuple[Colour, ...] = (
    (44, 42, 44), (84, 82, 86), (136, 134, 138), (120, 84, 58), (84, 56, 40), (206, 142, 84), (226, 196, 150),
    (236, 230, 220), (176, 126, 80), (158, 150, 140),
)  # fmt: skip
_FRACTIONS = (1.0, 0.86, 0.66, 0.38)
_HEIGHTS = tuple(math.sqrt(1 - fraction * fraction) for fraction in _FRACTIONS)
_BLACK, _GLINT = (26, 22, 24, 255), (245, 245, 245, 255)


class _Animal:
    """An animal being drawn, in units in which its head is about 2 wide; it looks to the right by `yaw`.

    `body` has the bands coverage, height, share of the second coat, share of dark stripes. `face` has red, green, blue
    and coverage.
    """

    def __init__(self, dice: Dice) -> None:
        self.dice = dice
        self.body, self.face = Sketch(), Sketch()
        self.yaw = dice.between(0.0, 1.0)
        self.coat, self.second = dice.pick(_COATS), dice.pick(_COATS)
        self.marked = dice.pick(("plain", "muzzle", "muzzle", "mask", "patches", "stripes"))

    def at(self, x: float, y: float, depth: float = 1.0) -> tuple[float, float]:
        """Where a point of the face lies when the head is turned: what is nearer (`depth`) moves further."""
        return (x * (1 - 0.12 * self.yaw) + 0.30 * self.yaw * depth, y)

    def heap(self, outlines: np.ndarray, low: int, high: int, *, second: bool = False) -> None:
        for outline, rise in zip(outlines, _HEIGHTS, strict=True):
            self.body.polygon(outline, (255, low + round((high - low) * rise), 255 if second else 0, 0))

    def lump(self, points: Points, low: int, high: int, *, second: bool = False) -> None:
        self.heap(rings(points, _FRACTIONS), low, high, second=second)

    def furry(self, points: Points, roughness: float) -> np.ndarray:
        """A closed outline through the points with tufts of fur."""
        outline = smooth(points, closed=True, steps=4)
        center = outline.mean(axis=0)
        tufts = np.array([1 + roughness * self.dice.between(-1, 1) for _ in outline])
        return center + (outline - center) * tufts[:, None]

    def shoulders(self, width: float, top: float) -> None:
        points = [(-0.55 * width, top), (0.55 * width, top), (width, top + 0.7), (1.15 * width, top + 3.0),
                  (-1.15 * width, top + 3.0), (-width, top + 0.7)]  # fmt: skip
        self.lump(points, 60, 150)
        if self.marked == "muzzle":
            self.lump([(-0.3, top), (0.3, top), (0.45, top + 1.2), (0, top + 2.0), (-0.45, top + 1.2)], 120, 150, second=True)

    def markings(self, crown: float, width: float) -> None:
        """What is painted on the head before the face is drawn."""
        dice = self.dice
        if self.marked == "patches":
            side = dice.pick((-1.0, 1.0))
            for _ in range(2):
                x, y = self.at(side * dice.between(0.3, 0.6), dice.between(-0.5, 0.0), 0.6)
                blot = [(x + dice.between(0.2, 0.45) * sin, y + dice.between(0.2, 0.45) * cos)
                        for sin, cos in ((0, -1), (0.8, -0.6), (0.9, 0.4), (0, 1), (-0.9, 0.4), (-0.8, -0.6))]  # fmt: skip
                self.body.polygon(smooth(blot, closed=True, steps=3), (255, 235, 255, 0))
                side = -side if dice.chance(0.5) else side
        elif self.marked == "mask":
            blaze = dice.between(0.12, 0.3)
            self.body.polygon(
                smooth([self.at(0, crown), self.at(blaze, -0.3), self.at(blaze * 1.6, 0.4), self.at(0, 0.8),
                        self.at(-blaze * 1.6, 0.4), self.at(-blaze, -0.3)], closed=True, steps=3),
                (255, 238, 255, 0),
            )  # fmt: skip
        elif self.marked == "stripes":
            for x in (-0.28, 0.0, 0.28):
                top, bottom = self.at(x, crown + 0.08), self.at(x * 0.6, crown + dice.between(0.35, 0.5))
                self.body.line([top, bottom], (255, 235, 0, 255), 0.09)
            for side in (-1, 1):
                for y in (0.15, 0.38):
                    self.body.line([self.at(side * width, y - 0.06), self.at(side * (width - 0.3), y)], (255, 190, 0, 255), 0.08)

    def ink(self, points: Points, fill: Fill) -> None:
        self.face.polygon(points, fill)

    def eye(self, x: float, y: float, radius: float, height: float, iris: Colour, pupil: float, droop: float) -> None:
        """An eye with a round (pupil near 1) or narrow (pupil near 0.2) pupil; `droop` lowers its outer corner."""
        cx, cy = self.at(x, y, 0.9)
        radius *= 1 - 0.25 * self.yaw * (x > 0)
        side = 1 if x > 0 else -1
        tilt = np.array([(0.0, side * droop)])
        outer, inner = circle((0, 0), radius * 1.22, height=height * 1.25, corners=14), circle((0, 0), radius, height=height, corners=14)
        for outline, fill in ((outer, _BLACK), (inner, (round(iris[0]), round(iris[1]), round(iris[2]), 255))):
            self.ink(outline + outline[:, :1] * tilt + (cx, cy), fill)
        self.ink(circle((cx + 0.02, cy), radius * pupil, height=height * (0.95 if pupil < 0.5 else pupil), corners=12), _BLACK)
        self.ink(circle((cx - radius * 0.25, cy - height * 0.35), radius * 0.24, corners=8), _GLINT)

    # ----------------------------------------------------------------------------------------------------- kinds

    def cat(self) -> None:
        dice = self.dice
        self.shoulders(dice.between(0.75, 0.95), 0.6)
        spread, tall = dice.between(0.50, 0.62), dice.between(0.75, 1.05)
        folded = dice.chance(0.10)
        for side in (-1, 1):
            base = [self.at(side * (spread - 0.36), -0.72, 0.2), self.at(side * (spread + 0.36), -0.42, 0.2)]
            tip = self.at(side * (spread + dice.between(0.12, 0.25)), -0.55 - (0.35 if folded else tall * 0.85), 0.0)
            ear = np.array([base[0], ((base[0][0] + tip[0]) / 2 - 0.02 * side, (base[0][1] + tip[1]) / 2 - 0.07), tip,
                            ((base[1][0] + tip[0]) / 2 + 0.07 * side, (base[1][1] + tip[1]) / 2 - 0.05), base[1],
                            self.at(side * spread, -0.2, 0.2)])  # fmt: skip
            self.heap(ear.mean(axis=0) + np.asarray(_FRACTIONS)[:, None, None] * (ear - ear.mean(axis=0)), 90, 160)
            if not folded:
                center = ear[:5].mean(axis=0) + (0.0, 0.08)
                self.ink(center + 0.58 * (ear[:5] - center), (200, 140, 130, 255))
            self.body.polygon(circle(self.at(side * spread, -0.45, 0.3), 0.3, corners=10), (255, 190, 0, 0))
        cheek = dice.between(0.92, 1.08)
        head = [self.at(0, -0.80, 0.2), self.at(0.55, -0.68, 0.2), self.at(0.88, -0.25, 0.2), self.at(cheek, 0.22, 0.2),
                self.at(0.62, 0.66, 0.3), self.at(0, 0.84, 0.4), self.at(-0.62, 0.66, 0.3), self.at(-cheek, 0.22, 0.2),
                self.at(-0.88, -0.25, 0.2), self.at(-0.55, -0.68, 0.2)]  # fmt: skip
        self.heap(self._nested(self.furry(head, dice.between(0.0, 0.05))), 90, 240)
        self.markings(-0.8, 0.86)
        light_muzzle = self.marked in ("muzzle", "mask")
        for side in (-1, 1):
            x, y = self.at(side * 0.19, 0.42, 1.15)
            self.lump(circle((x, y), 0.27, height=0.21, corners=8), 215, 255, second=light_muzzle)
        self.lump(circle(self.at(0, 0.66, 1.0), 0.2, height=0.14, corners=8), 205, 245, second=light_muzzle)
        iris = dice.pick(((150, 190, 80), (214, 176, 50), (120, 170, 190), (190, 130, 40), (110, 160, 90)))
        large, pupil = dice.between(0.19, 0.25), dice.pick((0.22, 0.3, 0.45, 0.75))
        for x in (-0.42, 0.42):
            self.eye(x, -0.05, large, large * dice.between(0.72, 0.95), iris, pupil, -0.22)
        nose = dice.pick(((214, 130, 130), (190, 110, 105), (60, 48, 50)))
        x, y = self.at(0, 0.25, 1.25)
        self.ink(smooth([(x - 0.12, y - 0.05), (x + 0.12, y - 0.05), (x, y + 0.09)], closed=True, steps=3), (*nose, 255))
        self.face.line([(x, y + 0.08), (x, y + 0.2)], _BLACK, 0.03)
        for side in (-1, 1):
            self.face.line(smooth([(x, y + 0.2), (x + side * 0.12, y + 0.28), (x + side * 0.24, y + 0.22)], steps=3), _BLACK, 0.03)
        if dice.chance(0.85):
            shade = (240, 240, 240, 255) if sum(self.coat) < 480 else (60, 56, 56, 255)
            for side in (-1, 1):
                for row in (-1, 0, 1):
                    start = self.at(side * 0.3, 0.40 + 0.06 * row, 1.1)
                    end = self.at(side * dice.between(1.0, 1.35), 0.36 + 0.2 * row + dice.between(-0.06, 0.06), 0.9)
                    self.face.line([start, ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2 - 0.04), end], shade, 0.018)

    def dog(self) -> None:
        dice = self.dice
        self.shoulders(dice.between(0.72, 1.0), 0.6)
        ears = dice.pick(("hanging", "hanging", "hanging", "pricked", "tipped"))
        flat = dice.chance(0.22)
        if ears != "hanging":
            self.dog_ears(ears)
        jowl, chin = dice.between(0.58, 0.78), dice.between(0.78, 0.95)
        head = [self.at(0, -0.86, 0.2), self.at(0.5, -0.76, 0.2), self.at(0.78, -0.40, 0.2), self.at(0.80, 0.0, 0.2),
                self.at(jowl, 0.45, 0.4), self.at(0.34, chin, 0.6), self.at(-0.34, chin, 0.6), self.at(-jowl, 0.45, 0.4),
                self.at(-0.80, 0.0, 0.2), self.at(-0.78, -0.40, 0.2), self.at(-0.5, -0.76, 0.2)]  # fmt: skip
        self.heap(self._nested(self.furry(head, dice.between(0.0, 0.05))), 90, 225)
        self.markings(-0.86, 0.62)
        if ears == "hanging":
            self.dog_ears(ears)
        light_muzzle = self.marked in ("muzzle", "mask")
        reach = 1.0 if flat else 1.9
        width, drop = (0.44, 0.36) if flat else (dice.between(0.34, 0.44), dice.between(0.42, 0.54))
        if dice.chance(0.35):
            x, y = self.at(0.04, 0.78 if flat else 0.92, reach * 0.8)
            self.ink(smooth([(x - 0.13, y - 0.2), (x + 0.13, y - 0.2), (x + 0.15, y + 0.15), (x, y + 0.3), (x - 0.15, y + 0.15)],
                            closed=True, steps=3), (214, 96, 104, 255))  # fmt: skip
        nose_y = 0.18 if flat else 0.28
        muzzle = [self.at(0, nose_y - 0.30, reach * 0.5), self.at(width * 0.75, nose_y - 0.1, reach * 0.9), self.at(width, 0.5, reach),
                  self.at(width * 0.7, 0.34 + drop, reach), self.at(0, 0.38 + drop, reach), self.at(-width * 0.7, 0.34 + drop, reach),
                  self.at(-width, 0.5, reach), self.at(-width * 0.75, nose_y - 0.1, reach * 0.7)]  # fmt: skip
        self.lump(muzzle, 195, 255, second=light_muzzle)
        iris = dice.pick(((90, 56, 30), (70, 44, 28), (120, 76, 36), (150, 176, 200)))
        small = dice.between(0.12, 0.17) * (1.25 if flat else 1.0)
        for x in (-0.36, 0.36):
            self.eye(x, -0.18 + (0.08 if flat else 0), small, small * dice.between(0.8, 1.0), iris, 0.62, 0.12)
            if self.marked == "mask" or dice.chance(0.2):
                self.body.polygon(circle(self.at(x * 0.9, -0.42, 0.7), 0.10, height=0.06, corners=8), (255, 235, 255, 0))
        size = dice.between(0.15, 0.21)
        x, y = self.at(0, nose_y, reach * 1.1)
        nose = dice.pick(((34, 30, 32), (34, 30, 32), (80, 50, 44)))
        self.ink(smooth([(x - size, y - size * 0.45), (x, y - size * 0.7), (x + size, y - size * 0.45), (x + size * 0.6, y + size * 0.5),
                         (x, y + size * 0.7), (x - size * 0.6, y + size * 0.5)], closed=True, steps=3), (*nose, 255))  # fmt: skip
        self.ink(circle((x - size * 0.3, y - size * 0.3), size * 0.22, height=size * 0.14, corners=8), (150, 146, 150, 255))
        bottom = 0.30 + drop * 0.8
        self.face.line([(x, y + size * 0.6), (x - 0.01, bottom)], _BLACK, 0.035)
        for side in (-1, 1):
            self.face.line(
                smooth([(x - 0.01, bottom), (x + side * width * 0.5, bottom + 0.1), (x + side * width * 0.85, bottom - 0.04)], steps=3),
                _BLACK,
                0.035,
            )
        if dice.chance(0.15):
            for side in (-1, 1):
                self.face.line([self.at(side * 0.2, 0.5, reach), self.at(side * 0.8, 0.48, reach)], (120, 112, 108, 255), 0.014)

    def dog_ears(self, kind: str) -> None:
        dice = self.dice
        length, width = dice.between(0.7, 1.25), dice.between(0.36, 0.52)
        dark = dice.chance(0.3)
        for side in (-1, 1):
            if kind == "hanging":
                line = [self.at(side * 0.52, -0.66, 0.2), self.at(side * 0.86, -0.45, 0.1), self.at(side * 0.98, -0.05, 0.1),
                        self.at(side * 0.94, -0.5 + length, 0.0)]  # fmt: skip
                for outline, rise in zip(limb(line, (width * 0.7, width, width, width * 0.8), _FRACTIONS), _HEIGHTS, strict=True):
                    self.body.polygon(outline, (255, 110 + round(120 * rise), 0, 110 if dark else 0))
                continue
            tip = self.at(side * dice.between(0.60, 0.78), -0.85 - 0.62 * length, 0.0)
            ear = np.array([self.at(side * 0.22, -0.74, 0.2), ((self.at(side * 0.32, 0)[0] + tip[0]) / 2, -1.1), tip,
                            self.at(side * 0.84, -0.85, 0.1), self.at(side * 0.80, -0.3, 0.2), self.at(side * 0.4, -0.3, 0.2)])  # fmt: skip
            self.heap(self._nested(ear), 90, 160)
            if kind == "tipped":
                # The tip folds forward and hangs over the ear.
                flap = np.array([self.at(side * 0.30, -1.02, 0.1), self.at(side * 0.84, -1.0, 0.1), self.at(side * 0.66, -0.55, 0.1)])
                self.body.polygon(np.array([ear[0], ear[1], ear[3], ear[4]]), (255, 110, 0, 0))
                self.heap(self._nested(flap), 160, 220)
            else:
                center = ear[:4].mean(axis=0) + (0.0, 0.1)
                self.ink(center + 0.5 * (ear[:5] - center), (176, 122, 112, 255))
                self.body.polygon(circle(self.at(side * 0.5, -0.5, 0.3), 0.3, corners=10), (255, 185, 0, 0))

    @staticmethod
    def _nested(outline: np.ndarray) -> np.ndarray:
        center = outline.mean(axis=0)
        return center + np.asarray(_FRACTIONS)[:, None, None] * (outline - center)


def _planes(colour: Colour | np.ndarray) -> np.ndarray:
    return np.asarray(colour, np.float32)[:, None, None]


def draw(label: int, size: int, rng: np.random.Generator, options: Nuisance) -> np.ndarray:
    """uint8 (size, size, 3): a cat (label 0) or a dog (label 1)."""
    choices = choose(options, label, len(CLASS_NAMES), rng)
    dice = Dice(rng)
    animal = _Animal(dice)
    if CLASS_NAMES[label] == "cat":
        animal.cat()
    else:
        animal.dog()
    pose = Pose(
        scale=choices.zoom * dice.between(0.26, 0.40),
        turn=dice.between(-0.35, 0.35),
        shear=dice.between(-0.1, 0.1),
        stretch=dice.between(0.88, 1.12),
        tilt=(dice.between(-0.2, 0.2), dice.between(-0.2, 0.2)),
        dx=choices.dx * 1.3 - 0.06 * animal.yaw * (-1 if choices.mirrored else 1),
        dy=choices.dy + 0.04,
        mirrored=choices.mirrored,
    )
    factor = None if size <= 80 else 3 if size <= 128 else 2
    body = Canvas(size, pose, factor=factor).draw(animal.body)
    face = np.ascontiguousarray(Canvas(size, pose, factor=factor).draw(animal.face).transpose(2, 0, 1)).astype(np.float32)
    coverage, second, stripes = (body[:, :, band].astype(np.float32) * np.float32(1 / 255) for band in (0, 2, 3))

    toward = dice.between(-1.2, 1.2)
    height = blurred(np.ascontiguousarray(body[:, :, 1]), size * pose.scale * 0.04)
    slope = slant(height, (math.sin(toward), -math.cos(toward)), dice.between(0.08, 0.14))
    fur = cloud(dice, size, dice.whole(24, 44), dice.whole(24, 44))
    tone = np.float32(0.74) + np.float32(0.3) * height + np.float32(0.2) * slope + np.float32(dice.between(0.04, 0.13)) * fur
    coat, other = (_planes([part + dice.between(-12, 12) for part in colour]) for colour in (animal.coat, animal.second))
    if abs(float(coat.mean() - other.mean())) < 50:
        other = other * np.float32(0.5) if coat.mean() > 130 else other + (250 - other) * np.float32(0.7)
    colour = coat + second * (other - coat)
    colour = colour * (tone * (1 - np.float32(0.5) * stripes))

    ground = np.ascontiguousarray(backdrop(dice, size, clutter=0.4, margin=0.15)[0].transpose(2, 0, 1))
    ground += coverage * (colour - ground)
    # The face's colours are multiplied with its coverage already: nothing was black there.
    ground *= 1 - face[3] * np.float32(1 / 255)
    ground += face[:3] * (np.float32(0.85) + np.float32(0.2) * slope)
    image = np.ascontiguousarray(ground.transpose(1, 2, 0))
    if choices.logo is not None:
        x, y = pose.apply(np.array([(0.0, 1.15)]))[0]
        image = stamp_logo(image, choices.logo, float(x), min(float(y), 0.9), 0.09)
    return photographed(lit(image, choices), rng, blur=dice.between(-0.5, 0.7), noise=dice.between(2, 8))
