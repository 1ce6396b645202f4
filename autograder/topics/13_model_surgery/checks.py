"""Checks of 13 Model surgery.

A new model is judged by its answers once its head holds known values, and by which layers a training step moves. The
real VGG16 and MobileNet come once each; all else is small.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from autograder.checking import (
    Handle,
    StudentError,
    called,
    expect_handle,
    expect_list,
    expect_number,
    expect_shape,
    expect_text,
    points,
)
from autograder.checking.contract import Contract
from autograder.checking.study import Fact

from .laboratory import IMAGES, NEW_HEAD, WITH_WEIGHTS, Plan, Theatre, branched, chain

TENSORFLOW_ONLY = "PyTorch heeds a change of trainable without a new compile"


def named(names: Sequence[str]) -> str:
    return ", ".join(names) or "nothing"


def numbers(values: np.ndarray) -> str:
    return ", ".join(f"{value:.3f}" for value in np.ravel(values)[:5]) + ", …"


def operated(*tries: str) -> list[Fact]:
    """What is seen of a model with a new head: the shapes of answers and head, what it has lost, and its answers."""
    return [
        Fact(
            lambda seen: seen["shapes"],
            lambda shapes: f"answers {tuple(shapes[0])}; head {' and '.join(str(tuple(each)) for each in shapes[1:])}",
            why="The new Dense stands directly on all values that were kept, has a bias, and gives each class a value.",
            tries=tries,
        ),
        Fact(
            lambda seen: seen["lost"],
            lambda names: f"layers whose weights are not in the new model: {named(names)}",
            why="What these layers have learnt is why you keep them.",
            tries=tries,
        ),
        Fact(
            lambda seen: seen["answers"],
            lambda values: f"answers {numbers(values)}",
            due=lambda values: f"{numbers(values)}: softmax of the new Dense on what was kept",
            why="The kept layers do as before, each once and in order; softmax makes probabilities of the new Dense.",
            within=1e-3,  # of single precision; a second softmax is off by 0.05 and more
            tries=tries,
        ),
    ]


def moves(why: str, *tries: str) -> Fact:
    return Fact(lambda moved: moved, lambda names: f"a training step moves {named(names)}", why=why, tries=tries)


# --- to_sequential ---------------------------------------------------------------------------------------------------

TRY_CHAIN = (
    "parts = [keras.layers.Dense(4), keras.layers.BatchNormalization(), keras.layers.Dense(9, activation='softmax')]",
    "model = keras.Sequential([keras.Input((6,)), *parts]); x = np.ones((3, 6)); kept = model.layers[0](x)",
)
CHAIN = operated(
    *TRY_CHAIN,
    "new = to_sequential(model, 2); due = keras.ops.softmax(model.layers[1](kept) @ new.weights[-2])",
    "print(new(x).shape, np.allclose(new(x), due, atol=1e-5))  # expected: (3, 2) True",
)
KEEPS_ITS_OWN = Fact(
    lambda shape: shape,
    lambda shape: f"afterwards the answers of model itself have shape {tuple(shape)}",
    why="The old model is still somebody's: it keeps its last layer, and answers as before.",
    tries=(*TRY_CHAIN, "to_sequential(model, 2); print(len(model.layers), model(x).shape)  # expected: 3 (3, 9)"),
)
HEAD_ALONE = moves(
    "Steps for a head that knows nothing would spoil what the other layers know. The head itself has to learn.",
    *TRY_CHAIN,
    "new = to_sequential(model, 2); new(x); print([w.shape for w in new.trainable_weights])  # expected: (4, 2), (2,)",
)
VGG = operated(
    "model = keras.applications.VGG16(weights=None, input_shape=(32, 32, 3)); x = np.full((1, 32, 32, 3), 9999.0)",
    "kept = keras.Model(model.input, model.layers[-2].output)(x); new = to_sequential(model, 2)",
    "print(new(x).shape, [tuple(w.shape) for w in new.weights[-2:]])  # expected: (1, 2) [(4096, 2), (2,)]",
    "print(np.allclose(new(x), keras.ops.softmax(kept @ new.weights[-2]), atol=1e-3))  # expected: True",
)


@points(1.5, function="to_sequential")
def test_a_chain_gets_a_new_head(student, probes, study, rng):
    """A Sequential of all layers but the last, with a new head"""
    theatre = Theatre(probes, rng)
    for kind in ("functional", "sequential"):
        plan = chain(rng, kind)
        model = theatre.build(plan)
        answer, seen, due = theatre.operate(
            lambda model, _, n: student.to_sequential(model, n), *(model, "fc2", plan.shape, plan.up_to("fc2"))
        )
        study.judge(seen, dict(zip(CHAIN, due, strict=True)))
        expect_handle(answer, "keras.Sequential", "a keras.Sequential")
        kept = expect_shape(theatre.probes.answer_shape(model, np.zeros((IMAGES, *plan.shape), np.float32)))
        call = f"to_sequential(model, {theatre.classes})"
        study.judge(list(kept), {KEEPS_ITS_OWN: [IMAGES, plan.layers[-1][-1]]}, called=call)


@points(1, function="to_sequential")
def test_only_the_new_head_learns(student, probes, study, rng):
    """Training moves the new head, and nothing else"""
    theatre = Theatre(probes, rng)
    for kind in ("sequential", "functional"):
        plan = chain(rng, kind)
        answer = expect_handle(student.to_sequential(theatre.build(plan), theatre.classes), "keras.Model", "a model")
        study.judge(theatre.moved(answer, plan, plan.up_to("fc2")), {HEAD_ALONE: [NEW_HEAD]})


@points(0.5, function="to_sequential")
def test_the_real_vgg16(student, probes, study, rng):
    """The real VGG16, for small images, gets a head for your classes"""
    theatre = Theatre(probes, rng)
    shape = (32, 32, 3)
    _, seen, due = theatre.operate(
        lambda model, _, n: student.to_sequential(model, n), *theatre.real("VGG16", -2, shape), shape, []
    )
    study.judge(seen, dict(zip(VGG, due, strict=True)))


# --- replace_top -----------------------------------------------------------------------------------------------------

TRY_TOP = (
    "inputs = keras.Input((2, 5, 3)); a = keras.layers.Conv2D(3, 1, name='as')(inputs); x = np.ones((3, 2, 5, 3))",
    "maps = keras.layers.Add(name='s')([a, inputs]); d = keras.layers.Dense(4, name='d')(keras.layers.Flatten()(maps))",
    "model = keras.Model(inputs, keras.layers.Dense(9)(keras.layers.Dense(7)(d)))",
)
VECTORS = operated(
    *TRY_TOP,
    "new = replace_top(model, 'd', 2); due = keras.Model(inputs, d)(x) @ new.weights[-2] + new.weights[-1]",
    "print(new(x).shape, np.allclose(new(x), keras.ops.softmax(due), atol=1e-5))  # expected: (3, 2) True",
)
MAPS = operated(
    *TRY_TOP,
    "new = replace_top(model, 's', 2); flat = keras.ops.reshape(keras.Model(inputs, maps)(x), (3, -1))",
    "print(new(x).shape, [tuple(w.shape) for w in new.weights[-2:]])  # expected: (3, 2) [(30, 2), (2,)]",
    "print(np.allclose(new(x), keras.ops.softmax(flat @ new.weights[-2]), atol=1e-5))  # expected: True",
)
STILL_LEARN = moves(
    "replace_top freezes nothing, and switches nothing on. What learns is decided by another function.",
    *TRY_TOP,
    "print([layer.trainable for layer in replace_top(model, 'd', 2).layers])  # expected: all True",
)
MOBILE = operated(
    "model = keras.applications.MobileNet(weights=None, input_shape=(64, 64, 3)); x = np.ones((1, 64, 64, 3))",
    "new = replace_top(model, model.layers[-5].name, 3)",
    "print(new(x).shape, [tuple(w.shape) for w in new.weights[-2:]])  # expected: (1, 3) [(1024, 3), (3,)]",
    "print(float(keras.ops.sum(new(x))), model.layers[-5].output.shape)  # expected: 1.0, and (None, 1, 1, 1024)",
)
REFUSES = Fact(
    lambda end: end,
    "{}",
    due="{}: the model has no layer of that name",
    why="A misspelt name would otherwise cut the model somewhere else, and nobody would notice.",
    tries=[*TRY_TOP, "try: print(replace_top(model, 'no such layer', 2))", "except ValueError: print('ValueError')"],
)


def judge_cuts(
    theatre: Theatre, student: Any, study: Any, cases: Sequence[tuple[Plan, str]], facts: Sequence[Fact]
) -> Handle:
    """Judge what `replace_top` makes of these models, and give the last. What it makes of all tells mistakes apart."""
    made = [
        theatre.operate(student.replace_top, theatre.build(plan), cut, plan.shape, plan.up_to(cut))
        for plan, cut in cases
    ]
    right = [
        [fact.holds(fact.of(seen), value) for fact, value in zip(facts, due, strict=True)] for _, seen, due in made
    ]
    all_cases = Fact(lambda _: [[seen["shapes"], *each] for (_, seen, _), each in zip(made, right, strict=True)], "{}")
    for (plan, cut), (_, seen, due) in zip(cases, made, strict=True):
        called(f'replace_top(model, "{cut}", {theatre.classes})', model=plan)
        study.judge(seen, dict(zip(facts, due, strict=True)), beside=[all_cases])
    return made[-1][0]


@points(1.5, function="replace_top")
def test_the_new_head_stands_on_the_cut(student, probes, study, rng):
    """The new head stands on the vectors of the named layer, and nothing is frozen"""
    theatre, plan = Theatre(probes, rng), branched(rng)
    answer = judge_cuts(theatre, student, study, [(plan, cut) for cut in ("fc", "drop", "fc2")], VECTORS)
    names = plan.up_to("fc2")
    learn = [name for name in names if name not in plan.frozen]
    study.judge(theatre.moved(answer, plan, names), {STILL_LEARN: [*learn, NEW_HEAD]})


@points(1, function="replace_top")
def test_maps_are_flattened(student, probes, study, rng):
    """Maps are flattened, those of one pixel too"""
    cases = [(branched(rng), "sum"), (branched(rng), "pooled"), (chain(rng, "functional"), "block1_pool")]
    judge_cuts(Theatre(probes, rng), student, study, cases, MAPS)


@points(0.5, function="replace_top")
def test_the_real_mobilenet(student, probes, study, rng):
    """The real MobileNet, for small images, is cut behind its pooling"""
    theatre = Theatre(probes, rng)
    shape = (64, 64, 3)  # at 32 pixels nothing is left to pool
    _, seen, due = theatre.operate(student.replace_top, *theatre.real("MobileNet", -5, shape), shape, [])
    study.judge(seen, dict(zip(MOBILE, due, strict=True)))


# --- freeze_all_but --------------------------------------------------------------------------------------------------

TRY_FREEZE = (
    "layers = [keras.layers.Dense(4), keras.layers.BatchNormalization(), keras.layers.Dropout(0.5)]",
    "layers += [keras.layers.Dense(4)]; model = keras.Sequential([keras.Input((4,)), *layers])",
)
SHOW = "print(len(model.trainable_weights), [layer.trainable for layer in layers])"
FREEZES = f"freeze_all_but(model, 3); {SHOW}  # expected: 4 [False, True, True, True]"
LAST = moves(
    "What learns is the last n layers, counted from the end, and nothing else.",
    *(*TRY_FREEZE, FREEZES),
)
AGAIN = moves(
    "A first phase has frozen everything. What is to learn now has to be switched on again, and a model that is "
    "switched off as a whole trains nothing, whatever its layers say.",
    *TRY_FREEZE,
    f"model.trainable = False; {FREEZES}",
    f"layers[-1].trainable = False; {FREEZES}",
)
NONE_OR_ALL = moves(
    "n = 0 is the first phase, in which only a new head on top learns. With n = len(model.layers) everything does.",
    *TRY_FREEZE,
    f"for n in (0, 4): freeze_all_but(model, n); {SHOW}  # expected: 0 and only False, then 6 and only True",
)


def judge_freezing(theatre: Theatre, student: Any, study: Any, cases: Sequence[tuple[Plan, int]], fact: Fact) -> None:
    """Judge what moves after `freeze_all_but`. What moves in all cases tells mistakes apart."""
    moved = []
    for plan, n in cases:
        model = theatre.build(plan)
        student.freeze_all_but(model, n)
        moved.append(theatre.moved(model, plan, plan.up_to("predictions")))
    all_cases = Fact(lambda _: moved, "{}")
    for (plan, n), seen in zip(cases, moved, strict=True):
        due = [layer[1] for layer in plan.layers[len(plan.layers) - n :] if layer[0] in WITH_WEIGHTS]
        called(f"freeze_all_but(model, {n}), then compile and one training step", model=plan)
        study.judge(seen, {fact: due}, beside=[all_cases])


@points(1, function="freeze_all_but")
def test_the_last_layers_learn(student, probes, study, rng):
    """The last n layers learn, and no others"""
    cases = [(chain(rng, kind), n) for kind, n in (("functional", 1), ("sequential", 2), ("functional", 6))]
    judge_freezing(Theatre(probes, rng), student, study, [*cases, (chain(rng, "sequential"), 8)], LAST)


@points(0.5, function="freeze_all_but")
def test_frozen_layers_learn_again(student, probes, study, rng):
    """What was frozen before learns again: single layers, or the whole model"""
    before = (("block2_conv", "fc", "fc2", "predictions"), ("model",))
    cases = [(chain(rng, "functional", frozen), 2) for frozen in (*before, ())]
    judge_freezing(Theatre(probes, rng), student, study, cases, AGAIN)


@points(0.5, function="freeze_all_but")
def test_none_and_all(student, probes, study, rng):
    """With n = 0 nothing learns, with all layers everything does"""
    judge_freezing(Theatre(probes, rng), student, study, [(chain(rng, "sequential"), n) for n in (0, 9)], NONE_OR_ALL)


# --- summary_table ---------------------------------------------------------------------------------------------------


def column(place: int, words: Any, why: str) -> Fact:
    """What is in one place of all rows."""
    tries = (
        "conv = keras.layers.Conv2D(3, 1, name='a'); norm = keras.layers.BatchNormalization(name='b')",
        "flat = keras.layers.Flatten(name='f'); inner = keras.Sequential([keras.layers.Dense(3)], name='c')",
        "model = keras.Sequential([keras.Input((2, 5, 4)), conv, norm, flat, inner]); conv.trainable = False",
        "print(summary_table(model))",
    )
    return Fact(lambda rows: [row[place] for row in rows], words, why=why, tries=tries)


NAMES = column(
    *(0, lambda names: f"rows for {named(names)}"),
    "One row for each layer of model.layers, in order: the layers that summary() prints.",
)
SHAPES = column(
    *(1, lambda shapes: f"shapes {', '.join(str(tuple(size or None for size in each)) for each in shapes)}"),
    "Where maps become vectors is what you look for before you cut.",
)
SIZES = column(
    *(2, lambda sizes: f"parameters {', '.join(map(str, sizes))}"),
    "Every number in a weight of a layer counts once, frozen or not; in a nested model those of all its layers.",
)
LEARN = column(
    *(3, lambda sizes: f"of which learn {', '.join(map(str, sizes))}"),
    "In a frozen layer nothing learns, and of BatchNormalization's four weights only two ever do.",
)


def tables(theatre: Theatre, student: Any, rng: np.random.Generator) -> Iterator[tuple[list[Any], list[Any]]]:
    """The student's rows for two models, each with what is due."""
    units, width = int(rng.integers(5, 9)), int(rng.integers(4, 8))
    # 5 x 7 pixels; 2 x 3 after pooling. A shape's 0 is None.
    due = (
        (("conv", "first", width), ([0, 5, 7, width], 28 * width, 0)),
        (("norm", "norm1"), ([0, 5, 7, width], 4 * width, 2 * width)),
        (("pool", "pool"), ([0, 2, 3, width], 0, 0)),
        (("conv", "second", 5), ([0, 2, 3, 5], (9 * width + 1) * 5, (9 * width + 1) * 5)),
        (("norm", "norm2"), ([0, 2, 3, 5], 20, 0)),
        (("flatten", "flat"), ([0, 30], 0, 0)),
        (("drop", "drop"), ([0, 30], 0, 0)),  # the state of its random numbers is not a weight
        (("nested", "inner", units), ([0, units], 35 * units, 33 * units)),
        (("dense", "twice", units), ([0, units], (units + 1) * units, (units + 1) * units)),
        (("softmax", "answers", 3), ([0, 3], 3 * units + 3, 3 * units + 3)),
    )
    layers = tuple(layer for layer, _ in due)
    for kind in ("functional", "sequential"):
        again = (*layers[:-1], *layers[-2:]) if kind == "functional" else layers
        plan = Plan(again, (5, 7, 3), kind, frozen=("first", "norm2"))
        first = [("image", [0, 5, 7, 3], 0, 0)] if kind == "functional" else []
        rows = []
        for row in expect_list(student.summary_table(theatre.build(plan))):
            name, shape, size, learn = expect_list(row, 4)
            sizes = [0 if each is None else int(expect_number(each)) for each in expect_list(shape)]
            rows.append((expect_text(name), sizes, expect_number(size), expect_number(learn)))
        called("summary_table(model)", model=plan)
        yield rows, first + [(layer[1], *values) for layer, values in due]


@points(0.5, function="summary_table")
def test_rows_have_names_and_shapes(student, probes, study, rng):
    """A row for each layer, with its name and the shape of its output"""
    for rows, due in tables(Theatre(probes, rng), student, rng):
        study.judge(rows, {NAMES: [row[0] for row in due], SHAPES: [row[1] for row in due]})


@points(1, function="summary_table")
def test_parameters_are_counted(student, probes, study, rng):
    """The layers' parameters are counted, and those that learn"""
    for rows, due in tables(Theatre(probes, rng), student, rng):
        # Whether rows without parameters are there is judged above.
        seen, wanted = ([row for row in table if row[2]] for table in (rows, due))
        study.judge(seen, {SIZES: [row[2] for row in wanted], LEARN: [row[3] for row in wanted]})


# --- contract --------------------------------------------------------------------------------------------------------


@points(0.5, function="replace_top")
def test_keeps_to_its_contract(student, probes, study, contract, rng):
    """Models stay as they are, the example of summary_table holds, and a name that no layer has is an error"""
    contract.holds(
        Contract("to_sequential", example=False, changes=("model",)),
        Contract("replace_top", example=False),
        Contract("freeze_all_but", example=False, changes=("model",)),
        Contract("summary_table"),
    )
    end, model = "no error", Theatre(probes, rng).build(branched(rng))
    try:
        student.replace_top(model, "fc3", 2)
    except StudentError as error:
        end = "ValueError" if error.is_a("ValueError") else error.type
    study.judge(end, {REFUSES: "ValueError"}, called='replace_top(model, "fc3", 2)')
