"""Letters A to Y without J and Z (the 24 classes of Sign-MNIST), written with strokes of our own in grey, 28x28.

The labels of `load("letters")` are 0 to 23 and count these 24 letters without a gap; `class_names("letters")` has the
letters. Sign-MNIST counts all letters of the alphabet: its labels run from 0 (A) to 24 (Y), and 9 (J) never comes.
`write_csv` writes those.
"""

import csv
import math
from pathlib import Path

import numpy as np

from autograder.datasets import load
from autograder.datasets.backdrop import cloud
from autograder.datasets.canvas import Canvas, Pose, Sketch, circle, smooth
from autograder.datasets.dice import Dice
from autograder.datasets.nuisance import Nuisance, choose, lit, photographed, stamp_logo

CLASS_NAMES = tuple("ABCDEFGHIKLMNOPQRSTUVWXY")
DEFAULT_SIZE = 28
CHANNELS = 1
DESCRIPTION = "Grey pictures of single capital letters, A to Y without J and Z, written with strokes of varied width."

_Point = tuple[float, float]
# A stroke is straight from point to point ("-"), or a smooth curve through its points ("~").
_Stroke = tuple[str, tuple[_Point, ...]]

# Letters reach from -0.5 to 0.5 across and from -0.7 to 0.7 down. Those with several usual forms have several here.
_BOWL: tuple[_Point, ...] = ((-0.4, -0.7), (0.12, -0.68), (0.36, -0.52), (0.36, -0.2), (0.12, -0.02), (-0.4, 0.0))
_ROUND: tuple[_Point, ...] = ((0.0, -0.7), (-0.33, -0.55), (-0.47, 0.0), (-0.33, 0.55), (0.0, 0.7), (0.33, 0.55),
                              (0.47, 0.0), (0.33, -0.55), (0.0, -0.7))  # fmt: skip
_OPEN: tuple[_Point, ...] = ((0.42, -0.45), (0.2, -0.67), (-0.12, -0.68), (-0.42, -0.38), (-0.46, 0.1), (-0.3, 0.55),
                             (0.02, 0.7), (0.28, 0.62), (0.44, 0.4))  # fmt: skip
_FORMS: dict[str, tuple[tuple[_Stroke, ...], ...]] = {
    "A": ((("-", ((-0.5, 0.7), (0.0, -0.7), (0.5, 0.7))), ("-", ((-0.32, 0.2), (0.32, 0.2)))),
          (("~", ((-0.45, 0.7), (-0.42, -0.2), (-0.25, -0.62), (0.0, -0.7), (0.25, -0.62), (0.42, -0.2), (0.45, 0.7))),
           ("-", ((-0.44, 0.12), (0.44, 0.12))))),
    "B": ((("-", ((-0.4, -0.7), (-0.4, 0.7))), ("~", _BOWL),
           ("~", ((-0.4, 0.0), (0.15, 0.02), (0.44, 0.2), (0.42, 0.52), (0.15, 0.69), (-0.4, 0.7)))),),
    "C": ((("~", _OPEN),),),
    "D": ((("-", ((-0.4, -0.7), (-0.4, 0.7))),
           ("~", ((-0.4, -0.7), (0.02, -0.66), (0.38, -0.4), (0.45, 0.0), (0.38, 0.4), (0.02, 0.66), (-0.4, 0.7)))),),
    "E": ((("-", ((0.4, -0.7), (-0.4, -0.7), (-0.4, 0.7), (0.4, 0.7))), ("-", ((-0.4, 0.0), (0.28, 0.0)))),
          (("~", ((0.4, -0.5), (0.1, -0.7), (-0.28, -0.6), (-0.34, -0.25), (-0.1, -0.03), (0.15, -0.02))),
           ("~", ((-0.1, -0.03), (-0.42, 0.18), (-0.42, 0.52), (-0.1, 0.7), (0.22, 0.66), (0.42, 0.45))))),
    "F": ((("-", ((0.4, -0.7), (-0.4, -0.7), (-0.4, 0.7))), ("-", ((-0.4, -0.03), (0.26, -0.03)))),),
    "G": ((("~", _OPEN[:-1]), ("-", ((0.05, 0.1), (0.44, 0.1), (0.42, 0.66)))),
          (("~", (*_OPEN[:-1], (0.46, 0.38), (0.46, 0.1))), ("-", ((0.46, 0.1), (0.02, 0.1))))),
    "H": ((("-", ((-0.42, -0.7), (-0.42, 0.7))), ("-", ((0.42, -0.7), (0.42, 0.7))),
           ("-", ((-0.42, 0.0), (0.42, 0.0)))),),
    "I": ((("-", ((0.0, -0.7), (0.0, 0.7))),),
          (("-", ((0.0, -0.7), (0.0, 0.7))), ("-", ((-0.28, -0.7), (0.28, -0.7))), ("-", ((-0.28, 0.7), (0.28, 0.7))))),
    "K": ((("-", ((-0.4, -0.7), (-0.4, 0.7))), ("-", ((0.42, -0.7), (-0.4, 0.1))),
           ("-", ((-0.14, -0.14), (0.45, 0.7)))),
          (("-", ((-0.4, -0.7), (-0.4, 0.7))), ("-", ((0.42, -0.7), (-0.38, 0.0), (0.45, 0.7))))),
    "L": ((("-", ((-0.36, -0.7), (-0.36, 0.7), (0.42, 0.7))),),),
    "M": ((("-", ((-0.48, 0.7), (-0.48, -0.7), (0.0, 0.25), (0.48, -0.7), (0.48, 0.7))),),
          (("-", ((-0.5, 0.7), (-0.36, -0.7), (0.0, 0.6), (0.36, -0.7), (0.5, 0.7))),)),
    "N": ((("-", ((-0.43, 0.7), (-0.43, -0.7), (0.43, 0.7), (0.43, -0.7))),),),
    "O": ((("~", _ROUND),),),
    "P": ((("-", ((-0.4, -0.7), (-0.4, 0.7))),
           ("~", ((-0.4, -0.7), (0.15, -0.68), (0.42, -0.48), (0.42, -0.15), (0.15, 0.06), (-0.4, 0.08)))),),
    "Q": ((("~", _ROUND), ("-", ((0.1, 0.32), (0.5, 0.78)))),
          (("~", _ROUND), ("~", ((-0.05, 0.5), (0.15, 0.5), (0.3, 0.8), (0.5, 0.8))))),
    "R": ((("-", ((-0.4, -0.7), (-0.4, 0.7))), ("~", _BOWL), ("-", ((-0.02, 0.0), (0.44, 0.7)))),),
    "S": ((("~", ((0.4, -0.46), (0.18, -0.68), (-0.18, -0.68), (-0.4, -0.42), (-0.28, -0.14), (0.0, -0.01), (0.3, 0.13),
                  (0.43, 0.4), (0.2, 0.67), (-0.18, 0.69), (-0.42, 0.46))),),),
    "T": ((("-", ((-0.48, -0.7), (0.48, -0.7))), ("-", ((0.0, -0.7), (0.0, 0.7)))),),
    "U": ((("~", ((-0.42, -0.7), (-0.42, 0.0), (-0.38, 0.4), (-0.2, 0.66), (0.0, 0.7), (0.2, 0.66), (0.38, 0.4),
                  (0.42, 0.0), (0.42, -0.7))),),),
    "V": ((("-", ((-0.46, -0.7), (0.0, 0.7), (0.46, -0.7))),),),
    "W": ((("-", ((-0.56, -0.7), (-0.3, 0.7), (0.0, -0.45), (0.3, 0.7), (0.56, -0.7))),),
          (("~", ((-0.52, -0.7), (-0.48, 0.2), (-0.28, 0.68), (-0.06, 0.3), (0.0, -0.3))),
           ("~", ((0.0, -0.3), (0.06, 0.3), (0.28, 0.68), (0.48, 0.2), (0.52, -0.7))))),
    "X": ((("-", ((-0.44, -0.7), (0.44, 0.7))), ("-", ((0.44, -0.7), (-0.44, 0.7)))),),
    "Y": ((("-", ((-0.45, -0.7), (0.0, 0.0), (0.45, -0.7))), ("-", ((0.0, 0.0), (0.0, 0.7)))),
          (("-", ((-0.42, -0.7), (0.02, 0.1))), ("-", ((0.45, -0.7), (-0.2, 0.7))))),
}  # fmt: skip

_INK = (255, 0, 0, 0)


def _written(dice: Dice, letter: str) -> Sketch:
    """The letter's strokes, each point a little off its place, in one band: how much ink there is."""
    sketch = Sketch()
    thickness = dice.between(0.11, 0.28)
    unsteady = dice.between(0.0, 0.05)
    for kind, points in dice.pick(_FORMS[letter]):
        placed = np.array(points) + [
            (dice.between(-unsteady, unsteady), dice.between(-unsteady, unsteady)) for _ in points
        ]
        line = placed if kind == "-" else smooth(placed, steps=5)
        sketch.line(line, _INK, thickness)
        for end in (placed[0], placed[-1]):
            sketch.polygon(circle((end[0], end[1]), thickness / 2, corners=12), _INK)
    return sketch


def _scribble(dice: Dice) -> Sketch:
    """One or two faint strokes that belong to no letter."""
    sketch = Sketch()
    for _ in range(dice.whole(1, 2)):
        points = [(dice.between(-1.2, 1.2), dice.between(-1.2, 1.2)) for _ in range(3)]
        sketch.line(smooth(points, steps=5), _INK, dice.between(0.05, 0.2))
    return sketch


def draw(label: int, size: int, rng: np.random.Generator, options: Nuisance) -> np.ndarray:
    """uint8 (size, size, 1): the letter CLASS_NAMES[label].

    With `facing`, the side to which letters lean is meant: a mirrored letter would be another letter or none.
    """
    choices = choose(options, label, len(CLASS_NAMES), rng)
    dice = Dice(rng)
    lean = dice.between(-0.1, 0.45) * (1 if choices.mirrored else -1)
    pose = Pose(
        scale=choices.zoom * dice.between(0.36, 0.58),
        turn=dice.between(-0.22, 0.22),
        shear=lean,
        stretch=dice.between(0.8, 1.2),
        tilt=(dice.between(-0.4, 0.4), dice.between(-0.4, 0.4)),
        dx=1.2 * choices.dx + dice.between(-0.06, 0.06),
        dy=1.2 * choices.dy + dice.between(-0.06, 0.06),
    )
    ink = Canvas(size, pose, bands=1).draw(_written(dice, CLASS_NAMES[label])).astype(np.float32) * np.float32(1 / 255)

    # Ink is always darker than paper; which grey is ink and which is paper differs from picture to picture.
    paper = dice.between(110, 235)
    contrast = -dice.between(80, min(170, paper - 15))
    ground = paper + np.float32(dice.between(4, 22)) * cloud(dice, size, 4, 4)[:, :, None]
    if dice.chance(0.45):
        marks = (
            Canvas(size, Pose(turn=dice.between(-math.pi, math.pi)), bands=1).draw(_scribble(dice)).astype(np.float32)
        )
        ground = ground + marks * np.float32(dice.between(0.15, 0.4) * contrast / 255)
    image = ground + ink * (np.float32(paper + contrast) - ground)
    if choices.logo is not None:
        image = stamp_logo(image, choices.logo, 0.83, 0.83, 0.12)
    return photographed(lit(image, choices), rng, blur=dice.between(0.0, 1.7), noise=dice.between(3, 11))


def real_label(label: int) -> int:
    """The label that Sign-MNIST gives to class `label` (0 to 23) of this set: 0 to 24 without 9."""
    return ord(CLASS_NAMES[label]) - ord("A")


def write_csv(
    path: str | Path, split: str = "train", n: int = 1000, seed: int = 0, *, key: bytes | None = None
) -> Path:
    """Write n letters as a CSV file in the layout of Sign-MNIST, and return its path.

    First a header row `label,pixel1,...,pixel784`, then a row a picture: its label and its 28 x 28 grey values
    (0 to 255), row by row. The labels are those of Sign-MNIST, 0 (A) to 24 (Y) without 9 (J), because J and Z are
    signed with a movement; `load("letters")` has the same pictures in the same order with the labels 0 to 23.

    split, seed, key: as in `load`. An existing file is replaced.
    """
    images, labels = load("letters", split=split, n=n, seed=seed, key=key)
    target = Path(path)
    pixels = DEFAULT_SIZE * DEFAULT_SIZE
    with target.open("w", newline="", encoding="ascii") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["label", *(f"pixel{number}" for number in range(1, pixels + 1))])
        for image, label in zip(images.reshape(n, pixels).tolist(), labels.tolist(), strict=True):
            writer.writerow([real_label(label), *image])
    return target
