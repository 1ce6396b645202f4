"""Things of house and workshop. Each function draws one, in proportions that the dice decide."""

import numpy as np

from autograder.datasets.canvas import circle, mirrored, regular_polygon, ribbon, smooth
from autograder.datasets.dice import Dice
from autograder.datasets.things.thing import Thing, box


def anchor(dice: Dice) -> Thing:
    thing, w = Thing(0.6), dice.between(0.16, 0.26)
    span, rise = dice.between(0.6, 0.85), dice.between(0.1, 0.35)
    thing.first([(0, -0.7), (0, 0.8)], width=w)
    bow = smooth([(-span, rise), (-span * 0.7, 0.65), (0, 0.9), (span * 0.7, 0.65), (span, rise)])
    thing.first(bow, width=w)
    for side in (-1, 1):
        low = rise + 0.12
        thing.first([(side * (span + 0.2), low), (side * (span - 0.22), low), (side * span, rise - 0.25)])
    thing.second([(-0.4, -0.4), (0.4, -0.4)], width=w * 0.9)
    thing.first(circle((0, -0.8), 0.22))
    thing.hole(circle((0, -0.8), 0.1))
    return thing


def bell(dice: Dice) -> Thing:
    thing = Thing(0.5)
    top, waist, rim = dice.between(0.22, 0.36), dice.between(0.4, 0.55), dice.between(0.7, 0.9)
    thing.second(circle((0, 0.78), 0.2), 100)
    half = [(0, -0.85), (top, -0.7), (waist, -0.1), (waist + 0.08, 0.3), (rim, 0.65), (rim, 0.72)]
    thing.first(mirrored(smooth(half)))
    thing.second(box(-rim, 0.62, rim, 0.76))
    thing.first(circle((0, -0.9), 0.14), 110)
    return thing


def book(dice: Dice) -> Thing:
    thing, h = Thing(0.6), dice.between(0.55, 0.8)
    if dice.chance(0.5):
        sag = dice.between(0.08, 0.2)
        for side, tone in ((-1, 128), (1, 112)):
            page = [(0, -h + sag), (side * 0.5, -h), (side, -h + sag), (side, h), (side * 0.5, h - sag), (0, h)]
            thing.first([(x * 1.05, y + 0.06) for x, y in page], 80)
            thing.third(smooth(page[:3]).tolist() + smooth(page[3:]).tolist(), tone)
            for line in range(dice.whole(3, 6)):
                y = -h + 0.35 + 0.2 * line
                thing.second([(side * 0.15, y), (side * 0.85, y)], 70, 0.05)
        return thing
    w, thick = dice.between(0.5, 0.75), dice.between(0.15, 0.3)
    thing.third([(-w, h), (w, h), (w + thick, h - thick * 0.6), (w + thick, -h - thick * 0.6), (w, -h), (-w, -h)])
    thing.first([(-w, -h), (w, -h), (w + thick, -h - thick * 0.6), (-w + thick, -h - thick * 0.6)], 90)
    thing.first(box(-w, -h, w, h))
    thing.second(box(-w, -h, -w + 0.16, h), 100)
    thing.second(box(-w * 0.4, -h * 0.6, w * 0.75, -h * 0.6 + dice.between(0.15, 0.4)))
    return thing


def bottle(dice: Dice) -> Thing:
    thing = Thing(dice.pick((0.3, 1.6)))
    w, neck, shoulder = dice.between(0.28, 0.42), dice.between(0.09, 0.15), dice.between(-0.45, 0.0)
    half = [(neck, -0.95), (neck, shoulder - 0.25), (w * 0.85, shoulder), (w, shoulder + 0.2), (w, 0.95)]
    thing.first(mirrored([(neck, -0.95), *smooth(half[1:4]).tolist(), (w, 0.95)]))
    thing.second(box(-neck - 0.04, -1.05, neck + 0.04, -0.85))
    top = shoulder + dice.between(0.25, 0.35)
    thing.third(box(-w, top, w, top + dice.between(0.3, 0.5)))
    thing.first(box(-w * 0.75, top - 0.05, -w * 0.55, 0.85), 160)
    return thing


def bowl(dice: Dice) -> Thing:
    thing, deep, rim = Thing(), dice.between(0.55, 0.85), dice.between(0.1, 0.25)
    half = [(0.95, -0.2), (0.85, 0.1), (0.6, deep - 0.25), (0.3, deep - 0.1)]
    thing.first(mirrored([*smooth(half).tolist(), (0.3, deep)]))
    thing.second(circle((0, -0.2), 0.95, height=rim), 95)
    if dice.chance(0.4):
        for _ in range(4):
            thing.third(circle((dice.between(-0.55, 0.55), dice.between(-0.35, -0.2)), dice.between(0.15, 0.28)))
        thing.first(mirrored([(0.95, -0.2), (0.88, 0.05), (0, 0.1)]))
    return thing


def bucket(dice: Dice) -> Thing:
    thing = Thing()
    w, foot, h = dice.between(0.6, 0.75), dice.between(0.4, 0.55), dice.between(0.6, 0.75)
    arc = circle((0, -h * 0.6), w * 0.98, height=dice.between(0.5, 0.7))
    thing.third([*arc[18:], *arc[:7]], width=0.08)
    thing.first([(-w, -h * 0.6), (w, -h * 0.6), (foot, h), (-foot, h)])
    thing.second(circle((0, -h * 0.6), w, height=0.16), 90)
    y = dice.between(-0.1, 0.3)
    thing.second([(-w * 0.84, y), (w * 0.84, y)], 110, 0.08)
    return thing


def candle(dice: Dice) -> Thing:
    thing, w, top = Thing(0.25), dice.between(0.14, 0.28), dice.between(-0.5, -0.1)
    if dice.chance(0.6):
        thing.second(circle((0, 0.85), dice.between(0.45, 0.7), height=0.14), 110)
    thing.first(box(-w, top, w, 0.85))
    thing.first(circle((0, top), w, height=0.06), 150)
    thing.second([(0, top), (0.02, top - 0.15)], 40, 0.05)
    y = top - 0.3
    thing.third(mirrored(smooth([(0, y - 0.28), (0.12, y), (0.1, y + 0.15), (0, y + 0.2)])), 200)
    return thing


def chair(dice: Dice) -> Thing:
    thing, w, leg = Thing(0.25), dice.between(0.42, 0.55), dice.between(0.1, 0.16)
    lean, deep = dice.between(0.05, 0.25), dice.between(0.2, 0.35)
    for x in (-w + lean, w + lean):
        thing.first([(x, 0.1 - deep), (x, 0.75 - deep * 0.4)], 85, leg * 0.8)
    back = [(-w + lean, -0.95), (w + lean, -0.95), (w + lean, 0.1 - deep), (-w + lean, 0.1 - deep)]
    if dice.chance(0.5):
        thing.first(back, 110)
    else:
        thing.first([*back, back[0]], 110, leg)
        for k in (0.33, 0.66):
            x = -w + lean + 2 * w * k
            thing.first([(x, -0.95), (x, 0.1 - deep)], 105, leg * 0.8)
    thing.either(dice, [(-w + lean, 0.1 - deep), (w + lean, 0.1 - deep), (w, 0.15), (-w, 0.15)])
    for x in (-w + leg / 2, w - leg / 2):
        thing.first([(x, 0.15), (x, 0.95)], width=leg)
    return thing


def clock(dice: Dice) -> Thing:
    thing = Thing(0.3)
    rim = circle((0, 0), 0.9) if dice.chance(0.7) else regular_polygon(4, 1.15, quarter=True)
    thing.first(rim)
    thing.third(circle((0, 0), 0.72, corners=28), 150)
    for hour in circle((0, 0), 0.6, corners=12):
        thing.second(circle((float(hour[0]), float(hour[1])), 0.05, corners=6), 50)
    for length, wide in ((0.58, 0.07), (0.36, 0.11)):
        tip = circle((0, 0), length, corners=60)[dice.whole(0, 59)]
        thing.second([(0, 0), (float(tip[0]), float(tip[1]))], 40, wide)
    return thing


def drum(dice: Dice) -> Thing:
    thing, w, h = Thing(0.4), dice.between(0.65, 0.85), dice.between(0.35, 0.6)
    thing.first([*box(-w, -h, w, h)[:3], *circle((0, h), w, height=0.22)[6:19].tolist(), (-w, h)])
    steps = dice.whole(3, 5)
    zigzag = [(-w + 2 * w * k / (2 * steps), -h + 0.1 if k % 2 else h) for k in range(2 * steps + 1)]
    thing.third(zigzag, 110, 0.06)
    thing.second(circle((0, -h), w, height=0.25), 150)
    if dice.chance(0.5):
        for side in (-1, 1):
            thing.third([(side * 0.9, -h - 0.5), (side * 0.05, -h)], 90, 0.08)
    return thing


def fork(dice: Dice) -> Thing:
    thing, tines, w = Thing(3.2), dice.whole(3, 4), dice.between(0.2, 0.3)
    thing.first(ribbon([(0, 0.0), (0, 0.5), (0, 1.0)], [0.1, 0.1, dice.between(0.16, 0.26)]))
    thing.first(mirrored(smooth([(w, -0.5), (w, -0.25), (0.05, 0.1)])))
    for k in range(tines):
        x = -w + 0.05 + (2 * w - 0.1) * k / (tines - 1)
        thing.first([(x, -1.0), (x, -0.4)], width=0.09)
    return thing


def guitar(dice: Dice) -> Thing:
    thing = Thing(1.0)
    wide, waist, upper = dice.between(0.42, 0.55), dice.between(0.24, 0.32), dice.between(0.32, 0.42)
    half = [(0, 1.0), (wide, 0.85), (wide, 0.5), (waist, 0.2), (upper, -0.02), (upper * 0.7, -0.2), (0, -0.22)]
    thing.first(mirrored(smooth(half)))
    thing.second(box(-0.07, -0.85, 0.07, 0.15), 80)
    thing.second(box(-0.13, -1.05, 0.13, -0.8), 60)
    thing.third(circle((0, 0.25), 0.15), 40)
    thing.second(box(-0.2, 0.65, 0.2, 0.72), 60)
    return thing


def hammer(dice: Dice) -> Thing:
    thing, grip = Thing(3.2), dice.between(0.1, 0.16)
    thing.first(ribbon([(0, -0.7), (0, 0.2), (0, 1.0)], [grip * 1.4, grip * 1.5, grip * 2]))
    top, face = dice.between(-0.95, -0.85), dice.between(0.4, 0.55)
    thing.second([(-face, top), (0.2, top), (0.65, top + 0.12), (0.2, -0.55), (-face, -0.55)])
    thing.second(box(-face - 0.12, top - 0.05, -face + 0.05, -0.5), 105)
    return thing


def key(dice: Dice) -> Thing:
    thing, shaft = Thing(3.2), dice.between(0.1, 0.16)
    thing.first([(0, -0.3), (0, 1.0)], width=shaft)
    head = (
        circle((0, -0.6), dice.between(0.3, 0.42))
        if dice.chance(0.6)
        else regular_polygon(6, 0.42) + np.array((0, -0.6))
    )
    thing.first(head)
    thing.hole(circle((0, -0.62), dice.between(0.1, 0.24)))
    for y in (0.6, 0.78, 0.95)[: dice.whole(2, 3)]:
        thing.first(box(0, y - 0.06, dice.between(0.22, 0.38), y + 0.05))
    return thing


def ladder(dice: Dice) -> Thing:
    thing, foot, head = Thing(0.7), dice.between(0.38, 0.52), dice.between(0.25, 0.4)
    rungs, rail = dice.whole(4, 7), dice.between(0.1, 0.15)
    for k in range(rungs):
        share = (k + 0.5) / rungs
        half = head + (foot - head) * share
        thing.either(dice, [(-half, -1 + 2 * share), (half, -1 + 2 * share)], 110, rail * 0.9)
    for side in (-1, 1):
        thing.first([(side * head, -1), (side * foot, 1)], width=rail)
    return thing


def lamp(dice: Dice) -> Thing:
    thing = Thing(0.2)
    top, wide, shade = dice.between(0.2, 0.45), dice.between(0.55, 0.8), dice.between(-0.3, 0.0)
    thing.second([(0, shade), (0, 0.9)], 110, dice.between(0.07, 0.14))
    if dice.chance(0.5):
        thing.second(circle((0, 0.5), dice.between(0.2, 0.32), height=0.38), 100)
    thing.second(circle((0, 0.9), dice.between(0.3, 0.5), height=0.1), 90)
    thing.first([(-top, -0.95), (top, -0.95), (wide, shade), (-wide, shade)], 150)
    return thing


def light_bulb(dice: Dice) -> Thing:
    thing, r = Thing(3.2), dice.between(0.5, 0.62)
    thing.first(circle((0, -0.4), r))
    thing.first([(-r * 0.88, -0.15), (r * 0.88, -0.15), (0.24, 0.45), (-0.24, 0.45)])
    for k in range(3):
        thing.second(box(-0.26 + 0.02 * k, 0.42 + 0.16 * k, 0.26 - 0.02 * k, 0.55 + 0.16 * k), 100 + 20 * (k % 2))
    thing.third([(-0.15, 0.4), (-0.2, -0.3), (0, -0.15), (0.2, -0.3), (0.15, 0.4)], 90, 0.05)
    return thing


def mug(dice: Dice) -> Thing:
    thing = Thing()
    w, h, taper = dice.between(0.45, 0.62), dice.between(0.55, 0.85), dice.between(-0.06, 0.12)
    r = dice.between(0.26, 0.36)
    thing.first(circle((w, 0), r, height=r * dice.between(1.0, 1.5)), 110)
    thing.hole(circle((w, 0), r - 0.14, height=r * 1.2 - 0.16))
    thing.first([(-w, -h), (w, -h), (w - taper, h), (-w + taper, h)])
    thing.second(circle((0, -h), w, height=dice.between(0.08, 0.18)), 80)
    if dice.chance(0.5):
        y = dice.between(-0.3, 0.3)
        thing.third(box(-w + taper * 0.6, y, w - taper * 0.6, y + dice.between(0.12, 0.3)))
    return thing


def padlock(dice: Dice) -> Thing:
    thing, w, r = Thing(0.5), dice.between(0.5, 0.7), dice.between(0.34, 0.45)
    lift = dice.between(0.0, 0.25)
    ring = circle((0, -0.35 - lift), r, height=0.45).tolist()
    arc = [*ring[18:], *ring[:7]]
    thing.second([(-r, 0.0 if dice.chance(0.7) else -0.3), *arc, (r, 0.0)], 120, 0.15)
    thing.first(box(-w, -0.15, w, 0.85))
    thing.third(circle((0, 0.25), 0.13), 40)
    thing.third([(-0.06, 0.25), (0.06, 0.25), (0.1, 0.6), (-0.1, 0.6)], 40)
    return thing


def pencil(dice: Dice) -> Thing:
    thing, w = Thing(3.2), dice.between(0.12, 0.2)
    thing.first(box(-w, -0.75, w, 0.55))
    thing.first(box(-w * 0.35, -0.75, w * 0.35, 0.55), 155)
    thing.third([(-w, 0.55), (w, 0.55), (0, 1.0)], 170)
    thing.second([(-w * 0.35, 0.84), (w * 0.35, 0.84), (0, 1.0)], 40)
    thing.second(box(-w, -1.0, w, -0.8))
    return thing


def spoon(dice: Dice) -> Thing:
    thing, w = Thing(3.2), dice.between(0.22, 0.32)
    thing.first(ribbon([(0, -0.3), (0, 0.3), (0, 1.0)], [0.1, 0.09, dice.between(0.14, 0.24)]))
    thing.first(circle((0, -0.6), w, height=dice.between(0.36, 0.44)))
    thing.first(circle((0, -0.62), w * 0.7, height=0.27), 90)
    return thing


def table(dice: Dice) -> Thing:
    thing, leg, deep = Thing(0.2), dice.between(0.1, 0.16), dice.between(0.12, 0.35)
    top = dice.between(-0.4, -0.2)
    for x in (-0.6, 0.6):
        thing.first([(x, top), (x, 0.55)], 80, leg * 0.8)
    thing.first([(-0.95, top), (-0.75, top - deep), (0.75, top - deep), (0.95, top)], 140)
    thing.either(dice, box(-0.95, top, 0.95, top + 0.14), 105)
    for x in (-0.85, 0.85):
        thing.first([(x, top + 0.1), (x, 0.8)], width=leg)
    return thing


def teapot(dice: Dice) -> Thing:
    thing, h = Thing(), dice.between(0.42, 0.58)
    thing.second(circle((-0.62, 0.1), 0.32, height=0.36))
    thing.hole(circle((-0.66, 0.1), 0.19, height=0.24))
    spout = smooth([(0.4, 0.3), (0.7, 0.1), (0.8, -0.2), (1.0, dice.between(-0.5, -0.35))])
    thing.first(ribbon(spout, np.linspace(0.35, 0.12, len(spout)).tolist()), 112)
    thing.first(circle((0, 0.15), 0.62, height=h))
    thing.second(circle((0, 0.15 - h * 0.9), 0.34, height=0.13), 105)
    thing.second(circle((0, -h + 0.03), 0.1))
    return thing


def umbrella(dice: Dice) -> Thing:
    thing, ribs, deep = Thing(0.9), dice.whole(4, 6), dice.between(0.55, 0.75)
    thing.third([*smooth([(0, -0.85), (0, 0.75), (0.1, 0.95), (0.25, 0.85)]).tolist()], 80, 0.08)
    dome = circle((0, 0), 0.95, height=deep + 0.1)
    thing.first([*dome[18:].tolist(), *dome[:7].tolist()])
    for k in range(ribs):
        x = -0.95 + 1.9 * (k + 0.5) / ribs
        thing.hole(circle((x, 0.04), 0.95 / ribs, height=0.14))
    for k in range(1, ribs):
        x = -0.95 + 1.9 * k / ribs
        thing.second([(0, -deep - 0.1), (x * 0.7, -deep * 0.55), (x, -0.02)], 100, 0.04)
    thing.third([(0, 0.0), (0, 0.3)], 80, 0.08)
    return thing


def vase(dice: Dice) -> Thing:
    thing = Thing(0.25)
    mouth, neck, belly, foot = (dice.between(*r) for r in ((0.2, 0.42), (0.12, 0.22), (0.42, 0.65), (0.2, 0.35)))
    if dice.chance(0.4):
        for k in range(3):
            x = (k - 1) * 0.3 + dice.between(-0.1, 0.1)
            thing.second([(0, -0.5), (x, -1.0)], 90, 0.06)
            thing.third(circle((x, -1.0), 0.15))
    half = [(mouth, -0.75), (neck, -0.45), (belly, dice.between(0.0, 0.35)), (foot, 0.85), (foot + 0.04, 0.95)]
    thing.first(mirrored(smooth(half)))
    thing.first(circle((0, -0.75), mouth, height=0.07), 70)
    return thing


def wine_glass(dice: Dice) -> Thing:
    thing, w, low = Thing(0.3), dice.between(0.32, 0.5), dice.between(-0.15, 0.1)
    rim = w * dice.between(0.7, 1.1)
    half = [(rim, -0.95), (w, -0.5), (w * 0.75, low - 0.1), (0.06, low), (0.05, 0.8), (0.05, 0.85)]
    thing.first(mirrored(smooth(half)), 150)
    thing.first(circle((0, 0.88), dice.between(0.32, 0.45), height=0.09), 130)
    if dice.chance(0.7):
        thing.second(mirrored(smooth([(w * 0.92, -0.45), (w * 0.7, low - 0.12), (0.03, low - 0.05)])))
    return thing


THINGS = (
    anchor, bell, book, bottle, bowl, bucket, candle, chair, clock, drum, fork, guitar, hammer, key, ladder, lamp,
    light_bulb, mug, padlock, pencil, spoon, table, teapot, umbrella, vase, wine_glass,
)  # fmt: skip
