"""Checks of 01 Images as arrays.

Files are flat colours or grey blocks, so that every way to interpolate gives the same values where they are looked at.
Each check of `load_image` judges one thing, and puts right what another one judges.
"""

from dataclasses import replace
from typing import Any

import numpy as np

from autograder.checking import display, expect, points
from autograder.checking.contract import Contract
from autograder.checking.study import Answers, Fact
from autograder.laboratories.either_path import judge_paths

from . import laboratory as lab

SHAPE = Fact(lambda array: list(array.shape), lambda sizes: f"an array of shape {tuple(sizes)}", is_form=True)
DTYPE = Fact(lambda array: array.dtype.name, "an array of dtype {}", is_form=True)
# JPEG files, and ways to decode them, are off by at most this; the nearest mistakes by 20 and more.
JPEG_ERROR = 8
RANGE = Fact(lambda picture: "0" if not picture.any() else "up to 1" if picture.max() <= 1 else "more", "{}")

SHOW_FORM = [
    "from PIL import Image; Image.fromarray(np.eye(60, 30, dtype='uint8') * 255).convert('RGB').save('eye.png')",
    "image = load_image('eye.png', (20, 40)); print(image.shape, image.dtype, image.min(), image.max())",
]
FILE_SHAPE = replace(SHAPE, tries=SHOW_FORM)
UINT8 = replace(DTYPE, why="Files hold whole numbers from 0 to 255. In uint8 each takes one byte.", tries=SHOW_FORM)
CONTRAST = Fact(
    lambda image: bool(np.ptp(lab.from_0_to_255(image.astype(float))) > 100),
    {False: "an image that is the same all over"},
    due="what the file shows",
    tries=SHOW_FORM,
)
# (height, width) of files and of answers: smaller, stretched both ways, as they are, larger.
SIZES = (((60, 90), (24, 40)), ((30, 30), (50, 21)), ((20, 36), (20, 36)), ((300, 40), (10, 64)), ((16, 20), (36, 50)))


@points(1, function="load_image")
def test_image_has_asked_size(student, study, files, rng):
    """load_image gives a uint8 array (height, width, 3) of the size that is asked for"""
    for (height, width), size in SIZES:
        kind = rng.choice(["PNG", "JPEG", "BMP"])
        pixels = np.full((height, width, 3), 20, np.uint8)
        pixels[:, width * 2 // 5 :] = 235
        what = f"a {kind} file, {height} pixels high and {width} wide"
        answer = lab.ask_for(student, files, f"photo.{kind.lower()}", lab.encoded(pixels, kind), what, size)
        study.judge(answer, {FILE_SHAPE: [*size, 3], UINT8: "uint8", CONTRAST: True})
    turned = lab.encoded(lab.blocks(np.array([[20, 235, 90]]), (20, 20)), "JPEG", turned=True)
    answer = lab.ask_for(student, files, "turned.jpg", turned, "a photo that was taken with a turned camera", (30, 44))
    study.judge(answer, {FILE_SHAPE: [30, 44, 3]})


LEVELS = Fact(
    lambda picture: lab.levels_of(lab.from_0_to_255(picture)),
    lambda levels: f"blocks of grey {np.asarray(levels).astype(int).tolist()}",
    why="The whole picture should still be there, each part of it where it was.",
    within=JPEG_ERROR,
)


def show_frame(side: int) -> list[str]:
    """Lines that show what becomes of a frame where the picture is made so large."""
    return [
        "from PIL import Image; pixels = np.full((60, 60, 3), 255, 'uint8'); pixels[2:-2, 2:-2] = 0",
        f"Image.fromarray(pixels).save('frame.png'); image = load_image('frame.png', ({side}, {side}))",
        f"print(image[{side // 2}, :{side // 12}, 0], image[{side // 2}, -{side // 12}:, 0])",
    ]


FRAME = Fact(
    lambda picture: lab.has_frame(lab.from_0_to_255(picture)),
    {False: "an image without the frame", True: "a thin white frame all round"},
    why="The whole picture should still be there, up to the pixels at its edge.",
    tries=show_frame(150),
)
SMALL_FRAME = replace(FRAME, tries=show_frame(40))
INSIDE = Fact(
    lambda picture: lab.is_dark_inside(lab.from_0_to_255(picture)),
    {False: "bright pixels inside the white frame", True: "black inside the frame"},
    why="Where black meets white, interpolation may give values below 0 or above 255. In uint8, -3 becomes 253.",
    tries=show_frame(150),
)


@points(1, function="load_image")
def test_every_part_is_in_its_place(student, study, files, rng):
    """load_image shows the whole picture, each part of it in its place"""
    # Square sizes: whoever takes the height for the width loses nothing here.
    for block, side, kind in (((20, 40), 48, "PNG"), ((30, 10), 72, "BMP"), ((25, 60), 36, "JPEG")):
        levels = rng.permutation([15, 60, 105, 150, 195, 240]).reshape(2, 3)
        content = lab.encoded(lab.blocks(levels, block), kind)
        what = f"two rows of three grey blocks, each {block[0]} pixels high and {block[1]} wide"
        answer = lab.ask_for(student, files, f"blocks.{kind.lower()}", content, what, (side, side))
        show = [
            f"grey = np.array({levels.tolist()}, 'uint8').repeat({block[0]}, 0).repeat({block[1]}, 1)",
            "from PIL import Image; Image.fromarray(grey).convert('RGB').save('blocks.png')",
            f"print(load_image('blocks.png', ({side}, {side}))[{side // 4}::{side // 2}, {side // 6}::{side // 3}, 0])",
        ]
        study.judge(lab.picture_of(answer), {replace(LEVELS, tries=show): levels}, beside=[RANGE])
    content = lab.encoded(lab.framed(), "PNG")
    answer = lab.ask_for(student, files, "frame.png", content, "black in a frame of 2 white pixels", (150, 150))
    study.judge(lab.picture_of(answer), {FRAME: True, INSIDE: True}, beside=[RANGE])
    answer = lab.ask_for(student, files, "frame.png", content, "black in a frame of 2 white pixels", (40, 40))
    study.judge(lab.picture_of(answer), {SMALL_FRAME: True}, beside=[RANGE])


COLOUR = Fact(
    lab.colour_of,
    lambda colour: f"colour {', '.join(map(display.number, colour))}",
    why="The first channel is red, then come green and blue, each from 0 to 255.",
    tries=[
        "from PIL import Image; Image.new('RGB', (30, 20), (240, 120, 30)).save('orange.png')",
        "print(load_image('orange.png', (10, 10))[5, 5])   # 240, 120, 30",
    ],
    within=JPEG_ERROR,
)


@points(1, function="load_image")
def test_colours_are_those_of_the_file(student, study, files, rng):
    """load_image gives red, green and blue in this order, from 0 to 255"""
    for kind in ("PNG", "JPEG", "BMP"):
        colour = (rng.permutation([30, 125, 220]) + rng.integers(-15, 16, size=3)).tolist()
        content = lab.encoded(lab.flat("RGB", tuple(colour)), kind)
        answer = lab.ask_for(student, files, f"flat.{kind.lower()}", content, f"a {kind} file of one colour", (20, 20))
        study.judge(lab.picture_of(answer), {COLOUR: colour}, beside=[RANGE])


CHANNELS = Fact(
    lambda picture: picture.shape[2] if picture.ndim == 3 else 0,
    lambda count: f"{count} channel{'s' * (count != 1)}" if count else "no axis for the channels",
    why="All images of a batch need the same number of channels, and the network expects three.",
    is_form=True,
)
RGB = replace(
    COLOUR,
    of=lambda picture: lab.colour_of(lab.from_0_to_255(picture)),
    why="Whatever is in the file: three channels say how much red, green and blue there is.",
)


def judge_kind(student: Any, study: Any, files: Any, name: str, what: str, mode: str, colour: Any, due: list) -> None:
    """A file of one colour has three channels, in the colour that is due."""
    kind = {"jpg": "JPEG", "png": "PNG"}[name[-3:]]
    made = f"Image.new('{'RGB' if mode == 'P' else mode}', (9, 9), {colour}){'.quantize(4)' * (mode == 'P')}"
    tries = [f"from PIL import Image; {made}.save('a.png')", "print(load_image('a.png', (10, 10))[5, 5])"]
    answer = lab.ask_for(student, files, name, lab.encoded(lab.flat(mode, colour), kind), what, (20, 20))
    study.judge(lab.picture_of(answer), {replace(CHANNELS, tries=tries): 3, replace(RGB, tries=tries): due})


@points(0.5, function="load_image")
def test_grey_files_get_three_channels(student, study, files, rng):
    """load_image makes three channels of a grey picture"""
    grey = int(rng.integers(60, 200))
    judge_kind(student, study, files, "grey.png", "a grey PNG file", "L", grey, [grey] * 3)
    judge_kind(student, study, files, "grey.jpg", "a grey JPEG file", "L", grey + 20, [grey + 20] * 3)


@points(0.5, function="load_image")
def test_palettes_and_transparency_become_rgb(student, study, files, rng):
    """load_image makes red, green and blue of a palette, and leaves transparency out"""
    # As much red as blue: the order of the channels is not judged here.
    one, other, alpha = (rng.permutation([60, 130, 200]) + rng.integers(-15, 16, size=3)).tolist()
    colour = (one, other, one)
    clear = "a PNG file that is transparent"
    judge_kind(student, study, files, "palette.png", "a PNG file with a palette", "P", colour, list(colour))
    judge_kind(student, study, files, "clear.png", clear, "RGBA", (*colour, 0), list(colour))
    judge_kind(student, study, files, "mist.png", f"{clear}, and grey", "LA", (other, alpha), [other] * 3)


SHOW_BATCH = [
    "images = [np.full((2, 3, 3), value, 'uint8') for value in (10, 20, 250, 90)]",
    "batch = to_batch(images); print(batch.shape, batch.dtype, batch[..., 0].tolist())",
]
BATCH_SHAPE = replace(SHAPE, tries=SHOW_BATCH)
FLOAT32 = replace(DTYPE, why="Keras computes in float32; float64 takes more memory for nothing.", tries=SHOW_BATCH)
ORDER = Fact(
    lambda asked: lab.places_in(*asked),
    lambda places: f"in turn {', '.join(f'image {place}' if place else 'none of them' for place in places)}",
    why="Labels come in the order of the images.",
    tries=SHOW_BATCH,
)
VALUES = Fact(
    lambda batch: [float(measure(batch.astype(float))) for measure in (np.min, np.max, np.mean)],
    lambda three: "values from {} to {}, {} on average".format(*map(display.number, three)),
    why="Scaling is another function's work. Done in both places, it is done twice.",
    tries=SHOW_BATCH,
    within=0.01,
)
FRACTIONS = replace(
    VALUES,
    why="Images may have been scaled before: values below 0 and what comes after the point have to stay.",
    tries="print(to_batch([np.full((2, 2, 3), value) for value in (-0.5, 0.25, 7.75)])[..., 0].tolist())",
)


@points(1, function="to_batch")
def test_images_lie_along_the_first_axis(student, study, rng):
    """to_batch puts the images along a new first axis, in their order"""
    for count, shape in ((4, (5, 7, 3)), (1, (6, 4, 3)), (3, (3, 3, 3))):
        images = lab.images_to_batch(rng, count, shape)
        batch = expect(student.to_batch(images), dtype="real")
        study.judge(batch, {BATCH_SHAPE: [count, *shape]})
        study.judge((batch, images), {ORDER: list(range(1, count + 1))})


@points(1, function="to_batch")
def test_batch_is_float32_with_the_same_values(student, study, rng):
    """to_batch gives float32 and leaves the values as they are"""
    whole = lab.images_to_batch(rng, 3, (4, 5, 3))
    for fact, images in ((VALUES, whole), (FRACTIONS, [image * 0.5 - 60.3 for image in whole])):
        batch = expect(student.to_batch(images), dtype="real")
        study.judge(batch, {FLOAT32: "float32", fact: fact.of(np.stack(images))})


SCALED = Answers(
    lambda array: [array],
    why="Xception learnt from images with black at -1, white at 1, and all the rest evenly in between.",
    within=2e-3,  # dividing by 127 or 128 is off by 0.0078, float16 by 0.0005
)


def judge_scale(student: Any, study: Any, images: np.ndarray, tries: str) -> None:
    answer = expect(student.scale(images), dtype="real")
    due = [images.astype(float) / 127.5 - 1]
    study.judge(answer, {replace(SHAPE, tries=tries): list(images.shape), replace(SCALED, tries=tries): due})


@points(1, function="scale")
def test_pixels_become_minus_one_to_one(student, study, rng):
    """scale turns 0 to 255 into -1 to 1, in dark images too"""
    full = rng.permutation([0.0, *rng.uniform(1, 254, size=4).round(1), 255.0])
    dark, darkest = rng.uniform(10, 70, size=6).round(1), rng.permutation([0.0, 0.0, 1.0, 1.0, 1.0, 0.0])
    for values, dtype in ((full, "float32"), (dark, "float64"), (darkest, "float32")):
        tries = f"print(scale(np.array({values.tolist()})))"
        judge_scale(student, study, values.astype(dtype).reshape(1, 1, 2, 3), tries)


@points(1, function="scale")
def test_whole_numbers_are_scaled_too(student, study, rng):
    """scale works on the uint8 of image files"""
    for shape in ((1, 2, 1, 3), (2, 3)):
        pixels = rng.permutation([0, *rng.integers(3, 252, size=4), 255]).astype(np.uint8)
        judge_scale(student, study, pixels.reshape(shape), "print(scale(np.array([0, 51, 100, 255], 'uint8')))")


SHOW_MEANS = [
    "images = np.full((2, 40, 30, 3), (200, 90, 30), 'uint8'); images[1, :8] = (1, 2, 0)",
    "print(channel_means(images), channel_means(images[:1] / 255 - 1))",
]
MEANS = replace(SCALED, why="Each channel has one mean, over all rows and columns of all images.", tries=SHOW_MEANS)


def judge_means(student: Any, study: Any, images: np.ndarray, within: float) -> None:
    due = images.astype(float).mean(axis=(0, 1, 2))
    answer = lab.three_numbers(student.channel_means(images))
    study.judge(answer, {replace(SHAPE, tries=SHOW_MEANS): [3], replace(MEANS, within=within): [due]})


@points(1, function="channel_means")
def test_each_channel_has_its_mean(student, study, rng):
    """channel_means gives the mean red, green and blue of all images together"""
    for shape in ((3, 4, 6, 3), (2, 40, 30, 3)):
        tint = rng.permutation([10, 90, 170]) + rng.integers(-8, 8, size=3)
        images = tint + rng.integers(0, 60, size=shape) + 15 * np.arange(shape[0])[:, None, None, None]
        images[:, 0] = 0
        judge_means(student, study, images.clip(0, 255).astype(np.uint8), within=0.05)


@points(0.5, function="channel_means")
def test_means_of_scaled_images(student, study, rng):
    """channel_means works on one image, and on values from -1 to 1"""
    for dtype in ("float32", "float64"):
        tint = rng.permutation([-0.7, -0.1, 0.5]) + rng.uniform(-0.1, 0.1, size=3)
        images = tint + rng.uniform(-0.2, 0.2, size=(1, 5, 3, 3))
        images[:, 2] = 0
        judge_means(student, study, images.astype(dtype), within=1e-3)


@points(0.5, function="scale")
def test_keeps_to_its_contract(student, study, contract, files, probes):
    """The examples hold, arguments stay as they are, and a path may be a str or a Path"""
    path = f"{files.write({'a.png': lab.encoded(lab.flat('RGB', (9, 90, 200)), 'PNG')})}/a.png"
    tries = [
        "from PIL import Image; Image.new('RGB', (9, 9)).save('a.png')",
        "from pathlib import Path; print(load_image(Path('a.png'), (4, 4)).shape)   # (4, 4, 3)",
    ]
    judge_paths(study, probes, student.load_image, 'load_image(Path("a.png"), (20, 20))', tries, path, (20, 20))
    several = lambda rng: {"images": lab.images_to_batch(rng, 3, (2, 4, 3))}  # noqa: E731
    floats = lambda _: {"images": 7 * np.arange(36, dtype="float32").reshape(3, 2, 2, 3)}  # noqa: E731
    contract.holds(
        Contract("load_image", example=False),
        Contract("to_batch", sample=several, example=False),  # a tensor has a shape of another type
        Contract("scale", sample=floats, batch=("images",), axes=("images",)),
        Contract("channel_means"),
    )
