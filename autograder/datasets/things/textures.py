"""Textures: how much of a second colour shows at each place, as functions of coordinates."""

from collections.abc import Callable

import numpy as np

from autograder.datasets.backdrop import cloud
from autograder.datasets.dice import Dice

Grid = np.ndarray


def _round_wave(x: Grid) -> Grid:
    """Nearly a sine of period 1, made of parabolas: the same bits on every machine."""
    s = x - np.rint(x)
    return 8 * s * (1 - 2 * np.abs(s))


def _band(x: Grid, share: float, sharp: float) -> Grid:
    """1 within `share` of each period of length 1, 0 elsewhere; edges 1 / `sharp` periods wide."""
    return np.clip((np.float32(share / 2) - np.abs(x - np.rint(x))) * np.float32(sharp) + np.float32(0.5), 0, 1)


def _stripes(dice: Dice, u: Grid, v: Grid, sharp: float) -> Grid:
    mask = _band(u, dice.between(0.25, 0.6), sharp)
    if dice.chance(0.3):
        mask = np.maximum(mask, 0.7 * _band(u + 0.5, 0.12, sharp))
    return mask


def _chessboard(dice: Dice, u: Grid, v: Grid, sharp: float) -> Grid:
    one, two = _band(u, 0.5, sharp), _band(v, 0.5, sharp)
    if dice.chance(0.4):
        return 0.5 * (one + two)
    return one + two - 2 * one * two


def _dots(dice: Dice, u: Grid, v: Grid, sharp: float) -> Grid:
    row = np.rint(v)
    shift = dice.pick((0.0, 0.5))
    du, dv = u + np.float32(shift) * row, v - row
    du = du - np.rint(du)
    return np.clip((np.float32(dice.between(0.2, 0.36)) - np.sqrt(du * du + dv * dv)) * np.float32(sharp) + 0.5, 0, 1)


def _waves(dice: Dice, u: Grid, v: Grid, sharp: float) -> Grid:
    bent = v + dice.between(0.25, 0.5) * _round_wave(u * dice.between(0.35, 0.7) + dice.unit())
    return _band(bent, dice.between(0.25, 0.55), sharp)


def _zigzag(dice: Dice, u: Grid, v: Grid, sharp: float) -> Grid:
    x = u * dice.between(0.5, 0.8)
    return _band(v + dice.between(0.8, 1.6) * np.abs(x - np.rint(x)), dice.between(0.3, 0.55), sharp)


def _bricks(dice: Dice, u: Grid, v: Grid, sharp: float) -> Grid:
    row = np.floor(v)
    x = u * dice.between(0.4, 0.6) + 0.5 * (row % 2)
    joint = dice.between(0.08, 0.2)
    lines = np.maximum(_band(v, joint, sharp), _band(x, joint * 0.5, sharp * 2))
    # Each brick has a tone of its own, from a fixed scramble of its row and column.
    tone = np.abs(np.floor(x) * 37 + row * 71) % 11 / 11
    return np.maximum(lines, 0.35 * tone.astype(np.float32))


def _wood(dice: Dice, u: Grid, v: Grid, sharp: float) -> Grid:
    size = u.shape[0]
    board = np.floor(v * 0.5)
    grain = cloud(dice, size, 6, 6)
    lines = _band(v * dice.between(1.0, 2.0) + 0.5 * grain + board * 0.37, 0.4, 1.2)
    return np.maximum(_band(v * 0.5, 0.06, sharp * 2), lines * dice.between(0.3, 0.7))


def _rings(dice: Dice, u: Grid, v: Grid, sharp: float) -> Grid:
    x, y = u - dice.between(-1.5, 1.5), v - dice.between(-1.5, 1.5)
    return _band(np.sqrt(x * x + y * y), dice.between(0.3, 0.6), sharp)


def _net(dice: Dice, u: Grid, v: Grid, sharp: float) -> Grid:
    share = dice.between(0.12, 0.22)
    return np.maximum(_band(u, share, sharp), _band(v, share, sharp))


def _scales(dice: Dice, u: Grid, v: Grid, sharp: float) -> Grid:
    row = np.floor(v)
    x = u * 0.5 + 0.5 * (row % 2)
    x = (x - np.rint(x)) * 2
    y = v - row
    edge = np.abs(np.sqrt(x * x + y * y * dice.between(0.8, 1.2)) - np.float32(0.95))
    return np.clip((np.float32(dice.between(0.08, 0.16)) - edge) * np.float32(sharp) + 0.5, 0, 1)


def _blots(dice: Dice, u: Grid, v: Grid, sharp: float) -> Grid:
    cells = dice.whole(6, 14)
    return np.clip(cloud(dice, u.shape[0], cells, cells) * np.float32(4) - np.float32(dice.between(0, 1)), 0, 1)


def _speckle(dice: Dice, u: Grid, v: Grid, sharp: float) -> Grid:
    cells = dice.whole(28, 60)
    return np.clip(cloud(dice, u.shape[0], cells, cells) * np.float32(0.5) + np.float32(0.4), 0, 1)


Texture = Callable[[Dice, Grid, Grid, float], Grid]

# Those that are classes of their own.
TEXTURES: dict[str, Texture] = {
    "bricks": _bricks,
    "chessboard": _chessboard,
    "dots": _dots,
    "net": _net,
    "rings": _rings,
    "scales": _scales,
    "stripes": _stripes,
    "waves": _waves,
    "wood": _wood,
    "zigzag": _zigzag,
}
ALL: dict[str, Texture] = {**TEXTURES, "blots": _blots, "speckle": _speckle}


def texture(dice: Dice, kind: str, u: Grid, v: Grid, periods: float, size_of_unit: float) -> Grid:
    """How much of the second colour shows, float32 from 0 to 1, shape of `u`.

    u, v: coordinates, each float32 (size, size). periods: how many repeats a unit of these holds. size_of_unit: pixels
    a unit is long; edges are a pixel wide.
    """
    rate = np.float32(periods)
    sharp = max(1.0, size_of_unit / periods)
    mask = ALL[kind](dice, u * rate + np.float32(dice.unit()), v * rate + np.float32(dice.unit()), sharp)
    return mask.astype(np.float32)
