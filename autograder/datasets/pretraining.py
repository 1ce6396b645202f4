"""Pictures of everyday things and textures, on which the small backbone is pretrained.

None of their classes is a class of a lesson's set: no clothes, hands, letters or pets. A thing has its class from its
shape alone: every colour, pattern and background goes with every class.
"""

import numpy as np
from PIL import Image, ImageFilter

from autograder.datasets.backdrop import Colour, backdrop, cloud, luma
from autograder.datasets.canvas import Canvas, Pose, Sketch, circle, regular_polygon, star
from autograder.datasets.dice import Dice
from autograder.datasets.nuisance import photographed
from autograder.datasets.things import indoors, outdoors
from autograder.datasets.things.textures import ALL, TEXTURES, texture
from autograder.datasets.things.thing import Thing

_MAKERS = {make.__name__.removesuffix("_shape"): make for make in (*indoors.THINGS, *outdoors.THINGS)}

CLASS_NAMES: tuple[str, ...] = tuple(sorted((*_MAKERS, *TEXTURES)))
TEXTURE_NAMES: tuple[str, ...] = tuple(sorted(TEXTURES))
DEFAULT_SIZE = 64
CHANNELS = 3
DESCRIPTION = (
    f"{len(_MAKERS)} kinds of everyday things (tools, crockery, plants, animals, vehicles) in many colours and "
    f"patterns before many backgrounds, and {len(TEXTURES)} textures."
)


def make_thing(name: str, dice: Dice) -> Thing:
    """A thing of the class `name` (not a texture), in proportions that the dice decide."""
    return _MAKERS[name](dice)


def _colour(dice: Dice) -> Colour:
    """Any colour; greys and browns more often than a cube of colours has them."""
    if dice.chance(0.3):
        grey = dice.between(15, 245)
        return (grey + dice.between(-8, 8), grey + dice.between(-8, 8), grey + dice.between(-8, 8))
    bright, pale = dice.between(70, 250), dice.between(0.05, 0.85)
    low, middle = bright * pale, bright * (pale + (1 - pale) * dice.unit())
    return dice.pick(
        ((bright, middle, low), (bright, low, middle), (middle, bright, low), (low, bright, middle),
         (middle, low, bright), (low, middle, bright), (bright, middle, low))
    )  # fmt: skip


def _apart(dice: Dice, brightness: float, least: float) -> Colour:
    """A colour whose brightness differs from the one given by at least about `least`."""
    for _ in range(8):
        colour = _colour(dice)
        if abs(luma(colour) - brightness) >= least:
            break
    return colour


def _paint(mask: np.ndarray, one: Colour, two: Colour) -> np.ndarray:
    """float32 (size, size, 3): colour one, and colour two where mask, (size, size) from 0 to 1, is 1."""
    first, second = np.array(one, np.float32), np.array(two, np.float32)
    return first + mask[:, :, None] * (second - first)


def _grid(dice: Dice, size: int, turn: float = 3.2) -> tuple[np.ndarray, np.ndarray]:
    return Pose(scale=1.0, turn=dice.between(-turn, turn)).grid(size)


def _background(dice: Dice, size: int) -> tuple[np.ndarray, float]:
    """A background, float32 (size, size, 3), and its brightness (0 to 255)."""
    if dice.chance(0.45):
        # A floor, cloth or wall, as in other sets.
        return backdrop(dice, size, clutter=0.0)
    one = _colour(dice)
    kind = dice.whole(0, 9)
    if kind <= 2:
        image = _paint(np.zeros((size, size), np.float32), one, one) * (1 + 0.05 * cloud(dice, size, 3, 3))[:, :, None]
    elif kind <= 5:
        cells, depth = dice.pick((3, 5, 8, 20, 40)), dice.between(0.05, 0.3)
        image = np.array(one, np.float32) * (1 + depth * cloud(dice, size, cells, cells))[:, :, None]
    elif kind <= 7:
        u, v = _grid(dice, size)
        strength = dice.between(0.15, 0.7)
        mask = texture(dice, dice.pick(tuple(ALL)), u, v, dice.between(3, 10), size) * np.float32(strength)
        image = _paint(mask, one, _colour(dice))
    else:
        # Ground and wall, or ground and sky.
        edge, soft = dice.between(0.35, 0.8), dice.between(1, 8)
        rows = (np.arange(size, dtype=np.float32) + 0.5) / size
        mask = np.clip((rows - np.float32(edge)) * size / np.float32(soft) + 0.5, 0, 1)
        mask = np.repeat(mask[:, None], size, axis=1)
        image = _paint(mask, one, _colour(dice)) * (1 + 0.1 * cloud(dice, size, 12, 12))[:, :, None]
    return image.astype(np.float32), luma(one)


def _clutter(dice: Dice, image: np.ndarray, count: int) -> np.ndarray:
    """The image with simple shapes of any colour lying about, most of them near the edge."""
    size = image.shape[0]
    for _ in range(count):
        sketch = Sketch()
        spot = dice.pick(((0.0, dice.unit()), (1.0, dice.unit()), (dice.unit(), 0.0), (dice.unit(), 1.0)))
        pose = Pose(
            scale=dice.between(0.05, 0.2), turn=dice.between(0, 6.2), stretch=dice.between(0.4, 1.6),
            dx=0.8 * (spot[0] - 0.5), dy=0.8 * (spot[1] - 0.5),
        )  # fmt: skip
        kind = dice.whole(0, 4)
        if kind == 0:
            sketch.polygon(circle((0, 0), 1), (255, 0, 0, 0))
        elif kind == 1:
            sketch.polygon(regular_polygon(dice.whole(3, 6), 1.0), (255, 0, 0, 0))
        elif kind == 2:
            sketch.polygon(star(dice.whole(3, 6), 1.0, 0.6), (255, 0, 0, 0))
        elif kind == 3:
            sketch.polygon([(-1, -0.2), (1, -0.2), (1, 0.2), (-1, 0.2)], (255, 0, 0, 0))
        else:
            sketch.line([(-1, 0), (0, dice.between(-0.6, 0.6)), (1, 0)], (255, 0, 0, 0), 0.2)
        mask = Canvas(size, pose, bands=1, factor=2).draw(sketch)[:, :, 0].astype(np.float32) * np.float32(1 / 255)
        image = image + mask[:, :, None] * (np.array(_colour(dice), np.float32) - image)
    return image


def _shade(dice: Dice, u: np.ndarray, v: np.ndarray, coverage: Image.Image, size: int) -> np.ndarray:
    """Light on the thing, float32 (size, size): from one side, rounded towards its edges, or spots of light."""
    light = 1 + dice.between(-0.3, 0.3) * u.clip(-1, 1) + dice.between(-0.2, 0.2) * v.clip(-1, 1)
    if dice.chance(0.5):
        near = np.asarray(coverage.filter(ImageFilter.GaussianBlur(size * dice.between(0.02, 0.06))), np.float32)
        light = light * (1 - dice.between(0.2, 0.6) * (1 - near * np.float32(1 / 255)))
    if dice.chance(0.4):
        light = light * (1 + dice.between(0.05, 0.25) * cloud(dice, size, 8, 8))
    return light


def place(
    dice: Dice, image: np.ndarray, thing: Thing, pose: Pose, ground: float, *, contrast: float = 35
) -> np.ndarray:
    """The image, float32 (size, size, 3), with the thing in it, in colours and patterns that the dice decide.

    ground: brightness of the image around the thing, from which the thing's colour differs by about `contrast`.
    """
    size = image.shape[0]
    bands = Canvas(size, pose).draw(thing.sketch).astype(np.float32)
    coverage = bands[:, :, 0] * np.float32(1 / 255)
    solid = Image.fromarray(bands[:, :, 0].astype(np.uint8))
    over = np.maximum(bands[:, :, 0], 1)
    u, v = pose.grid(size)

    first = _apart(dice, ground, contrast)
    second, third = (_apart(dice, luma(first), dice.pick((0, 25, 60))) for _ in range(2))
    paint: np.ndarray = np.array(first, np.float32)
    if dice.chance(0.45):
        kind, periods = dice.pick(tuple(ALL)), dice.between(1.5, 5)
        mask = texture(dice, kind, u, v, periods, pose.scale * size) * np.float32(dice.between(0.35, 1))
        paint = _paint(mask, first, _colour(dice))
    for band, colour in ((2, second), (3, third)):
        paint = paint + (bands[:, :, band] / over)[:, :, None] * (np.array(colour, np.float32) - paint)
    tone = 1 + (bands[:, :, 1] / over * np.float32(255 / 128) - 1) * np.float32(dice.between(0.5, 1))
    paint = paint * (tone * _shade(dice, u, v, solid, size))[:, :, None]

    if dice.chance(0.5):
        # A shadow on the ground.
        soft = solid.filter(ImageFilter.GaussianBlur(size * dice.between(0.01, 0.05)))
        shift = (dice.whole(-size // 16, size // 16), dice.whole(0, size // 16))
        shadow = np.asarray(
            soft.transform(soft.size, Image.Transform.AFFINE, (1, 0, shift[0], 0, 1, -shift[1])), np.float32
        )
        image = image * (1 - shadow * np.float32(dice.between(0.2, 0.6) / 255))[:, :, None]
    if dice.chance(0.15):
        ring = np.asarray(solid.filter(ImageFilter.MaxFilter(3)), np.float32) * np.float32(1 / 255)
        image = image + ring[:, :, None] * (np.array(_apart(dice, luma(first), 60), np.float32) - image)
    return image + coverage[:, :, None] * (paint - image)


def _pose(dice: Dice, thing: Thing) -> Pose:
    """Somewhere in the picture, nearly whole: its bounds span 0.5 to 1 of the width."""
    turn = dice.between(-thing.turn, thing.turn)
    free = Pose(
        scale=1.0, turn=turn, shear=dice.between(-0.15, 0.15), stretch=dice.between(0.8, 1.25),
        tilt=(dice.between(-0.12, 0.12), dice.between(-0.12, 0.12)), mirrored=dice.chance(0.5),
    )  # fmt: skip
    low, high = thing.sketch.bounds(free)
    span = float((high - low).max())
    scale = dice.between(0.5, 1.0) / span
    middle = (low + high) / 2 - 0.5
    room = max(0.0, 1 - scale * span) / 2 + 0.04
    return Pose(
        scale=scale, turn=free.turn, shear=free.shear, stretch=free.stretch,
        tilt=(free.tilt[0] / scale * 0.5, free.tilt[1] / scale * 0.5), mirrored=free.mirrored,
        dx=dice.between(-room, room) - scale * float(middle[0]),
        dy=dice.between(-room, room) - scale * float(middle[1]),
    )  # fmt: skip


def _texture_picture(dice: Dice, name: str, size: int) -> np.ndarray:
    one = _colour(dice)
    two = _apart(dice, luma(one), 40)
    u, v = _grid(dice, size, 3.2 if name not in ("bricks", "scales") else 0.5)
    mask = texture(dice, name, u, v, dice.between(3, 9), size)
    return _paint(mask, one, two) * (1 + 0.15 * cloud(dice, size, 6, 6))[:, :, None]


def draw(label: int, size: int, rng: np.random.Generator) -> np.ndarray:
    """A picture of class `label`, uint8 (size, size, 3)."""
    dice = Dice(rng)
    name = CLASS_NAMES[label]
    if name in TEXTURES:
        image = _texture_picture(dice, name, size)
    else:
        thing = make_thing(name, dice)
        image, ground = _background(dice, size)
        image = _clutter(dice, image, dice.pick((0, 0, 1, 2, 3)))
        image = place(dice, image, thing, _pose(dice, thing), ground)
        if dice.chance(0.12):
            image = _clutter(dice, image, 1)
    ramp = (np.arange(size, dtype=np.float32) * np.float32(2 / size) - np.float32(1)).astype(np.float32)
    light = dice.between(0.7, 1.25) * (1 + dice.between(-0.25, 0.25) * ramp + dice.between(-0.25, 0.25) * ramp[:, None])
    warm = dice.between(-0.1, 0.1)
    image = image * light[:, :, None] * np.array((1 + warm, 1, 1 - warm), np.float32)
    if dice.chance(0.06):
        image = np.repeat(image @ np.array(((0.3,), (0.59,), (0.11,)), np.float32), 3, axis=2)
    return photographed(image, rng, blur=dice.pick((0, 0, 0.5, 0.8, 1.2)), noise=dice.between(1, 8))
