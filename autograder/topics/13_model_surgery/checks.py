"""Checks of 13 Model surgery.

A new model is judged by its answers once its head holds known values, and by which layers a training step moves. The
real VGG16 and MobileNet come once each; all else is small.
"""

from collections.abc import Callable, Sequence
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

from .laboratory import IMAGES, WITH_WEIGHTS, Plan, Theatre, branched, chain


def names_in_words(names: Sequence[str]) -> str:
    return ", ".join(names) if names else "none"


# --- to_sequential ---------------------------------------------------------------------------------------------------

TRY_CHAIN = (
    "parts = [keras.layers.Dense(4), keras.layers.BatchNormalization(), keras.layers.Dense(9, activation='softmax')]",
    "model = keras.Sequential([keras.Input((6,)), *parts]); x = np.ones((3, 6)); kept = model.layers[0](x)",
    "new = to_sequential(model, 2); due = keras.ops.softmax(model.layers[1](kept) @ new.weights[-2])",
    "print(new(x).shape, np.allclose(new(x), due, atol=1e-5))  # expected: (3, 2) True",
)
IS_SEQUENTIAL = Fact(
    lambda kind: kind,
    {True: "a keras.Sequential", False: "a model of another kind"},
    why="Layers can be added to a Sequential, and taken off again with pop().",
    tries=(*TRY_CHAIN, "print(isinstance(new, keras.Sequential))  # expected: True"),
    is_form=True,
)
SHAPE = Fact(
    lambda seen: seen["shape"],
    lambda shape: f"answers of shape {tuple(shape)}",
    why="One probability for each class, for each image.",
)
HEAD = Fact(
    lambda seen: seen["head"],
    lambda shapes: f"a head with weights {' and '.join(str(tuple(each)) for each in shapes)}",
    why="The new Dense layer stands directly on what was kept, with a bias, and takes every value of it.",
)
LOST = Fact(
    lambda seen: seen["lost"],
    lambda names: f"layers whose weights are not in the new model: {names_in_words(names)}",
    why="What these layers have learnt is why you keep them.",
)
ANSWERS = Fact(
    lambda seen: seen["answers"],
    lambda values: f"answers {', '.join(f'{value:.3f}' for value in np.ravel(values)[:5])}, …",
    due=lambda values: f"{', '.join(f'{value:.3f}' for value in np.ravel(values)[:5])}, …: softmax of the new Dense",
    why="The kept layers do as before, each once and in order; softmax makes probabilities of the new Dense's sums.",
    within=1e-3,  # of single precision; a second softmax is off by 0.05 and more
)
# Real networks have random weights here, so that their numbers are others in each run.
AGREES = replace(
    ANSWERS,
    of=lambda seen: seen["agrees"],
    words={True: "the answers of what was kept and the new head", False: "other answers"},
    due="",
)
HEAD_MOVES = Fact(
    lambda seen: seen["rest"],
    {True: "the new head learns", False: "no weight of a new head moved in a training step"},
    why="It knows nothing yet. If it is frozen as well, training teaches it nothing.",
)
STAYS = Fact(
    lambda seen: seen["kept"],
    lambda names: f"of the kept layers a training step moves {names_in_words(names)}",
    why="Steps for a head that knows nothing would spoil what the other layers have learnt.",
)


def with_tries(facts: Sequence[Fact], *tries: str) -> list[Fact]:
    """The facts with these lines to try."""
    return [replace(fact, tries=tries) for fact in facts]


CHAIN_FACTS = with_tries([SHAPE, HEAD, LOST, ANSWERS], *TRY_CHAIN)
HEAD_ALONE = with_tries(
    [HEAD_MOVES, STAYS],
    *TRY_CHAIN[:2],
    "new = to_sequential(model, 2); new(x); print([w.shape for w in new.trainable_weights])  # expected: (4, 2), (2,)",
)


def cut_into(theatre: Theatre, study: Any, operate: Callable[..., Any], plan: Plan, cut: str, facts: list[Fact]) -> Any:
    """Judge what `operate(model, classes)` has made of a model; what it gave, for more."""
    model, classes = theatre.build(plan), theatre.classes
    given = theatre.prepare(model, cut, plan.shape)
    answer = expect_handle(operate(model, classes), "keras.Model", "a Keras model")
    seen = theatre.look(model, plan.up_to(cut), answer, given)
    dues = ([IMAGES, classes], [[len(given["kernel"]), classes], [classes]], [], given["due"])
    study.judge(seen, dict(zip(facts, dues, strict=True)))
    return answer


def judge_moves(
    theatre: Theatre, study: Any, model: Any, plan: Plan, names: list[str], due: list[str], facts: Any
) -> None:
    """Judge whether a training step moves a new head, and these of the named layers."""
    moved = theatre.moved(model, plan.shape, theatre.classes)
    seen = {"rest": any(name not in names for name in moved), "kept": [name for name in names if name in moved]}
    study.judge(seen, {facts[0]: True, facts[1]: due})


def judge_real(theatre: Theatre, study: Any, operate: Callable[..., Any], name: str, *tries: str) -> None:
    """Judge what comes of VGG16 or MobileNet."""
    model, cut = theatre.real(name)
    given = theatre.prepare(model, cut, (32, 32, 3))
    answer = expect_handle(operate(model, cut, theatre.classes), "keras.Model", "a Keras model")
    seen = theatre.look(model, [], answer, given)
    seen["agrees"] = seen["answers"].shape == given["due"].shape and np.allclose(
        seen["answers"], given["due"], atol=1e-3
    )
    shape, head, agrees = with_tries([SHAPE, HEAD, AGREES], *tries)
    due = [[len(given["kernel"]), theatre.classes], [theatre.classes]]
    study.judge(seen, {shape: [IMAGES, theatre.classes], head: due, agrees: True})


@points(1.5, function="to_sequential")
def test_a_chain_gets_a_new_head(student, sandbox, probes, study, rng):
    """A Sequential of all layers but the last, with a new head"""
    theatre = Theatre(probes, rng)
    for kind in ("functional", "sequential"):
        answer = cut_into(theatre, study, student.to_sequential, chain(rng, kind), "fc2", CHAIN_FACTS)
        study.judge(sandbox.is_instance(answer, "keras.Sequential"), {IS_SEQUENTIAL: True})


@points(1, function="to_sequential")
def test_only_the_new_head_learns(student, probes, study, rng):
    """Training moves the new head, and nothing else"""
    theatre = Theatre(probes, rng)
    for kind in ("sequential", "functional"):
        plan = chain(rng, kind)
        answer = expect_handle(student.to_sequential(theatre.build(plan), theatre.classes), "keras.Model", "a model")
        judge_moves(theatre, study, answer, plan, plan.up_to("predictions"), [], HEAD_ALONE)


@points(0.5, function="to_sequential")
def test_the_real_vgg16(student, probes, study, rng):
    """The real VGG16, for small images, gets a head for your classes"""
    tries = (
        "model = keras.applications.VGG16(weights=None, input_shape=(32, 32, 3)); x = np.ones((1, 32, 32, 3))",
        "new = to_sequential(model, 2); print(new(x).shape, [w.shape for w in new.weights[-2:]], new(x).numpy().sum())",
    )
    judge_real(Theatre(probes, rng), study, lambda model, cut, n: student.to_sequential(model, n), "VGG16", *tries)


# --- replace_top -----------------------------------------------------------------------------------------------------

TRY_TOP = (
    "inputs = keras.Input((2, 5, 3)); a = keras.layers.Conv2D(3, 1, name='a')(inputs); x = np.ones((3, 2, 5, 3))",
    "maps = keras.layers.Add(name='s')([a, inputs]); d = keras.layers.Dense(4, name='d')(keras.layers.Flatten()(maps))",
    "model = keras.Model(inputs, keras.layers.Dense(9)(keras.layers.Dense(7)(keras.layers.Dense(6)(d))))",
)
SHOW_TOP = (
    "new = replace_top(model, 'd', 2); due = keras.Model(inputs, d)(x) @ new.weights[-2] + new.weights[-1]",
    "print(new(x).shape, np.allclose(new(x), keras.ops.softmax(due), atol=1e-5))  # expected: (3, 2) True",
)
SHOW_MAPS = (
    "new = replace_top(model, 's', 2)",
    "print(new(x).shape, [tuple(w.shape) for w in new.weights[-2:]])  # expected: (3, 2) [(30, 2), (2,)]",
)
STILL_LEARN = replace(STAYS, why="replace_top freezes nothing. What learns is decided by another function.")
VECTOR_FACTS = with_tries([SHAPE, HEAD, LOST, ANSWERS], *TRY_TOP, *SHOW_TOP)
MAP_FACTS = with_tries([SHAPE, HEAD, LOST, ANSWERS], *TRY_TOP, *SHOW_MAPS)
LEARN_FACTS = with_tries(
    [HEAD_MOVES, STILL_LEARN],
    *(*TRY_TOP, "print([layer.trainable for layer in replace_top(model, 'd', 2).layers])  # expected: all True"),
)


@points(1.5, function="replace_top")
def test_the_new_head_stands_on_the_cut(student, probes, study, rng):
    """The new head stands on the vectors of the named layer, and nothing is frozen"""
    theatre = Theatre(probes, rng)
    for cut in ("fc1", "dropout", "fc2"):
        plan = branched(rng)
        answer = cut_into(
            theatre, study, lambda model, n, cut=cut: student.replace_top(model, cut, n), plan, cut, VECTOR_FACTS
        )
    names = plan.up_to("fc2")
    judge_moves(theatre, study, answer, plan, names, [name for name in names if name != "middle"], LEARN_FACTS)


@points(1, function="replace_top")
def test_maps_are_flattened(student, probes, study, rng):
    """Maps are flattened, those of one pixel too"""
    theatre = Theatre(probes, rng)
    for plan, cut in ((branched(rng), "sum"), (branched(rng), "pooled"), (chain(rng, "functional"), "flatten")):
        cut_into(theatre, study, lambda model, n, cut=cut: student.replace_top(model, cut, n), plan, cut, MAP_FACTS)


@points(0.5, function="replace_top")
def test_the_real_mobilenet(student, probes, study, rng):
    """The real MobileNet, for small images, is cut behind its pooling"""
    tries = (
        "model = keras.applications.MobileNet(weights=None, input_shape=(32, 32, 3)); x = np.ones((1, 32, 32, 3))",
        "new = replace_top(model, model.layers[-5].name, 2); print(new(x).shape, [w.shape for w in new.weights[-2:]])",
        "print(float(keras.ops.sum(new(x))), model.layers[-5].output.shape)",
    )
    judge_real(Theatre(probes, rng), study, student.replace_top, "MobileNet", *tries)


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
    due = [layer[1] for layer in plan.layers if layer[1] in last and layer[0] in WITH_WEIGHTS]
    called(f"freeze_all_but(model, {n}), then one training step of a model around it", model=plan)
    whole = expect_handle(theatre.probes.around(model), "keras.Model", "a model")
    moved = theatre.moved(whole, plan.shape, 3)
    study.judge([layer[1] for layer in plan.layers if layer[1] in moved], {fact: due})


@points(1, function="freeze_all_but")
def test_the_last_layers_learn(student, probes, study, rng):
    """The last n layers learn, and no others"""
    theatre = Theatre(probes, rng)
    for kind, n in (("functional", 1), ("sequential", 2), ("functional", 6), ("sequential", 8)):
        frozen_by(theatre, student, study, chain(rng, kind), n, MOVES)


@points(0.5, function="freeze_all_but")
def test_frozen_layers_learn_again(student, probes, study, rng):
    """Layers that were frozen before learn again"""
    theatre, plan = Theatre(probes, rng), chain(rng, "functional")
    frozen_by(theatre, student, study, replace(plan, frozen=tuple(plan.up_to("predictions"))), 2, MOVES_AGAIN)


@points(0.5, function="freeze_all_but")
def test_none_and_all(student, probes, study, rng):
    """With n = 0 nothing learns, with all layers everything does"""
    theatre, plan = Theatre(probes, rng), chain(rng, "sequential")
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
def test_rows_have_names_and_shapes(student, probes, study, rng):
    """A row for each layer, with its name and the shape of its output"""
    for rows, due in tables(Theatre(probes, rng), student, rng):
        study.judge(rows, {NAMES: [row[0] for row in due], SHAPES: [row[1] for row in due]})


@points(1, function="summary_table")
def test_parameters_are_counted(student, probes, study, rng):
    """The layers' parameters are counted, and those that learn"""
    for rows, due in tables(Theatre(probes, rng), student, rng):
        counted = [row for row in rows if row[0] != "image"]
        wanted = [row for row in due if row[0] != "image"]
        study.judge(counted, {SIZES: [row[2] for row in wanted], LEARN: [row[3] for row in wanted]})


# --- contract --------------------------------------------------------------------------------------------------------


@points(0.5, function="replace_top")
def test_keeps_to_its_contract(student, probes, contract, rng):
    """The examples of all functions hold, and a name that no layer has is an error"""
    contract.holds(
        Contract("to_sequential", example=False, changes=("model",)),
        Contract("replace_top", example=False),
        Contract("freeze_all_but", changes=("model",)),
        Contract("summary_table"),
    )
    theatre = Theatre(probes, rng)
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
