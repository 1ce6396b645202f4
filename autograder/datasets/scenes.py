"""A small thing beside clutter: seen whole, the picture misleads a classifier; cut out, the thing is recognised.

The class of a picture is the class of the thing that lies free within its box; what lies around it (boxes, balls,
papers, plates, sticks) belongs to no class. The classes are some of those of `pretraining`, so that the pretrained
backbone can name them.

    images, labels = load("scenes", split="test", n=24, seed=3)
    places = boxes(split="test", n=24, seed=3)
    left, upper, right, lower = square_around(places, images.shape[1])[0]
    crop = images[0, upper:lower, left:right]
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from autograder.datasets import class_names, splits
from autograder.datasets.backdrop import Colour, backdrop
from autograder.datasets.canvas import Canvas, Fill, Pose, Sketch, circle, regular_polygon
from autograder.datasets.dice import Dice
from autograder.datasets.nuisance import Choices, Nuisance, choose, lit, photographed, stamp_logo
from autograder.datasets.pretraining import make_thing, place
from autograder.datasets.things.thing import Thing

CLASS_NAMES = (
    "apple", "banana", "bicycle", "car", "clock", "fish", "guitar", "house", "key", "mug", "teapot", "umbrella",
)  # fmt: skip
DEFAULT_SIZE = 128
CHANNELS = 3
DESCRIPTION = "A small drawn thing (a mug, a key, a fish and so on) that lies free on a surface beside larger clutter."

# The longer side of the thing, in image widths.
SMALLEST_SPAN, LARGEST_SPAN = 0.20, 0.29
# Free space around the thing, as a share of its span; and the margin that `square_around` leaves.
_ROOM = 0.12

_CLUTTER: tuple[Colour, ...] = (
    (214, 60, 50), (240, 236, 226), (40, 44, 54), (60, 110, 180), (230, 190, 60), (90, 140, 90), (150, 110, 80),
    (200, 200, 206), (130, 80, 140), (236, 150, 80), (100, 190, 190), (110, 60, 44),
)  # fmt: skip


@dataclass(frozen=True)
class _Plan:
    """The thing, how it lies, and its middle and half sides in image widths: decided before anything is drawn."""

    choices: Choices
    thing: Thing
    pose: Pose
    middle: tuple[float, float]
    half: tuple[float, float]

    @property
    def reach(self) -> float:
        """Half of the square that is kept free for the thing."""
        return max(self.half) * (1 + 2 * _ROOM)


def _plan(label: int, dice: Dice, options: Nuisance) -> _Plan:
    choices = choose(options, label, len(CLASS_NAMES), dice.rng)
    thing = make_thing(CLASS_NAMES[label], dice)
    free = Pose(
        scale=1.0,
        turn=dice.between(-thing.turn, thing.turn),
        shear=dice.between(-0.1, 0.1),
        stretch=dice.between(0.88, 1.14),
        mirrored=choices.mirrored,
    )
    low, high = thing.sketch.bounds(free)
    span = dice.between(SMALLEST_SPAN, LARGEST_SPAN) * (0.9 + 0.1 * choices.zoom)
    scale = span / float((high - low).max())
    half_x, half_y = (scale * float(side) / 2 for side in high - low)
    # Anywhere in the picture, whole and with room around it; the nuisance moves it a little further.
    room = 0.5 - span / 2 * (1 + 2 * _ROOM) - 0.01
    x = 0.5 + min(room, max(-room, dice.between(-room, room) + choices.dx))
    y = 0.5 + min(room, max(-room, dice.between(-room, room) + choices.dy))
    middle = (low + high) / 2 - 0.5
    pose = replace(free, scale=scale, dx=x - 0.5 - scale * float(middle[0]), dy=y - 0.5 - scale * float(middle[1]))
    return _Plan(choices, thing, pose, (x, y), (half_x, half_y))


def _fill(colour: Colour, light: float = 1.0) -> Fill:
    red, green, blue = (min(255, round(part * light)) for part in colour)
    return (red, green, blue, 255)


def _piece(dice: Dice, sketch: Sketch, x: float, y: float, radius: float) -> None:
    """One piece of clutter within a circle, in image widths."""
    colour, second = dice.pick(_CLUTTER), dice.pick(_CLUTTER)
    turn = dice.between(-math.pi, math.pi)
    c, s = math.cos(turn), math.sin(turn)

    def put(points: Sequence[tuple[float, float]], fill: Fill) -> None:
        sketch.polygon([(x + radius * (c * px - s * py), y + radius * (s * px + c * py)) for px, py in points], fill)

    kind = dice.pick(("box", "box", "ball", "paper", "plate", "stick", "block"))
    if kind == "box":
        width, height = dice.between(0.5, 0.85), dice.between(0.35, 0.6)
        put([(-width, -height), (width, -height), (width, height), (-width, height)], _fill(colour))
        put(
            [(-width, height), (width, height), (width - 0.12, height + 0.22), (-width - 0.12, height + 0.22)],
            _fill(colour, 0.6),
        )
        bands = dice.whole(0, 3)
        for band in range(bands):
            left = -width + 2 * width * (band + 0.3) / bands
            put(
                [
                    (left, -height),
                    (left + 0.5 * width / bands, -height),
                    (left + 0.5 * width / bands, height),
                    (left, height),
                ],
                _fill(second),
            )
    elif kind == "ball":
        sketch.polygon(circle((x + 0.03 * radius, y + 0.05 * radius), 0.9 * radius), _fill(colour, 0.55))
        sketch.polygon(circle((x, y), 0.86 * radius), _fill(colour, 0.85))
        sketch.polygon(circle((x - 0.12 * radius, y - 0.16 * radius), 0.6 * radius), _fill(colour))
        sketch.polygon(circle((x - 0.25 * radius, y - 0.32 * radius), 0.2 * radius), _fill(colour, 1.3))
    elif kind == "paper":
        put([(-0.6, -0.8), (0.64, -0.76), (0.6, 0.8), (-0.64, 0.78)], _fill((236, 234, 226)))
        for line in range(dice.whole(3, 7)):
            top = -0.6 + 0.2 * line
            put(
                [
                    (-0.45, top),
                    (dice.between(0.1, 0.45), top),
                    (dice.between(0.1, 0.45), top + 0.06),
                    (-0.45, top + 0.06),
                ],
                _fill((90, 90, 100)),
            )
    elif kind == "plate":
        for size, light in ((0.95, 0.7), (0.9, 1.0), (0.62, 0.85), (0.58, 1.08)):
            sketch.polygon(circle((x, y), size * radius), _fill(colour, light))
    elif kind == "stick":
        put([(-1.0, -0.1), (1.0, -0.1), (1.0, 0.1), (-1.0, 0.1)], _fill(colour))
        put([(-1.0, 0.04), (1.0, 0.04), (1.0, 0.1), (-1.0, 0.1)], _fill(colour, 0.6))
        put([(0.7, -0.12), (1.0, -0.12), (1.0, 0.12), (0.7, 0.12)], _fill(second))
    else:
        corners = dice.whole(5, 8)
        put(regular_polygon(corners, 0.95).tolist(), _fill(colour, 0.65))
        put((regular_polygon(corners, 0.8) * (1, 0.92) - (0.05, 0.08)).tolist(), _fill(colour))


def _clutter(dice: Dice, plan: _Plan) -> Sketch:
    """Four to eight pieces that leave the thing's square free; some reach over the picture's edge."""
    sketch = Sketch()
    laid: list[tuple[float, float, float]] = []
    x, y = plan.middle
    wanted = dice.whole(4, 8)
    for _ in range(6 * wanted):
        if len(laid) == wanted:
            break
        px, py, radius = dice.between(-0.02, 1.02), dice.between(-0.02, 1.02), dice.between(0.08, 0.24)
        # Distance from the square's edge, and from what lies there already (which may overlap a little).
        away = max(abs(px - x), abs(py - y)) - plan.reach
        if away < radius or any(
            (px - qx) ** 2 + (py - qy) ** 2 < (0.8 * (radius + other)) ** 2 for qx, qy, other in laid
        ):
            continue
        laid.append((px, py, radius))
        _piece(dice, sketch, px, py, radius)
    return sketch


def _with_thing(dice: Dice, image: np.ndarray, plan: _Plan, ground: float) -> np.ndarray:
    """The image, on whose ground of brightness `ground` the thing is painted; only its square is worked on."""
    size = image.shape[0]
    (x, y), reach = plan.middle, plan.reach
    side = min(size, math.ceil(2 * reach * size))
    left, upper = (min(size - side, max(0, round((part - reach) * size))) for part in (x, y))
    patch = image[upper : upper + side, left : left + side]
    ratio = size / side
    pose = replace(
        plan.pose,
        scale=plan.pose.scale * ratio,
        dx=((plan.pose.dx + 0.5) * size - left) / side - 0.5,
        dy=((plan.pose.dy + 0.5) * size - upper) / side - 0.5,
    )
    image[upper : upper + side, left : left + side] = place(dice, patch, plan.thing, pose, ground, contrast=70)
    return image


def draw(label: int, size: int, rng: np.random.Generator, options: Nuisance) -> np.ndarray:
    """uint8 (size, size, 3): a scene with a thing of class CLASS_NAMES[label]."""
    dice = Dice(rng)
    plan = _plan(label, dice, options)
    clutter = _clutter(dice, plan)
    background, ground = backdrop(dice, size, clutter=0.0)
    image = np.ascontiguousarray(background.transpose(2, 0, 1))
    # Bands: red, green, blue and coverage; the colours come multiplied with the coverage.
    pieces = np.ascontiguousarray(
        Canvas(size, Pose(scale=1.0, dx=-0.5, dy=-0.5), factor=2).draw(clutter).transpose(2, 0, 1)
    )
    image *= 1 - pieces[3] * np.float32(1 / 255)
    image += pieces[:3]
    image = _with_thing(dice, np.ascontiguousarray(image.transpose(1, 2, 0)), plan, ground)
    if plan.choices.logo is not None:
        image = stamp_logo(image, plan.choices.logo, *plan.middle, 0.18 * max(plan.half))
    return photographed(lit(image, plan.choices), rng, blur=dice.between(-0.4, 0.3), noise=dice.between(2, 6))


def boxes(
    split: str = "train",
    size: int | None = None,
    n: int = 1000,
    seed: int = 0,
    classes: Sequence[str] | None = None,
    facing: bool = False,
    shift: bool = False,
    imbalance: bool = False,
    key: bytes | None = None,
) -> np.ndarray:
    """Where the things are in `load("scenes", ...)` with the same arguments (logos move nothing).

    Returns int64 (n, 4): left, upper, right, lower in pixels, as Pillow's `crop` takes them (the right column and the
    lower row are no longer part). The box just holds the thing. Nothing is drawn, so this is quick.
    """
    splits.check_split(split)
    names = class_names("scenes", classes)
    pixels = DEFAULT_SIZE if size is None else size
    options = Nuisance(facing=facing, shift=shift, imbalance=imbalance, split=split)
    labels = splits.labels("scenes", split, len(names), n, seed=seed, imbalance=imbalance, key=key)
    found = np.empty((n, 4), np.int64)
    for index, label in enumerate(labels.tolist()):
        rng = splits.image_generator("scenes", split, names[label], index, seed=seed, key=key)
        plan = _plan(CLASS_NAMES.index(names[label]), Dice(rng), options)
        for axis in (0, 1):
            low = (plan.middle[axis] - plan.half[axis]) * pixels
            high = (plan.middle[axis] + plan.half[axis]) * pixels
            found[index, axis], found[index, axis + 2] = max(0, math.floor(low)), min(pixels, math.ceil(high))
    return found


def square_around(places: np.ndarray, size: int, margin: float = _ROOM) -> np.ndarray:
    """Squares around boxes, so that what is cut out keeps its proportions when it is resized to a square.

    places: int (n, 4), as `boxes` gives them. size: of the images, in pixels. margin: free space on either side of
    the longer side, as a share of it. Returns int64 (n, 4); the squares lie within the image.
    """
    sides = np.stack([places[:, 2] - places[:, 0], places[:, 3] - places[:, 1]])
    side = np.minimum(size, np.ceil(sides.max(axis=0) * (1 + 2 * margin)).astype(np.int64))
    left = np.clip((places[:, 0] + places[:, 2] - side) // 2, 0, size - side)
    upper = np.clip((places[:, 1] + places[:, 3] - side) // 2, 0, size - side)
    return np.stack([left, upper, left + side, upper + side], axis=1)
