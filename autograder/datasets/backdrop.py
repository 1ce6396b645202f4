"""What lies behind and beside an object: floors, cloths, walls, and odds and ends at the edge.

All textures start from small arrays of random bytes that Pillow enlarges, so that the same picture comes out at
every size.
"""

import numpy as np
from PIL import Image

from autograder.datasets.canvas import Canvas, Pose, Sketch, circle
from autograder.datasets.dice import Dice

Colour = tuple[float, float, float]

# Light grounds come more often than dark ones, as in the photos that people take of their clothes.
_LIGHT_WOODS = ((205, 170, 125), (196, 184, 170), (218, 190, 150), (186, 150, 108))
_DARK_WOODS = ((120, 82, 54), (150, 140, 130), (92, 70, 58), (170, 110, 70))
_LIGHT_CLOTHS = ((225, 215, 200), (240, 240, 238), (205, 205, 212), (235, 220, 170), (216, 176, 180), (190, 208, 200))
_DARK_CLOTHS = (
    (190, 40, 45), (60, 62, 70), (110, 130, 110), (70, 90, 130), (150, 120, 100), (40, 38, 44), (90, 170, 165),
    (180, 60, 110), (150, 152, 160),
)  # fmt: skip
_LIGHT_STONES = ((205, 198, 188), (225, 222, 215), (210, 190, 165))
_DARK_STONES = ((150, 150, 148), (110, 108, 106))


def luma(colour: Colour) -> float:
    """Brightness of a colour, from 0 to 255."""
    return 0.3 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2]


def cloud(dice: Dice, size: int, rows: int, columns: int) -> np.ndarray:
    """float32 (size, size) from -1 to 1: random hills, `rows` by `columns` of them."""
    seeds = dice.rng.integers(0, 256, (rows, columns), dtype=np.uint8)
    # Only ever enlarged: Pillow's versions round differently where it reduces with a filter, but not in `reduce`.
    factor = -(-max(rows, columns) // size)
    enlarged = Image.fromarray(seeds).resize((factor * size, factor * size), Image.Resampling.BICUBIC).reduce(factor)
    return np.asarray(enlarged, dtype=np.float32) * np.float32(1 / 128) - np.float32(1)


def _grooves(dice: Dice, size: int, count: float, width: float) -> tuple[np.ndarray, np.ndarray]:
    """Which board each row belongs to, int (size,), and how dark the joint between boards is there, float32 (size,)."""
    place = (np.arange(size) + 0.5) / size * count + dice.unit()
    board = np.floor(place).astype(int)
    from_joint = np.abs(place - np.rint(place)) * (size / count)
    dark = np.clip(width * size / 64 + 0.5 - from_joint, 0, 1).astype(np.float32)
    return board, dark


def _wood(dice: Dice, size: int) -> np.ndarray:
    board, dark = _grooves(dice, size, dice.between(2.5, 7), 0.35)
    tones = np.array([dice.between(-1, 1) for _ in range(10)], np.float32)[board]
    grain = cloud(dice, size, dice.whole(30, 60), dice.whole(3, 8))
    tone = 1 + dice.between(0.02, 0.10) * tones[:, None] + dice.between(0.04, 0.12) * grain - 0.45 * dark[:, None]
    return tone if dice.chance(0.5) else tone.T


def _tiles(dice: Dice, size: int) -> np.ndarray:
    count = dice.between(1.2, 3.5)
    (_, across), (_, down) = _grooves(dice, size, count, 0.5), _grooves(dice, size, count, 0.5)
    joints = np.maximum(across[:, None], down[None, :])
    return 1 + 0.06 * cloud(dice, size, 14, 14) - dice.between(-0.2, 0.35) * joints


def _folded(dice: Dice, size: int) -> np.ndarray:
    hills = cloud(dice, size, dice.whole(3, 7), dice.whole(3, 7))
    return 1 + dice.between(0.05, 0.22) * hills + 0.03 * cloud(dice, size, 40, 40)


def _carpet(dice: Dice, size: int) -> np.ndarray:
    return 1 + dice.between(0.08, 0.25) * cloud(dice, size, 44, 44)


def _clutter(dice: Dice, image: np.ndarray, margin: float) -> np.ndarray:
    """The image with one to three things lying near its edge."""
    size = image.shape[0]
    sketch = Sketch()
    for _ in range(dice.whole(1, 3)):
        along, depth = dice.between(-0.5, 0.5), 0.5 - dice.between(-0.05, margin)
        x, y = dice.pick(((along, depth), (along, -depth), (depth, along), (-depth, along)))
        colour = dice.pick(_DARK_CLOTHS + _LIGHT_STONES)
        fill = (colour[0], colour[1], colour[2], 0)
        kind = dice.whole(0, 3)
        if kind == 0:
            corners = circle((x, y), dice.between(0.06, 0.14))
        elif kind == 1:
            width, height, slant = dice.between(0.06, 0.2), dice.between(0.06, 0.2), dice.between(-0.1, 0.1)
            left, right, top, bottom = x - width, x + width, y - height, y + height
            corners = [(left, top + slant), (right - slant, top), (right, bottom - slant), (left + slant, bottom)]
        elif kind == 2:
            corners = circle((x, y), dice.between(0.03, 0.06), height=dice.between(0.1, 0.3))
        else:
            corners = [(x, y), (x + dice.between(-0.3, 0.3), y + 0.2), (x + dice.between(-0.3, 0.3), y - 0.2)]
        shade = (round(colour[0] * 0.6), round(colour[1] * 0.6), round(colour[2] * 0.6), 0)
        sketch.polygon(np.add(corners, (0.012, 0.015)), shade)
        sketch.polygon(corners, fill)
    # White stands for "nothing drawn"; no thing is white.
    canvas = Canvas(size, Pose(scale=1.0), bands=3, background=(255, 255, 255, 0), factor=2 if size <= 100 else 1)
    drawn = canvas.draw(sketch)
    return np.where((drawn.min(axis=2) < 250)[:, :, None], drawn, image).astype(np.float32)


def backdrop(
    dice: Dice, size: int, *, clutter: float = 0.2, margin: float = 0.06, light_share: float = 0.7
) -> tuple[np.ndarray, float]:
    """A background, float32 (size, size, 3), and its mean brightness (0 to 255).

    clutter: the share of pictures with odds and ends; margin: how far these reach in, in image widths.
    light_share: the share of light grounds.
    """
    kind = dice.pick(
        ("wood", "wood", "wood", "plain", "plain", "plain", "folded", "folded", "folded", "tiles", "carpet", "print")
    )
    light = dice.chance(light_share)
    if kind == "wood":
        base = dice.pick(_LIGHT_WOODS if light else _DARK_WOODS)
    elif kind == "tiles":
        base = dice.pick(_LIGHT_STONES if light else _DARK_STONES)
    else:
        base = dice.pick(_LIGHT_CLOTHS if light else _DARK_CLOTHS)
    colour = [min(250.0, max(15.0, part + dice.between(-15, 15))) for part in base]
    if kind == "wood":
        tone = _wood(dice, size)
    elif kind == "tiles":
        tone = _tiles(dice, size)
    elif kind in ("folded", "print"):
        tone = _folded(dice, size)
    elif kind == "carpet":
        tone = _carpet(dice, size)
    else:
        tone = 1 + 0.04 * cloud(dice, size, 3, 3)
    image = tone.astype(np.float32)[:, :, None] * np.array(colour, np.float32)
    if kind == "print":
        # A printed cloth: blots of a second colour.
        cells = dice.whole(7, 14)
        blots = np.clip(cloud(dice, size, cells, cells) * 4 - 1, 0, 1)[:, :, None]
        second = np.array([0.55 * part + 0.45 * dice.between(30, 230) for part in colour], np.float32)
        image += blots * (second - image)
    if clutter and dice.chance(clutter):
        image = _clutter(dice, image, margin)
    return image, luma((colour[0], colour[1], colour[2]))
