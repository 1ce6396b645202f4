"""Checks of 10 Pretrained predictions, and a crop.

What a model was shown is read from its probabilities (see `laboratory`). Each check judges one thing, and puts right
what another one judges: the places of grey blocks whatever their scale, the colour of files of one colour.
"""

from dataclasses import replace
from typing import Any

import numpy as np

from autograder.checking import called, display, expect, note, points
from autograder.checking.contract import Contract
from autograder.checking.study import Fact
from autograder.datasets import load, pretraining, scenes
from autograder.datasets.pretrained import mini_xception_weights

from . import laboratory as lab

# (height, width) of models: one that is square, so that whoever swaps the two loses nothing there, and others.
SQUARE, OBLONG = (36, 36), ((24, 45), (48, 30))

SHAPE = Fact(lambda array: list(array.shape), lambda sizes: f"an array of shape {tuple(sizes)}", is_form=True)

POOLING = "model = keras.Sequential([keras.Input((24, 36, 3)), keras.layers.{})])"
MEANS = POOLING.format("GlobalAveragePooling2D(")
SQUARE_MEANS = MEANS.replace("24, 36", "36, 36")
ORANGE = "from PIL import Image; Image.new('RGB', (50, 40), (240, 120, 30)).save('orange.png')"

ORANGE_PART = (
    "from PIL import Image; a = Image.new('RGB', (60, 50), 'white')",
    "a.paste((240, 120, 30), (15, 5, 55, 35)); a.save('part.png')",
)

# --- predict_file ----------------------------------------------------------------------------------------------------

ONE_ROW = replace(
    SHAPE,
    why="The model answers with a row for each image of the batch. One picture is one row: the probabilities of the "
    "classes, along a single axis.",
    tries=(SQUARE_MEANS, ORANGE, "print(predict_file(model, 'orange.png', lambda x: x - 100).shape)"),
)
SUM = Fact(
    lambda given: float(given.sum()),
    "probabilities that sum to {:.4g}",
    due="probabilities that sum to 1, as the model gives them",
    why="An answer is the model's own: not rounded, not in percent, not for a part of the classes.",
    tries=(SQUARE_MEANS, ORANGE, "print(predict_file(model, 'orange.png', lambda x: x / 7))  # 34.29, 17.14, 4.29"),
    within=1e-3,
)
DEPENDS = Fact(
    lambda both: bool(np.abs(both[0] - both[1]).max() > 1e-6),
    {True: "another answer for another picture", False: "the same answer for a dark and a bright picture"},
    why="The answer should be about what is in the file.",
    tries=(
        SQUARE_MEANS,
        "from PIL import Image; Image.new('RGB', (9, 9), 'white').save('a.png')",
        "print(predict_file(model, 'a.png', lambda x: x / 255))",
    ),
)
KINDS = (
    ("photo.jpg", "JPEG", "RGB", "a JPEG file"),
    ("grey.png", "PNG", "L", "a grey PNG file"),
    ("clear.png", "PNG", "RGBA", "a PNG file that is partly transparent"),
    ("palette.png", "PNG", "P", "a PNG file with a palette"),
)
CHANNELS = {"RGB": 3, "L": 1, "RGBA": 4, "P": 3}
MADE = "from PIL import Image; Image.new('{}', (9, 9), {}).save('a.png')"


@points(1, function="predict_file")
def test_one_probability_for_each_class(student, study, files, probes, rng):
    """predict_file gives one probability for each class, from colour, grey, palette and transparent files"""
    shown = lab.Shown(student, probes, files, SQUARE)
    for name, kind, mode, what in KINDS:
        given = []
        made = MADE.format(
            "RGB" if mode == "P" else mode, [90, (90, 30, 200), (90, 30, 200, 99)][CHANNELS[mode] // 2 % 3]
        )
        made = made.replace(").save", ").quantize(4).save") if mode == "P" else made
        tries = (SQUARE_MEANS, made, "print(predict_file(model, 'a.png', lambda x: x / 255))")
        for least in (10, 150):
            colour = (least + rng.integers(0, 90, size=CHANNELS[mode])).tolist()
            picture = lab.flat(mode, colour[0] if len(colour) == 1 else tuple(colour))
            given.append(shown.file(lab.encoded(picture, kind), name, what))
            study.judge(given[-1], {ONE_ROW: [lab.NUM_CLASSES], SUM: 1.0})
        study.judge(given, {replace(DEPENDS, tries=tries): True})


LEVELS = Fact(
    lambda answer: answer.levels,
    lambda levels: f"a picture of blocks {np.asarray(levels).tolist()}" if np.max(levels) >= 0 else "one grey all over",
    due=lambda levels: f"blocks {np.asarray(levels).tolist()}, in rows from the top, on a scale from 0 to 255",
    why="The model should see the whole picture, each part of it where it was.",
    # An interpolation is off by less than 1 here; rounding to 4 decimals by 10 and more.
    within=3,
)
POOLS = POOLING.format("AveragePooling2D(12").replace("24, 36", "36, 36")
SCALE = Fact(lambda answer: [float(answer.seen.min()), float(answer.seen.max())], "{}", within=0.1)
WHOLE = replace(
    LEVELS,
    tries=(
        POOLS,
        "from PIL import Image; a = np.arange(9, dtype='uint8').reshape(3, 3).repeat(20, 0).repeat(40, 1)",
        "Image.fromarray(a).save('nine.png')",
        "print(predict_file(model, 'nine.png', lambda x: x / 7)[..., 0])",
    ),
)


@points(0.5, function="predict_file")
def test_the_whole_picture_is_shown(student, study, files, probes, rng):
    """predict_file shows the model the whole picture, each part of it in its place"""
    shown = lab.Shown(student, probes, files, SQUARE)
    for block in ((20, 40), (30, 10), (18, 12)):
        levels = rng.permutation(lab.GREYS).reshape(lab.ROWS, lab.COLUMNS)
        what = f"two rows of three grey blocks, each {block[0]} pixels high and {block[1]} wide"
        given = shown.file(lab.encoded(lab.tiled(levels, block)), "blocks.png", what)
        study.judge(lab.Answer(given), {WHOLE: levels}, beside=[SCALE])


COLOUR = Fact(
    lambda answer: answer.colour,
    lambda colour: f"values {', '.join(display.number(round(value, 2)) for value in colour)} for red, green and blue",
    due=lambda colour: f"{', '.join(display.number(round(value, 2)) for value in colour)}, as preprocess makes them",
    why="The network was trained on values that its own preprocess_input has made: of red, green and blue in this "
    "order, from 0 to 255. It answers to any others as well, but badly.",
    # A pixel that is rounded differently is off by 0.03, another network's range by 0.3 and more.
    within=0.08,
)


@points(1, function="predict_file")
def test_preprocess_is_used_once(student, study, files, probes, rng):
    """predict_file gives the model red, green and blue as preprocess makes them of 0 to 255"""
    for least in (30, 0):
        mean, spread = lab.draw_preprocess(rng)
        shown = lab.Shown(student, probes, files, SQUARE, (mean, spread))
        colour = rng.permutation([least, 120, 225]).tolist()
        given = shown.file(lab.encoded(lab.flat("RGB", tuple(colour))), "flat.png", f"one colour, {colour}")
        ask = f"print(predict_file(model, 'a.png', lambda x: (x - {mean.tolist()}) / {spread.tolist()}))"
        fact = replace(COLOUR, tries=(SQUARE_MEANS, MADE.format("RGB", tuple(colour)), ask))
        study.judge(lab.Answer(given), {fact: ((np.array(colour) - mean) / spread).round(3).tolist()})


STRIPES = replace(
    LEVELS,
    due="a bright stripe from top to bottom between two dark ones",
    why="A model takes one height and one width. Exchanged, rows and columns no longer are where they were.",
    within=90,  # edges are where the model does not look, if the picture is where it should be
)
BRIGHT_MIDDLE = np.array([[lab.GREYS[0], lab.GREYS[-1], lab.GREYS[0]]] * lab.ROWS)


def asked_about_stripes(size: tuple[int, int], call: str) -> tuple[str, ...]:
    """Lines that show whether stripes are still stripes, for a model of this height and width."""
    pools = POOLS.replace("36, 36", "{}, {}".format(*size)).replace("2D(12", f"2D(({size[0]}, {size[1] // 3})")
    striped = "from PIL import Image; a = np.array([0, 250, 0], dtype='uint8').repeat(20)[None].repeat(40, 0)"
    return pools, striped, f"Image.fromarray(a).save('a.png'); print({call})  # expected: 0, 35.714, 0"


@points(1, function="predict_file")
def test_the_model_gets_its_size(student, study, files, probes, rng):
    """predict_file makes the picture as high and as wide as the model takes it"""
    for size in OBLONG:
        shown = lab.Shown(student, probes, files, size)
        levels = np.array([[rng.integers(10, 60), rng.integers(180, 240), rng.integers(10, 60)]] * lab.ROWS)
        given = shown.file(lab.encoded(lab.tiled(levels, (20, 15))), "stripes.png", "a bright stripe between dark ones")
        tries = asked_about_stripes(size, "predict_file(model, 'a.png', lambda x: x / 7)[..., 0]")
        study.judge(lab.Answer(given), {replace(STRIPES, tries=tries): BRIGHT_MIDDLE})


# --- decode ----------------------------------------------------------------------------------------------------------

Pairs = list[tuple[str, float]]
COUNT = Fact(
    len,
    lambda count: f"{count} pair{'s' * (count != 1)}",
    why="Whoever asks for the top 5 wants five, or all classes where there are fewer.",
    tries="print(decode(np.array([0.125, 0.25, 0.5, 0.125]), ['a', 'b', 'c', 'd'], top={}))",
)
NAMES = Fact(
    lambda pairs: [name for name, _ in pairs],
    lambda names: f"the names {', '.join(names)}",
    why="Most likely first: what comes first is what people take for the answer.",
    tries="print(decode(np.array([0.25, 0.5, 0.0, 0.125, 0.125]), ['mug', 'key', 'car', 'hat', 'bus'], top=2))",
)
VALUES = Fact(
    lambda pairs: [value for _, value in pairs],
    lambda values: f"the probabilities {', '.join(f'{value:.6g}' for value in values)}",
    why="The number belongs to the name beside it, and is as it came in: a share, not rounded.",
    tries="print(decode(np.array([0.1234567, 0.2, 0.6765433, 0.0]), ['mug', 'key', 'car', 'bus'], top=3))",
    within=1e-6,
)


def due_pairs(names: list[str], probabilities: np.ndarray, top: int) -> Pairs:
    """The most likely classes."""
    pairs = zip(names, probabilities.tolist(), strict=True)
    return sorted(pairs, key=lambda pair: -pair[1])[:top]


def judge_decoded(study: Any, answer: Any, due: Pairs, tries: str = "") -> None:
    facts = (replace(COUNT, tries=COUNT.tries.format(6)), NAMES, VALUES)
    facts = tuple(replace(fact, tries=tries) for fact in facts) if tries else facts
    study.judge(lab.decoded(answer), {fact: fact.of(due) for fact in facts})


@points(1, function="decode")
def test_likeliest_come_first(student, study, rng):
    """decode gives the most likely classes first, each name with its probability"""
    for count in (7, 67, 1000):
        names, probabilities = lab.draw_classes(rng, count)
        answer = student.decode(probabilities, names, 3)
        judge_decoded(study, answer, due_pairs(names, probabilities, 3))


@points(1, function="decode")
def test_as_many_as_asked_for(student, study, rng):
    """decode gives as many classes as asked for, and keeps two of the same name apart"""
    for count, top in ((9, 1), (60, 5), (4, 4), (3, 5)):
        names, probabilities = lab.draw_classes(rng, count)
        answer = student.decode(probabilities, names, top)
        show = f"print(decode(np.array([0.125, 0.25, 0.625]), ['mug', 'key', 'car'], top={top if top != 4 else 3}))"
        judge_decoded(study, answer, due_pairs(names, probabilities, top), show)
    names, probabilities = lab.draw_classes(rng, 11)
    first, _, third, fourth = np.argsort(-probabilities)[:4].tolist()
    names[first] = names[third] = names[fourth] = "crane"
    answer = student.decode(probabilities, names, 5)
    show = "print(decode(np.array([0.25, 0.5, 0.125, 0.125]), ['crane', 'mug', 'crane', 'crane'], top=4))"
    judge_decoded(study, answer, due_pairs(names, probabilities, 5), show)


# --- crop ------------------------------------------------------------------------------------------------------------

GRADIENT = "from PIL import Image; r, c = np.mgrid[:60, :90]; a = np.stack([c, r, c], 2).astype('uint8')"
SHOW_CROP = (GRADIENT, "Image.fromarray(a).save('places.png')")
ASK_CROP = "part = crop('places.png', {}); print(part.shape, part[0, 0], part[-1, -1], part.dtype)"
SIZE = Fact(
    lambda part: list(part.shape[:2]),
    lambda size: f"a part {size[0]} high and {size[1]} wide",
    why="Axis 0 counts rows, from the top, axis 1 columns, from the left. The box says columns first.",
)
PLACE = Fact(
    lambda part: [int(part[row, column, channel]) for row, column in ((0, 0), (-1, -1)) for channel in (0, 1)],
    lambda place: "pixels from column {}, row {} to column {}, row {}".format(*place),
    why="left and right are columns, top and bottom are rows. The last ones, right and bottom, are not in the part.",
)
PIXELS = Fact(
    lambda asked: asked[0].shape == asked[1].shape and bool(np.abs(asked[0] - asked[1]).max() < 0.5),
    {True: "the pixels of the file", False: "pixels that are not as in the file"},
    why="What is cut out is as it was: each pixel in its place, at its size.",
)


def picture_of(answer: Any) -> np.ndarray:
    """An answer as an image (height, width, channels) on the scale of files: `crop_is_an_rgb_array` judges those."""
    part = expect(answer, shape=(None, None, 3), dtype="real").astype(float)
    if not part.size:
        expect(answer, shape=(1, 1, 3))
    return part * 255 if part.max() <= 1 and part.max() % 1 else part


@points(1, function="crop")
def test_the_box_is_cut_out(student, study, files, rng):
    """crop cuts out the box: columns left to right, rows top to bottom, in pixels of the file"""
    for height, width in ((60, 90), (200, 120)):
        image = lab.places_as_colours(height, width)
        top, left = (int(rng.integers(5, side // 3)) for side in (height, width))
        bottom, right = height - int(rng.integers(14, 18)), width - int(rng.integers(7, 12))
        corner = (width - 20, height - 9, width, height)
        for box in ((left, top, right, bottom), corner, (0, 0, 31, 20), (left, top, left + 1, top + 1)):
            folder = files.write({"places.png": lab.encoded(image)})
            answer = student.crop(f"{folder}/places.png", box)
            called(f'crop("places.png", {box}) of a picture {height} high and {width} wide')
            part = picture_of(answer)
            due = image[box[1] : box[3], box[0] : box[2]]
            show = (
                (31, 10, 70, 45)
                if box[0] == left and box[2] == right
                else (70, 51, 90, 60)
                if box == corner
                else ((0, 0, 31, 20) if box[0] == 0 else (31, 10, 32, 11))
            )
            tries = (*SHOW_CROP, ASK_CROP.format(show))
            facts = {replace(SIZE, tries=tries): list(due.shape[:2]), replace(PLACE, tries=tries): PLACE.of(due)}
            study.judge(part, facts)
            study.judge((part, due), {replace(PIXELS, tries=tries): True})


CROP_SHAPE = replace(SHAPE, why="Rows, columns, and red, green and blue: that is what a model takes.")
DTYPE = Fact(
    lambda array: array.dtype.name,
    "an array of dtype {}",
    why="In a file each value is a whole number from 0 to 255: that is uint8.",
    is_form=True,
)
PIXEL = Fact(
    lambda part: part[2, 3].tolist() if part.ndim == 3 and min(part.shape[:2]) > 3 else [],
    lambda pixel: f"pixels {', '.join(map(display.number, pixel))}",
    why="The channels are red, green and blue, in this order, from 0 to 255.",
    within=1,
)


@points(0.5, function="crop")
def test_crop_is_an_rgb_array(student, study, files, rng):
    """crop gives a uint8 array with red, green and blue, from colour, grey and transparent files"""
    for mode, colour in (("RGB", (240, 120, 30)), ("L", 90), ("RGBA", (30, 220, 110, 200))):
        picture = lab.flat(mode, colour, (20, 30))
        folder = files.write({"flat.png": lab.encoded(picture)})
        answer = student.crop(f"{folder}/flat.png", (5, 4, 15, 10))
        called(f'crop("flat.png", (5, 4, 15, 10)) of a picture of one colour, {colour}, mode "{mode}"')
        part = expect(answer, dtype="real")
        ask = "part = crop('a.png', (2, 1, 8, 5)); print(part.shape, part.dtype, part[2, 3])"
        tries = (MADE.format(mode, colour), ask)
        facts = {replace(CROP_SHAPE, tries=tries): [6, 10, 3], replace(DTYPE, tries=tries): "uint8"}
        due = [colour] * 3 if mode == "L" else list(colour[:3])
        study.judge(part, facts | {replace(PIXEL, tries=tries): due})


# --- predict_crop ----------------------------------------------------------------------------------------------------

GRID, CELL = (5, 7), (24, 16)
PART = replace(
    LEVELS,
    why="The model should see the part in the box, all of it and nothing else.",
    tries=(
        POOLING.format("AveragePooling2D(12").replace("24, 36", "24, 24"),
        "from PIL import Image; a = np.arange(40, dtype='uint8').reshape(5, 8).repeat(12, 0).repeat(12, 1)",
        "Image.fromarray(a).save('cells.png')",
        "print(predict_crop(model, 'cells.png', (36, 12, 60, 36), lambda x: x * 1.0)[..., 0].round())",
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
        content, what = lab.encoded(lab.tiled(cells, CELL)), "grey blocks"
        own = lab.or_none(lambda: shown.cut(content, "cells.png", box))  # noqa: B023
        given = lab.Answer(shown.part(content, "cells.png", what, box))
        follows = None if own is None else lab.middles(own)
        follows = lab.as_greys(np.zeros(1) if follows is None else follows)
        if not LEVELS.holds(given.levels, levels) and follows.max() > 0 and LEVELS.holds(given.levels, follows):
            note("predict_crop shows the model what your crop gives. A wrong part costs points there.")
            continue
        study.judge(given, {PART: levels}, beside=[SCALE])


SAME = Fact(
    lambda asked: asked[1].colour,
    COLOUR.words,
    COLOUR.due,
    why="A part of a picture goes the same way as a whole one: the model's size, a batch, preprocess.",
    within=COLOUR.within,
)


@points(0.5, function="predict_crop")
def test_a_part_is_asked_about_like_a_file(student, study, files, probes, rng):
    """predict_crop gives what predict_file gives for a file that holds the part alone"""
    box = (10, 8, 61, 52)
    for size in ((36, 36), OBLONG[0]):
        mean, spread = lab.draw_preprocess(rng)
        shown = lab.Shown(student, probes, files, size, (mean, spread))
        colour = rng.permutation([30, 120, 225])
        colours = np.array([colour, colour, colour]) if size == (36, 36) else np.array([[0] * 3, [240] * 3, [0] * 3])
        part = colours.astype(np.uint8).repeat((box[2] - box[0]) // 3, 0)[None].repeat(box[3] - box[1], 0)
        image = np.full((60, 90, 3), 250, np.uint8)
        image[box[1] : box[3], box[0] : box[2]] = part
        own = lab.or_none(lambda: shown.file(lab.encoded(part), "part.png", "the part"))  # noqa: B023
        what = f"a part of one colour, {colour.tolist()}" if size == (36, 36) else "a bright stripe between dark ones"
        given = shown.part(lab.encoded(image), "flat.png", what, box)
        answer = lab.Answer(given)
        due = (colours.mean(axis=0) - mean) / spread
        is_own = own is not None and own.shape == given.shape and np.allclose(own, given, atol=1e-4)
        right = SAME.holds(answer.colour, due) if size == (36, 36) else STRIPES.holds(answer.levels, BRIGHT_MIDDLE)
        if is_own and not right and answer.colour != [0, 0, 0]:
            note("predict_crop agrees with your predict_file. What is wrong in both costs points there.")
            continue
        ask = f"predict_crop(model, 'part.png', (15, 5, 55, 35), lambda x: (x - {mean.tolist()}) / 50)"
        tries = (SQUARE_MEANS, *ORANGE_PART, f"print({ask}.shape, {ask})")
        facts = {replace(ONE_ROW, tries=tries): [lab.NUM_CLASSES], replace(SUM, tries=tries): 1.0}
        study.judge(given, facts)
        if size == (36, 36):
            study.judge((given, answer), {replace(SAME, tries=tries): due.round(3).tolist()})
        else:
            ask = "predict_crop(model, 'a.png', (0, 0, 60, 40), lambda x: x / 7)[..., 0]"
            study.judge(answer, {replace(STRIPES, tries=asked_about_stripes(size, ask)): BRIGHT_MIDDLE})


# --- accuracy --------------------------------------------------------------------------------------------------------

# Pictures, their size, and that of the network, in pixels.
BUDGETS = {"cpu": (60, 128, 64), "gpu": (300, 256, 64)}
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
        folder = files.write({f"{number:03d}.png": lab.encoded(image) for number, image in enumerate(images)})
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
            SQUARE_MEANS.replace("36, 36", "40, 40"),
            "from PIL import Image; Image.new('RGB', (50, 40), 'white').save('white.png')",
            "print(predict_crop(model, 'white.png', (5, 5, 25, 25), lambda x: x / 255))  # all of it is white",
        ],
    )


# --- the stubs' promises ---------------------------------------------------------------------------------------------


def some_classes(rng: np.random.Generator) -> dict[str, Any]:
    names, probabilities = lab.draw_classes(rng, 6)
    return {"probabilities": probabilities, "class_names": names}


@points(0.5, function="decode")
def test_keeps_to_its_contract(contract):
    """The example of decode holds, top is 3 where it is left out, and arguments stay as they are"""
    contract.holds(
        Contract("decode", sample=some_classes, view=lab.decoded),
        *(Contract(name, example=False) for name in ("predict_file", "crop", "predict_crop")),
    )
