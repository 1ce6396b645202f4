"""What is worn below the waist: pants, shorts, skirt. All face right: fly flap, coin pocket and side zip are at +x."""

import math

import numpy as np

from autograder.datasets.canvas import mirrored, smooth
from autograder.datasets.clothes.garment import Garment, cloth, hard, trim
from autograder.datasets.dice import Dice


def _leg(
    side: int, *, hip: float, crotch: float, inseam: float, splay: float, thigh: float, ankle: float, knee: float
) -> np.ndarray:
    """Outline of one leg from hip to ankle; its end is the two points in the middle of the outline."""
    axis = np.array([math.sin(splay), math.cos(splay)])
    across = np.array([axis[1], -axis[0]])
    top = np.array([hip - thigh / 2, crotch])
    middle, end = top + axis * inseam * 0.5, top + axis * inseam
    outer = smooth(
        [(hip * 0.985, crotch - 0.32), top + across * thigh / 2, middle + across * knee / 2, end + across * ankle / 2],
        steps=5,
    )
    inner = smooth([end - across * ankle / 2, middle - across * knee / 2, top - across * thigh / 2], steps=5)
    return np.concatenate([[(0.0, crotch - 0.32)], outer, inner]) * (side, 1)


def _trousers(
    dice: Dice, garment: Garment, *, inseam: float, thigh_share: float, knee: float, ankle: float, splay: float
) -> None:
    """Waistband, seat and two legs. knee and ankle are shares of the thigh's width."""
    waist, hip = dice.between(0.33, 0.40), dice.between(0.40, 0.48)
    top, rise = -0.62, dice.between(0.5, 0.64)
    crotch = top + rise
    thigh = hip * thigh_share
    ends = []
    for side in (-1, 1):
        # The leg at +x is stretched out.
        out = splay + (dice.between(0.0, 0.14) if side > 0 else -dice.between(0.0, 0.05))
        outline = _leg(side, hip=hip, crotch=crotch, inseam=inseam * dice.between(0.97, 1.03), splay=out, thigh=thigh,
                       ankle=thigh * ankle, knee=thigh * knee)  # fmt: skip
        garment.sketch.polygon(outline, cloth(120 if side < 0 else 128))
        outer_end, inner_end = outline[16], outline[17]
        ends.append((outer_end, inner_end))
        axis = np.array([side * math.sin(out), math.cos(out)])
        up = axis * min(0.07, 0.3 * inseam)
        # The opening of the leg, seen a little from above.
        garment.sketch.line([outer_end - up, inner_end - up], cloth(92), 0.016)
        if dice.chance(0.3) and inseam > 0.8:
            garment.sketch.polygon([outer_end, inner_end, inner_end - up, outer_end - up], trim(112))
        middle = 0.5 * (outline[0] + inner_end)
        if inseam > 0.8 and dice.chance(0.5):
            # A crease, or the seam along the side.
            garment.seam([(side * (hip - thigh / 2), crotch + 0.1), 0.5 * (outer_end + inner_end)], 106)
        for _ in range(dice.whole(1, 3)):
            y = dice.between(0.1, 0.9)
            x = (hip - thigh / 2) * side + axis[0] * inseam * y
            garment.fold(x + side * 0.4 * thigh, crotch + inseam * y, x - side * thigh * 0.2,
                         crotch + inseam * y + dice.between(-0.12, 0.12), 0.07, dice.between(-0.7, -0.25))  # fmt: skip
        garment.fold(0.02 * side, crotch, side * dice.between(0.2, 0.4), crotch + dice.between(-0.1, 0.15), 0.07, -0.6)
        del middle
    seat = mirrored(
        [
            (0.0, top),
            (waist, top),
            *smooth([(waist, top), (hip * 0.97, crotch - 0.3), (hip, crotch)], steps=4),
            (hip - thigh + 0.0, crotch + 0.02),
        ]
    )
    garment.sketch.polygon(seat, cloth(126))
    # The waistband: its inside at the back, then its front.
    band = dice.between(0.07, 0.12)
    garment.sketch.polygon(
        smooth([(-waist, top), (0.0, top - 0.04), (waist, top), (0.0, top + 0.05)], closed=True, steps=4), cloth(66)
    )
    lower = [(-waist * 1.03, top + band), (0.0, top + band + 0.04), (waist * 1.03, top + band)]
    garment.sketch.polygon([(-waist, top), (0.0, top + 0.04), (waist, top), *lower[::-1]], trim(132))
    garment.seam(lower, 78, 0.018)
    # Fly and middle seam.
    garment.seam([(0.0, top + band), (0.0, crotch + 0.02)], 84, 0.018)
    if dice.chance(0.65):
        garment.seam(smooth([(0.09, top + band), (0.09, crotch - 0.22), (0.0, crotch - 0.1)], steps=3), 94)
        garment.button(0.0, top + band * 0.55 + 0.03, 0.035)
    else:
        # A cord.
        for side in (-1, 1):
            garment.sketch.line(
                smooth(
                    [(0.0, top + band * 0.6), (side * 0.06, top + band + 0.1), (side * 0.04, top + band + 0.22)],
                    steps=3,
                ),
                hard(),
                0.022,
            )
    for side in (-1, 1):
        garment.seam(
            smooth(
                [
                    (side * waist * 0.55, top + band + 0.03),
                    (side * waist * 0.75, top + band + 0.14),
                    (side * hip * 0.95, top + band + 0.2),
                ],
                steps=3,
            ),
            78,
            0.02,
        )
    if dice.chance(0.4):
        # Loops.
        for x in (-0.7, -0.3, 0.3, 0.7):
            garment.sketch.line([(x * waist, top), (x * waist, top + band + 0.05)], cloth(104), 0.03)


_PATTERNS = ("plain", "plain", "plain", "plain", "plain", "checks", "pinstripes", "melange", "blots", "gradient")


def pants(dice: Dice) -> Garment:
    """Long legs: skinny, straight, flared or gathered at the ankle; sometimes only to the calf."""
    garment = Garment(
        patterns=_PATTERNS,
        trim=dice.pick(("same", "same", "dark", "contrast")),
        hard="metal",
        logo=(0.24, 0.0, 0.1),
        lean=0.35,
    )
    knee, ankle = dice.pick(((0.72, 0.5), (0.85, 0.75), (0.78, 0.95), (0.9, 0.48), (0.92, 0.9)))
    inseam = dice.between(1.0, 1.25) if dice.chance(0.2) else dice.between(1.3, 1.75)
    _trousers(
        dice,
        garment,
        inseam=inseam,
        thigh_share=dice.between(0.84, 0.98),
        knee=knee,
        ankle=ankle,
        splay=dice.between(0.02, 0.2),
    )
    return garment


def shorts(dice: Dice) -> Garment:
    """Legs that end above the knee."""
    patterns = ("plain", "plain", "plain", "plain", "checks", "checks", "stripes", "blots", "blots", "gradient", "dots")
    garment = Garment(
        patterns=patterns,
        trim=dice.pick(("same", "same", "dark", "contrast")),
        hard=dice.pick(("metal", "white")),
        logo=(0.26, 0.02, 0.1),
        lean=0.35,
    )
    inseam = dice.between(0.16, 0.62)
    _trousers(dice, garment, inseam=inseam, thigh_share=dice.between(0.95, 1.06), knee=dice.between(1.0, 1.06),
              ankle=dice.between(1.0, 1.16), splay=dice.between(0.06, 0.28))  # fmt: skip
    return garment


def skirt(dice: Dice) -> Garment:
    """A waistband and one piece of cloth: straight, flared or pleated; from mini to the ankle."""
    patterns = (
        "plain",
        "plain",
        "plain",
        "plain",
        "checks",
        "stripes",
        "dots",
        "blots",
        "blots",
        "pinstripes",
        "gradient",
    )
    garment = Garment(patterns=patterns, trim=dice.pick(("same", "same", "dark", "contrast")), hard="metal", lean=0.35)
    waist, top = dice.between(0.3, 0.4), -0.55
    length = dice.pick((dice.between(0.55, 0.85), dice.between(0.6, 0.95), dice.between(1.0, 1.7)))
    pencil = dice.chance(0.3)
    hip = waist * dice.between(1.12, 1.28)
    hem = hip * dice.between(0.92, 1.08) if pencil else waist + dice.between(0.2, 0.45) * (0.55 + 0.5 * length)
    bottom = top + length
    if pencil:
        side = smooth([(waist, top), (hip, top + 0.35 * length), (hem, bottom)], steps=6)
    else:
        side = smooth(
            [(waist, top), (waist + (hem - waist) * dice.between(0.3, 0.5), top + 0.4 * length), (hem, bottom)], steps=6
        )
    curve = dice.between(0.03, 0.12)
    waves = 1 if pencil else dice.whole(2, 6)
    amount = 0.0 if pencil else dice.between(0.01, 0.04)
    edge = [
        (hem * x, bottom + curve * (1 - x * x) + (amount if k % 2 else 0.0))
        for k, x in enumerate(np.linspace(1, 0, 2 * waves + 1))
    ]
    # The inside of the back at the hem.
    garment.sketch.polygon(
        mirrored([(0.0, bottom - 0.04), (hem * 0.98, bottom), (0.0, bottom + curve * 0.8)]), cloth(60)
    )
    garment.sketch.polygon(mirrored([(0.0, top), *side, *edge]), cloth())
    garment.sketch.polygon(
        smooth([(-waist, top), (0.0, top - 0.045), (waist, top), (0.0, top + 0.05)], closed=True, steps=4), cloth(62)
    )
    band = dice.between(0.07, 0.13)
    lower = [(-waist * 1.03, top + band), (0.0, top + band + 0.045), (waist * 1.03, top + band)]
    garment.sketch.polygon([(-waist, top), (0.0, top + 0.045), (waist, top), *lower[::-1]], trim(130))
    garment.seam(lower, 74, 0.02)
    if not pencil and dice.chance(0.4):
        # Pleats.
        count = dice.whole(5, 9)
        for k in range(count + 1):
            x = -0.92 + 1.84 * k / count
            garment.seam([(x * waist, top + band + 0.04), (x * hem, bottom + curve * (1 - x * x))], 86, 0.022)
            garment.fold(x * hem + 0.03, bottom + curve, x * waist, top + band, 0.1, -0.5)
    else:
        for _ in range(dice.whole(2, 6)):
            x = dice.between(-0.9, 0.9)
            garment.fold(
                x * hem,
                bottom + 0.02,
                x * waist * 0.9,
                top + band + dice.between(0.0, 0.4) * length,
                dice.between(0.06, 0.15),
                dice.between(-0.8, 0.3),
            )
    kind = dice.whole(0, 3)
    if kind == 0:
        # A row of buttons.
        garment.seam([(0.05, top + band), (0.06, bottom + curve)], 76, 0.018)
        for k in range(4):
            garment.button(0.0, top + 0.06 + k * 0.24 * length, 0.03)
    elif kind == 1:
        # Jeans pockets.
        for way in (-1, 1):
            garment.seam(
                smooth(
                    [
                        (way * waist * 0.5, top + band + 0.03),
                        (way * waist * 0.8, top + band + 0.13),
                        (way * waist * 1.1, top + band + 0.15),
                    ],
                    steps=3,
                ),
                78,
            )
    elif kind == 2:
        # A slit or a zip at the side.
        garment.seam([(waist * 0.75, top + band), (waist * 0.85, top + band + 0.25)], 66, 0.022)
        if pencil:
            garment.sketch.polygon(
                [(hem * 0.5, bottom + curve), (hem * 0.56, bottom - 0.3 * length), (hem * 0.6, bottom + curve)],
                cloth(64),
            )
    garment.seam([(-hem * 0.98, bottom - 0.04), (0.0, bottom + curve - 0.045), (hem * 0.98, bottom - 0.04)], 100)
    garment.logo = (0.4 * (waist + hem) / 2, top + 0.5 * length, 0.1)
    return garment
