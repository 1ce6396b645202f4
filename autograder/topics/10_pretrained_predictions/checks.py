"""Checks of 10 Pretrained predictions, and a crop.

What a model was shown is read from its probabilities (see `laboratory`). Each check judges one thing, and puts right
what another one judges: the places of grey blocks whatever their scale, the colour of files of one colour.
"""

from dataclasses import replace
from itertools import combinations, pairwise
from typing import Any

import numpy as np

from autograder.checking import called, display, expect, note, points
from autograder.checking.contract import Contract
from autograder.checking.study import Fact
from autograder.datasets import load, pretraining, scenes
from autograder.datasets.pretrained import mini_xception_weights
from autograder.laboratories.either_path import judge_paths
from autograder.laboratories.image_files import encoded

from . import laboratory as lab

# (height, width) of models: one that is square, so that whoever swaps the two loses nothing there, and others.
SQUARE, OBLONG = (36, 36), ((24, 45), (48, 30))

SHAPE = Fact(lambda array: list(array.shape), lambda sizes: f"an array of shape {tuple(sizes)}", is_form=True)

# --- predict_file ----------------------------------------------------------------------------------------------------

# The mean of each channel, for a picture of any size that is square; and that of each of six blocks.
MEANS = "model = keras.Sequential([keras.Input((36, 36, 3)), keras.layers.GlobalAveragePooling2D()])"
BLOCKS = "model = keras.Sequential([keras.Input((24, 36, 3)), keras.layers.AveragePooling2D(12)])"
ORANGE = "from PIL import Image; a = Image.new('RGB', (50, 40), (240, 120, 30))"

ASK_ALL = (
    "for mode in ('RGB', 'L', 'RGBA', 'P'): a.convert(mode).save('a.png'); print(predict_file(model, 'a.png', {}))"
)
OF_FILES = (MEANS, ORANGE, ASK_ALL.format("lambda x: x / 700"))
ONE_ROW = replace(
    SHAPE,
    of=lambda answer: list(answer.given.shape),
    why="The model answers with a row for each image of the batch. One picture is one row: the probabilities of the "
    "classes, along a single axis.",
    tries=OF_FILES,
)
SUM = Fact(
    lambda answer: float(answer.given.sum()),
    "probabilities that sum to {:.4g}",
    due="probabilities that sum to 1, as the model gives them",
    why="An answer is the model's own: not rounded, not in percent, not for a part of the classes.",
    tries=OF_FILES,
    within=1e-3,
)
DEPENDS = Fact(
    lambda answers: all(np.abs(one.seen - other.seen).max() > 2e-4 for one, other in combinations(answers, 2)),
    {True: "another answer for each picture", False: "the same answer for pictures of different colours"},
    why="The answer should be about what is in the file.",
    tries=OF_FILES,
)
OPAQUE = Fact(
    lambda pair: bool(np.abs(pair[0].seen - pair[1].seen).max() < 0.1),
    {True: "the colours of the file", False: "other colours than for the same picture without transparency"},
    why="convert leaves the transparency out. Red, green and blue stay as they are in the file.",
    tries=(
        *OF_FILES[:2],
        "for alpha in (255, 0): a.putalpha(alpha); a.save('a.png'); print(predict_file(model, 'a.png', "
        "lambda x: x / 700))  # twice the same",
    ),
)


@points(1, function="predict_file")
def test_one_probability_for_each_class(student, study, files, probes, rng):
    """predict_file gives one probability for each class, from colour, grey, palette and transparent files"""
    shown, answers = lab.Shown(student, probes, files, SQUARE, is_normalizing=True), []
    for number, (name, kind, mode, what) in enumerate(lab.KINDS):
        picture = lab.flat(mode, tuple((60 * number + rng.integers(0, 50, size=3)).tolist()))
        options = {"quality": 95, "subsampling": 0} if kind == "JPEG" else {}
        answers.append(shown.asked(encoded(picture, kind, **options), name, what))
        study.judge(answers[-1], {ONE_ROW: [lab.NUM_CLASSES], SUM: 1.0})
        if mode == "RGBA":
            opaque = shown.asked(encoded(picture.convert("RGB")), "opaque.png", "the same without transparency")
            study.judge((answers[-1], opaque), {OPAQUE: True}, called=answers[-1].call)
    study.judge(answers, {DEPENDS: True})


LEVELS = Fact(
    lambda answer: answer.levels,
    lambda levels: f"a picture of blocks {np.asarray(levels).tolist()}" if np.max(levels) >= 0 else "one grey all over",
    due=lambda levels: f"blocks {np.asarray(levels).tolist()}, in rows from the top, on a scale from 0 to 255",
    why="The model should see the whole picture, each part of it where it was, at the height and width that it takes.",
    tries=(
        BLOCKS,
        "from PIL import Image; a = np.uint8([[0, 40, 80], [160, 120, 200]]).repeat(20, 0).repeat(40, 1)",
        "Image.fromarray(a).save('a.png'); print(predict_file(model, 'a.png', lambda x: x / 7)[..., 0])",
    ),
    # An interpolation is off by less than 1 here; rounding to 4 decimals by 10 and more.
    within=3,
)
# It tells apart what is right in its places.
SCALE = Fact(lambda answer: [float(answer.seen.min()), float(answer.seen.max())], "{}", within=0.1)


@points(1.5, function="predict_file")
def test_the_whole_picture_is_shown(student, study, files, probes, rng):
    """predict_file shows the model the whole picture, at the size that it takes, each part in its place"""
    for size, block in zip((SQUARE, *OBLONG), ((20, 40), (18, 12), (30, 11)), strict=True):
        shown = lab.Shown(student, probes, files, size)
        levels = rng.permutation(lab.GREYS).reshape(lab.ROWS, lab.COLUMNS)
        image, is_turned = lab.tiled(levels, block), size == OBLONG[1]
        what = (
            f"two rows of three grey blocks, each {block[0]} high and {block[1]} wide" + is_turned * lab.SAYS_SIDEWAYS
        )
        content, box = encoded(image, exif=lab.SIDEWAYS if is_turned else b""), (0, 0, *image.shape[1::-1])
        answer = shown.asked(content, "blocks.png", what)
        if is_turned and not study.agrees(answer, {LEVELS: levels}) and not shown.cuts(content, box, image):
            note("Your crop takes such a picture in the same way. A slip costs points there alone.")
            continue
        study.judge(answer, {LEVELS: levels}, beside=[SCALE], called=answer.call)


COLOUR = Fact(
    lambda answer: answer.colour,
    lambda colour: f"values {', '.join(display.number(round(value, 2)) for value in colour)} for red, green and blue",
    due=lambda colour: f"{', '.join(display.number(round(value, 2)) for value in colour)}, as preprocess makes them",
    why="The network was trained on values that its own preprocess_input has made: of red, green and blue in this "
    "order, from 0 to 255. It answers to any others as well, but badly.",
    tries=(MEANS, ORANGE, "a.save('a.png'); print(predict_file(model, 'a.png', lambda x: x / 50 - 2))"),
    # A pixel that is rounded differently is off by 0.03, another network's range by 0.3 and more.
    within=0.08,
)
# It tells apart what makes nearly the same of all values.
FINE = replace(COLOUR, within=0.01)


@points(1, function="predict_file")
def test_preprocess_is_used_once(student, study, files, probes, rng):
    """predict_file gives the model red, green and blue as preprocess makes them of 0 to 255"""
    for least in (30, 0):
        mean, spread = lab.draw_preprocess(rng)
        shown = lab.Shown(student, probes, files, SQUARE, (mean, spread))
        colour = tuple(rng.permutation([least, 120, 225]).tolist())
        answer = shown.asked(encoded(lab.flat("RGB", colour)), "flat.png", f"a file of one colour, {colour}")
        study.judge(answer, {COLOUR: ((colour - mean) / spread).round(3).tolist()}, beside=[FINE])


# --- decode ----------------------------------------------------------------------------------------------------------

SHOW_DECODED = (
    "p, names = np.array([0.1234567, 0.2, 0.6765433, 0.0]), ['mug', 'car', 'bus', 'car']",
    "for top in (1, 3, 9): print(decode(p.copy(), list(names), top))",
)
COUNT = Fact(
    len,
    lambda count: f"{count} pair{'s' * (count != 1)}",
    why="Whoever asks for the top 5 wants five, or all classes where there are fewer.",
    tries=SHOW_DECODED,
)
NAMES = Fact(
    lambda pairs: [name for name, _ in pairs],
    lambda names: f"the names {', '.join(names)}",
    why="Most likely first: what comes first is what people take for the answer.",
    tries=SHOW_DECODED,
)
CLASSES = replace(
    NAMES,
    of=lambda pairs: sorted(name for name, _ in pairs),
    words=lambda names: f"the classes {', '.join(names)}, in some order",
    why="Each class is there once, those too that are equally likely, as the many with a probability of 0 are.",
    tries="print(decode(np.array([0.0, 1.0, 0.0]), ['mug', 'fish', 'key'], 3))",
)
VALUES = Fact(
    lambda pairs: [value for _, value in pairs],
    lambda values: f"the probabilities {', '.join(f'{value:.6g}' for value in values)}",
    why="The number belongs to the name beside it, and is as it came in: a share, not rounded.",
    tries=SHOW_DECODED,
    within=1e-6,
)
ORDERED = Fact(
    lambda pairs: all(first[1] >= second[1] for first, second in pairwise(pairs)),
    {True: "pairs from the most likely on", False: "pairs in another order"},
    why="Each pair is at least as likely as the next. argpartition and sets find the most likely ones, unordered.",
    tries=(
        "p = [float(value) for _, value in decode(np.random.default_rng(0).random(1000) / 500, ['a'] * 1000, 400)]",
        "print(p == sorted(p, reverse=True))  # expected: True",
    ),
)


def due_facts(names: list[str], probabilities: np.ndarray, top: int) -> dict[Fact, Any]:
    """The most likely classes, as facts."""
    due = sorted(zip(names, probabilities.tolist(), strict=True), key=lambda pair: -pair[1])[:top]
    return {fact: fact.of(due) for fact in (COUNT, NAMES, VALUES)}


@points(1, function="decode")
def test_likeliest_come_first(student, study, rng):
    """decode gives the most likely classes first, each name with its probability"""
    for count in (7, 67, 1000):
        names, probabilities = lab.draw_classes(rng, count)
        # With AVX, argpartition happens to sort up to 256 numbers.
        pairs = lab.decoded(student.decode(probabilities, names, 3 if count < 1000 else 400))
        study.judge(pairs[:3], due_facts(names, probabilities, 3))
        study.judge(pairs, {ORDERED: True})


@points(1, function="decode")
def test_as_many_as_asked_for(student, study, rng):
    """decode gives as many classes as asked for, and keeps two of the same name apart"""
    for count, top in ((9, 1), (60, 5), (4, 4), (3, 5), (11, 6)):
        names, probabilities = lab.draw_classes(rng, count)
        if top == 6:
            for place in np.argsort(-probabilities)[[0, 2, 3]]:
                names[place] = "crane"
        answer = student.decode(probabilities, names, top)
        study.judge(lab.decoded(answer), due_facts(names, probabilities, top))
    names, probabilities = lab.draw_classes(rng, 6)
    probabilities[np.argsort(probabilities)[:3]] = 0
    study.judge(lab.decoded(student.decode(probabilities, names, 6)), {CLASSES: sorted(names)})


# --- crop ------------------------------------------------------------------------------------------------------------

SHOW_CROP = (
    "from PIL import Image; r, c = np.mgrid[:60, :90]",
    "Image.fromarray(np.stack([c, r, c], 2).astype('uint8')).save('a.png')",
    "for box in ((31, 10, 70, 45), (80, 40, 90, 60)): p = crop('a.png', box); print(p.shape, p[0, 0], p[-1, -1])",
)
SIZE = Fact(
    lambda part: list(part.shape[:2]),
    lambda size: f"a part {size[0]} high and {size[1]} wide",
    why="Axis 0 counts rows, from the top, axis 1 columns, from the left. The box says columns first.",
    tries=SHOW_CROP,
)
PLACE = Fact(
    lambda part: [int(part[row, column, channel]) for row, column in ((0, 0), (-1, -1)) for channel in (0, 1)],
    lambda place: "pixels from column {}, row {} to column {}, row {}".format(*place),
    why="left and right are columns, top and bottom are rows. The last ones, right and bottom, are not in the part.",
    tries=SHOW_CROP,
)
PIXELS = Fact(
    lambda asked: asked[0].shape == asked[1].shape and bool(np.abs(asked[0] - asked[1]).max() < 0.5),
    {True: "the pixels of the file", False: "pixels that are not as in the file"},
    why="What is cut out is as it was: each pixel in its place, at its size.",
    tries=(*SHOW_CROP[:2], "print(crop('a.png', (31, 10, 36, 12)).tolist())"),
)


@points(1, function="crop")
def test_the_box_is_cut_out(student, study, files, rng):
    """crop cuts out the box: columns left to right, rows top to bottom, in pixels of the file"""
    for height, width in ((60, 90), (200, 120)):
        image = lab.places_as_colours(height, width)
        top, left = (int(rng.integers(5, side // 3)) for side in (height, width))
        bottom, right = height - int(rng.integers(14, 18)), width - int(rng.integers(7, 12))
        corner = (width - 20, height - 9, width, height)
        for box in ((left, top, right, bottom), corner, (0, 0, 31, 20), (left, top, left + 1, top + 1)):
            is_turned = box[:2] == (0, 0)
            folder = files.write({"places.png": encoded(image, exif=lab.SIDEWAYS if is_turned else b"")})
            part = lab.picture_of(student.crop(f"{folder}/places.png", box))
            what = f"a picture {height} high and {width} wide" + is_turned * lab.SAYS_SIDEWAYS
            called(f'crop("places.png", {box}) of {what}')
            due = image[box[1] : box[3], box[0] : box[2]]
            study.judge(part, {SIZE: list(due.shape[:2]), PLACE: PLACE.of(due)})
            study.judge((part, due), {PIXELS: True})


SHOW_RGB = (
    ORANGE,
    "for mode in ('RGB', 'L', 'RGBA'): a.convert(mode).save('a.png'); p = crop('a.png', (2, 1, 8, 5)); "
    "print(p.shape, p.dtype, p[2, 3])",
)
DTYPE = Fact(
    lambda array: array.dtype.name,
    "an array of dtype {}",
    why="In a file each value is a whole number from 0 to 255: that is uint8.",
    tries=SHOW_RGB,
    is_form=True,
)
PIXEL = Fact(
    lambda part: part[2, 3].tolist() if part.shape == (6, 10, 3) else [],
    lambda pixel: f"pixels {', '.join(map(display.number, pixel))}",
    why="The channels are red, green and blue, in this order, from 0 to 255.",
    tries=SHOW_RGB,
    within=1,
)
CROP_SHAPE = replace(SHAPE, why="Rows, columns, and red, green and blue: that is what a model takes.", tries=SHOW_RGB)


@points(0.5, function="crop")
def test_crop_is_an_rgb_array(student, study, files, rng):
    """crop gives a uint8 array with red, green and blue, from colour, grey and transparent files"""
    for mode, colour in (("RGB", (240, 120, 30)), ("L", (90, 90, 90)), ("RGBA", (30, 220, 110))):
        folder = files.write({"flat.png": encoded(lab.flat(mode, colour))})
        answer = student.crop(f"{folder}/flat.png", (5, 4, 15, 10))
        called(f'crop("flat.png", (5, 4, 15, 10)) of a picture of one colour, {colour}, mode "{mode}"')
        part = expect(answer, dtype="real")
        study.judge(part, {CROP_SHAPE: [6, 10, 3], DTYPE: "uint8", PIXEL: list(colour)})


# --- predict_crop ----------------------------------------------------------------------------------------------------

GRID, CELL = (5, 7), (24, 16)
OWN = "predict_crop gives what your predict_file gives for what your crop cuts out. A slip costs points there alone."
PART = replace(
    LEVELS,
    why="The model should see the part in the box, all of it and nothing else.",
    tries=(
        BLOCKS,
        "from PIL import Image; a = np.arange(40, dtype='uint8').reshape(5, 8).repeat(12, 0).repeat(12, 1)",
        "Image.fromarray(a).save('a.png'); "
        "print(predict_crop(model, 'a.png', (36, 12, 72, 36), lambda x: x / 7)[..., 0])",
    ),
)
NOISE = replace(
    PART,
    why="The part comes from the picture as it is in the file, and keeps its pixels: a JPEG file would change them.",
    tries=(
        BLOCKS,
        "from PIL import Image; a = np.random.default_rng(0).integers(0, 256, (400, 300, 3)).astype('uint8')",
        "Image.fromarray(a).save('a.png'); b = predict_crop(model, 'a.png', (90, 70, 126, 94), lambda x: x / 7)",
        "print(np.abs(b - a[70:94, 90:126].reshape(2, 12, 3, 12, 3).mean((1, 3)) / 7).max())  # expected: about 0",
    ),
)


@points(1, function="predict_crop")
def test_the_part_in_the_box_is_shown(student, study, files, probes, rng):
    """predict_crop shows the model the part in the box, and nothing else"""
    # The part is as large as the model takes it. That parts are enlarged shows in what the network recognises.
    shown = lab.Shown(student, probes, files, (lab.ROWS * CELL[0], lab.COLUMNS * CELL[1]))
    for row, column in ((2, 1), (0, 4), (3, 0)):
        cells = rng.integers(0, 256, size=GRID)
        levels = rng.permutation(lab.GREYS).reshape(lab.ROWS, lab.COLUMNS)
        cells[row : row + lab.ROWS, column : column + lab.COLUMNS] = levels
        top, left = row * CELL[0], column * CELL[1]
        box = (left, top, left + lab.COLUMNS * CELL[1], top + lab.ROWS * CELL[0])
        content = encoded(lab.tiled(cells, CELL))
        answer = shown.asked(content, "cells.png", "grey blocks", box)
        if not study.agrees(answer, {PART: levels}) and answer.is_like(shown.own(content, box)):
            note(OWN)
            continue
        study.judge(answer, {PART: levels}, beside=[SCALE], called=answer.call)
    noise, box = lab.noise_around(lab.tiled(levels // 3 + 85, CELL), rng)
    content, part = encoded(noise), noise[box[1] : box[3], box[0] : box[2]]
    answer, levels = shown.asked(content, "noise.png", "black and white noise", box), shown.levels(part)
    if not study.agrees(answer, {NOISE: levels}) and (
        not shown.cuts(content, box, part) or answer.is_like(shown.own(content, box), within=0.01)
    ):
        note(OWN)
    else:
        study.judge(answer, {NOISE: levels}, called=answer.call)


SHOW_PART = (
    BLOCKS,
    "from PIL import Image; a = np.uint8([[(4 * r, r, 99 - r) for r in row] for row in ([0, 20, 40], [50, 30, 10])])",
    "Image.fromarray(a.repeat(20, 0).repeat(40, 1)).save('a.png'); "
    "print(predict_crop(model, 'a.png', (40, 20, 120, 40), lambda x: x / 50 - 2))",
)
WHY_SAME = "A part of a picture goes the same way as a whole one: the model's size, a batch, preprocess."
PART_ROW, PART_SUM, PART_LEVELS, PART_COLOUR = (
    replace(fact, tries=SHOW_PART, why=WHY_SAME) for fact in (ONE_ROW, SUM, LEVELS, COLOUR)
)


@points(0.5, function="predict_crop")
def test_a_part_is_asked_about_like_a_file(student, study, files, probes, rng):
    """predict_crop gives what predict_file gives for a file that holds the part alone"""
    mean, spread = lab.draw_preprocess(rng)
    shown = lab.Shown(student, probes, files, OBLONG[0], (mean, spread), is_normalizing=True)
    levels = rng.permutation(lab.GREYS).reshape(lab.ROWS, lab.COLUMNS)
    colours, box = np.stack([levels // 2, levels, levels // 4 + 190], axis=2), (10, 8, 70, 42)
    image = np.full((60, 90, 3), 250, np.uint8)
    image[box[1] : box[3], box[0] : box[2]] = colours.repeat(17, axis=0).repeat(20, axis=1)
    content, what = encoded(image), "a part with two rows of three blocks, which are"
    answer = shown.asked(content, "blocks.png", f"{what} {levels.tolist()} in green", box)
    places = {PART_ROW: [lab.NUM_CLASSES], PART_SUM: 1.0, PART_LEVELS: levels}
    scale = {PART_COLOUR: ((colours - mean) / spread).mean(axis=(0, 1)).round(3).tolist()}
    if not study.agrees(answer, places | scale) and answer.is_like(shown.own(content, box)):
        note(OWN)
        return
    study.judge(answer, places | scale, beside=[FINE], called=answer.call)


# --- accuracy --------------------------------------------------------------------------------------------------------

# Pictures, their size, and that of the network, in pixels.
BUDGETS = {"cpu": (40, 128, 64), "gpu": (300, 256, 64)}
THINGS = tuple(scenes.CLASS_NAMES)


@points(1, function="predict_crop", tier="accuracy")
def test_small_things_are_recognised(student, probes, files, accuracy):
    """A pretrained network recognises small things in large pictures, with your predict_crop"""
    count, size, side = BUDGETS[accuracy.tier]
    weights = mini_xception_weights()
    labels_of = np.array([pretraining.CLASS_NAMES.index(name) for name in THINGS])

    def attempt(rng: np.random.Generator) -> float:
        key = rng.bytes(16)
        images, labels = load("scenes", split="test", size=size, n=count, key=key)
        boxes = scenes.square_around(scenes.boxes(split="test", size=size, n=count, key=key), size)
        model, preprocess = probes.own.classifier(weights, side), probes.own.minus_one_to_one()
        folder = files.write({f"{number:03d}.png": encoded(image) for number, image in enumerate(images)})
        right = 0
        for number, (box, due) in enumerate(zip(boxes.tolist(), labels_of[labels], strict=True)):
            answer = student.predict_crop(model, f"{folder}/{number:03d}.png", tuple(box), preprocess)
            scores = expect(answer, shape=(len(pretraining.CLASS_NAMES),), dtype="real", finite=False)
            right += int(scores.argmax() == due)
        return right / count

    accuracy.measure(
        attempt,
        called=f"predict_crop on {count} new pictures of {size} x {size} pixels, each with the box of a small thing, "
        f"for mini_xception, which takes {side} x {side}; what the things are is withheld",
        why="Each step is right by itself, but the network does not recognise what is in the box. Look at the image "
        "that it gets: does the thing fill it?",
        try_it=[
            MEANS,
            "from PIL import Image; Image.new('RGB', (50, 40), 'white').save('a.png')",
            "print(predict_crop(model, 'a.png', (5, 5, 25, 25), lambda x: x / 255))  # all of it is white",
        ],
    )


# --- the stubs' promises ---------------------------------------------------------------------------------------------


def some_classes(rng: np.random.Generator) -> dict[str, Any]:
    names, probabilities = lab.draw_classes(rng, 6)
    return {"probabilities": probabilities, "class_names": names}


@points(0.5, function="decode")
def test_keeps_to_its_contract(student, study, files, probes, contract):
    """The example of decode holds, top is 3 where it is left out, and a path may be a str or a Path"""
    shown = lab.Shown(student, probes, files, SQUARE)
    path = f"{files.write({'a.png': encoded(lab.flat('RGB', (240, 120, 30)))})}/a.png"
    tries = [*OF_FILES[:2], "a.save('a.png'); from pathlib import Path; path = Path('a.png')"]
    tries += ["print(crop(path, (1, 2, 8, 9)).shape, predict_file(model, path, lambda x: x / 700).shape)"]
    for name, call, given in (
        ("crop", 'crop(Path("a.png"), (1, 2, 8, 9))', (path, (1, 2, 8, 9))),
        ("predict_file", 'predict_file(model, Path("a.png"), preprocess)', (shown.model, path, shown.preprocess)),
    ):
        judge_paths(study, probes, getattr(student, name), call, tries, *given)
    contract.holds(
        Contract("decode", sample=some_classes, view=lab.decoded),
        *(Contract(name, example=False) for name in ("predict_file", "crop", "predict_crop")),
    )
