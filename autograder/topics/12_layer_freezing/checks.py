"""Checks of 12 Layer freezing.

What learns is judged by which weights move in a real training step of a small classifier, never by flags; flags serve
to tell mistakes apart. Names of weights are those that a student sees in `summary()`.
"""

import numpy as np

from autograder.checking import (
    StudentError,
    called,
    display,
    expect,
    expect_handle,
    expect_list,
    expect_number,
    fail,
    note,
    points,
)
from autograder.checking.contract import Contract
from autograder.checking.study import Answers, Fact
from autograder.datasets import pretrained
from autograder.laboratories.small_bases import (
    ALIKE,
    BARE,
    BATCH,
    NAMELESS,
    NESTED,
    SPARSE,
    Base,
    Bench,
    listed,
    moved_in_words,
    second_conv,
    three_blocks,
)

from .few_images import BUDGETS, HEAD_RATE, MOST_AT_A_TIME, NAMES, TUNING_RATE, changed_by, draw
from .laboratory import (
    BEGINS,
    MIXED,
    USUAL,
    Asked,
    Frozen,
    Workbench,
    compiled_by,
    counted,
    differences,
    draw_answers,
    draw_rates,
    effect_in_words,
    kernels_in_words,
    metric_seen,
    name_of_rates,
    rates_in_words,
    thawed_beside,
    told,
    totals,
    train_again,
)

# --- freeze ----------------------------------------------------------------------------------------------------------

# There a change of `trainable` needs no new compile, which is what some known mistakes are about.
TENSORFLOW_ONLY = "PyTorch heeds a change of trainable without a new compile"
TRY_FREEZE = (
    "inner = keras.Sequential([keras.layers.Dense(3), keras.layers.BatchNormalization()])",
    "base = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3), inner, keras.layers.Dense(3)]); freeze(base)",
    "print(len(base.trainable_weights), [layer.trainable for layer in base.layers])  # expected: 0, and all False",
)
HEAD_LEARNS = Fact(
    lambda asked: bool(asked.moved.rest),
    {True: "the head learns", False: "no weight moved at all, not even the head's"},
    due="the head learns, the base stays",
    why="The base is frozen so that the head can learn on top of it.",
    tries=TRY_FREEZE,
)
BASE_STAYS = Fact(
    lambda asked: {"moved": list(asked.moved.base), "off": asked.off if asked.moved.base else []},
    lambda seen: moved_in_words(seen["moved"]),
    due="none of them; the head alone learns",
    why="Steps that fit a head which knows nothing yet would spoil what the base has learnt.",
    tries=TRY_FREEZE,
)
UNKNOWN_ATTRIBUTES = Fact(lambda asked: asked.unknown, "{} attributes that Keras does not know")


@points(1, function="freeze")
def test_a_frozen_base_stays_as_it_is(student, sandbox, probes, study, rng):
    """A frozen base stays as it is, and the head learns"""
    bench = Workbench(sandbox, probes, rng)
    for plan in (three_blocks(rng), NESTED, BARE, MIXED):
        built = bench.build(plan)
        earlier = ""
        if plan is BARE:
            learning = [plan.names[0], plan.names[-1]]
            bench.probes.set_trainable(built.base, learning)
            earlier = f" (until now {' and '.join(learning)} learn)"
        before = bench.attributes(built)
        student.freeze(built.base)
        called(f"freeze(base), then one training step of a model that contains it{earlier}", base=plan)
        moved, flags = bench.step(built), bench.flags(built)
        off = [place for place, name in enumerate(plan.names) if not flags.get(name, True)]
        if moved.base:
            note(f"trainable is False for {len(off) or 'none'} of the {len(plan.names)} layers of the base.")
        asked = Frozen(moved, off, len(bench.attributes(built) - before))
        study.judge(asked, {HEAD_LEARNS: True, BASE_STAYS: {"moved": [], "off": []}}, beside=[UNKNOWN_ATTRIBUTES])


# --- freeze_before ---------------------------------------------------------------------------------------------------

TRY_BEFORE = (
    "layers = [keras.layers.Dense(4, name=name) for name in ('a', 'b', 'c')]",
    "base = keras.Sequential([keras.Input((4,)), *layers])",
)
SHOW_FLAGS = "print([layer.trainable for layer in layers])  # expected: [False, True, True]"


def kernels(which: str, *tries: str, why: str = "") -> Fact:
    """The convolutions that moved, on the base `which`."""
    return Fact(
        lambda asked: getattr(asked, which).kernels(asked.plan),
        kernels_in_words,
        due=lambda names: f"of the convolutions {listed(names, most=4)} move, and no others",
        why=why or "The layers from the named one on learn, and no others.",
        tries=tries,
    )


FRESH = kernels("fresh", *TRY_BEFORE, "freeze_before(base, 'b')", SHOW_FLAGS)
FROZEN = kernels(
    "frozen",
    *(*TRY_BEFORE, "base.trainable = False; freeze_before(base, 'b')", SHOW_FLAGS),
    why="The base was frozen for the first phase: what is to learn now has to be switched on again.",
)
LOOPED = kernels("looped")
MIXED_MOVES = Fact(
    lambda asked: sorted({name.partition("/")[0] for name in asked.fresh.base}),
    lambda names: f"weights of {listed(names)} moved" if names else "no weight of the base moved",
    why="All kinds of layers learn from the named one on. BatchNormalization alone stays frozen.",
    tries=(
        "base = keras.Sequential([keras.Input((4,)), keras.layers.LayerNormalization(name='a')])",
        "freeze_before(base, 'a'); print(base.layers[0].trainable)  # expected: True",
    ),
)
NORMS = Fact(
    lambda asked: [name for name in asked.fresh.base if name.partition("/")[0] in asked.plan.norms],
    lambda names: f"{len(names)} weights of BatchNormalization moved in one step ({listed(names)})",
    due="no weight of a BatchNormalization layer moves",
    why=f"{BATCH} images would overwrite what very many have taught. base(x, training=False) does not prevent this in "
    "Keras 3 up to 3.15; trainable = False does.",
    tries=(
        "norm, dense = keras.layers.BatchNormalization(name='n'), keras.layers.Dense(4, name='d')",
        'base = keras.Sequential([keras.Input((4,)), dense, norm]); freeze_before(base, "d")',
        "print(dense.trainable, norm.trainable)  # expected: True False",
    ),
)
NORMS_BY_NAME = Fact(lambda asked: [name for name in asked.switched(USUAL) if "norm" in name], str)
NORMS_ON_FROZEN = Fact(lambda asked: len(asked.switched(asked.plan, frozen=True)), "{} weights switched on")
OTHERS_LEARN = Fact(
    lambda asked: bool(asked.fresh.kernels(asked.plan)),
    {True: "some convolution of the base moves", False: "no convolution of the base moved"},
    why="This can only be checked while other layers of the base are learning, and none are.",
    tries=(*TRY_BEFORE, "freeze_before(base, 'b')", SHOW_FLAGS),
)


@points(1, function="freeze_before")
def test_the_named_layer_is_the_first_that_learns(student, sandbox, probes, study, rng):
    """The named layer is the first that learns"""
    bench, plan = Workbench(sandbox, probes, rng), three_blocks(rng)
    bases = ((plan, second_conv(plan)), (ALIKE, "conv2"), (NESTED, "body_conv"))
    for base, first in (*bases, (BEGINS, "conv1"), (plan, plan.norms[1])):
        study.judge(Asked(bench, student, base, first), {FRESH: base.kernels(first)}, beside=[FROZEN, LOOPED])
    study.judge(Asked(bench, student, MIXED, "layernorm"), {MIXED_MOVES: ["depthwise", "layernorm", "prelu"]})


@points(1, function="freeze_before")
def test_a_base_that_was_frozen_learns_again(student, sandbox, probes, study, rng):
    """A base that was frozen before learns again from the named layer on"""
    bench, plan = Bench(sandbox, probes, rng), three_blocks(rng)
    asked = Asked(bench, student, plan, second_conv(plan))
    # Where a fresh base is wrong in the same way, the check before has said it.
    due = asked.fresh.kernels(plan) or plan.kernels(asked.first)
    study.judge(asked, {FROZEN: due}, beside=[FRESH, LOOPED])
    if asked.looped.kernels(plan) != due:
        note(
            "On a base that was frozen by a loop over its layers, nothing is switched on: base.trainable is still True "
            "then, and with TensorFlow setting it to True again does nothing. Set it on the layers. It counts as "
            "right here."
        )


@points(1, function="freeze_before")
def test_batch_normalization_keeps_its_statistics(student, sandbox, probes, study, rng):
    """BatchNormalization stays frozen, before the named layer and after it"""
    bench = Bench(sandbox, probes, rng)
    for plan in (three_blocks(rng), NAMELESS):
        asked = Asked(bench, student, plan, second_conv(plan))
        study.judge(asked, {OTHERS_LEARN: True, NORMS: []}, beside=[FRESH, NORMS_BY_NAME, NORMS_ON_FROZEN])


# --- count_parameters ------------------------------------------------------------------------------------------------


@points(1, function="count_parameters")
def test_parameters_are_counted(student, sandbox, probes, study, rng):
    """Trainable and non-trainable numbers are counted"""
    bench, keras = Bench(sandbox, probes, rng), sandbox.keras
    plan = three_blocks(rng)
    partly = [name for name in plan.names[plan.names.index(second_conv(plan)) :] if name not in plan.norms]
    shared = keras.layers.Dense(4, name="shared")
    sizes = [int(size) for size in rng.integers(5, 9, size=2)]
    dropped = keras.Sequential(
        [keras.Input((4,)), shared, shared, keras.layers.Dropout(0.5), keras.layers.Dense(sizes[0], name="last")]
    )
    asked, due, about = [], [], []
    for model, on, words in (
        ("functional", partly, f"{second_conv(plan)} and what follows learns, but for BatchNormalization"),
        ("functional", plan.names, "everything learns"),
        ("inlined", [], "only the head learns"),
    ):
        built = bench.build(Base(plan.layers, plan.about, plan.kind, model, plan.width))
        bench.probes.set_trainable(built.base, on)
        asked.append(counted(student.count_parameters(built.model)))
        due.append(totals(plan, on, bench.classes))
        about.append(words)
    asked.append(counted(student.count_parameters(dropped)))
    due.append([4 * 4 + 4 + 4 * sizes[0] + sizes[0], 0])
    about.append("a Dense layer is used twice, with Dropout after it")
    wrong = next((place for place, pair in enumerate(asked) if pair != due[place]), 0)
    study.judge(asked, {COUNTS: due}, called=f"count_parameters(model), where {about[wrong]}")


TRY_COUNT = (
    "layers = [keras.layers.Dense(3), keras.layers.BatchNormalization(), keras.layers.Dropout(0.5)]",
    "base = keras.Sequential([keras.Input((4,)), *layers, keras.layers.Dense(5)]); layers[0].trainable = False",
    "print(count_parameters(keras.Sequential([keras.Input((4,)), base])))  # expected: (26, 21)",
)
COUNTS = Answers(
    words=lambda pair: f"({pair[0]}, {pair[1]})",
    why="Every number in a weight counts once: among those that learn, or among the others.",
    tries=TRY_COUNT,
)


# --- fine_tune -------------------------------------------------------------------------------------------------------

TRY_FINE_TUNE = (
    "base = keras.Sequential([keras.Input((4,)), keras.layers.Dense(4, name='a'), keras.layers.Dense(4, name='b')])",
    "model = keras.Sequential([base, keras.layers.Dense(2)]); freeze(base); model.compile('sgd', 'mse')",
    "old = model.optimizer; fine_tune(model, base, 'b', 0.002)",
)
GOES_ON = Fact(
    lambda tuned: tuned.trouble,
    lambda text: f"{text} (when the model is trained)",
    due="training goes on, with the loss that the model had before (model.loss) and accuracy",
    why="fine_tune only prepares the model; the training that follows has to run.",
    tries=(*TRY_FINE_TUNE, "print(model.optimizer is old, model.loss, model.get_compile_config()['metrics'])"),
)
HEAD_GOES_ON = Fact(
    lambda tuned: bool(tuned.moved.rest),
    {True: "the head goes on learning", False: "head/kernel and head/bias did not move"},
    due="the head goes on learning, together with the end of the base",
    tries=(*TRY_FINE_TUNE, "print([layer.trainable for layer in model.layers])"),
)
EFFECT = Fact(
    lambda tuned: [tuned.extra, tuned.still],
    effect_in_words,
    due="the named layer and what follows move, and nothing else of the base",
    why="fit keeps the training step that it has built until the model is compiled again.",
    tries=(*TRY_FINE_TUNE, "print(model.optimizer is old, [layer.trainable for layer in base.layers])"),
)
WAITING = Fact(lambda tuned: tuned.waiting, str)
KEPT = Fact(lambda tuned: tuned.kept, str)
SWITCHES_ON = Fact(lambda tuned: bool(tuned.own()), str)
THAWED = Fact(
    list,
    lambda names: f"{listed(names)} set to learn, though freeze_before alone leaves them frozen",
    due="nothing of the base learns but what freeze_before sets",
    why="Layers of the base may be layers of the model as well: what is done to model.layers reaches them too.",
    tries=(
        TRY_FINE_TUNE[0],
        "model = keras.Sequential([*base.layers, keras.layers.Dense(2)]); freeze(base); model.compile('sgd', 'mse')",
        "fine_tune(model, base, 'b', 0.002); print([layer.trainable for layer in base.layers])  # [False, True]",
    ),
)


@points(2, function="fine_tune")
def test_fine_tuning_takes_effect(student, sandbox, probes, study, rng):
    """Fine-tuning takes effect in a model that has trained"""
    bench, plan = Bench(sandbox, probes, rng), three_blocks(rng, model="sequential")
    first, rate = second_conv(plan), draw_rates(rng)[0]
    built = bench.build(plan, frozen=True)
    bench.first_phase(built)
    built.model.fit(bench.x, bench.y, batch_size=BATCH, verbose=0)
    old = built.model.optimizer
    student.fine_tune(built.model, built.base, first, rate)
    text = f'fine_tune(model, base, "{first}", {rate:g}), then model.fit(x, y)'
    called(text, base=plan)
    before = bench.values(built)
    kept = sandbox.same_object(built.model.optimizer, old)
    asked = Asked(bench, student, plan, first)
    tuned = train_again(bench, built, before, plan.learning(first), kept, lambda: asked.switched(plan, frozen=True))
    # What freeze_before sets is judged on its own; here it is taken as it is.
    wrong = tuned.moved.rest and (tuned.extra or tuned.still)
    if wrong and tuned.own() and not any(differences(tuned.moved, tuned.own())):
        note(
            "What learns is what freeze_before sets. That is not what was asked for; "
            "the checks of freeze_before say why."
        )
        return
    study.judge(
        tuned, {GOES_ON: "", HEAD_GOES_ON: True, EFFECT: [[], []]}, beside=[WAITING, KEPT, SWITCHES_ON], called=text
    )
    study.judge(thawed_beside(bench, student, three_blocks(rng, "inlined sequential"), rate), {THAWED: []})


RATES = Fact(
    lambda found: {
        "rates": [each.rate for each in found],
        "asked": [each.asked for each in found],
        "kept": all(each.kept for each in found),
    },
    rates_in_words,
    due=lambda due: f"the learning rate that was asked for: {' and '.join(map(display.number, due['asked']))}",
    why="Steps that are too large undo what the base knows; too small ones teach it nothing.",
    tries=(*TRY_FINE_TUNE, "print(float(model.optimizer.learning_rate))  # expected: 0.002"),
    within=1e-7,
    name=name_of_rates,
)
LOSS = Fact(
    lambda compiled: compiled.loss,
    lambda loss: f"a loss of {loss:.4f} for given answers" if isinstance(loss, float) else f"{loss} (for the loss)",
    due=lambda loss: f"{loss:.4f}, as before: the loss that the model was compiled with, model.loss",
    why="With another loss training would go another way, or labels of this form would not fit.",
    tries=(*TRY_FINE_TUNE, "print(model.loss)  # expected: mse"),
    within=1e-4,
)
METRIC = Fact(
    metric_seen,
    str,
    due='accuracy as metric: metrics=["accuracy"], which fits labels of any form',
    why="What is not measured cannot be seen while training goes on.",
    tries=(*TRY_FINE_TUNE, "print(model.get_compile_config()['metrics'])  # expected: ['accuracy']"),
)


@points(1, function="fine_tune")
def test_compiled_as_asked(student, sandbox, probes, study, rng):
    """Compiled with the given learning rate, the loss of before, and accuracy"""
    bench, rates = Bench(sandbox, probes, rng), draw_rates(rng)
    smooth = sandbox.keras.losses.CategoricalCrossentropy(label_smoothing=0.2)
    plans = (
        (three_blocks(rng, model="sequential"), SPARSE, f'"{SPARSE}"', bench.y),
        (
            *(three_blocks(rng, model="inlined sequential"), smooth, "CategoricalCrossentropy(label_smoothing=0.2)"),
            np.eye(bench.classes)[bench.y],
        ),
    )
    found, losses, calls = [], [], []
    for (plan, loss, text, labels), rate in zip(plans, rates, strict=True):
        built = bench.build(plan, frozen=True)
        bench.first_phase(built, loss)
        answers, accuracy = draw_answers(bench)
        losses.append(expect_number(bench.probes.loss_of(built.model, labels, answers)))
        calls.append(f'fine_tune(model, base, "{second_conv(plan)}", {rate:g}), for a model compiled with loss={text}')
        called(calls[-1], base=plan)
        found.append(compiled_by(bench, student, built, rate, labels, answers, accuracy))
    kept = all(each.kept for each in found)
    study.judge(found, {RATES: {"rates": rates, "asked": rates, "kept": kept}}, called=calls[0])
    for compiled, due, call in zip(found, losses, calls, strict=True):
        study.judge(compiled, {LOSS: due, METRIC: ""}, called=call)


# --- contract --------------------------------------------------------------------------------------------------------


@points(1, function="freeze_before")
def test_keeps_to_its_contract(student, sandbox, probes, contract, rng):
    """The example of freeze holds, and a name that no layer has is an error"""
    contract.holds(Contract("freeze"))
    bench, plan = Bench(sandbox, probes, rng), three_blocks(rng)
    for base, unknown in ((plan, f"{second_conv(plan)}_x"), (NESTED, "stem_conv")):
        got = "no error"
        try:
            student.freeze_before(bench.build(base).base, unknown)
        except StudentError as error:
            if error.is_a("ValueError"):
                continue
            got = told(error)
        inside = "; it is in a nested model, which counts as one layer" if base is NESTED else ""
        fail(
            got=got,
            expected=f"ValueError: base.layers holds no layer named {unknown}{inside}",
            why="A misspelt name would otherwise freeze the wrong layers, and nobody would notice.",
            try_it=[
                *(*TRY_BEFORE, "base = keras.Sequential([base])  # a, b and c are in a nested model now"),
                *("for name in ('d', 'a'):", "    try: freeze_before(base, name); print('no error')"),
                "    except ValueError as error: print(error)",
            ],
            called=f'freeze_before(base, "{unknown}")',
        )


# --- few images ------------------------------------------------------------------------------------------------------


@points(1, function="fine_tune", tier="accuracy")
def test_few_labels_are_enough(student, sandbox, probes, accuracy):
    """Few labelled images are enough on a pretrained base"""
    budget = BUDGETS[accuracy.tier]
    weights = pretrained.mini_xception_weights()

    def attempt(rng: np.random.Generator) -> float:
        few, labels = draw(budget, "train", budget.shots * len(NAMES), rng)
        fresh, hidden = draw(budget, "test", budget.tests, rng)
        made = expect_list(probes.few_images.pretrained(weights, budget.size, budget.cut, len(NAMES)), 3)
        below, base, model = (expect_handle(each, "keras.Model", "a model") for each in made)
        images = probes.few_images.prepared(below, few)
        student.freeze(base)
        probes.few_images.compile_first(model, HEAD_RATE, budget.eager)
        probes.few_images.train(model, images, labels, budget.head_epochs, budget.batch_size)
        student.fine_tune(model, base, budget.first, TUNING_RATE)
        probes.few_images.train(model, images, labels, budget.tuning_epochs, budget.batch_size)
        right = 0
        for start in range(0, len(fresh), MOST_AT_A_TIME):
            part, due = fresh[start : start + MOST_AT_A_TIME], hidden[start : start + MOST_AT_A_TIME]
            given = probes.few_images.predicted(model, probes.few_images.prepared(below, part))
            scores = expect(given, shape=(len(part), len(NAMES)), dtype=float, finite=False)
            right += int((scores.argmax(axis=1) == due).sum())
        return right / len(fresh)

    changed = changed_by(student, probes, sandbox.keras)
    accuracy.measure(
        attempt,
        called=str(budget),
        why="fine_tune only decides what learns from now on; what the model has learnt until then has to stay.",
        looks_like=f"weights set again in fine_tune: {listed(changed)}" if changed else None,
        try_it=[
            *TRY_FINE_TUNE,
            "before = model.get_weights(); fine_tune(model, base, 'b', 0.001)",
            "print([(a == b).all() for a, b in zip(before, model.get_weights())])  # expected: all True",
        ],
    )
