"""Ten kinds of clothes, drawn from outlines, lying on a floor or a cloth or hanging before a wall.

Classes have the names of the clothing dataset of the course notes. What tells them apart is their cut (sleeve and leg
length, collar and buttons, zip and lapels, bodice), never their colour. See `autograder.datasets.load`.
"""

import numpy as np
from PIL import Image, ImageFilter

from autograder.datasets import nuisance
from autograder.datasets.backdrop import backdrop
from autograder.datasets.canvas import Canvas, Pose
from autograder.datasets.clothes import dresses, fabric, hats, knits, outwear, shirts, shoes, skirts, trousers
from autograder.datasets.clothes.garment import Garment, fold_shapes
from autograder.datasets.dice import Dice
from autograder.datasets.nuisance import Choices, Nuisance
from autograder.datasets.relief import planes

_MAKERS = {
    "dress": dresses.dress,
    "hat": hats.hat,
    "longsleeve": knits.long_sleeve,
    "outwear": outwear.outwear,
    "pants": trousers.pants,
    "shirt": shirts.shirt,
    "shoes": shoes.shoes,
    "shorts": trousers.shorts,
    "skirt": skirts.skirt,
    "t-shirt": knits.t_shirt,
}
CLASS_NAMES: tuple[str, ...] = tuple(_MAKERS)
DEFAULT_SIZE = 64
CHANNELS = 3
DESCRIPTION = (
    "Drawn pieces of clothing, one a picture, in many colours, cuts and patterns, on wooden floors, cloths and walls."
)

# Cloth without any pattern: at least this share, and more where `Garment.patterns` says so.
_PLAIN_SHARE = 0.6
# Pixels that folds are drawn at, whatever the size of the picture: they are soft.
_FOLD_SIZE = 64


def _pose(dice: Dice, garment: Garment, choices: Choices) -> Pose:
    """A pose in which the garment fills most of the picture; it leans towards the side it faces."""
    turn = dice.between(0.25, 0.65) * garment.lean if dice.chance(0.75) else dice.between(-0.05, 0.05)
    shape = {
        "turn": turn,
        "shear": dice.between(0.0, 0.1),
        "stretch": dice.between(0.9, 1.06),
        "tilt": (dice.between(0.0, 0.3), dice.between(-0.15, 0.15)),
        "mirrored": choices.mirrored,
    }
    low, high = garment.sketch.bounds(Pose(scale=0.4, **shape))
    fit = 0.4 * 0.95 / float((high - low).max()) * choices.zoom
    low, high = garment.sketch.bounds(Pose(scale=fit, **shape))
    middle = (low + high) / 2
    room = np.maximum(0.0, 1 - (high - low)) / 2
    dx = 0.5 - middle[0] + choices.dx + 0.2 * room[0] * dice.between(-1, 1)
    dy = 0.5 - middle[1] + choices.dy + 0.2 * room[1] * dice.between(-1, 1)
    return Pose(scale=fit, dx=float(dx), dy=float(dy), **shape)


def _shifted(plane: np.ndarray, dx: int, dy: int) -> np.ndarray:
    """The plane (size, size) moved right by dx and down by dy pixels, both 0 or more; what comes in is 0."""
    moved = np.zeros_like(plane)
    size = plane.shape[0]
    moved[dy:, dx:] = plane[: size - dy, : size - dx]
    return moved


def _cloth(
    dice: Dice, garment: Garment, ground: float, pose: Pose, second: np.ndarray, third: np.ndarray
) -> np.ndarray:
    """float32 (3, size, size): the garment's colours and pattern, without light.

    ground: the background's brightness. second, third: where the other two materials show, float32 (size, size).
    """
    base = fabric.choose_colour(dice, ground)
    kind = "plain" if dice.chance(_PLAIN_SHARE) else dice.pick(garment.patterns)
    mixed = fabric.pattern(dice, kind, *pose.grid(second.shape[0]), pose.scale)
    strength = np.float32(dice.between(0.4, 1.0))
    colour, other, trim, hard = (
        planes(found)
        for found in (
            base,
            *(fabric.second_colour(dice, which, base) for which in ("contrast", garment.trim, garment.hard)),
        )
    )
    cloth = (
        np.broadcast_to(colour, (3, *second.shape)) if mixed is None else colour + mixed * (strength * (other - colour))
    )
    cloth = cloth + second * (trim - cloth)
    cloth += third * (hard - cloth)
    return cloth


def _relief(garment: Garment, pose: Pose, size: int) -> np.ndarray:
    """float32 (size, size): how much lighter (above 1) or darker the folds are. Drawn small, because they are soft."""
    drawn = Canvas(_FOLD_SIZE, pose, bands=1, background=(128, 0, 0, 0), factor=1).draw(fold_shapes(garment))
    folds = Image.fromarray(drawn[:, :, 0]).filter(ImageFilter.GaussianBlur(1.2))
    if size != _FOLD_SIZE:
        folds = folds.resize((size, size), Image.Resampling.BICUBIC)
    return 1 + np.float32(0.45 / 128) * (np.asarray(folds, dtype=np.float32) - 128)


def draw(label: int, size: int, rng: np.random.Generator, options: Nuisance) -> np.ndarray:
    """uint8 (size, size, 3): one piece of clothing of class `CLASS_NAMES[label]`."""
    choices = nuisance.choose(options, label, len(CLASS_NAMES), rng)
    dice = Dice(rng)
    garment = _MAKERS[CLASS_NAMES[label]](dice)
    pose = _pose(dice, garment, choices)
    background, ground = backdrop(dice, size, light_share=0.9)
    # Planes, (3, size, size): NumPy is several times faster on them.
    image = np.ascontiguousarray(background.transpose(2, 0, 1))

    bands = Canvas(size, pose, background=(0, 128, 0, 0)).draw(garment.sketch)
    outline = np.ascontiguousarray(bands[:, :, 0])
    alpha, tone, second, third = (bands[:, :, band].astype(np.float32) for band in range(4))
    soft = np.asarray(Image.fromarray(outline).filter(ImageFilter.GaussianBlur(size * 0.03)), dtype=np.float32)
    shadow_x, shadow_y = round(size * dice.between(0.0, 0.05)), round(size * dice.between(0.0, 0.05))
    image *= 1 - np.float32(dice.between(0.15, 0.5) / 255) * _shifted(soft, shadow_x, shadow_y)

    cloth = _cloth(dice, garment, ground, pose, second * np.float32(1 / 255), third * np.float32(1 / 255))
    # Light: seams and parts (tone), folds, and edges that turn away from it.
    relief = _relief(garment, pose, size)
    edge = np.minimum(np.float32(0.616) + np.float32(0.504 / 255) * soft, np.float32(1.06))
    light = tone * relief * edge * np.float32(1 / 128)
    # Seams and folds show on black cloth too, as a little light.
    cloth *= light
    cloth += np.float32(14) * (light - np.float32(0.6))
    if garment.gloss:
        cloth += np.float32(60) * np.maximum(relief - np.float32(1.05), 0)
    image += alpha * np.float32(1 / 255) * (cloth - image)

    picture = np.ascontiguousarray(image.transpose(1, 2, 0))
    if choices.logo is not None:
        x, y, radius = garment.logo
        place = pose.apply(np.array([(x, y)]))[0]
        radius = max(0.085, radius * pose.scale)
        picture = nuisance.stamp_logo(picture, choices.logo, float(place[0]), float(place[1]), radius)
    picture = nuisance.lit(picture, choices)
    return nuisance.photographed(picture, rng, blur=dice.between(0.0, 0.6), noise=dice.between(1.0, 4.5))
