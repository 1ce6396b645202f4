"""Rock, paper and scissors, each put together from the parts of a hand."""

from autograder.datasets.dice import Dice
from autograder.datasets.hand.parts import INDEX, LITTLE, MIDDLE, RING, SPREAD, Hand


def paper(dice: Dice) -> Hand:
    """An open hand, its fingers closed or spread."""
    hand = Hand(dice)
    spread = dice.between(0.0, 1.0)
    length, curl = dice.between(0.88, 1.04), dice.between(-0.12, 0.16)
    swing = dice.between(0.2, 0.5) + 0.7 * spread * dice.between(0.4, 1.0)
    if not hand.palmar:
        hand.palm()
        hand.thumb_out(swing)
    for finger in (LITTLE, RING, INDEX, MIDDLE):
        direction = SPREAD[finger] * (0.18 + spread) + dice.between(-0.04, 0.04)
        bend = curl if direction > 0 else -curl
        hand.straight(finger, direction, length=length * dice.between(0.97, 1.03), curl=bend)
    if hand.palmar:
        hand.palm()
        hand.thumb_out(swing)
        hand.palm_lines()
    else:
        hand.knuckle_pads((INDEX, MIDDLE, RING, LITTLE))
    return hand


def scissors(dice: Dice) -> Hand:
    """Index and middle finger stretched and apart, the others folded."""
    hand = Hand(dice)
    opening, lean, length = dice.between(0.20, 0.40), dice.between(-0.06, 0.06), dice.between(0.9, 1.06)
    directions = ((MIDDLE, lean - opening / 2 - 0.02), (INDEX, lean + opening / 2 + 0.04))
    if hand.palmar:
        for finger, direction in directions:
            hand.straight(finger, direction, length=length)
        hand.palm()
        hand.palm_lines()
        hand.folded(LITTLE)
        hand.folded(RING)
        hand.thumb_across((dice.between(-0.20, -0.06), dice.between(-0.12, 0.02)))
        return hand
    if dice.chance(0.5):
        hand.limb([(0.30, 0.28), (0.46, 0.02), (0.44, -0.22)], (0.36, 0.26, 0.2), 85, 180)
    hand.palm()
    hand.knuckle(LITTLE)
    hand.knuckle(RING)
    for finger, direction in directions:
        hand.straight(finger, direction, length=length)
    hand.knuckle_pads((INDEX, MIDDLE))
    return hand


def rock(dice: Dice) -> Hand:
    """A fist, seen from the palm, the back, or the thumb's side."""
    hand = Hand(dice)
    if dice.chance(0.3):
        _fist_from_the_side(hand)
    elif hand.palmar:
        hand.palm()
        for finger in (LITTLE, RING, MIDDLE, INDEX):
            hand.folded(finger, reach=dice.between(-0.03, 0.03))
        hand.thumb_across((dice.between(-0.10, 0.12), dice.between(-0.06, 0.08)))
    else:
        bulge = dice.between(0.0, 0.12)
        hand.limb([(0.28, 0.34), (0.46 + bulge, 0.05), (0.42 + bulge, -0.22)], (0.38, 0.30, 0.24), 85, 210)
        hand.palm()
        for finger in (LITTLE, RING, INDEX, MIDDLE):
            hand.knuckle(finger)
    return hand


def _fist_from_the_side(hand: Hand) -> None:
    dice = hand.dice
    hand.palmar = False
    body = [(-0.34, 0.60), (-0.46, 0.20), (-0.46, -0.25), (-0.30, -0.46), (0.10, -0.50), (0.42, -0.40), (0.48, 0.0),
            (0.36, 0.24), (0.30, 0.60)]  # fmt: skip
    hand.pad(body, 80, 190)
    # The other fingers, behind; then the index finger: its first part on top, its second in front, its tip tucked in.
    hand.limb([(0.40, -0.22), (0.44, 0.18)], (0.24, 0.22), 85, 180)
    hand.limb([(-0.26, -0.34), (0.10, -0.38), (0.36, -0.32)], (0.28, 0.26, 0.26), 120, 225, edge=120)
    hand.limb([(0.38, -0.28), (0.40, -0.05), (0.34, 0.14)], (0.25, 0.24, 0.21), 120, 230, edge=140)
    hand.limb([(0.32, 0.12), (0.12, 0.06)], (0.2, 0.19), 120, 215, edge=140)
    tip = (dice.between(0.30, 0.42), dice.between(-0.18, -0.06))
    hand.limb([(-0.12, 0.40), (-0.10, 0.10), (0.10, -0.04), tip], (0.36, 0.30, 0.26, 0.22), 150, 255, edge=160)
    hand.nail(tip, 1.3, 0.22)


SIGNS = {"paper": paper, "rock": rock, "scissors": scissors}
