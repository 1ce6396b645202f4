"""Checks of 11 Transfer learning.

Vectors and answers are compared with NumPy, for bases whose weights are known; what is frozen is judged by what a
training step moves; and a head by what passes through its Dense layers.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.checking import called, display, expect, expect_handle, expect_list, expect_text, points
from autograder.checking.contract import Contract
from autograder.checking.study import Answers, Fact
from autograder.laboratories.activations import softmax_of
from autograder.laboratories.either_path import judge_paths
from autograder.laboratories.new_heads import Cut, Drawn
from autograder.laboratories.small_bases import NESTED, NUMBERED, Bench, Built, moved_in_words, three_blocks

from .laboratory import base_weights, branched, known_vectors

# --- image_vectors ---------------------------------------------------------------------------------------------------

# Images, their height and width, and whether the base gives vectors.
ASKED = ((4, (3, 5), False), (3, (4, 2), True), (1, (2, 3), False), (40, (2, 2), False))

TRY_VECTORS = (
    "x = keras.Input((2, 3, 3)); base = keras.Model(x, keras.layers.Activation('linear')(x))",
    "images = np.arange(36.0).reshape(2, 2, 3, 3)",
    "print(image_vectors(base, images, np.array))  # expected: [[7.5 8.5 9.5] [25.5 26.5 27.5]]",
)
VECTOR_FORM = Fact(
    lambda answer: list(expect(answer, dtype="real").shape),
    lambda shape: f"an array of shape {display.shape(shape)}",
    why="One vector for each image, with one number for each map.",
    tries=TRY_VECTORS,
    is_form=True,
)
VECTORS = Answers(
    lambda answer: list(expect(answer, dtype="real")[:4]),
    why="What counts is how much of each pattern is in the image, on average over its places, as at prediction: with "
    "what BatchNormalization has learnt, and without Dropout.",
    tries=(
        *TRY_VECTORS[1:2],
        "x = keras.Input((2, 3, 3)); y = keras.layers.BatchNormalization(epsilon=0)(x)",
        "base = keras.Model(x, keras.layers.Dropout(0.5)(y))",
        "print(image_vectors(base, images, np.array))  # expected: [[7.5 8.5 9.5] [25.5 26.5 27.5]]",
    ),
    within=1e-3,
)
BASE_CHANGED = Fact(
    bool,
    {True: "the base with other weights than before", False: "the base as it was"},
    why="The same image has to get the same vector next time.",
)


@points(1, function="image_vectors")
def test_vectors_are_averages(student, sandbox, probes, study, rng):
    """Each image gets the averages of its maps, or the vector that the base gives"""
    preprocess = sandbox.keras.applications.xception.preprocess_input
    for number, size, vectors in ASKED:
        kernel, norm = base_weights(rng)
        base = expect_handle(probes.own.base_of((*size, 3), kernel, norm, vectors, True), "keras.Model", "a base")
        images = rng.integers(0, 256, size=(number, *size, 3)).astype(np.uint8)
        answer = student.image_vectors(base, images, preprocess)
        told = "vectors" if vectors else f"maps of {size[0]} x {size[1]}"
        called(f"image_vectors(base, images, preprocess), for a base that gives {told}", images=images)
        due = known_vectors(images, kernel, norm)
        study.judge(answer, {VECTOR_FORM: list(due.shape), VECTORS: list(due[:4])})
        after = [expect(value, dtype=float) for value in expect_list(base.get_weights())]
        study.judge(not all(map(np.array_equal, after, [kernel[None, None], *norm])), {BASE_CHANGED: False})


PREPROCESSED = Answers(
    lambda answer: list(expect(answer, dtype="real")),
    why="The base knows images as its own preprocess gave them. Other values are other colours to it.",
    tries=(
        "x = keras.Input((2, 3, 3)); base = keras.Model(x, keras.layers.GlobalAveragePooling2D()(x))",
        "images = np.full((2, 2, 3, 3), 200)",
        "print(image_vectors(base, images, lambda x: x[..., ::-1] * 3.0 - [1, 2, 4]))  # expected: 599, 598, 596",
    ),
    within=1e-2,
)


@points(1, function="image_vectors")
def test_images_are_preprocessed_once(student, probes, study, rng):
    """The base sees the images through preprocess, once"""
    for module, dtype in (("vgg16", np.uint8), ("xception", np.float32), ("vgg16", np.float32)):
        images = rng.uniform(0, 255, size=(3, 3, 4, 3)).astype(dtype)
        preprocess = probes.own.preprocess_of(module)
        answer = student.image_vectors(probes.own.means_of((3, 4, 3)), images, preprocess)
        called(f"image_vectors(base, images, preprocess of {module}); the base averages the channels", images=images)
        means = images.astype(float).mean(axis=(1, 2))
        due = means / 127.5 - 1 if module == "xception" else means[:, ::-1] - [103.939, 116.779, 123.68]
        study.judge(answer, {replace(VECTOR_FORM, tries=PREPROCESSED.tries): [3, 3], PREPROCESSED: list(due)})


# --- build_classifier ------------------------------------------------------------------------------------------------


def frozen_facts(function: str, *tries: str) -> tuple[Fact, Fact]:
    """Whether the head learns, and what moves in the base."""
    built = (
        "x = keras.Input((4, 4, 3)); y = keras.layers.Conv2D(2, 3, name='a')(x)",
        f"base = keras.Model(x, keras.layers.BatchNormalization()(y)); model = {function}",
        *tries,
    )
    learns = Fact(
        lambda moved: bool(moved.rest),
        {True: "the head learns", False: "no weight moved at all, not even the head's"},
        why="The base is frozen so that the head can learn on top of it.",
        tries=built,
    )
    stays = Fact(
        lambda moved: list(moved.base),
        moved_in_words,
        due="none of them; the head alone learns",
        why="The first steps of a head that knows nothing yet would spoil what the base has learnt.",
        tries=built,
    )
    return learns, stays


COUNT_BOTH = "print(len(base.trainable_weights), len(model.trainable_weights))"
CLASSIFIER_LEARNS, CLASSIFIER_BASE = frozen_facts("build_classifier(base, 3)", f"{COUNT_BOTH}  # expected: 0 2")
CUT_LEARNS, CUT_BASE = frozen_facts("cut_at(base, 'a', 3)", f"{COUNT_BOTH}  # expected: 0 4")


def step(study: Any, bench: Bench, built: Built, text: str, learns: Fact, stays: Fact) -> None:
    """Train one step, and judge what moved."""
    bench.probes.values(built.base)
    called(f"{text}; model.predict_on_batch(x)", base=built.plan)
    # A subclass gets its weights in it, and answers of another form could not be trained.
    expect(built.model.predict_on_batch(bench.x), shape=(len(bench.x), bench.classes))
    called(f"{text}, then one training step", base=built.plan)
    moved = bench.step(built)
    study.judge(moved, {learns: True, stays: []})


@points(1, function="build_classifier")
def test_the_base_is_frozen(student, sandbox, probes, study, rng):
    """A training step moves the head, and nothing in the base"""
    bench = Bench(sandbox, probes, rng)
    for plan in (three_blocks(rng), NUMBERED, NESTED):
        base = bench.build(plan).base
        model = expect_handle(student.build_classifier(base, bench.classes), "keras.Model", "a Keras model")
        text = f"build_classifier(base, {bench.classes})"
        step(study, bench, Built(plan, base, model), text, CLASSIFIER_LEARNS, CLASSIFIER_BASE)


TRY_CLASSIFIER = (
    "x = keras.Input((4, 6, 3)); base = keras.Model(x, keras.layers.Conv2D(7, 1)(x))",
    "model = build_classifier(base, 5); p = model(100 * np.random.rand(2, 4, 6, 3)); print(np.shape(p), np.sum(p, -1))",
    "print([tuple(weight.shape) for weight in model.weights][2:])  # expected: (7, 5) and (5,), and rows that sum to 1",
)
ROW_FORM = Fact(
    lambda drawn: list(drawn.rows.shape),
    lambda shape: f"answers of shape {display.shape(shape)}",
    why="One row for each image, one probability for each class.",
    tries=TRY_CLASSIFIER,
    is_form=True,
)
NEW_WEIGHTS = Fact(
    lambda drawn: sorted(display.shape(shape) for shape in drawn.shapes),
    lambda shapes: f"new weights of shape {', '.join(shapes)}" if shapes else "no weights that are not the base's",
    due="new weights of shape {0[0]}, {0[1]}",
    why="With few images of your own, few numbers should be learnt: one for each feature and class, and one a class.",
    tries=TRY_CLASSIFIER,
)
ROWS = Fact(
    lambda drawn: [float(drawn.rows.sum(axis=1).min()), float(drawn.rows.sum(axis=1).max())],
    lambda ends: "rows that sum to 1" if np.ptp(ends) < 1e-3 else f"rows that sum to {ends[0]:.4g} to {ends[1]:.4g}",
    why="An image belongs to one of the classes, so its probabilities sum to 1.",
    tries=TRY_CLASSIFIER,
    within=1e-3,
)
SOFTMAX = Fact(
    lambda drawn: drawn.rows,
    lambda rows: f"{display.array(np.round(rows[0], 4))} for the first image",
    due=lambda rows: f"{display.array(np.round(rows[0], 4))}, from the averages of its maps, Dense and softmax",
    why="The head sees the average of each map, as at prediction, and softmax comes once.",
    tries=(
        "x = keras.Input((4, 6, 3)); base = keras.Model(x, keras.layers.Activation('linear')(x))",
        "model = build_classifier(base, 3); x = np.random.rand(1, 4, 6, 3); model(x)",
        "model.set_weights([np.eye(3) * 30, np.zeros(3)]); z = np.exp(30 * x.mean(axis=(1, 2))); "
        "print(np.max(np.abs(model(x) - z / z.sum())) < 1e-3)  # expected: True",
    ),
    within=1e-3,
)


@points(1, function="build_classifier")
def test_average_then_softmax(student, probes, study, rng):
    """The head is the average of each map, one Dense layer and softmax"""
    for size, vectors, num_classes in (((3, 5), False, 4), ((4, 3), True, 3), ((5, 2), False, 2)):
        kernel, norm = base_weights(rng)
        base = expect_handle(probes.own.base_of((*size, 3), kernel, norm, vectors, False), "keras.Model", "a base")
        x = rng.normal(size=(6, *size, 3)).astype(np.float32)
        model = expect_handle(student.build_classifier(base, num_classes), "keras.Model", "a Keras model")
        told = "vectors" if vectors else f"maps of {size[0]} x {size[1]}"
        called(f"model = build_classifier(base, {num_classes}), for a base of {told}; model(images)", images=x)
        drawn = Drawn(probes, model, base, x, int(rng.integers(2**31)))
        study.judge(drawn, {ROW_FORM: [6, num_classes]})
        features = kernel.shape[1]
        shapes = sorted(map(display.shape, [(features, num_classes), (num_classes,)]))
        study.judge(drawn, {NEW_WEIGHTS: shapes, ROWS: [1.0, 1.0]})
        study.judge(drawn, {SOFTMAX: softmax_of(drawn.scores(known_vectors(x, kernel, norm, scaled=False)))})


# --- load_base -------------------------------------------------------------------------------------------------------

WEIGHTS = Fact(
    lambda pair: [sum(map(np.array_equal, *pair)), len(pair[0])],
    lambda counts: f"{counts[0] or 'none'} of {counts[1]} arrays of weights as in the file",
    due="all {0[1]} as in the file",
    why="A base whose weights are random has learnt nothing that could be transferred.",
    tries=(
        "make = lambda: keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])",
        "one = make(); one.save_weights('trial.weights.h5')",
        "two = load_base('trial.weights.h5', make); print([(a == b).all() for a, b in zip(one.get_weights(), "
        "two.get_weights())])  # expected: True, True",
    ),
)


@points(1, function="load_base")
def test_weights_come_from_the_file(student, probes, study, rng):
    """The base has every weight from the file"""
    files = probes.weight_files
    for number, suffix in enumerate((".weights.h5", ".h5")):
        path = f"trained-{number}-{int(rng.integers(1000))}{suffix}"
        make_base = files.maker(int(rng.integers(3, 8)), "small")
        due = [expect(value) for value in expect_list(files.saved(make_base, path, int(rng.integers(2**31))))]
        answer = expect_handle(student.load_base(path, make_base), "keras.Model", "a Keras model")
        kind = "an older file, as in the notes" if suffix == ".h5" else "as save_weights writes it today"
        called(f'load_base("{path}", make_base), {kind}')
        found = [expect(value, dtype=float, finite=False) for value in expect_list(answer.get_weights(), len(due))]
        study.judge((found, due), {WEIGHTS: [len(due), len(due)]})


TRY_REFUSED = (
    "make = lambda: keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])",
    "open('torn.weights.h5', 'w').write('<html>')",
    "try: load_base('torn.weights.h5', make); print('accepted')\nexcept Exception as e: print(type(e), e)",
)
TRY_PATH = (TRY_REFUSED[0], "make().save_weights('one.weights.h5')")
TRY_OTHER = (
    TRY_REFUSED[0],
    "keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)]).save_weights('other.weights.h5')",
    TRY_REFUSED[2].replace("torn", "other"),
)


def refusal(tries: Sequence[str]) -> tuple[Fact, Fact]:
    """What ends the call, and what its message is like."""
    kind = Fact(
        lambda end: "ValueError" if end[1] is True else expect_text(end[0]),
        lambda name: f"{name} was raised" if name else "no error",
        why="A base that is accepted with random weights, or with some of them, spoils all that follows, and nobody "
        "knows why. Whoever calls load_base expects one kind of error, whatever is wrong with the file.",
        tries=tries,
    )
    text = Fact(
        lambda end: [end[3] in end[2], "\n" not in end[2].strip(), len(end[2]) <= 300],
        lambda seen: (
            "a message "
            + ("with" if seen[0] else "without")
            + " the file's name, "
            + ("of one line" if seen[1] else "of several lines")
            + ("" if seen[2] else ", longer than 300 characters")
        ),
        why="Who reads it wants to know which file it is, in one sentence.",
        tries=tries,
    )
    return kind, text


@points(1, function="load_base")
def test_a_wrong_file_is_refused(student, probes, study, rng):
    """A damaged file, or one of another network, is a ValueError of one sentence"""
    files, ends = probes.weight_files, {}
    for damage, filters in (("", 6), ("cut", 4), ("page", 4)):
        path = f"wrong-{damage}-{int(rng.integers(1000))}.weights.h5"
        files.saved(files.maker(filters, "other"), path, int(rng.integers(2**31)), damage)
        ends[damage] = [*expect_list(files.refused(student.load_base, path, files.maker(4, "small")), 3), path]
    kinds = Fact(lambda _: [expect_text(end[0]) for end in ends.values()], "{}")
    for damage, end in ends.items():
        what = {"": "a file of a network with more features", "cut": "half of a file", "page": "a web page"}[damage]
        kind, text = refusal(TRY_REFUSED if damage else TRY_OTHER)
        call = f'load_base("{end[3]}", make_base), where that is {what}'
        study.judge(end, {kind: "ValueError", text: [True, True, True]}, beside=[kinds], called=call)


# --- cut_at ----------------------------------------------------------------------------------------------------------

TRY_CUT = (
    "x = keras.Input((3, 4, 3)); y = keras.layers.Conv2D(2, 1)(x); z = keras.layers.Conv2D(5, 1, name='b')(y)",
    "base = keras.Model(x, keras.layers.MaxPooling2D(2)(z)); model = cut_at(base, 'b', 3)",
)
CUT = Fact(
    lambda cut: cut.where,
    lambda words: f"a head that sees {words}",
    why="Each layer gives other patterns. Flatten keeps all places of its maps.",
    tries=(*TRY_CUT, "print([layer.name for layer in model.layers], [tuple(w.shape) for w in model.weights])"),
)
UNITS = Fact(
    lambda cut: cut.units,
    lambda units: f"Dense layers of {', '.join(map(str, units))} units" if units else "no Dense layer",
    why="Between the maps and the answer there is one layer of 1024 units.",
    tries=(*TRY_CUT, "print([layer.units for layer in model.layers if hasattr(layer, 'units')])"),
)
RELU = Fact(
    lambda cut: cut.between,
    "{} between the two Dense layers at prediction",
    why="Two Dense layers without ReLU in between can do no more than one. At prediction nothing else changes a value.",
    tries=(*TRY_CUT, "print([layer.get_config().get('activation', layer.name) for layer in model.layers])"),
)
DROPPED = Fact(
    lambda cut: cut.dropped,
    "{:.1%} of the 1024 values dropped in training",
    due="{:.0%} of them",
    why="Dropout(0.2) stands between the two Dense layers. A head of this size learns few images by heart.",
    tries=(*TRY_CUT, "print([(layer.name, getattr(layer, 'rate', '')) for layer in model.layers])"),
    within=0.03,  # rate 0.25 just fails; six standard deviations of what is dropped
)
INPUT_DROPPED = Fact(lambda cut: round(cut.input_dropped, 1), "{}")
LAST = Fact(
    lambda cut: cut.last,
    str,
    due=str,
    why="One unit gives one probability through sigmoid; several share out a whole through softmax.",
    tries=(
        TRY_CUT[0],
        TRY_CUT[1].partition(";")[0],
        "for n in (2, 3): p = cut_at(base, 'b', n)(np.random.rand(2, 3, 4, 3)); print(np.shape(p), np.sum(p, -1))",
    ),
)


def ask_cut(student: Any, probes: Any, rng: np.random.Generator, num_classes: int, has_branches: bool = False) -> Cut:
    """A small base that the student cuts at one of its layers."""
    shape = (4, int(rng.choice([3, 5])), 3)
    if has_branches:
        plan, name = branched(rng)
        made = [probes.own.branched(shape, plan.width, plan.names)]
    else:
        plan = three_blocks(rng)
        name = str(rng.choice(plan.names[2:6]))
        made = expect_list(probes.freezing.build(plan.layers, plan.kind, plan.model, shape, plan.width, 3), 2)
    base = expect_handle(made[0], "keras.Model", "a base")
    model = expect_handle(student.cut_at(base, name, num_classes), "keras.Model", "a Keras model")
    x = rng.normal(size=(16, *shape)).astype(np.float32)
    called(f'model = cut_at(base, "{name}", {num_classes}); model(images)', base=plan, images=x)
    return Cut(probes, model, base, x, int(rng.integers(2**31)), name)


@points(1, function="cut_at")
def test_is_cut_at_the_named_layer(student, probes, study, rng):
    """The head gets the output of the named layer, flattened"""
    for num_classes, has_branches in ((3, False), (2, False), (4, True)):
        cut = ask_cut(student, probes, rng, num_classes, has_branches)
        study.judge(cut, {CUT: f"the output of {cut.name}, flattened"})


@points(1, function="cut_at")
def test_has_the_head_of_the_notes(student, probes, study, rng):
    """The head is Dense(1024, relu) and Dropout(0.2)"""
    cut = ask_cut(student, probes, rng, 3)
    study.judge(cut, {UNITS: [1024, 3]})
    study.judge(cut, {RELU: "ReLU", DROPPED: 0.2}, beside=[INPUT_DROPPED])


@points(0.5, function="cut_at")
def test_ends_in_sigmoid_or_softmax(student, probes, study, rng):
    """For two classes it ends in one sigmoid unit, for more in softmax"""
    for num_classes in (2, 5, 3):
        cut = ask_cut(student, probes, rng, num_classes)
        due = "one unit with sigmoid" if num_classes == 2 else f"{num_classes} units with softmax"
        study.judge(cut, {LAST: due})


@points(1, function="cut_at")
def test_the_cut_base_is_frozen(student, sandbox, probes, study, rng):
    """A training step of the cut model moves its head, and nothing in the base"""
    bench = Bench(sandbox, probes, rng)
    for plan in (three_blocks(rng), NUMBERED):
        base, name = bench.build(plan).base, plan.names[-2]
        model = expect_handle(student.cut_at(base, name, bench.classes), "keras.Model", "a Keras model")
        text = f'cut_at(base, "{name}", {bench.classes})'
        step(study, bench, Built(plan, base, model), text, CUT_LEARNS, CUT_BASE)


# --- the stubs' promises ---------------------------------------------------------------------------------------------

PATH_REFUSED = Fact(
    lambda error: error,
    lambda error: f"{error} where the path is a Path" if error else "a ValueError, as for a str",
    why="The stub says str | Path. A Path has no methods of texts, such as split; Path(path).name is the name in both.",
    tries=(
        *TRY_REFUSED[:2],
        "from pathlib import Path",
        TRY_REFUSED[2].replace("('torn", "(Path('torn").replace("', m", "'), m"),
    ),
)


@points(0.5, function="image_vectors")
def test_keeps_to_its_contract(student, study, probes, sandbox, contract, rng):
    """The examples hold, a batch may have one image, and a path may be a str or a Path"""
    make_base, path = probes.weight_files.maker(4, "small"), "some.weights.h5"
    probes.weight_files.saved(make_base, path, int(rng.integers(2**31)))
    tries = [*TRY_PATH, "from pathlib import Path; print(load_base(Path('one.weights.h5'), make))"]
    judge_paths(study, probes, student.load_base, f'load_base(Path("{path}"), make_base)', tries, path, make_base)
    probes.weight_files.saved(make_base, "torn.weights.h5", 0, "page")
    ends = probes.own.ends_in_value_error(student.load_base)
    error = expect_text(probes.either_path.refusal(ends, ("torn.weights.h5", make_base)))
    call = 'load_base(Path("torn.weights.h5"), make_base), where that is a web page'
    study.judge(error, {PATH_REFUSED: ""}, called=call)
    kernel, norm = base_weights(rng)
    base = probes.own.base_of((2, 3, 3), kernel, norm, False, False)
    contract.holds(
        Contract(
            "image_vectors",
            sample=lambda rng: {
                "base": base,
                "images": rng.uniform(0, 255, size=(3, 2, 3, 3)).astype(np.float32),
                "preprocess": sandbox.keras.applications.xception.preprocess_input,
            },
            batch=("images",),
        ),
        Contract("build_classifier", changes=("base",)),
        Contract("load_base", example=False),
        Contract("cut_at", changes=("base",)),
    )
