"""Checks of 13 Model surgery.

A new model is judged by its answers once its head holds known values, and by which layers a training step moves. The
real VGG16 and MobileNet come once each; all else is small.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.checking import (
    StudentError,
    called,
    expect_handle,
    expect_list,
    expect_number,
    expect_text,
    fail,
    points,
)
from autograder.checking.contract import Contract
from autograder.checking.study import Fact

from .laboratory import Plan, Theatre, branched, chain


def names_in_words(names: Sequence[str]) -> str:
    return ", ".join(names) if names else "none"


# --- to_sequential ---------------------------------------------------------------------------------------------------

TRY_CHAIN = (
    "parts = [keras.layers.Dense(4), keras.layers.BatchNormalization(), keras.layers.Dense(9, activation='softmax')]",
    "model = keras.Sequential([keras.Input((6,)), *parts]); x = np.random.default_rng(0).normal(size=(3, 6))",
    "new = to_sequential(model, 2); new(x)",
)
TRY_WEIGHTS = "print([weight.shape for weight in new.weights])  # expected: six of the first two layers, (4, 2), (2,)"
IS_SEQUENTIAL = Fact(
    lambda kind: kind,
    {True: "a keras.Sequential", False: "a model of another kind"},
    why="Layers can be added to a Sequential, and taken off again with pop().",
    tries=(*TRY_CHAIN, "print(isinstance(new, keras.Sequential))  # expected: True"),
    is_form=True,
)
SHAPE = Fact(
    lambda seen: seen.shape,
    lambda shape: f"answers of shape {tuple(shape)}",
    why="One probability for each class, for each image.",
    tries=(*TRY_CHAIN, "print(new(x).shape)  # expected: (3, 2)"),
)
HEAD = Fact(
    lambda seen: seen.head,
    lambda shapes: f"a head with weights {' and '.join(str(tuple(each)) for each in shapes)}",
    why="The new Dense layer stands directly on what was kept, with a bias, and takes every value of it.",
    tries=(*TRY_CHAIN, TRY_WEIGHTS),
)
LOST = Fact(
    lambda seen: seen.lost,
    lambda names: f"layers whose weights are not in the new model: {names_in_words(names)}",
    why="What these layers have learnt is why you keep them.",
    tries=(
        *TRY_CHAIN,
        "print([any(np.array_equal(w, v) for v in new.get_weights()) for w in model.layers[0].get_weights()])"
        "  # expected: [True, True]",
    ),
)
ANSWERS = Fact(
    lambda seen: seen.answers,
    lambda values: f"answers {', '.join(f'{value:.3f}' for value in np.ravel(values)[:5])}, …",
    due=lambda values: f"{', '.join(f'{value:.3f}' for value in np.ravel(values)[:5])}, …: softmax of the new Dense",
    why="The kept layers do as before, each once and in order; softmax makes probabilities of the new Dense's sums.",
    tries=(
        *TRY_CHAIN,
        "kept = keras.Model(model.inputs, model.layers[-2].output)(x) @ new.weights[-2] + new.weights[-1]",
        "print(np.allclose(new(x), keras.ops.softmax(kept), atol=1e-5))  # expected: True",
    ),
    within=1e-3,  # of single precision; a second softmax is off by 0.05 and more
)
OLD = Fact(
    lambda seen: seen.old,
    lambda shape: f"the model that was given now has answers of shape {tuple(shape)}",
    why="The caller may still need it: cut nothing off the model itself.",
    tries=(*TRY_CHAIN, "print(len(model.layers), model.output_shape)  # expected: 3 (None, 9)"),
)


@points(1.5, function="to_sequential")
def test_a_chain_gets_a_new_head(student, sandbox, probes, study, rng):
    """A Sequential of all layers but the last, with a new head"""
    theatre = Theatre(sandbox, probes, rng)
    for kind in ("functional", "sequential"):
        plan = chain(rng, kind)
        model = theatre.build(plan)
        given = theatre.prepare(model, "fc2", plan.shape)
        answer = expect_handle(student.to_sequential(model, theatre.classes), "keras.Model", "a Keras model")
        called(f"to_sequential(model, {theatre.classes})", model=plan)
        seen = theatre.look(model, plan.up_to(), answer, given)
        due = {SHAPE: [6, theatre.classes], HEAD: [[10, theatre.classes], [theatre.classes]], LOST: []}
        study.judge(seen, {**due, ANSWERS: given["due"], OLD: [1, 20]})
        study.judge(sandbox.is_instance(answer, "keras.Sequential"), {IS_SEQUENTIAL: True})


HEAD_MOVES = Fact(
    lambda seen: seen.rest,
    {True: "the new head learns", False: "no weight of a new head moved in a training step"},
    due="the new head learns",
    why="It knows nothing yet. If it is frozen as well, training changes nothing.",
    tries=(*TRY_CHAIN, "print([weight.shape for weight in new.trainable_weights])  # expected: (4, 2) and (2,)"),
)
STAYS = Fact(
    lambda seen: seen.moved,
    lambda names: f"a training step moved {names_in_words(names)}",
    due="only the new head moves",
    why="Large steps for a head that knows nothing would spoil what the other layers have learnt.",
    tries=(*TRY_CHAIN, "print([weight.shape for weight in new.trainable_weights])  # expected: (4, 2) and (2,)"),
)


@points(1, function="to_sequential")
def test_only_the_new_head_learns(student, sandbox, probes, study, rng):
    """Training moves the new head, and nothing else"""
    theatre = Theatre(sandbox, probes, rng)
    for kind in ("sequential", "functional"):
        plan = chain(rng, kind)
        model = theatre.build(plan)
        given = theatre.prepare(model, "fc2", plan.shape)
        answer = expect_handle(student.to_sequential(model, theatre.classes), "keras.Model", "a Keras model")
        called(f"to_sequential(model, {theatre.classes}), then one training step", model=plan)
        names = [*plan.up_to(), "predictions"]
        study.judge(theatre.look(model, names, answer, given), {HEAD_MOVES: True, STAYS: []})


COUNTS = Fact(
    lambda seen: seen["counts"],
    lambda pair: f"{pair[0]:,} numbers that learn and {pair[1]:,} that do not",
    why="The head has 4,096 numbers and a bias for each class. All else is VGG16's, and stays.",
)
AGREES = Fact(
    lambda seen: (
        bool(np.allclose(seen["seen"].answers, seen["seen"].due, atol=1e-3))
        if seen["seen"].answers.shape == seen["seen"].due.shape
        else False
    ),
    {True: "the answers that the kept layers and the new head give", False: "other answers"},
    due="the answers that the kept layers and the new head give",
    why="What the real network sees goes into the new head as it is.",
)
TRY_VGG = (
    "model = keras.applications.VGG16(weights=None, input_shape=(32, 32, 3)); new = to_sequential(model, 2)",
    "print(new.output_shape, sum(np.prod(w.shape) for w in new.trainable_weights))  # expected: (None, 2) 8194",
)
TRY_MOBILE = (
    "model = keras.applications.MobileNet(weights=None, input_shape=(32, 32, 3))",
    "new = replace_top(model, model.layers[-5].name, 2)",
    "print(new.output_shape, [tuple(w.shape) for w in new.weights[-2:]])  # expected: (None, 2) [(1024, 2), (2,)]",
)


@points(0.5, function="to_sequential")
def test_the_real_vgg16(student, sandbox, probes, study, rng):
    """The real VGG16, for small images, gets a head for your classes"""
    theatre = Theatre(sandbox, probes, rng)
    model = expect_handle(theatre.probes.vgg16(), "keras.Model", "VGG16")
    given = theatre.prepare(model, "fc2", (32, 32, 3))
    answer = expect_handle(student.to_sequential(model, theatre.classes), "keras.Model", "a Keras model")
    called(f"to_sequential(VGG16(weights=None, input_shape=(32, 32, 3)), {theatre.classes})")
    seen = {"seen": theatre.look(model, [], answer, given), "counts": theatre.counts(answer)}
    # 13 convolutions, then 512 -> 4,096 -> 4,096.
    kept = 14_714_688 + 513 * 4096 + 4097 * 4096
    facts = (replace(COUNTS, tries=TRY_VGG), replace(AGREES, tries=TRY_VGG))
    study.judge(seen, {facts[0]: [4097 * theatre.classes, kept], facts[1]: True})


# --- replace_top -----------------------------------------------------------------------------------------------------

TRY_TOP = (
    "inputs = keras.Input((2, 5, 3)); a = keras.layers.Conv2D(3, 1, name='a')(inputs); x = np.ones((3, 2, 5, 3))",
    "s = keras.layers.Add(name='s')([a, inputs]); f = keras.layers.Flatten(name='f')(s)",
    "d = keras.layers.Dense(4, name='d')(f); model = keras.Model(inputs, keras.layers.Dense(9)(d))",
)
AT_VECTORS = (*TRY_TOP, "new = replace_top(model, 'd', 2)")
AT_MAPS = (*TRY_TOP, "new = replace_top(model, 's', 2)")
SHOW_SHAPES = "print(new(x).shape, [tuple(w.shape) for w in new.weights[-2:]])  # expected: (3, 2) "
STILL_LEARN = Fact(
    lambda seen: seen.moved,
    lambda names: f"of the kept layers, {names_in_words(names)} moved in a training step",
    due=lambda names: f"{names_in_words(names)}: those that learned before, and no others",
    why="replace_top freezes nothing. What learns is decided by another function.",
    tries=(*AT_VECTORS, "print([layer.trainable for layer in new.layers])  # expected: all True"),
)
HEAD_OF_TOP = replace(HEAD_MOVES, tries=STILL_LEARN.tries)


def cut_facts(tries: Sequence[str], head: str) -> list[Fact]:
    """The facts of a model that was cut: shape, head, weights, answers."""
    cut = tries[-1].partition("'")[2].partition("'")[0]
    shown = (*tries, SHOW_SHAPES + head)
    by_hand = (
        f"seen = keras.ops.reshape(keras.Model(model.inputs, model.get_layer('{cut}').output)(x), (3, -1))",
        "due = keras.ops.softmax(seen @ new.weights[-2] + new.weights[-1]); print(np.allclose(new(x), due, atol=1e-5))",
    )
    weights = f"print([np.array_equal(w, v) for w, v in zip(model.get_layer('a').get_weights(), new.get_weights())])"
    return [
        *(replace(SHAPE, tries=shown), replace(HEAD, tries=shown), replace(LOST, tries=(*tries, weights))),
        replace(ANSWERS, tries=(*tries, *by_hand)),
    ]


VECTOR_FACTS = cut_facts(AT_VECTORS, "[(4, 2), (2,)]")
MAP_FACTS = cut_facts(AT_MAPS, "[(30, 2), (2,)]")
OLD_OF_TOP = replace(OLD, tries=(*AT_VECTORS, "print(model.output_shape)  # expected: (None, 9)"))


def cut_at(
    theatre: Theatre, student: Any, study: Any, plan: Plan, cut: str, facts: Sequence[Fact], learn: bool
) -> None:
    """Judge the model that is cut behind this layer; with `learn`, what learns as well."""
    model = theatre.build(plan)
    given = theatre.prepare(model, cut, plan.shape)
    width, classes = len(given["kernel"]), theatre.classes
    answer = expect_handle(student.replace_top(model, cut, classes), "keras.Model", "a Keras model")
    called(f'replace_top(model, "{cut}", {classes})', model=plan)
    seen = theatre.look(model, plan.up_to(cut), answer, given)
    dues = ([6, classes], [[width, classes], [classes]], [], given["due"])
    study.judge(seen, dict(zip(facts, dues, strict=True)))
    if learn:
        due = [name for name in plan.up_to(cut) if name not in plan.frozen]
        study.judge(seen, {OLD_OF_TOP: [1, 20], HEAD_OF_TOP: True, STILL_LEARN: due})


@points(1.5, function="replace_top")
def test_the_new_head_stands_on_the_cut(student, sandbox, probes, study, rng):
    """The new head stands on the vectors of the named layer"""
    theatre = Theatre(sandbox, probes, rng)
    for cut in ("fc2", "fc1", "dropout"):
        cut_at(theatre, student, study, branched(rng), cut, VECTOR_FACTS, cut == "fc2")


@points(1, function="replace_top")
def test_maps_are_flattened(student, sandbox, probes, study, rng):
    """Maps are flattened, those of one pixel too"""
    theatre = Theatre(sandbox, probes, rng)
    for plan, cut in ((branched(rng), "sum"), (branched(rng), "pooled"), (chain(rng, "sequential"), "flatten")):
        cut_at(theatre, student, study, plan, cut, MAP_FACTS, False)


@points(0.5, function="replace_top")
def test_the_real_mobilenet(student, sandbox, probes, study, rng):
    """The real MobileNet, for small images, is cut behind its pooling"""
    theatre = Theatre(sandbox, probes, rng)
    made = expect_list(theatre.probes.mobilenet(), 2)
    model, cut = expect_handle(made[0], "keras.Model", "MobileNet"), expect_text(made[1])
    given = theatre.prepare(model, cut, (32, 32, 3))
    answer = expect_handle(student.replace_top(model, cut, theatre.classes), "keras.Model", "a Keras model")
    called(f'replace_top(MobileNet(weights=None, input_shape=(32, 32, 3)), "{cut}", {theatre.classes})')
    seen = theatre.look(model, [], answer, given)
    head = [[1024, theatre.classes], [theatre.classes]]
    shape, width = (replace(fact, tries=TRY_MOBILE) for fact in (SHAPE, HEAD))
    study.judge(seen, {shape: [6, theatre.classes], width: head})
    study.judge({"seen": seen}, {replace(AGREES, tries=TRY_MOBILE): True})


# --- freeze_all_but --------------------------------------------------------------------------------------------------

TRY_FREEZE = (
    "layers = [keras.layers.Dense(4) for _ in range(4)]; model = keras.Sequential([keras.Input((4,)), *layers])",
)
SHOW_FLAGS = "print([layer.trainable for layer in layers])  # expected: "
MOVES = Fact(
    lambda moved: moved,
    lambda names: f"a training step moves {names_in_words(names)}",
    why="What learns is the last n layers, counted from the end, and nothing else.",
    tries=(*TRY_FREEZE, "freeze_all_but(model, 1)", SHOW_FLAGS + "[False, False, False, True]"),
)
MOVES_AGAIN = replace(
    MOVES,
    why="A first phase has frozen everything. What is to learn now has to be switched on again.",
    tries=(
        *TRY_FREEZE,
        "model.trainable = False; freeze_all_but(model, 1)",
        SHOW_FLAGS + "[False, False, False, True]",
    ),
)
MOVES_NONE = replace(
    MOVES,
    why="n = 0 is the first phase, in which only a new head on top learns. With n = len(model.layers) everything does.",
    tries=(*TRY_FREEZE, "for n in (0, 4): freeze_all_but(model, n); print([layer.trainable for layer in layers])"),
)


def frozen_by(theatre: Theatre, student: Any, study: Any, plan: Plan, n: int, fact: Fact) -> None:
    """Judge what moves after `freeze_all_but`."""
    model = theatre.build(plan)
    student.freeze_all_but(model, n)
    last = [layer[1] for layer in plan.layers][max(len(plan.layers) - n, 0) :]
    due = [layer[1] for layer in plan.layers if layer[1] in last and layer[0] in ("conv", "norm", "dense", "softmax")]
    called(f"freeze_all_but(model, {n}), then one training step of a model around it", model=plan)
    study.judge(theatre.moved_inside(model, plan), {fact: due})


@points(1, function="freeze_all_but")
def test_the_last_layers_learn(student, sandbox, probes, study, rng):
    """The last n layers learn, and no others"""
    theatre = Theatre(sandbox, probes, rng)
    for kind, n in (("functional", 1), ("sequential", 2), ("functional", 6), ("sequential", 8)):
        frozen_by(theatre, student, study, chain(rng, kind), n, MOVES)


@points(0.5, function="freeze_all_but")
def test_frozen_layers_learn_again(student, sandbox, probes, study, rng):
    """Layers that were frozen before learn again"""
    theatre, plan = Theatre(sandbox, probes, rng), chain(rng, "functional")
    frozen_by(theatre, student, study, replace(plan, frozen=tuple(plan.up_to("predictions"))), 2, MOVES_AGAIN)


@points(0.5, function="freeze_all_but")
def test_none_and_all(student, sandbox, probes, study, rng):
    """With n = 0 nothing learns, with all layers everything does"""
    theatre, plan = Theatre(sandbox, probes, rng), chain(rng, "sequential")
    for n in (0, len(plan.layers)):
        frozen_by(theatre, student, study, plan, n, MOVES_NONE)


# --- summary_table ---------------------------------------------------------------------------------------------------

TRY_TABLE = (
    "norm = keras.layers.BatchNormalization(name='b'); inner = keras.Sequential([keras.layers.Dense(3)], name='c')",
    "model = keras.Sequential([keras.Input((2, 5, 4)), keras.layers.Conv2D(3, 1, name='a'), norm, inner])",
    "norm.trainable = False; print(summary_table(model))",
)
NAMES = Fact(
    lambda rows: [row[0] for row in rows],
    lambda names: f"rows for {names_in_words(names)}",
    why="One row for each layer of model.layers, in order: the same layers that summary() prints, and the input layer.",
    tries=TRY_TABLE,
)
SHAPES = Fact(
    lambda rows: [[size or 0 for size in row[1]] for row in rows],
    lambda shapes: f"shapes {', '.join(str(tuple(size or None for size in each)) for each in shapes)}",
    why="Where maps become vectors is what you look for before you cut.",
    tries=TRY_TABLE,
)
SIZES = Fact(
    lambda rows: [row[2] for row in rows],
    lambda sizes: f"parameters {', '.join(map(str, sizes))}",
    why="Every number in a weight of a layer counts once, frozen or not; in a nested model those of all its layers.",
    tries=TRY_TABLE,
)
LEARN = Fact(
    lambda rows: [row[3] for row in rows],
    lambda sizes: f"of which learn {', '.join(map(str, sizes))}",
    why="In a frozen layer nothing learns, and of BatchNormalization's four weights only two ever do.",
    tries=TRY_TABLE,
)


def tables(theatre: Theatre, student: Any, rng: np.random.Generator) -> Any:
    """The student's rows for several models, each with what is due."""
    units, width = (int(rng.integers(*ends)) for ends in ((5, 9), (4, 8)))
    layers = (
        *(("conv", "first", width), ("norm", "norm1"), ("pool", "pool"), ("conv", "second", 5), ("norm", "norm2")),
        *(("flatten", "flat"), ("nested", "inner", units), ("dense", "twice", units), ("dense", "twice", units)),
        ("softmax", "answers", 3),
    )
    # 5 x 7 pixels; 2 x 3 after pooling.
    due = {
        "first": ([0, 5, 7, width], 28 * width, 0),
        "norm1": ([0, 5, 7, width], 4 * width, 2 * width),
        "pool": ([0, 2, 3, width], 0, 0),
        "second": ([0, 2, 3, 5], (9 * width + 1) * 5, (9 * width + 1) * 5),
        "norm2": ([0, 2, 3, 5], 20, 0),
        "flat": ([0, 30], 0, 0),
        "inner": ([0, units], 35 * units, 33 * units),
        "twice": ([0, units], (units + 1) * units, (units + 1) * units),
        "answers": ([0, 3], 3 * units + 3, 3 * units + 3),
    }
    for kind in ("functional", "sequential"):
        once = layers if kind == "functional" else (*layers[:8], layers[-1])
        model = theatre.build(Plan(once, (5, 7, 3), kind, frozen=("first", "norm2")))
        first = {"image": ([0, 5, 7, 3], 0, 0)} if kind == "functional" else {}
        rows = []
        for row in expect_list(student.summary_table(model)):
            name, shape, size, learn = expect_list(row, 4)
            sizes = [0 if each is None else int(expect_number(each)) for each in expect_list(shape)]
            rows.append((expect_text(name), sizes, expect_number(size), expect_number(learn)))
        called("summary_table(model)", model=Plan(once, (5, 7, 3), kind, frozen=("first", "norm2")))
        yield rows, [(name, *values) for name, values in (first | due).items()]


@points(0.5, function="summary_table")
def test_rows_have_names_and_shapes(student, sandbox, probes, study, rng):
    """A row for each layer, with its name and the shape of its output"""
    for rows, due in tables(Theatre(sandbox, probes, rng), student, rng):
        study.judge(rows, {NAMES: [row[0] for row in due], SHAPES: [row[1] for row in due]})


@points(1, function="summary_table")
def test_parameters_are_counted(student, sandbox, probes, study, rng):
    """The layers' parameters are counted, and those that learn"""
    for rows, due in tables(Theatre(sandbox, probes, rng), student, rng):
        counted = [row for row in rows if row[0] != "image"]
        wanted = [row for row in due if row[0] != "image"]
        study.judge(counted, {SIZES: [row[2] for row in wanted], LEARN: [row[3] for row in wanted]})


# --- contract --------------------------------------------------------------------------------------------------------


@points(0.5, function="replace_top")
def test_keeps_to_its_contract(student, sandbox, probes, contract, rng):
    """The examples of all functions hold, and a name that no layer has is an error"""
    contract.holds(
        Contract("to_sequential", example=False, changes=("model",)),
        Contract("replace_top", example=False),
        Contract("freeze_all_but", changes=("model",)),
        Contract("summary_table"),
    )
    theatre = Theatre(sandbox, probes, rng)
    got = "no error"
    try:
        student.replace_top(theatre.build(branched(rng)), "fc3", 2)
    except StudentError as error:
        if error.is_a("ValueError"):
            return
        got = f"{error.type}: {error.message.splitlines()[0] if error.message else ''}"[:160]
    fail(
        got=got,
        expected="ValueError: the model has no layer named fc3",
        why="A misspelt name would otherwise cut the model somewhere else, and nobody would notice.",
        try_it=[
            *TRY_TOP,
            "try: print(replace_top(model, 'no such layer', 2))",
            "except ValueError: print('ValueError')",
        ],
        called='replace_top(model, "fc3", 2)',
    )
