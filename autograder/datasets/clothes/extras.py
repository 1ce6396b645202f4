"""Shoes (seen from the side, toe towards +x) and hats (visor, bow and tilt towards +x)."""

import numpy as np

from autograder.datasets.canvas import circle, mirrored, smooth
from autograder.datasets.clothes.garment import Garment, cloth, hard, trim
from autograder.datasets.dice import Dice


def _one_shoe(dice: Dice, kind: str) -> Garment:
    garment = Garment(logo=(-0.1, 0.1, 0.09))
    sketch = garment.sketch
    ground = 0.45
    toe = dice.between(0.02, 0.12)
    thick = dice.between(0.08, 0.18)
    if kind == "heel":
        rise = dice.between(0.4, 0.7)
        back = ground - rise
        # Heel, sole, upper.
        sketch.polygon([(-0.92, back - 0.02), (-0.6, back + 0.06), (-0.78, ground), (-0.88, ground)], hard(112))
        sole = smooth(
            [(-0.92, back), (-0.5, back + 0.1), (-0.05, ground - 0.14), (0.3, ground - 0.02), (0.95, ground - 0.01)],
            steps=5,
        )
        upper = smooth([(0.98, ground - 0.03), (0.8, ground - 0.16), (0.45, ground - 0.22)], steps=4)
        opening = smooth(
            [(0.42, ground - 0.22), (0.0, ground - 0.22), (-0.5, back + 0.02), (-0.9, back - 0.24)], steps=4
        )
        sketch.polygon(np.concatenate([sole, upper, opening, [(-0.97, back - 0.22)]]), cloth())
        inside = smooth([(0.42, ground - 0.22), (0.0, ground - 0.3), (-0.5, back - 0.1), (-0.9, back - 0.24)], steps=4)
        sketch.polygon(np.concatenate([opening, inside[::-1]]), trim(70))
        sketch.line(sole, hard(90), 0.04)
        if dice.chance(0.4):
            sketch.line(
                smooth([(-0.9, back - 0.2), (-0.6, back - 0.42), (-0.3, back - 0.1)], steps=3), cloth(110), 0.06
            )
        garment.logo = (-0.72, back - 0.06, 0.08)
        return garment
    if kind == "boot":
        top = dice.between(-1.25, -0.55)
        shaft_back, shaft_front = -0.82, -0.1 + dice.between(-0.1, 0.06)
        upper = [(-0.86, ground - thick), (-0.84, -0.1), (shaft_back, 0.5 * (top - 0.1)), (shaft_back - 0.02, top)]
        front = smooth([(shaft_front + 0.05, top), (shaft_front, 0.6 * top), (shaft_front + 0.08, -0.15), (0.35, 0.02), (0.78, 0.12 + toe),
                        (0.97, ground - thick - 0.03), (0.96, ground - thick)], steps=4)  # fmt: skip
        sketch.polygon(np.concatenate([smooth(upper, steps=4), front]), cloth())
        sketch.polygon(
            circle(
                (0.5 * (shaft_back + shaft_front) + 0.01, top), 0.5 * (shaft_front - shaft_back) + 0.02, height=0.06
            ),
            trim(66),
        )
        if dice.chance(0.5):
            for k in range(5):
                y = -0.02 - k * (0.1 + 0.8 * (-0.15 - top)) / 6
                sketch.line([(shaft_front - 0.2, y - 0.02), (shaft_front + 0.08, y)], hard(140), 0.03)
        else:
            garment.seam([(-0.5, top + 0.05), (-0.5, 0.2)], 80, 0.022)
        if dice.chance(0.4):
            sketch.polygon(
                [
                    (shaft_back - 0.03, top),
                    (shaft_front + 0.06, top),
                    (shaft_front + 0.04, top + 0.14),
                    (shaft_back - 0.02, top + 0.14),
                ],
                trim(120),
            )
        garment.logo = (-0.45, 0.5 * top, 0.1)
    elif kind == "sandal":
        sketch.polygon(smooth([(-0.92, ground - 0.12), (-0.4, ground - 0.16), (0.2, ground - 0.13), (0.9, ground - 0.16), (0.98, ground - 0.05),
                               (0.9, ground), (-0.88, ground)], closed=True, steps=3), hard(110))  # fmt: skip
        sketch.polygon(smooth([(-0.9, ground - 0.13), (-0.3, ground - 0.22), (0.3, ground - 0.18), (0.9, ground - 0.17), (0.3, ground - 0.1),
                               (-0.4, ground - 0.1)], closed=True, steps=3), trim(120))  # fmt: skip
        for start, width in ((0.55, 0.2), (0.1, dice.between(0.14, 0.24))):
            sketch.polygon(smooth([(start - width, ground - 0.1), (start - 0.1, ground - 0.36), (start + 0.1, ground - 0.38),
                                   (start + width * 0.9, ground - 0.1)], steps=4), cloth(124))  # fmt: skip
        if dice.chance(0.6):
            sketch.line(
                smooth(
                    [
                        (-0.86, ground - 0.14),
                        (-0.9, ground - 0.42),
                        (-0.6, ground - 0.5),
                        (-0.3, ground - 0.42),
                        (0.0, ground - 0.2),
                    ],
                    steps=4,
                ),
                cloth(112),
                0.1,
            )
            garment.button(-0.38, ground - 0.45, 0.05)
        garment.logo = (0.1, ground - 0.24, 0.08)
        return garment
    else:
        collar = {"sneaker": -0.18, "high": -0.5, "loafer": -0.06}[kind] + dice.between(-0.05, 0.05)
        upper = [(-0.86, ground - thick), (-0.92, 0.1), (-0.84, collar - 0.04)]
        opening_front = -0.22 if kind == "high" else -0.05
        front = smooth([(opening_front, collar), (0.2, collar * 0.4 + 0.02), (0.5, 0.08), (0.82, 0.14 + toe), (0.98, ground - thick - 0.03),
                        (0.97, ground - thick)], steps=4)  # fmt: skip
        rim = smooth(
            [(-0.84, collar - 0.04), (-0.6, collar + 0.07), (-0.35, collar + 0.06), (opening_front, collar)], steps=4
        )
        sketch.polygon(np.concatenate([smooth(upper, steps=4), rim, front]), cloth())
        lip = smooth(
            [(-0.84, collar - 0.04), (-0.6, collar - 0.07), (-0.35, collar - 0.05), (opening_front, collar)], steps=4
        )
        sketch.polygon(np.concatenate([rim, lip[::-1]]), trim(62))
        if kind == "loafer":
            garment.seam(smooth([(-0.05, collar + 0.04), (0.3, 0.16), (0.62, 0.14), (0.85, 0.28)], steps=4), 76, 0.026)
            sketch.polygon([(0.05, 0.02), (0.2, 0.04), (0.12, ground - thick), (-0.12, ground - thick)], cloth(104))
        else:
            # Tongue, laces, toe cap, heel counter, stripe.
            tongue = [
                (opening_front - 0.06, collar - 0.12),
                (opening_front + 0.12, collar - 0.1),
                (0.3, 0.1),
                (0.16, 0.14),
            ]
            sketch.polygon(tongue, trim(120))
            laces = dice.whole(3, 5)
            for k in range(laces):
                t = (k + 0.4) / laces
                x, y = opening_front + t * (0.36 - opening_front), collar + t * (0.06 - collar)
                sketch.line([(x - 0.12, y + 0.12), (x + 0.05, y - 0.03)], hard(145), 0.035)
            if dice.chance(0.6):
                cap = smooth([(0.6, ground - thick), (0.66, 0.2), (0.8, 0.13 + toe)], steps=4)
                garment.sketch.polygon(
                    np.concatenate([cap, [(0.98, ground - thick - 0.03), (0.97, ground - thick)]]), trim(122)
                )
            for k in range(dice.whole(0, 3)):
                sketch.line([(-0.05 - 0.14 * k, 0.0 + 0.03 * k), (-0.28 - 0.14 * k, ground - thick)], trim(132), 0.06)
            garment.seam(smooth([(-0.88, 0.12), (-0.6, 0.1), (-0.5, ground - thick)], steps=3), 84, 0.02)
    # The sole.
    heel = kind in ("boot", "loafer") and dice.chance(0.6)
    low = ground + (0.05 if heel else 0.0)
    if heel:
        sole = [
            (-0.9, ground - thick),
            (0.98, ground - thick - 0.02),
            (0.95, ground - thick + 0.07),
            (-0.3, ground - thick + 0.07),
            (-0.36, low),
            (-0.9, low),
        ]
    else:
        sole = [
            (-0.92, ground - thick),
            (0.98, ground - thick - 0.02),
            (1.0, ground - 0.06),
            (0.9, ground),
            (-0.85, ground),
            (-0.95, ground - 0.05),
        ]
    sketch.polygon(sole, hard(120))
    sketch.line([(-0.9, ground - thick), (0.98, ground - thick - 0.02)], cloth(74), 0.018)
    garment.fold(0.15, 0.1, 0.5, 0.3, 0.1, -0.5)
    garment.fold(-0.8, -0.1, -0.3, 0.25, 0.14, 0.45)
    return garment


def shoes(dice: Dice) -> Garment:
    """One shoe or a pair: sneaker, high-top, boot, heel, loafer or sandal."""
    kind = dice.pick(("sneaker", "sneaker", "high", "boot", "boot", "heel", "loafer", "sandal"))
    shoe = _one_shoe(dice, kind)
    shoe.patterns = ("plain", "plain", "plain", "plain", "plain", "melange", "gradient", "blots")
    shoe.trim = dice.pick(("light", "dark", "contrast", "same"))
    shoe.hard = dice.pick(("white", "white", "dark", "contrast")) if kind not in ("heel",) else "dark"
    shoe.gloss = dice.chance(0.5)
    shoe.lean = 0.5
    if dice.chance(0.5):
        # The other one of the pair, behind, a little darker.
        dx, dy = dice.between(0.1, 0.45), -dice.between(0.25, 0.6)
        behind = [
            (points + (dx, dy), (fill[0], int(fill[1] * 0.86), fill[2], fill[3]), width)
            for points, fill, width in shoe.sketch.shapes
        ]
        shoe.sketch.shapes = behind + shoe.sketch.shapes
    return shoe


def _cap(dice: Dice) -> Garment:
    """A baseball cap from the side, visor towards +x."""
    garment = Garment()
    height, front = dice.between(0.75, 1.0), dice.between(0.5, 0.62)
    base = 0.3
    crown = smooth([(-0.72, base), (-0.74, base - 0.45 * height), (-0.45, base - 0.88 * height), (0.0, base - height), (0.4, base - 0.8 * height),
                    (front, base - 0.35 * height), (front + 0.02, base)], steps=5)  # fmt: skip
    garment.sketch.polygon(np.concatenate([crown, [(0.0, base + 0.1)]]), cloth())
    length, droop = dice.between(0.5, 0.75), dice.between(0.02, 0.2)
    visor = smooth([(-0.05, base + 0.02), (front * 0.6, base - 0.1), (front, base - 0.1), (front + 0.6 * length, base - 0.02 + droop * 0.4),
                    (front + length, base + droop), (front + 0.5 * length, base + 0.16 + droop * 0.5), (0.25, base + 0.16)], closed=True, steps=4)  # fmt: skip
    garment.sketch.polygon(visor, trim(120))
    garment.sketch.line(visor[12:24], cloth(86), 0.02)
    garment.seam(smooth([(0.0, base - height), (0.12, base - 0.5 * height), (0.1, base + 0.04)], steps=4), 92, 0.02)
    garment.seam(
        smooth([(-0.02, base - height), (-0.4, base - 0.55 * height), (-0.48, base + 0.02)], steps=4), 92, 0.02
    )
    garment.sketch.polygon(circle((0.0, base - height), 0.05, height=0.035, corners=10), trim(126))
    if dice.chance(0.5):
        garment.sketch.polygon(
            [
                (0.2, base - 0.62 * height),
                (0.46, base - 0.58 * height),
                (0.44, base - 0.3 * height),
                (0.2, base - 0.3 * height),
            ],
            hard(128),
        )
    garment.logo = (0.3, base - 0.42 * height, 0.13)
    garment.fold(-0.6, base, -0.4, base - 0.6, 0.2, -0.4)
    garment.fold(0.3, base - 0.1, 0.1, base - 0.8 * height, 0.16, 0.4)
    return garment


def _brimmed(dice: Dice) -> Garment:
    """A hat with a brim all around: fedora, bucket hat, sun hat."""
    garment = Garment()
    brim, dip = dice.between(0.8, 1.1), dice.between(0.12, 0.3)
    crown, height = dice.between(0.42, 0.6), dice.between(0.55, 0.95)
    base = 0.25
    bucket = dice.chance(0.3)
    if bucket:
        brim, height = crown + dice.between(0.2, 0.32), dice.between(0.5, 0.65)
    tilt = dice.between(-0.02, 0.14)
    back = smooth(
        [(-brim, base + tilt), (-0.5 * brim, base - dip * 0.9), (0.5 * brim, base - dip * 0.9), (brim, base - tilt)],
        steps=5,
    )
    front = smooth(
        [(brim, base - tilt), (0.55 * brim, base + dip), (-0.55 * brim, base + dip), (-brim, base + tilt)], steps=5
    )
    garment.sketch.polygon(np.concatenate([back, front]), cloth(104))
    top = crown * dice.between(0.68, 0.92)
    dent = 0.0 if bucket else dice.between(0.0, 0.14)
    half = smooth([(0.0, base - height + dent), (0.55 * top, base - height - 0.02), (top, base - height + 0.1), (crown, base - 0.02), (0.6 * crown, base + 0.1),
                   (0.0, base + 0.13)], steps=5)  # fmt: skip
    garment.sketch.polygon(mirrored(half), cloth())
    low, wide = base - 0.02, dice.between(0.1, 0.2)
    band = smooth([(-crown, low), (-0.6 * crown, low + 0.1), (0.6 * crown, low + 0.1), (crown, low)], steps=4)
    if bucket:
        garment.sketch.line(band, cloth(84), 0.03)
    else:
        garment.sketch.polygon(np.concatenate([band, band[::-1] * (0.985, 1) - (0, wide)]), trim(124))
        garment.sketch.line(band, cloth(72), 0.024)
        if dice.chance(0.5):
            garment.sketch.polygon(
                [
                    (crown * 0.6, low + 0.04 - wide),
                    (crown * 0.85, low - wide),
                    (crown * 0.85, low + 0.05),
                    (crown * 0.6, low + 0.08),
                ],
                trim(96),
            )
    garment.sketch.line(front, cloth(140), 0.03)
    garment.logo = (0.12, base - 0.3 - 0.1 * height, 0.12)
    garment.fold(-0.25 * top, base - height + 0.05, -0.15, base - 0.2, 0.2, -0.4)
    garment.fold(0.7 * crown, base, 0.6 * top, base - height, 0.14, -0.35)
    return garment


def _beanie(dice: Dice) -> Garment:
    """A knitted hat with a turned-up edge, sometimes with a pompom."""
    garment = Garment()
    half, height = dice.between(0.5, 0.62), dice.between(0.8, 1.2)
    base, slouch = 0.5, dice.between(0.0, 0.22)
    if dice.chance(0.45):
        garment.sketch.polygon(circle((slouch, base - height - 0.05), dice.between(0.14, 0.22)), trim(134))
    dome = smooth([(-half, base), (-half * 1.0, base - 0.5 * height), (-0.55 * half + slouch * 0.5, base - 0.9 * height), (slouch, base - height),
                   (0.6 * half + slouch * 0.6, base - 0.85 * height), (half * 1.02, base - 0.45 * height), (half, base)], steps=5)  # fmt: skip
    garment.sketch.polygon(dome, cloth())
    for k in range(-3, 4):
        garment.seam(
            smooth(
                [
                    (k * half / 3.6, base),
                    (k * half / 3.4, base - 0.5 * height),
                    (slouch + k * 0.05, base - 0.95 * height),
                ],
                steps=3,
            ),
            104,
            0.02,
        )
    up = dice.between(0.22, 0.36)
    edge = [
        (-half * 1.05, base - up),
        (0.0, base - up + 0.05),
        (half * 1.05, base - up),
        (half * 1.03, base + 0.04),
        (0.0, base + 0.09),
        (-half * 1.03, base + 0.04),
    ]
    garment.sketch.polygon(edge, trim(116))
    garment.seam(edge[:3], 72, 0.024)
    for k in range(-4, 5):
        x = k * half / 4.3
        garment.sketch.line([(x, base - up + 0.05), (x, base + 0.05)], trim(96), 0.018)
    garment.logo = (0.15, base - 0.5 * height, 0.13)
    garment.fold(-half * 0.7, base - up, -half * 0.4, base - 0.9 * height, 0.16, -0.5)
    return garment


def _from_above(dice: Dice) -> Garment:
    """A hat with a wide brim, seen from above."""
    garment = Garment()
    wide, high = 1.0, dice.between(0.78, 1.0)
    garment.sketch.polygon(
        smooth(circle((0, 0), wide, height=high, corners=12) * (1, 1), closed=True, steps=3), cloth(118)
    )
    garment.sketch.line(
        smooth(circle((0, 0), wide * 0.97, height=high * 0.97, corners=12), closed=True, steps=3), cloth(96), 0.03
    )
    inner, shift = dice.between(0.42, 0.54), dice.between(-0.12, -0.02)
    garment.sketch.polygon(circle((0.03, shift + 0.06), inner * 1.06, height=inner * high), cloth(76))
    garment.sketch.polygon(circle((0, shift + 0.02), inner, height=inner * high), trim(112))
    garment.sketch.polygon(circle((0, shift - 0.07), inner * 0.9, height=inner * high * 0.86), cloth(136))
    garment.sketch.line(
        [(-inner * 0.1, shift - 0.07 - inner * 0.5), (inner * 0.12, shift + inner * 0.4)], cloth(92), 0.06
    )
    garment.logo = (0.1, shift - 0.1, 0.13)
    return garment


def hat(dice: Dice) -> Garment:
    """A cap with a visor, a hat with a brim (from the side or from above), or a beanie."""
    garment = dice.pick((_cap, _cap, _cap, _brimmed, _brimmed, _brimmed, _beanie, _beanie, _from_above))(dice)
    garment.patterns = ("plain", "plain", "plain", "plain", "melange", "checks", "stripes", "blots", "gradient")
    garment.trim = dice.pick(("same", "dark", "contrast", "contrast"))
    garment.lean = 0.45
    return garment
