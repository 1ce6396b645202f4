"""Rounded bodies: limbs and pads drawn as heights, from which light and shadow are worked out."""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageFilter

from autograder.datasets.canvas import Points, smooth

_TIP = np.linspace(0.0, np.pi / 2, 4)[1:, None]
_TIP_ALONG, _TIP_ACROSS = np.sin(_TIP), np.cos(_TIP)
# Places in the centre line of what a round end is drawn around (several times faster than `np.broadcast_to`).
_AROUND_LAST, _AROUND_FIRST = np.full(2 * len(_TIP), -1), np.zeros(2 * len(_TIP), int)


def limb(
    points: Points,
    widths: tuple[float, ...],
    fractions: tuple[float, ...],
    *,
    round_start: bool = False,
    steps: int = 2,
) -> np.ndarray:
    """(len(fractions), m, 2): outlines of a limb, one inside the other.

    points: its centre line, from where it begins to the centre of its round end. widths: at each point, full width.
    fractions: 1 is the whole limb, 0.5 a limb half as thick around the same line. round_start: round at both ends.
    steps: how many pieces the curve between two points has.
    """
    line = smooth(points, steps=steps) if steps > 1 else np.asarray(points, dtype=float)
    half = np.interp(np.arange(len(line)) / steps, np.arange(len(widths)), widths) / 2
    along = np.empty_like(line)
    along[1:-1] = line[2:] - line[:-2]
    along[0], along[-1] = line[1] - line[0], line[-1] - line[-2]
    along /= np.sqrt((along * along).sum(axis=1, keepdims=True)) + 1e-9
    across = along[:, ::-1] * (-1.0, 1.0)
    # From the centre line to the outline, on one side and (in reverse order) on the other.
    end = half[-1] * (_TIP_ALONG * along[-1] + _TIP_ACROSS * across[-1])
    other = half[-1] * (_TIP_ALONG * along[-1] - _TIP_ACROSS * across[-1])
    across *= half[:, None]
    centers = [line, line[_AROUND_LAST], line[::-1]]
    reaches = [across, end, other[::-1], -across[::-1]]
    if round_start:
        back = half[0] * _TIP_ALONG * along[0]
        side = _TIP_ACROSS * across[0]
        reaches += [-side - back, (side - back)[::-1]]
        centers.append(line[_AROUND_FIRST])
    return np.concatenate(centers) + np.asarray(fractions)[:, None, None] * np.concatenate(reaches)


def nested(outline: np.ndarray, fractions: tuple[float, ...]) -> np.ndarray:
    """(len(fractions), n, 2): the outline, (n, 2), shrunk towards its middle."""
    middle = outline.mean(axis=0)
    return middle + np.asarray(fractions)[:, None, None] * (outline - middle)


def planes(colour: Sequence[float] | np.ndarray) -> np.ndarray:
    """float32 (3, 1, 1): a colour to reckon with on planes (3, h, w), on which NumPy is several times faster."""
    return np.asarray(colour, np.float32)[:, None, None]


def blurred(band: np.ndarray, radius: float) -> np.ndarray:
    """float32 from 0 to 1: a uint8 band (h, w), blurred with a radius in pixels."""
    picture = Image.fromarray(band)
    if radius >= 0.3:
        picture = picture.filter(ImageFilter.GaussianBlur(radius))
    return np.asarray(picture, dtype=np.float32) * np.float32(1 / 255)


def slant(height: np.ndarray, light: tuple[float, float], steepness: float) -> np.ndarray:
    """float32 (h, w), from -1 (turned away from the light) to 1 (turned towards it), 0 where flat.

    height: float32 (h, w), 0 to 1. light: the direction (x, y) from which light comes. steepness: how soon a slope
    counts as steep; slopes are measured per image width, so that a picture has the same shading at every size.
    """
    size = height.shape[0]
    rise = np.zeros_like(height)
    pull_x, pull_y = (np.float32(-part * steepness * size / 2) for part in light)
    rise[:, 1:-1] += pull_x * (height[:, 2:] - height[:, :-2])
    rise[1:-1] += pull_y * (height[2:] - height[:-2])
    return rise / (1 + np.abs(rise))


def shadow(coverage: np.ndarray, light: tuple[float, float], reach: float, softness: float) -> np.ndarray:
    """float32 (h, w), 0 to 1: the soft shadow that a body (coverage uint8) casts, `reach` image widths away."""
    size = coverage.shape[0]
    dx, dy = round(-light[0] * reach * size), round(-light[1] * reach * size)
    moved = np.zeros_like(coverage)
    target = (slice(max(0, dy), size + min(0, dy)), slice(max(0, dx), size + min(0, dx)))
    source = (slice(max(0, -dy), size + min(0, -dy)), slice(max(0, -dx), size + min(0, -dx)))
    moved[target] = coverage[source]
    return blurred(moved, softness * size)
