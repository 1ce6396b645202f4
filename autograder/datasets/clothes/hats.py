"""Hats. A visor, the end of a bow and the hang of a beanie lie towards +x."""

import numpy as np

from autograder.datasets.canvas import circle, mirrored, smooth
from autograder.datasets.clothes.garment import Garment, box, cloth, hard, trim
from autograder.datasets.dice import Dice


def _cap(dice: Dice) -> Garment:
    """A baseball cap from the side."""
    garment = Garment()
    base, height, front = 0.3, dice.between(0.75, 1.0), dice.between(0.5, 0.62)
    top = base - height
    rear = [(-0.72, base), (-0.74, base - 0.45 * height), (-0.45, base - 0.88 * height), (0.0, top)]
    fore = [(0.4, base - 0.8 * height), (front, base - 0.35 * height), (front + 0.02, base)]
    crown = smooth([*rear, *fore], steps=5)
    garment.sketch.polygon(np.concatenate([crown, [(0.0, base + 0.1)]]), cloth())
    length, droop = dice.between(0.5, 0.75), dice.between(0.02, 0.2)
    tip = [(front + 0.6 * length, base - 0.02 + 0.4 * droop), (front + length, base + droop)]
    under = [(front + 0.5 * length, base + 0.16 + 0.5 * droop), (0.25, base + 0.16)]
    visor = smooth(
        [(-0.05, base + 0.02), (0.6 * front, base - 0.1), (front, base - 0.1), *tip, *under], closed=True, steps=4
    )
    garment.sketch.polygon(visor, trim(120))
    garment.seam(visor[12:24], 86, 0.02)
    garment.seam(smooth([(0.0, top), (0.12, base - 0.5 * height), (0.1, base + 0.04)], steps=4), 92, 0.02)
    garment.seam(smooth([(-0.02, top), (-0.4, base - 0.55 * height), (-0.48, base + 0.02)], steps=4), 92, 0.02)
    garment.sketch.polygon(circle((0.0, top), 0.05, height=0.035, corners=10), trim(126))
    if dice.chance(0.5):
        garment.sketch.polygon(box(0.33, base - 0.45 * height, 0.13, 0.15 * height), hard())
    garment.logo = (0.3, base - 0.42 * height, 0.22)
    garment.fold(-0.6, base, -0.4, base - 0.6, 0.2, -0.4)
    garment.fold(0.3, base - 0.1, 0.1, base - 0.8 * height, 0.16, 0.4)
    return garment


def _brimmed(dice: Dice) -> Garment:
    """A hat with a brim all around: fedora, sun hat, bucket hat."""
    garment = Garment()
    base, tilt, dip = 0.25, dice.between(-0.02, 0.14), dice.between(0.12, 0.3)
    crown = dice.between(0.42, 0.6)
    bucket = dice.chance(0.3)
    if bucket:
        brim, height, dent = crown + dice.between(0.2, 0.32), dice.between(0.5, 0.65), 0.0
    else:
        brim, height, dent = dice.between(0.8, 1.1), dice.between(0.55, 0.95), dice.between(0.0, 0.14)
    left, right = (-brim, base + tilt), (brim, base - tilt)
    back = smooth([left, (-0.5 * brim, base - 0.9 * dip), (0.5 * brim, base - 0.9 * dip), right], steps=5)
    front = smooth([right, (0.55 * brim, base + dip), (-0.55 * brim, base + dip), left], steps=5)
    garment.sketch.polygon(np.concatenate([back, front]), cloth(104))
    top = crown * dice.between(0.68, 0.92)
    upper = [(0.0, base - height + dent), (0.55 * top, base - height - 0.02), (top, base - height + 0.1)]
    half = smooth([*upper, (crown, base - 0.02), (0.6 * crown, base + 0.1), (0.0, base + 0.13)], steps=5)
    garment.sketch.polygon(mirrored(half), cloth())
    low, wide = base - 0.02, dice.between(0.1, 0.2)
    edge = smooth([(-crown, low), (-0.6 * crown, low + 0.1), (0.6 * crown, low + 0.1), (crown, low)], steps=4)
    if bucket:
        garment.seam(edge, 84, 0.03)
    else:
        garment.sketch.polygon(np.concatenate([edge, edge[::-1] * (0.985, 1) - (0, wide)]), trim(124))
        garment.seam(edge, 72, 0.024)
        if dice.chance(0.5):
            # The bow of the band.
            garment.sketch.polygon(box(0.72 * crown, low + 0.04 - 0.5 * wide, 0.125 * crown, 0.55 * wide), trim(96))
    garment.seam(front, 140, 0.03)
    garment.logo = (0.12, base - 0.3 - 0.1 * height, 0.20)
    garment.fold(-0.25 * top, base - height + 0.05, -0.15, base - 0.2, 0.2, -0.4)
    garment.fold(0.7 * crown, base, 0.6 * top, base - height, 0.14, -0.35)
    return garment


def _beanie(dice: Dice) -> Garment:
    """A knitted hat with a turned-up edge, sometimes with a pompom."""
    garment = Garment()
    base, half, height = 0.5, dice.between(0.5, 0.62), dice.between(0.8, 1.2)
    slouch, top = dice.between(0.0, 0.22), base - height
    if dice.chance(0.45):
        garment.sketch.polygon(circle((slouch, top - 0.05), dice.between(0.14, 0.22)), trim(134))
    left = [(-half, base), (-half, base - 0.5 * height), (-0.55 * half + 0.5 * slouch, base - 0.9 * height)]
    right = [(0.6 * half + 0.6 * slouch, base - 0.85 * height), (1.02 * half, base - 0.45 * height), (half, base)]
    garment.sketch.polygon(smooth([*left, (slouch, top), *right], steps=5), cloth())
    for rib in range(-3, 4):
        x = rib * half
        line = [(x / 3.6, base), (x / 3.4, base - 0.5 * height), (slouch + 0.05 * rib, base - 0.95 * height)]
        garment.seam(smooth(line, steps=3), 104, 0.02)
    up = dice.between(0.22, 0.36)
    edge = [(-1.05 * half, base - up), (0.0, base - up + 0.05), (1.05 * half, base - up)]
    garment.sketch.polygon(
        [*edge, (1.03 * half, base + 0.04), (0.0, base + 0.09), (-1.03 * half, base + 0.04)], trim(116)
    )
    garment.seam(edge, 72, 0.024)
    for rib in range(-4, 5):
        x = rib * half / 4.3
        garment.sketch.line([(x, base - up + 0.05), (x, base + 0.05)], trim(96), 0.018)
    garment.logo = (0.15, base - 0.5 * height, 0.22)
    garment.fold(-0.7 * half, base - up, -0.4 * half, base - 0.9 * height, 0.16, -0.5)
    return garment


def _from_above(dice: Dice) -> Garment:
    """A hat with a wide brim, seen from above."""
    garment = Garment()
    high, inner, y = dice.between(0.78, 1.0), dice.between(0.42, 0.54), dice.between(-0.12, -0.02)
    brim = circle((0, 0), 1.0, height=high, corners=32)
    garment.sketch.polygon(brim, cloth(118))
    garment.seam(brim * 0.97, 96, 0.03)
    garment.sketch.polygon(circle((0.03, y + 0.06), inner * 1.06, height=inner * high), cloth(76))
    garment.sketch.polygon(circle((0, y + 0.02), inner, height=inner * high), trim(112))
    garment.sketch.polygon(circle((0, y - 0.07), inner * 0.9, height=inner * high * 0.86), cloth(136))
    # The dent.
    garment.seam([(-inner * 0.1, y - 0.07 - inner * 0.5), (inner * 0.12, y + inner * 0.4)], 92, 0.06)
    garment.logo = (0.1, y - 0.1, 0.22)
    return garment


def hat(dice: Dice) -> Garment:
    """A cap with a visor, a hat with a brim (from the side or from above), or a beanie."""
    makers = (_cap, _cap, _cap, _brimmed, _brimmed, _brimmed, _beanie, _beanie, _from_above)
    garment = dice.pick(makers)(dice)
    garment.patterns = ("plain", "plain", "plain", "plain", "melange", "checks", "stripes", "blots", "gradient")
    garment.trim = dice.pick(("same", "dark", "contrast", "contrast"))
    garment.lean = 0.45
    return garment
