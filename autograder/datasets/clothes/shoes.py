"""Shoes, seen from the side, toe towards +x; the ground is at y = 0.45."""

import numpy as np

from autograder.datasets.canvas import circle, smooth
from autograder.datasets.clothes.garment import Garment, cloth, hard, trim
from autograder.datasets.dice import Dice

_GROUND = 0.45


def _heel(dice: Dice) -> Garment:
    """A court shoe with a high heel, sometimes with a strap."""
    garment = Garment(hard="dark")
    back = _GROUND - dice.between(0.4, 0.7)
    garment.sketch.polygon([(-0.92, back - 0.02), (-0.6, back + 0.06), (-0.78, _GROUND), (-0.88, _GROUND)], hard(112))
    arch = [(-0.92, back), (-0.5, back + 0.1), (-0.05, _GROUND - 0.14), (0.3, _GROUND - 0.02), (0.95, _GROUND - 0.01)]
    sole = smooth(arch, steps=5)
    vamp = smooth([(0.98, _GROUND - 0.03), (0.8, _GROUND - 0.16), (0.45, _GROUND - 0.22)], steps=4)
    front, rear = (0.42, _GROUND - 0.22), (-0.9, back - 0.24)
    near = smooth([front, (0.0, _GROUND - 0.22), (-0.5, back + 0.02), rear], steps=4)
    far = smooth([front, (0.0, _GROUND - 0.3), (-0.5, back - 0.1), rear], steps=4)
    garment.sketch.polygon(np.concatenate([sole, vamp, near, [(-0.97, back - 0.22)]]), cloth())
    garment.sketch.polygon(np.concatenate([near, far[::-1]]), trim(70))
    garment.sketch.line(sole, hard(90), 0.04)
    if dice.chance(0.4):
        garment.seam(smooth([(-0.9, back - 0.2), (-0.6, back - 0.42), (-0.3, back - 0.1)], steps=3), 110, 0.06)
    garment.logo = (-0.72, back - 0.06, 0.14)
    return garment


def _sandal(dice: Dice) -> Garment:
    """A sole, two straps, and mostly one more around the heel."""
    garment = Garment(logo=(0.1, _GROUND - 0.24, 0.14))
    top = [(-0.92, -0.12), (-0.4, -0.16), (0.2, -0.13), (0.9, -0.16), (0.98, -0.05)]
    sole = np.add([*top, (0.9, 0.0), (-0.88, 0.0)], (0.0, _GROUND))
    garment.sketch.polygon(smooth(sole, closed=True, steps=3), hard(110))
    bed = [(-0.9, -0.13), (-0.3, -0.22), (0.3, -0.18), (0.9, -0.17), (0.3, -0.1), (-0.4, -0.1)]
    garment.sketch.polygon(smooth(np.add(bed, (0.0, _GROUND)), closed=True, steps=3), trim(120))
    for x, width in ((0.55, 0.2), (0.1, dice.between(0.14, 0.24))):
        strap = [(-width, -0.1), (-0.1, -0.36), (0.1, -0.38), (0.9 * width, -0.1)]
        garment.sketch.polygon(smooth(np.add(strap, (x, _GROUND)), steps=4), cloth(124))
    if dice.chance(0.6):
        strap = [(-0.86, -0.14), (-0.9, -0.42), (-0.6, -0.5), (-0.3, -0.42), (0.0, -0.2)]
        garment.seam(smooth(np.add(strap, (0.0, _GROUND)), steps=4), 112, 0.1)
        garment.button(-0.38, _GROUND - 0.45, 0.05)
    return garment


def _sole(garment: Garment, thick: float, *, heel: bool) -> None:
    top = _GROUND - thick
    if heel:
        low = _GROUND + 0.05
        corners = [(0.95, top + 0.07), (-0.3, top + 0.07), (-0.36, low), (-0.9, low)]
    else:
        corners = [(1.0, _GROUND - 0.06), (0.9, _GROUND), (-0.85, _GROUND), (-0.95, _GROUND - 0.05)]
    garment.sketch.polygon([(-0.92, top), (0.98, top - 0.02), *corners], hard(120))
    garment.seam([(-0.9, top), (0.98, top - 0.02)], 74, 0.018)
    garment.fold(0.15, 0.1, 0.5, 0.3, 0.1, -0.5)
    garment.fold(-0.8, -0.1, -0.3, 0.25, 0.14, 0.45)


def _toe(thick: float, toe: float) -> list[tuple[float, float]]:
    """From the instep around the tip to the sole."""
    return [(0.82, 0.14 + toe), (0.98, _GROUND - thick - 0.03), (0.97, _GROUND - thick)]


def _boot(dice: Dice) -> Garment:
    """A shaft to the ankle or to the knee, with laces or a zip."""
    garment = Garment()
    thick, toe = dice.between(0.08, 0.18), dice.between(0.02, 0.12)
    top = dice.between(-1.25, -0.55)
    back, front = -0.82, -0.1 + dice.between(-0.1, 0.06)
    rear = [(-0.86, _GROUND - thick), (-0.84, -0.1), (back, 0.5 * (top - 0.1)), (back - 0.02, top)]
    shin = [(front + 0.05, top), (front, 0.6 * top), (front + 0.08, -0.15), (0.35, 0.02)]
    outline = np.concatenate([smooth(rear, steps=4), smooth([*shin, *_toe(thick, toe)], steps=4)])
    garment.sketch.polygon(outline, cloth())
    opening = circle((0.5 * (back + front) + 0.01, top), 0.5 * (front - back) + 0.02, height=0.06)
    garment.sketch.polygon(opening, trim(66))
    if dice.chance(0.5):
        for lace in range(5):
            y = -0.02 - lace * (0.1 + 0.8 * (-0.15 - top)) / 6
            garment.sketch.line([(front - 0.2, y - 0.02), (front + 0.08, y)], hard(140), 0.03)
    else:
        garment.seam([(-0.5, top + 0.05), (-0.5, 0.2)], 80, 0.022)
    if dice.chance(0.4):
        cuff = [(back - 0.03, top), (front + 0.06, top), (front + 0.04, top + 0.14), (back - 0.02, top + 0.14)]
        garment.sketch.polygon(cuff, trim(120))
    _sole(garment, thick, heel=dice.chance(0.6))
    garment.logo = (-0.45, 0.5 * top, 0.17)
    return garment


def _laced(dice: Dice, garment: Garment, front: float, collar: float, thick: float, toe: float) -> None:
    """Tongue, laces, toe cap, stripes and heel counter of a sneaker."""
    tongue = [(front - 0.06, collar - 0.12), (front + 0.12, collar - 0.1), (0.3, 0.1), (0.16, 0.14)]
    garment.sketch.polygon(tongue, trim(120))
    count = dice.whole(3, 5)
    for lace in range(count):
        along = (lace + 0.4) / count
        x, y = front + along * (0.36 - front), collar + along * (0.06 - collar)
        garment.sketch.line([(x - 0.12, y + 0.12), (x + 0.05, y - 0.03)], hard(145), 0.035)
    if dice.chance(0.6):
        cap = smooth([(0.6, _GROUND - thick), (0.66, 0.2), (0.8, 0.13 + toe)], steps=4)
        garment.sketch.polygon(np.concatenate([cap, _toe(thick, toe)[1:]]), trim(122))
    for stripe in range(dice.whole(0, 3)):
        x = -0.14 * stripe
        garment.sketch.line([(x - 0.05, 0.03 * stripe), (x - 0.28, _GROUND - thick)], trim(132), 0.06)
    garment.seam(smooth([(-0.88, 0.12), (-0.6, 0.1), (-0.5, _GROUND - thick)], steps=3), 84, 0.02)


def _low(dice: Dice, kind: str) -> Garment:
    """Sneaker, high-top or loafer."""
    garment = Garment(logo=(-0.1, 0.1, 0.15))
    thick, toe = dice.between(0.08, 0.18), dice.between(0.02, 0.12)
    collar = {"sneaker": -0.18, "high": -0.5, "loafer": -0.06}[kind] + dice.between(-0.05, 0.05)
    front = -0.22 if kind == "high" else -0.05
    rear = smooth([(-0.86, _GROUND - thick), (-0.92, 0.1), (-0.84, collar - 0.04)], steps=4)
    near = smooth([(-0.84, collar - 0.04), (-0.6, collar + 0.07), (-0.35, collar + 0.06), (front, collar)], steps=4)
    far = smooth([(-0.84, collar - 0.04), (-0.6, collar - 0.07), (-0.35, collar - 0.05), (front, collar)], steps=4)
    instep = [(front, collar), (0.2, collar * 0.4 + 0.02), (0.5, 0.08)]
    garment.sketch.polygon(np.concatenate([rear, near, smooth([*instep, *_toe(thick, toe)], steps=4)]), cloth())
    garment.sketch.polygon(np.concatenate([near, far[::-1]]), trim(62))
    if kind == "loafer":
        garment.seam(smooth([(-0.05, collar + 0.04), (0.3, 0.16), (0.62, 0.14), (0.85, 0.28)], steps=4), 76, 0.026)
        garment.sketch.polygon(
            [(0.05, 0.02), (0.2, 0.04), (0.12, _GROUND - thick), (-0.12, _GROUND - thick)], cloth(104)
        )
    else:
        _laced(dice, garment, front, collar, thick, toe)
    _sole(garment, thick, heel=kind == "loafer" and dice.chance(0.6))
    return garment


def shoes(dice: Dice) -> Garment:
    """One shoe or a pair: sneaker, high-top, boot, heel, loafer or sandal."""
    kind = dice.pick(("sneaker", "sneaker", "high", "boot", "boot", "heel", "loafer", "sandal"))
    maker = {"boot": _boot, "heel": _heel, "sandal": _sandal}.get(kind)
    shoe = maker(dice) if maker else _low(dice, kind)
    shoe.patterns = ("plain", "plain", "plain", "plain", "plain", "melange", "gradient", "blots")
    shoe.trim = dice.pick(("light", "dark", "contrast", "same"))
    if kind != "heel":
        shoe.hard = dice.pick(("white", "white", "dark", "contrast"))
    shoe.gloss = dice.chance(0.5)
    shoe.lean = 0.5
    if dice.chance(0.5):
        # The other one of the pair, behind it and a little darker.
        offset = np.array([dice.between(0.1, 0.45), -dice.between(0.25, 0.6)])
        shoe.sketch.shapes = [
            (points + offset, (fill[0], int(fill[1] * 0.86), fill[2], fill[3]), width)
            for points, fill, width in shoe.sketch.shapes
        ] + shoe.sketch.shapes
    return shoe
