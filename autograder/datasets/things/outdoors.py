"""Plants, fruit, animals, vehicles and signs. Each function draws one, in proportions that the dice decide."""

import numpy as np

from autograder.datasets.canvas import circle, mirrored, regular_polygon, ribbon, smooth, star
from autograder.datasets.dice import Dice
from autograder.datasets.things.thing import Thing, box


def _wheel(thing: Thing, x: float, y: float, radius: float) -> None:
    thing.third(circle((x, y), radius), 35)
    thing.third(circle((x, y), radius * 0.5, corners=12), 190)


def aeroplane(dice: Dice) -> Thing:
    thing, w = Thing(1.2), dice.between(0.13, 0.2)
    sweep, span = dice.between(0.15, 0.5), dice.between(0.7, 1.0)
    for side in (-1, 1):
        thing.second([(0, -0.2), (side * span, -0.2 + sweep), (side * span, sweep + 0.02), (0, 0.25)], 110)
        thing.second([(0, 0.65), (side * 0.38, 0.85), (side * 0.38, 0.98), (0, 0.9)], 110)
    thing.first(mirrored(smooth([(0, -1.0), (w, -0.75), (w, 0.4), (0.06, 0.95)])))
    thing.third(box(-w * 0.6, -0.8, w * 0.6, -0.7), 60)
    return thing


def apple(dice: Dice) -> Thing:
    thing, w = Thing(0.6), dice.between(0.7, 0.85)
    half = [(0, -0.42), (0.3, -0.6), (w, -0.3), (w * 0.92, 0.25), (0.45, 0.75), (0.2, 0.8), (0, 0.72)]
    thing.first(mirrored(smooth(half)))
    thing.second([(0, -0.42), (dice.between(-0.1, 0.15), -0.9)], 70, 0.1)
    if dice.chance(0.7):
        leaf = np.array([(0.05, -0.62), (0.3, -0.9), (0.6, -0.85), (0.35, -0.6)])
        thing.third(smooth(leaf, closed=True))
    return thing


def balloon(dice: Dice) -> Thing:
    """A hot-air balloon."""
    thing, w = Thing(0.3), dice.between(0.58, 0.7)
    thing.first(mirrored(smooth([(0, -1.0), (w * 0.7, -0.85), (w, -0.4), (w * 0.7, 0.1), (0.18, 0.45), (0.16, 0.48)])))
    for k in (-0.5, 0.0, 0.5):
        thing.second(smooth([(0, -1.0), (k * w * 1.3, -0.4), (k * 0.3, 0.45)]), 110, 0.09)
    for x in (-0.16, 0.16):
        thing.third([(x, 0.45), (x * 0.9, 0.75)], 80, 0.04)
    thing.third(box(-0.18, 0.7, 0.18, 0.98), 100)
    return thing


def banana(dice: Dice) -> Thing:
    thing, bend, w = Thing(3.2), dice.between(0.35, 0.7), dice.between(0.28, 0.4)
    curve = smooth([(-0.9, -bend * 0.7), (-0.5, bend * 0.3), (0, bend * 0.6), (0.5, bend * 0.3), (0.9, -bend * 0.7)])
    widths = w * (1 - np.linspace(-1, 1, len(curve)) ** 4 * 0.75)
    thing.first(ribbon(curve, widths.tolist()))
    thing.second(curve[4:-4] + np.array((0, 0.03)), 105, 0.04)
    thing.third([(0.88, -bend * 0.6), (0.98, -bend * 0.6 - 0.25)], 60, 0.12)
    return thing


def bicycle(dice: Dice) -> Thing:
    thing, r, tyre = Thing(0.25), dice.between(0.36, 0.44), dice.between(0.07, 0.11)
    for x in (-0.58, 0.58):
        ring = circle((x, 0.35), r)
        thing.second([*ring.tolist(), ring[0].tolist()], 60, tyre)
        for spoke in circle((x, 0.35), r, corners=6):
            thing.third([(x, 0.35), (float(spoke[0]), float(spoke[1]))], 130, 0.025)
    seat, bars = (-0.25, -0.25), (0.35, -0.3)
    frame = [(-0.58, 0.35), seat, bars, (0, 0.35), (-0.58, 0.35)]
    thing.first(frame, width=0.1)
    thing.first([seat, (0, 0.35)], width=0.1)
    thing.first([(0.58, 0.35), bars, (0.3, -0.5)], width=0.1)
    thing.second([(0.18, -0.5), (0.48, -0.55)], 60, 0.09)
    thing.second([(-0.42, -0.33), (-0.1, -0.33)], 60, 0.12)
    return thing


def bird(dice: Dice) -> Thing:
    thing, tail = Thing(0.4), dice.between(-0.15, 0.3)
    for x in (-0.05, 0.15):
        thing.third([(x, 0.4), (x + 0.05, 0.85)], 80, 0.05)
    thing.first([(-0.4, -0.05), (-1.0, tail - 0.15), (-0.95, tail + 0.15), (-0.3, 0.25)], 105)
    thing.first(circle((-0.05, 0.1), 0.5, height=dice.between(0.34, 0.44)))
    thing.first(circle((0.4, -0.35), dice.between(0.25, 0.32)))
    thing.third([(0.62, -0.45), (0.98, -0.32), (0.62, -0.22)], 140)
    wing = [(0.15, -0.1), (-0.15, -0.12), (-0.55, 0.2), (-0.1, 0.3)]
    thing.second(smooth(wing, closed=True) if dice.chance(0.6) else np.array([(0.15, 0), (-0.5, -0.8), (-0.35, 0.1)]))
    thing.second(circle((0.48, -0.42), 0.06, corners=8), 30)
    return thing


def boat(dice: Dice) -> Thing:
    thing, mast = Thing(0.25), dice.between(-0.15, 0.15)
    thing.third([(mast, -1.0), (mast, 0.5)], 80, 0.07)
    thing.second([(mast + 0.08, -0.9), (mast + 0.08, 0.3), (mast + dice.between(0.55, 0.75), 0.3)], 160)
    if dice.chance(0.7):
        thing.second([(mast - 0.08, -0.7), (mast - 0.08, 0.3), (mast - dice.between(0.35, 0.6), 0.3)], 140)
    deep = dice.between(0.75, 0.95)
    thing.first([(-0.95, 0.42), (0.95, 0.42), (0.65, deep), (-0.7, deep)])
    return thing


def bus(dice: Dice) -> Thing:
    thing, top, windows = Thing(0.2), dice.between(-0.55, -0.35), dice.whole(3, 5)
    thing.first(box(-1.0, top, 1.0, 0.42))
    low = top + dice.between(0.35, 0.45)
    for k in range(windows):
        left = -0.9 + 1.8 * k / windows
        thing.second(box(left, top + 0.1, left + 1.8 / windows - 0.08, low), 70)
    if dice.chance(0.5):
        thing.second(box(-1.0, low + 0.15, 1.0, low + 0.25))
    for x in (-0.6, 0.6):
        _wheel(thing, x, 0.45, dice.between(0.2, 0.26))
    return thing


def butterfly(dice: Dice) -> Thing:
    thing = Thing(1.2)
    up, low = dice.between(0.6, 0.9), dice.between(0.35, 0.6)
    upper = np.array([(0.03, -0.1), (0.3, -0.7), (0.95, -up), (0.9, -0.2), (0.3, 0.1)])
    lower = np.array([(0.03, 0.0), (0.5, 0.05), (0.75, 0.5), (0.45, low + 0.3), (0.1, 0.3)])
    for side in (-1, 1):
        thing.first(smooth(lower, closed=True) * (side, 1), 110)
        thing.first(smooth(upper, closed=True) * (side, 1))
        thing.second(circle((side * 0.6, -0.4), 0.16), 120)
        thing.third([(0, -0.4), (side * 0.2, -0.85)], 50, 0.04)
    thing.third(circle((0, 0), 0.08, height=0.5), 45)
    return thing


def cactus(dice: Dice) -> Thing:
    thing, w = Thing(0.2), dice.between(0.2, 0.28)
    trunk = [(0, -0.85), (0, 0.6)]
    thing.first(trunk, width=2 * w)
    thing.first(circle((0, -0.85), w))
    for side in (-1, 1)[: dice.whole(1, 2)]:
        y, up, out = dice.between(-0.1, 0.3), dice.between(0.3, 0.55), dice.between(0.5, 0.65)
        thing.first([(0, y), (side * out, y), (side * out, y - up)], 115, w)
        thing.first(circle((side * out, y - up), w / 2, corners=12), 115)
    if dice.chance(0.7):
        thing.second([(-0.42, 0.5), (0.42, 0.5), (0.3, 1.0), (-0.3, 1.0)])
        thing.second(box(-0.48, 0.45, 0.48, 0.6), 110)
    return thing


def car(dice: Dice) -> Thing:
    thing = Thing(0.2)
    roof, front, back = dice.between(-0.5, -0.3), dice.between(0.45, 0.65), dice.between(-0.75, -0.5)
    thing.first([(back, 0.0), (back + dice.between(0.1, 0.3), roof), (0.2, roof), (front, 0.0)])
    thing.second([(back + 0.18, -0.03), (back + 0.32, roof + 0.1), (-0.12, roof + 0.1), (-0.12, -0.03)], 70)
    thing.second([(-0.02, -0.03), (-0.02, roof + 0.1), (0.15, roof + 0.1), (front - 0.12, -0.03)], 70)
    hull = [(-0.98, 0.02), (front, -0.04), (0.95, 0.1), (1.0, 0.4), (-1.0, 0.4)]
    thing.first(hull)
    for x in (-0.58, 0.58):
        _wheel(thing, x, 0.4, dice.between(0.2, 0.27))
    return thing


def carrot(dice: Dice) -> Thing:
    thing, w = Thing(3.2), dice.between(0.24, 0.38)
    for k in range(dice.whole(3, 5)):
        tip = (dice.between(-0.4, 0.4), -1.0)
        thing.second(ribbon([(0, -0.4), (tip[0] * 0.6, -0.75), tip], [0.06, 0.14, 0.04]), 110 + 10 * k)
    thing.first(mirrored(smooth([(0, -0.5), (w * 0.8, -0.48), (w, -0.3), (w * 0.6, 0.3), (0.03, 1.0)])))
    for _ in range(3):
        x, y = dice.between(-0.1, 0.1), dice.between(-0.3, 0.4)
        thing.first([(x, y), (x + 0.12, y)], 90, 0.03)
    return thing


def cherry(dice: Dice) -> Thing:
    thing, r = Thing(0.6), dice.between(0.32, 0.4)
    for x, y in ((-0.45, 0.5), (0.4, dice.between(0.45, 0.6))):
        thing.second(smooth([(0.1, -0.85), (x * 0.6, -0.3), (x, y - r)]), 90, 0.07)
        thing.first(circle((x, y), r, height=r * 0.95))
        thing.first(circle((x - 0.1, y - 0.12), 0.08, corners=10), 200)
    if dice.chance(0.6):
        thing.third(smooth(np.array([(0.1, -0.85), (0.45, -1.0), (0.85, -0.8), (0.5, -0.65)]), closed=True))
    return thing


def crescent(dice: Dice) -> Thing:
    thing, outer = Thing(0.9), circle((0, 0), 0.9, corners=36)
    shift = dice.between(0.3, 0.5)
    inner = circle((shift, 0), dice.between(0.68, 0.76), height=0.8, corners=36)
    # From the upper tip round the left side to the lower one, and back along the inner edge.
    points = [*outer[19:].tolist(), *outer[:1].tolist(), *inner[:18:-1].tolist()]
    thing.first([point for point in points if point[0] < shift])
    return thing


def fir(dice: Dice) -> Thing:
    thing, tiers = Thing(0.2), dice.whole(2, 4)
    thing.second(box(-0.12, 0.6, 0.12, 1.0), 90)
    for k in range(tiers - 1, -1, -1):
        top, low = -1.0 + 1.3 * k / tiers, -1.0 + 1.75 * (k + 1) / tiers
        half = 0.25 + (dice.between(0.4, 0.6)) * (k + 1) / tiers
        thing.first([(0, top), (half, low), (-half, low)], 100 + 12 * (tiers - k))
    return thing


def fish(dice: Dice) -> Thing:
    thing, h = Thing(0.7), dice.between(0.3, 0.55)
    thing.second([(-0.45, 0), (-1.0, -dice.between(0.3, 0.5)), (-0.85, 0), (-1.0, dice.between(0.3, 0.5))], 115)
    thing.second([(-0.2, -h * 0.8), (0.0, -h - dice.between(0.1, 0.3)), (0.35, -h * 0.7)], 115)
    body = [(-0.65, 0), (-0.2, -h), (0.5, -h * 0.8), (1.0, 0.02), (0.5, h * 0.8), (-0.2, h)]
    thing.first(smooth(body, closed=True))
    thing.third(circle((0.62, -h * 0.25), 0.1), 180)
    thing.third(circle((0.64, -h * 0.25), 0.05, corners=8), 20)
    thing.first(smooth([(0.35, -h * 0.55), (0.25, 0), (0.35, h * 0.55)]), 85, 0.04)
    return thing


def flower(dice: Dice) -> Thing:
    thing, petals = Thing(0.4), dice.whole(5, 8)
    long, wide = dice.between(0.26, 0.36), dice.between(0.16, 0.24)
    thing.third(smooth([(0, -0.4), (dice.between(-0.15, 0.15), 0.3), (0, 1.0)]), 90, 0.09)
    thing.third(smooth(np.array([(0, 0.6), (0.3, 0.25), (0.6, 0.3), (0.3, 0.6)]), closed=True), 110)
    for x, y in circle((0, 0), 1.0, corners=petals):
        petal = circle((0, -long), wide, height=long) @ np.array([(-y, x), (-x, -y)]).T
        thing.first(petal + np.array((0, -0.4)))
    thing.second(circle((0, -0.4), dice.between(0.14, 0.22)), 100)
    return thing


def heart(dice: Dice) -> Thing:
    thing, lobe = Thing(0.6), dice.between(0.75, 0.95)
    half = [(0, -0.4), (0.3, -lobe * 0.85), (0.8, -lobe * 0.75), (0.95, -0.25), (0.6, 0.35), (0.2, 0.8), (0, 0.95)]
    thing.first(mirrored(smooth(half)))
    return thing


def house(dice: Dice) -> Thing:
    thing, w, eaves = Thing(0.15), dice.between(0.6, 0.8), dice.between(-0.3, 0.0)
    if dice.chance(0.5):
        thing.third(box(w * 0.35, -0.85, w * 0.35 + 0.2, eaves), 90)
    thing.first(box(-w, eaves, w, 0.9))
    peak = dice.between(-1.0, -0.75)
    flat = dice.between(0.0, 0.5)
    thing.second([(-w - 0.15, eaves), (-flat, peak), (flat, peak), (w + 0.15, eaves)], 110)
    door = dice.between(-w + 0.1, w - 0.4)
    thing.third(box(door, 0.35, door + 0.3, 0.9), 80)
    for x in (-w * 0.6, w * 0.4):
        thing.third(box(x - 0.12, eaves + 0.15, x + 0.14, eaves + 0.42), 170)
    return thing


def kite(dice: Dice) -> Thing:
    thing, w, middle = Thing(1.0), dice.between(0.5, 0.65), dice.between(-0.45, -0.25)
    tail = smooth([(0, 0.4), (0.15, 0.6), (-0.1, 0.8), (0.1, 1.0)])
    thing.third(tail, 100, 0.05)
    for x, y in tail[[6, 12]]:
        thing.second([(x - 0.16, y - 0.1), (x + 0.16, y + 0.1), (x + 0.16, y - 0.1), (x - 0.16, y + 0.1)])
    thing.first([(0, -1.0), (w, middle), (0, 0.45), (-w, middle)])
    thing.second([(0, -1.0), (w, middle), (0, middle)], 120)
    thing.second([(0, 0.45), (-w, middle), (0, middle)], 110)
    return thing


def leaf(dice: Dice) -> Thing:
    thing, w, middle = Thing(3.2), dice.between(0.35, 0.6), dice.between(-0.2, 0.2)
    thing.second([(0, 0.6), (0, 1.0)], 90, 0.08)
    thing.first(mirrored(smooth([(0, -1.0), (w * 0.6, middle - 0.4), (w, middle), (w * 0.7, 0.5), (0, 0.75)])))
    thing.second([(0, -0.9), (0, 0.75)], 110, 0.05)
    for k in range(3):
        y = -0.3 + 0.3 * k
        for side in (-1, 1):
            thing.second([(0, y + 0.1), (side * w * 0.7, y - 0.15)], 110, 0.035)
    return thing


def mushroom(dice: Dice) -> Thing:
    thing, stem, cap = Thing(0.4), dice.between(0.16, 0.28), dice.between(0.65, 0.9)
    low = dice.between(-0.15, 0.1)
    thing.second(mirrored(smooth([(stem * 0.8, low - 0.1), (stem, 0.5), (stem * 1.3, 0.95)])), 150)
    dome = circle((0, low), cap, height=dice.between(0.55, 0.8))
    thing.first([*dome[18:].tolist(), *dome[:7].tolist()])
    thing.second(circle((0, low), cap, height=0.1), 100)
    for _ in range(dice.whole(0, 4)):
        spot = (dice.between(-0.5, 0.5), dice.between(low - 0.4, low - 0.15))
        thing.third(circle(spot, dice.between(0.06, 0.13)), 180)
    return thing


def pear(dice: Dice) -> Thing:
    thing, w = Thing(0.6), dice.between(0.58, 0.7)
    thing.second([(0, -0.7), (dice.between(-0.15, 0.15), -1.0)], 70, 0.09)
    half = [(0, -0.78), (0.22, -0.7), (0.3, -0.35), (0.52, 0.0), (w, 0.4), (0.5, 0.8), (0.15, 0.9), (0, 0.86)]
    thing.first(mirrored(smooth(half)))
    if dice.chance(0.5):
        thing.third(smooth(np.array([(0.03, -0.8), (0.3, -1.0), (0.55, -0.9), (0.3, -0.75)]), closed=True))
    return thing


def rocket(dice: Dice) -> Thing:
    thing, w = Thing(1.0), dice.between(0.22, 0.34)
    if dice.chance(0.6):
        thing.third(mirrored(smooth([(0.14, 0.6), (0.2, 0.75), (0, 1.05)])), 190)
    for side in (-1, 1):
        thing.second([(side * w * 0.9, 0.1), (side * (w + 0.35), 0.75), (side * w * 0.6, 0.6)], 110)
    thing.first(mirrored(smooth([(0, -1.0), (w * 0.7, -0.6), (w, -0.1), (w * 0.7, 0.65)])))
    thing.third(circle((0, -0.3), w * 0.5), 160)
    return thing


def snail(dice: Dice) -> Thing:
    thing, r = Thing(0.3), dice.between(0.48, 0.6)
    thing.second(smooth([(-1.0, 0.75), (-0.4, 0.62), (0.4, 0.62), (0.75, 0.5), (0.85, 0.0)]), 120, 0.28)
    thing.second(circle((0.85, 0.0), 0.17), 120)
    for x in (0.75, 0.98):
        thing.second([(0.85, -0.05), (x, -0.42)], 110, 0.05)
    thing.first(circle((-0.12, 0.1), r))
    angles = np.linspace(0, 4.2 * np.pi, 40)
    spiral = np.stack([np.cos(angles), np.sin(angles)], axis=1) * (angles / angles[-1] * r * 0.85)[:, None]
    thing.third(spiral + np.array((-0.12, 0.1)), 80, 0.06)
    return thing


def snowman(dice: Dice) -> Thing:
    thing, low, head = Thing(0.15), dice.between(0.45, 0.55), dice.between(0.25, 0.32)
    thing.first(circle((0, 0.5), low), 140)
    thing.first(circle((0, -0.35), head + 0.08), 150)
    y = -0.35 - head if dice.chance(0.5) else -0.35
    if y < -0.4:
        thing.first(circle((0, y - 0.15), head * 0.8), 160)
    for side in (-1, 1):
        thing.second([(side * 0.3, -0.1), (side * 0.85, dice.between(-0.5, 0.0))], 70, 0.06)
        thing.third(circle((side * 0.1, y - 0.15), 0.045, corners=8), 30)
    thing.second([(0, y - 0.05), (0.3, y), (0, y + 0.06)], 140)
    for k in range(3):
        thing.third(circle((0, 0.2 + 0.22 * k), 0.055, corners=8), 40)
    return thing


def star_shape(dice: Dice) -> Thing:
    thing, tips = Thing(0.7), dice.whole(4, 7)
    thing.first(star(tips, 0.98, dice.between(0.36, 0.5)))
    if dice.chance(0.3):
        thing.second(star(tips, 0.6, 0.26))
    return thing


def tree(dice: Dice) -> Thing:
    thing, w = Thing(0.2), dice.between(0.1, 0.18)
    thing.second([(-w, 1.0), (w, 1.0), (w * 0.6, 0.0), (-w * 0.6, 0.0)], 90)
    for side in (-1, 1):
        thing.second([(0, 0.45), (side * 0.35, 0.0)], 90, 0.09)
    if dice.chance(0.35):
        thing.first(circle((0, -0.35), dice.between(0.5, 0.7), height=0.62))
        return thing
    for _ in range(dice.whole(5, 8)):
        x, y = dice.between(-0.45, 0.45), dice.between(-0.65, -0.1)
        thing.first(circle((x, y), dice.between(0.25, 0.38)), dice.whole(108, 145))
    return thing


def truck(dice: Dice) -> Thing:
    thing, cab, load = Thing(0.2), dice.between(0.3, 0.45), dice.between(-0.7, -0.4)
    thing.third(box(-0.98, 0.25, 0.98, 0.42), 60)
    thing.second([(cab, 0.35), (cab, -0.25), (cab + 0.35, -0.25), (0.97, 0.08), (0.97, 0.35)], 120)
    thing.third([(cab + 0.1, 0.02), (cab + 0.1, -0.17), (cab + 0.32, -0.17), (0.85, 0.02)], 170)
    thing.first(box(-1.0, load, cab - 0.06, 0.3))
    for x in (-0.7, -0.25, 0.68)[dice.whole(0, 1) :]:
        _wheel(thing, x, 0.42, 0.2)
    return thing


def turtle(dice: Dice) -> Thing:
    thing, h = Thing(0.3), dice.between(0.5, 0.75)
    for x in (-0.45, 0.4):
        thing.second(box(x - 0.12, 0.2, x + 0.14, 0.65), 100)
    thing.second(smooth([(0.4, 0.3), (0.7, 0.15), (0.88, -0.05)]), 115, 0.2)
    thing.second(circle((0.88, -0.08), 0.18, height=0.15), 120)
    thing.second([(-0.6, 0.3), (-1.0, 0.42), (-0.6, 0.2)], 110)
    dome = circle((-0.02, 0.32), 0.72, height=h)
    thing.first([*dome[18:].tolist(), *dome[:7].tolist()])
    thing.first(regular_polygon(6, 0.22) + np.array((0, 0.3 - h * 0.5)), 95)
    return thing


def windmill(dice: Dice) -> Thing:
    thing, turn = Thing(0.15), dice.between(0, 0.8)
    thing.first([(-0.22, -0.4), (0.22, -0.4), (0.4, 1.0), (-0.4, 1.0)])
    thing.second([(-0.28, -0.38), (0, -0.7), (0.28, -0.38)], 100)
    thing.third(box(-0.1, 0.65, 0.1, 1.0), 60)
    long, wide = dice.between(0.65, 0.8), dice.between(0.18, 0.28)
    for k in range(4):
        c, s = float(np.cos(turn + k * np.pi / 2)), float(np.sin(turn + k * np.pi / 2))
        blade = np.array([(0.0, -0.03), (long, -0.03), (long, wide), (0.15, wide)]) @ np.array([(c, s), (-s, c)])
        thing.second(blade + np.array((0, -0.35)), 140)
    thing.third(circle((0, -0.35), 0.08), 60)
    return thing


THINGS = (
    aeroplane, apple, balloon, banana, bicycle, bird, boat, bus, butterfly, cactus, car, carrot, cherry, crescent, fir,
    fish, flower, heart, house, kite, leaf, mushroom, pear, rocket, snail, snowman, star_shape, tree, truck, turtle,
    windmill,
)  # fmt: skip
