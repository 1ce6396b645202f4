"""Skirts. A zip or slit at the side lies towards +x."""

import numpy as np

from autograder.datasets.canvas import mirrored, smooth
from autograder.datasets.clothes.garment import Garment, cloth, trim, wavy_hem
from autograder.datasets.dice import Dice

_TOP = -0.55


def _waistband(dice: Dice, garment: Garment, waist: float) -> float:
    """The inside at the back, then the band in front; where it ends."""
    inside = [(-waist, _TOP), (0.0, _TOP - 0.045), (waist, _TOP), (0.0, _TOP + 0.05)]
    garment.sketch.polygon(smooth(inside, closed=True, steps=4), cloth(62))
    below = _TOP + dice.between(0.07, 0.13)
    lower = [(waist * 1.03, below), (0.0, below + 0.045), (-waist * 1.03, below)]
    garment.sketch.polygon([(-waist, _TOP), (0.0, _TOP + 0.045), (waist, _TOP), *lower], trim(130))
    garment.seam(lower, 74, 0.02)
    return below


def _details(dice: Dice, garment: Garment, waist: float, below: float, hem: float, bottom: float, curve: float) -> None:
    """A row of buttons, pockets as jeans have them, a zip at the side, or none of these."""
    kind = dice.whole(0, 3)
    if kind == 0:
        garment.seam([(0.05, below), (0.06, bottom + curve)], 76, 0.018)
        for place in range(4):
            garment.button(0.0, _TOP + 0.06 + place * 0.24 * (bottom - _TOP), 0.03)
    elif kind == 1:
        pocket = smooth(
            [(waist * 0.5, below + 0.03), (waist * 0.8, below + 0.13), (waist * 1.1, below + 0.15)], steps=3
        )
        for way in (-1, 1):
            garment.seam(pocket * (way, 1), 78)
    elif kind == 2:
        garment.seam([(waist * 0.75, below), (waist * 0.85, below + 0.25)], 66, 0.022)
        if hem < waist * 1.4:
            up = bottom - 0.3 * (bottom - _TOP)
            garment.sketch.polygon(
                [(hem * 0.5, bottom + curve), (hem * 0.56, up), (hem * 0.6, bottom + curve)], cloth(64)
            )


def skirt(dice: Dice) -> Garment:
    """A waistband and one piece of cloth: straight, flared or pleated; from mini to the ankle."""
    garment = Garment(
        patterns=(
            "plain", "plain", "plain", "plain", "checks", "stripes", "dots", "blots", "blots", "pinstripes", "gradient",
        ),
        trim=dice.pick(("same", "same", "dark", "contrast")),
        hard="metal",
        lean=0.35,
    )  # fmt: skip
    waist = dice.between(0.3, 0.4)
    length = dice.pick((dice.between(0.55, 0.85), dice.between(0.6, 0.95), dice.between(1.0, 1.7)))
    bottom = _TOP + length
    straight = dice.chance(0.3)
    if straight:
        hip = (waist * dice.between(1.12, 1.28), _TOP + 0.35 * length)
        hem = hip[0] * dice.between(0.92, 1.08)
    else:
        hem = waist + dice.between(0.2, 0.45) * (0.55 + 0.5 * length)
        hip = (waist + (hem - waist) * dice.between(0.3, 0.5), _TOP + 0.4 * length)
    side = smooth([(waist, _TOP), hip, (hem, bottom)])
    curve = dice.between(0.03, 0.12)
    edge = wavy_hem(dice, hem, bottom, curve, waves=1 if straight else dice.whole(2, 6))
    # The inside of the back at the hem.
    garment.sketch.polygon(
        mirrored([(0.0, bottom - 0.04), (hem * 0.98, bottom), (0.0, bottom + 0.8 * curve)]), cloth(60)
    )
    garment.sketch.polygon(mirrored(np.concatenate([[(0.0, _TOP)], side, edge])), cloth())
    below = _waistband(dice, garment, waist)
    if not straight and dice.chance(0.4):
        # Pleats.
        count = dice.whole(5, 9)
        for pleat in range(count + 1):
            x = -0.92 + 1.84 * pleat / count
            garment.seam([(x * waist, below + 0.04), (x * hem, bottom + curve * (1 - x * x))], 86, 0.022)
            garment.fold(x * hem + 0.03, bottom + curve, x * waist, below, 0.1, -0.5)
    else:
        for _ in range(dice.whole(2, 6)):
            x, to_y = dice.between(-0.9, 0.9), below + dice.between(0.0, 0.4) * length
            width, strength = dice.between(0.06, 0.15), dice.between(-0.8, 0.3)
            garment.fold(x * hem, bottom + 0.02, x * waist * 0.9, to_y, width, strength)
    _details(dice, garment, waist, below, hem, bottom, curve)
    garment.seam([(-hem * 0.98, bottom - 0.04), (0.0, bottom + curve - 0.045), (hem * 0.98, bottom - 0.04)], 100)
    garment.logo = (0.2 * (waist + hem), _TOP + 0.5 * length, 0.17)
    return garment
