"""Checks of 12 Layer freezing.

What learns is judged by which weights move in a real training step of a small classifier, never by flags; flags serve
to name a mistake. Names of weights are those that a student sees in `summary()`.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder import datasets
from autograder.checking import (
    StudentError,
    called,
    display,
    expect,
    expect_dict,
    expect_handle,
    expect_list,
    expect_number,
    fail,
    malformed,
    note,
    points,
)
from autograder.checking.naming import name_of
from autograder.datasets import pretrained

from .laboratory import (
    ALIKE,
    BARE,
    BATCH,
    FIRST_RATE,
    MOVING,
    NAMELESS,
    NESTED,
    SPARSE,
    USUAL,
    Base,
    Bench,
    Built,
    Moved,
    second_conv,
    three_blocks,
)


def listed(names: Sequence[str], most: int = 3) -> str:
    """Some names in one line."""
    return ", ".join([*names[:most], *(["…"] if len(names) > most else [])])


def some_of(names: Sequence[str], total: int, what: str) -> str:
    """`all 18 weights`, `2 of 18 weights`."""
    return f"all {total} {what}" if len(names) == total else f"{len(names)} of {total} {what}"


# --- freeze ----------------------------------------------------------------------------------------------------------

TRY_FREEZE = (
    "from autograder.datasets.backbones import mini_xception",
    "base = mini_xception(include_top=False); freeze(base)",
    "print(len(base.trainable_weights))  # expected: 0",
)


@points(2, function="freeze")
def test_a_frozen_base_stays_as_it_is(student, sandbox, probes, rng):
    """A frozen base stays as it is, and the head learns"""
    bench = Bench(sandbox, probes, rng)
    for plan in (three_blocks(rng), NESTED, BARE):
        built = bench.build(plan)
        earlier = ""
        if plan is BARE:
            learning = [plan.names[0], plan.names[-1]]
            probes.own.set_trainable(built.base, learning)
            earlier = f" (until now {' and '.join(learning)} learn)"
        attributes = bench.attributes(built)
        student.freeze(built.base)
        called(f"freeze(base), then one training step of a model that contains it{earlier}", base=plan)
        moved = bench.step(built)
        if not moved.base and moved.rest:
            continue
        if not moved.base:
            fail(got="no weight moved at all, not even the head's", expected="the head learns, the base stays")
        new = sorted(bench.attributes(built) - attributes)
        flags = bench.flags(built)
        off = [name for name, flag in flags.items() if not flag and name in plan.names]
        which = list(moved.base)
        fail(
            got=f"{some_of(which, len(plan.shapes), 'weights')} of the base moved ({listed(which)})",
            expected="none of them; the head alone learns",
            why="Steps that fit a head which knows nothing yet would spoil what the base has learnt.",
            note=flags_in_words(off, len(plan.names)),
            looks_like=name_unfrozen(plan, moved, off, new),
            try_it=TRY_FREEZE,
        )


def flags_in_words(off: Sequence[str], count: int) -> str | None:
    """Which layers have been switched off, if not all."""
    if not off:
        return "No layer of the base has trainable = False."
    if len(off) == 1:
        return f"The only layer of the base with trainable = False is {off[0]}."
    return f"{len(off)} of {count} layers of the base have trainable = False." if len(off) < count else None


def name_unfrozen(plan: Base, moved: Moved, off: Sequence[str], new: Sequence[str]) -> str | None:
    """The mistake that leaves these weights of a base to move, if only one does."""
    if len(new) == 1 and not off:
        return f"the attribute {new[0]}, which Keras does not know: it is called trainable, and Python takes any name"
    if off == plan.names[-1:]:
        return "only the last layer frozen: the line that should stand in the loop stands after it"
    if len(off) == len(plan.names) - 1 and off == plan.names[:-1]:
        return "base.layers[:-1], which leaves out the last layer"
    if len(off) == len(plan.names) - 1 and off == plan.names[1:]:
        return "base.layers[1:], which leaves out the first layer"
    if not off and set(moved.base) == {f"{name}/{weight}" for name in plan.norms for weight in MOVING}:
        return "trainable = False on the weights: set it on the layers, or BatchNormalization goes on averaging"
    nested = [layer[1] for layer in plan.layers if layer[0] == "model"]
    if nested and len(off) == len(plan.names) - len(nested) and not set(off) & set(nested):
        return "models nested in the base left out: trainable = False works on them as on any layer"
    return None


# --- freeze_before ---------------------------------------------------------------------------------------------------


def asked_before(bench: Bench, student: Any, plan: Base, first: str, frozen: bool = False) -> Moved:
    """What moves in a step after the student's `freeze_before`, on a new base."""
    built = bench.build(plan, frozen)
    student.freeze_before(built.base, first)
    announce_before(plan, first, frozen)
    return bench.step(built)


def announce_before(plan: Base, first: str, frozen: bool = False) -> None:
    """Show what is asked of `freeze_before`."""
    earlier = " on a base that was frozen before" if frozen else ""
    called(f'freeze_before(base, "{first}"){earlier}, then one training step', base=plan)


TRY_BEFORE = (
    "layers = [keras.layers.Dense(4, name=name) for name in ('a', 'b', 'c')]",
    "base = keras.Sequential([keras.Input((4,)), *layers]); freeze_before(base, 'b')",
    "print([layer.trainable for layer in layers])  # expected: [False, True, True]",
)


@points(2, function="freeze_before")
def test_the_named_layer_is_the_first_that_learns(student, sandbox, probes, rng):
    """The named layer is the first that learns; an unknown name is an error"""
    bench = Bench(sandbox, probes, rng)
    plan = three_blocks(rng)
    first = second_conv(plan)
    due = plan.kernels(first)
    fresh = asked_before(bench, student, plan, first).kernels(plan)
    frozen = asked_before(bench, student, plan, first, frozen=True).kernels(plan)
    for kernels, was_frozen in ((fresh, False), (frozen, True)):
        if kernels != due:
            announce_before(plan, first, was_frozen)
            fail_kernels(plan, first, kernels, name_wrong_kernels(plan, first, fresh, frozen))

    alike = asked_before(bench, student, ALIKE, "conv2").kernels(ALIKE)
    if alike != ALIKE.kernels("conv2"):
        name = None
        if alike == ALIKE.kernels("conv1"):
            name = "one layer too many that learns: the slice of frozen layers ends one too early"
        elif alike == ALIKE.kernels():
            name = 'a layer taken whose name only contains "conv2", here pre_conv2: compare with =='
        fail_kernels(ALIKE, "conv2", alike, name)
    nested = asked_before(bench, student, NESTED, "body_conv").kernels(NESTED)
    if nested != NESTED.kernels("body_conv"):
        fail_kernels(NESTED, "body_conv", nested, None)
    built = bench.build(plan)
    judge_unknown(student, built, f"{first}_x")
    note_loop(bench, student, built, first)


def fail_kernels(plan: Base, first: str, kernels: Sequence[str], looks_like: str | None) -> None:
    """Say which kernels moved that should not have, and the other way round."""
    due = plan.kernels(first)
    still = [plan.owner(name) for name in due if name not in kernels]
    extra = [plan.owner(name) for name in kernels if name not in due]
    got = [f"{listed(extra)} moved"] if extra else []
    got += [f"{listed(still)} did not move" if kernels else "no convolution of the base moved"] if still else []
    fail(
        got="; ".join(got),
        expected=f"of the convolutions {listed(due)} move and no others: {first} is the first layer that learns",
        looks_like=looks_like,
        try_it=TRY_BEFORE,
    )


def name_wrong_kernels(plan: Base, first: str, fresh: list[str], frozen: list[str]) -> str | None:
    """The mistake that lets these kernels move on a fresh base, and these on one that was frozen before."""
    whole, due = plan.kernels(), plan.kernels(first)
    earlier = [name for name in whole if name not in due]
    all_on = "base.trainable = True, or a loop over all layers, that comes last: it switches every layer on"
    reversed_ = "the two parts the wrong way round: the layers before the named one learn"
    alone = "the named layer switched on alone, without those after it"
    known = (
        ("the named layer frozen too, as by the slice [: i + 1] or by > in place of >=", due[1:], due[1:]),
        ("the earlier layers switched off, but none switched on: trainable = True is missing", due, []),
        ("the named layer itself left as it was, as an elif may do; those after it are switched on", due, due[1:]),
        (all_on, whole, whole),
        # With TensorFlow, setting a model's flag to what it is already reaches no layer.
        (all_on, due, whole),
        (reversed_, earlier, earlier),
        (reversed_, earlier, []),
        (alone, due[:1], due[:1]),
        (alone, whole, due[:1]),
    )

    def pattern(*moved: list[str]) -> np.ndarray:
        return np.array([[int(name in kernels) for name in whole] for kernels in moved])

    return name_of(pattern(fresh, frozen), [(name, pattern(*predicted)) for name, *predicted in known])


def judge_unknown(student: Any, built: Built, unknown: str) -> None:
    """A name that no layer has is a ValueError."""
    got = "no error"
    try:
        student.freeze_before(built.base, unknown)
    except StudentError as error:
        if error.is_a("ValueError"):
            return
        got = told(error)
    called(f'freeze_before(base, "{unknown}")', base=built.plan)
    fail(
        got=got,
        expected=f"ValueError: base has no layer named {unknown}",
        why="A misspelt name would otherwise freeze the wrong layers, and nobody would notice.",
        try_it=[
            "base = keras.Sequential([keras.Input((4,)), keras.layers.Dense(4)])",
            'freeze_before(base, "no such layer")  # expected: ValueError',
        ],
    )


def note_loop(bench: Bench, student: Any, built: Built, first: str) -> None:
    """Say so if nothing is switched on where a loop over the layers has frozen the base."""
    bench.probes.set_trainable(built.base, [])
    student.freeze_before(built.base, first)
    if not set(built.plan.kernels(first)) <= set(bench.switched_on(built)):
        note(
            "On a base that was frozen by a loop over its layers, nothing is switched on: base.trainable is still True "
            "then, and with TensorFlow setting it to True again does nothing. Set it on the layers. It counts as "
            "right here."
        )


def told(error: StudentError) -> str:
    """An exception in one line, without TensorFlow's names of nodes and Keras' bold print."""
    text = " ".join(re.sub(r"\{\{.*?\}\}|\[Op:\w+\]( name:)?|\x1b\[[0-9;]*m", "", error.message).split())
    return f"{error.type}: {text[:160]}{error.place}"


@points(1, function="freeze_before")
def test_batch_normalization_keeps_its_statistics(student, sandbox, probes, rng):
    """BatchNormalization stays frozen, before the named layer and after it"""
    bench = Bench(sandbox, probes, rng)
    for plan in (three_blocks(rng), NAMELESS):
        first = second_conv(plan)
        moved = asked_before(bench, student, plan, first)
        if not moved.kernels(plan):
            fail(
                got="no convolution of the base moved",
                expected="some of them move, and no weight of BatchNormalization does",
                why="What becomes of BatchNormalization shows only while other layers of the base learn.",
            )
        wrong = [name for name in moved.base if name.partition("/")[0] in plan.norms]
        if not wrong:
            continue
        shown = next((name for name in wrong if name.endswith("moving_mean")), wrong[0])
        count = some_of(layers_of(wrong), len(plan.norms), "BatchNormalization layers")
        looks_like = name_norms(bench, student, plan, first, wrong)
        announce_before(plan, first)
        fail(
            got=f"{shown} moved by {moved.base[shown]:.2g} in one step ({count} are concerned)",
            expected="no weight of a BatchNormalization layer moves",
            why=f"{BATCH} images would overwrite what very many have taught.",
            note="base(x, training=False) does not prevent this in Keras 3 up to 3.15; trainable = False does.",
            looks_like=looks_like,
            try_it=[
                "norm, dense = keras.layers.BatchNormalization(name='n'), keras.layers.Dense(4, name='d')",
                'base = keras.Sequential([keras.Input((4,)), dense, norm]); freeze_before(base, "d")',
                "print(dense.trainable, norm.trainable)  # expected: True False",
            ],
        )


def name_norms(bench: Bench, student: Any, plan: Base, first: str, wrong: Sequence[str]) -> str | None:
    """The mistake that lets these weights of BatchNormalization move, if only one does."""
    by_name = (
        "BatchNormalization found by its name: isinstance(layer, keras.layers.BatchNormalization) asks for the kind"
    )
    norms = [name for name in plan.shapes if name.partition("/")[0] in plan.norms]
    from_first = plan.names[plan.names.index(first) :]
    if set(wrong) == {name for name in norms if name.partition("/")[0] in from_first}:
        other = second_conv(USUAL)
        if plan is NAMELESS or switched(bench, student, USUAL, other) == USUAL.learning(other):
            return by_name
        return "no exception for BatchNormalization"
    if set(wrong) == set(norms) and switched(bench, student, plan, first, frozen=True) == plan.learning(first):
        return "BatchNormalization passed over, which leaves it as it was: set trainable = False on it"
    return None


def switched(bench: Bench, student: Any, plan: Base, first: str, frozen: bool = False) -> list[str]:
    """The weights that are set to learn after the student's `freeze_before`, on a new base; none after an error."""
    built = bench.build(plan, frozen)
    try:
        student.freeze_before(built.base, first)
    except StudentError:
        return []
    return bench.switched_on(built)


# --- count_parameters ------------------------------------------------------------------------------------------------


@points(1, function="count_parameters")
def test_parameters_are_counted(student, sandbox, probes, rng):
    """Trainable and non-trainable numbers are counted"""
    bench = Bench(sandbox, probes, rng)
    plan = three_blocks(rng)
    start = plan.names.index(second_conv(plan))
    partly = [name for name in plan.names[start:] if name not in plan.norms]
    nested, inlined = bench.build(plan), bench.build(three_blocks(rng, model="inlined"))
    cases = (
        (nested, partly, f"{second_conv(plan)} and what follows learns, but for BatchNormalization"),
        (nested, plan.names, "everything learns"),
        (inlined, [], "only the head learns"),
    )
    asked = []
    for built, on, about in cases:
        probes.own.set_trainable(built.base, on)
        answer = student.count_parameters(built.model)
        called(f"count_parameters(model), where {about}", base=built.plan)
        asked.append((Counting(built.plan, tuple(on), bench.classes), counted(answer), about))
    judge_counts(asked)


def counted(answer: Any) -> tuple[int, int]:
    """The student's two counts, as whole numbers of any type."""
    pair = expect_list(answer.tolist() if isinstance(answer, np.ndarray) and answer.shape == (2,) else answer, 2)
    numbers = [expect_number(each) for each in pair]
    if any(number != int(number) for number in numbers):
        malformed(got=display.kind(answer), expected="two whole numbers (int)")
    return int(numbers[0]), int(numbers[1])


@dataclass(frozen=True)
class Counting:
    """A model around `base` whose head and these layers of the base learn, and what can be counted in it."""

    base: Base
    on: tuple[str, ...]
    classes: int

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """All weights of the model."""
        return self.base.shapes | {"head/kernel": (self.base.width, self.classes), "head/bias": (self.classes,)}

    def totals(self, count: Callable[[tuple[int, ...]], int] = math.prod) -> tuple[int, int]:
        """`count` of the shapes of the weights that learn, added up, and of the others."""
        both = [0, 0]
        for name, shape in self.shapes.items():
            layer, _, weight = name.partition("/")
            both[0 if layer in (*self.on, "head") and weight not in MOVING else 1] += count(shape)
        return both[0], both[1]

    def by_layers(self) -> tuple[int, int]:
        """What comes of asking each layer of the model whether it is trainable."""
        on = (*self.on, "head") if "inlined" in self.base.model else ("head", *self.base.names)
        learns = sum(math.prod(shape) for name, shape in self.shapes.items() if name.partition("/")[0] in on)
        return learns, sum(self.totals()) - learns

    def mistakes(self) -> dict[str, tuple[int, int]]:
        """What known mistakes give."""
        learns, others = self.totals()
        return {
            "the number of weight arrays, not of the numbers in them": self.totals(lambda shape: 1),
            "count_params(), which counts frozen ones as well": (learns + others, 0),
            "the number of all of them in first place: only those that learn belong there": (learns + others, others),
            "the number of all of them in second place: only the others belong there": (learns, learns + others),
            "the two numbers swapped": (others, learns),
            "the sizes of the axes added up: multiply them": self.totals(sum),
            "trainable of the model's own layers: one of them is the base, whose layers may differ": self.by_layers(),
        }


def judge_counts(asked: Sequence[tuple[Counting, tuple[int, int], str]]) -> None:
    """Compare each pair of counts with what the model holds."""
    wrong = next(((case, got, about) for case, got, about in asked if got != case.totals()), None)
    if wrong is None:
        return
    case, got, about = wrong
    answers = np.array([answer for _, answer, _ in asked], dtype=float)
    predictions = [(name, np.array([each.mistakes()[name] for each, _, _ in asked])) for name in case.mistakes()]
    called(f"count_parameters(model), where {about}", base=case.base)
    learns, others = case.totals()
    fail(
        got=str(got),
        expected=f"({learns}, {others})",
        why=f"The model holds {learns + others:,} numbers in {len(case.shapes)} weights; {learns:,} of them learn.",
        looks_like=name_of(answers, predictions),
        try_it=[
            "model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])",
            "print(count_parameters(model))  # expected: (15, 0)",
        ],
    )


# --- fine_tune -------------------------------------------------------------------------------------------------------

TRY_FINE_TUNE = (
    "base = keras.Sequential([keras.Input((4,)), keras.layers.Dense(4, name='a'), keras.layers.Dense(4, name='b')])",
    "model = keras.Sequential([base, keras.layers.Dense(2)]); freeze(base); model.compile('sgd', 'mse')",
)
UNDUE = ("bias", *MOVING)


@points(2, function="fine_tune")
def test_fine_tuning_takes_effect(student, sandbox, probes, rng):
    """Fine-tuning takes effect in a model that has trained"""
    bench = Bench(sandbox, probes, rng)
    plan = three_blocks(rng, model="sequential")
    first = second_conv(plan)
    rate = draw_rates(rng)[0]
    built = bench.build(plan, frozen=True)
    bench.first_phase(built)
    built.model.fit(bench.x, bench.y, batch_size=BATCH, verbose=0)
    old = built.model.optimizer
    student.fine_tune(built.model, built.base, first, rate)
    called(f'fine_tune(model, base, "{first}", {rate:g}), then model.fit(x, y)', base=plan)
    before = bench.values(built)
    kept = sandbox.same_object(built.model.optimizer, old)
    fit_again(bench, built, kept)
    moved = bench.compare(built, before)
    if not moved.rest:
        fail(
            got="head/kernel and head/bias did not move",
            expected="the head goes on learning, together with the end of the base",
            try_it=[*TRY_FINE_TUNE, "fine_tune(model, base, 'b', 0.001); model.summary()"],
        )
    if as_set(moved.base, plan.learning(first)):
        return
    # What freeze_before sets is judged on its own; here it is taken as it is.
    own = switched(bench, student, plan, first, frozen=True)
    if own and as_set(moved.base, own):
        note(
            "What learns is what freeze_before sets. That is not what was asked for; "
            "{the_named_layer_is_the_first_that_learns} and {batch_normalization_keeps_its_statistics} say why."
        )
        return
    called(f'fine_tune(model, base, "{first}", {rate:g}), then model.fit(x, y)', base=plan)
    fail_effect(bench, built, moved, first, kept)


def draw_rates(rng: np.random.Generator) -> list[float]:
    """Two learning rates, none of them the default of an optimizer."""
    return [float(rate) for rate in rng.choice([0.0004, 0.0007, 0.002, 0.003], size=2, replace=False)]


def as_set(moved: dict[str, float], switched_on: Sequence[str]) -> bool:
    """Whether just these weights have moved; those that may happen to stay where they are do not count."""
    certain = {name for name in switched_on if name.partition("/")[2] not in UNDUE}
    return certain <= set(moved) <= set(switched_on)


def fit_again(bench: Bench, built: Built, kept: bool) -> None:
    """Train one step with what the student has compiled; `kept` says that the optimizer is the one of before."""
    try:
        built.model.fit(bench.x, bench.y, batch_size=BATCH, verbose=0)
        return
    except StudentError as error:
        problem = error
    if "Unknown variable" in problem.message:
        fail(
            got=told(problem),
            expected="training goes on, with more weights that learn",
            why="The optimizer was built for the two weights of the head, and knows no others.",
            looks_like="the old optimizer used again: make a new one" if kept else None,
            try_it=[
                *TRY_FINE_TUNE,
                "fine_tune(model, base, 'b', 0.001); print(model.optimizer)  # expected: a new one",
            ],
        )
    fail(
        got=f"{told(problem)} (when the model is trained)",
        expected="training goes on, with the loss that the model had before (model.loss) and accuracy",
        note=f'The model was compiled with loss="{SPARSE}".',
    )


def fail_effect(bench: Bench, built: Built, moved: Moved, first: str, kept: bool) -> None:
    """Say which weights of the base did not move, or should not have."""
    plan = built.plan
    due = plan.learning(first)
    if not moved.base:
        waiting = bench.switched_on(built)
        state = f", although trainable is True for {listed(layers_of(waiting))}" if waiting else ""
        fail(
            got=f"only {listed(list(moved.rest))} moved{state}",
            expected=f"{first} and what follows move as well",
            why="fit keeps the training step that it has built until the model is compiled again." if waiting else None,
            looks_like="no compile of this model after unfreezing" if waiting and kept else None,
            try_it=[
                *TRY_FINE_TUNE,
                "fine_tune(model, base, 'b', 0.001); print(model.optimizer)  # expected: a new one",
            ],
        )
    extra = [name for name in moved.base if name not in due]
    still = [name for name in due if name not in moved.base and not name.endswith("/bias")]
    got = [f"{listed(extra)} moved"] if extra else []
    got += [f"{listed(still)} did not move"] if still else []
    fail(
        got="; ".join(got),
        expected=f"of the base {listed(due, most=4)} move, and nothing else",
        looks_like="the whole base switched on: call freeze_before(base, first)"
        if as_set(moved.base, list(plan.shapes))
        else None,
        try_it=[
            *TRY_FINE_TUNE,
            "fine_tune(model, base, 'b', 0.001); print([layer.trainable for layer in base.layers])",
        ],
    )


def layers_of(weights: Sequence[str]) -> list[str]:
    """The layers that hold these weights, each once, in order."""
    return list(dict.fromkeys(name.partition("/")[0] for name in weights))


@dataclass(frozen=True)
class Compiled:
    """What a model was compiled with after the student's `fine_tune`, and how it judges given answers.

    Attributes:
        loss_before, loss, metrics: Numbers; for the last two maybe the exception that came in their place.
        accuracy: Share of the answers that are right.
    """

    plan: Base
    asked: float
    rate: float
    optimizer: str
    kept: bool
    loss_text: str
    loss_before: float
    loss: float | str
    metrics: dict[str, float] | str
    accuracy: float

    def announce(self) -> None:
        """Show what was asked of `fine_tune`."""
        first = second_conv(self.plan)
        text = f'fine_tune(model, base, "{first}", {self.asked:g}), for a model compiled with loss={self.loss_text}'
        called(text, base=self.plan)


@points(1, function="fine_tune")
def test_compiled_as_asked(student, sandbox, probes, rng):
    """Compiled with the given learning rate, the loss of before, and accuracy"""
    bench = Bench(sandbox, probes, rng)
    smooth = sandbox.keras.losses.CategoricalCrossentropy(label_smoothing=0.2)
    rates = draw_rates(rng)
    integers = three_blocks(rng, model="sequential")
    one_hot = three_blocks(rng, model="inlined sequential")
    found = [
        compiled_by(bench, student, integers, rates[0], SPARSE, f'"{SPARSE}"', bench.y),
        compiled_by(
            bench,
            student,
            one_hot,
            rates[1],
            smooth,
            "CategoricalCrossentropy(label_smoothing=0.2)",
            np.eye(bench.classes)[bench.y],
        ),
    ]
    judge_rates(found)
    for each in found:
        each.announce()
        judge_loss(each)
        judge_metric(each)


def compiled_by(
    bench: Bench, student: Any, plan: Base, rate: float, loss: Any, loss_text: str, labels: np.ndarray
) -> Compiled:
    """Let the student compile a new model that was compiled with this loss before, and no metric."""
    built = bench.build(plan, frozen=True)
    bench.first_phase(built, loss)
    old = built.model.optimizer
    # More than a quarter of the answers are right, fewer than three quarters.
    favoured = np.where(np.arange(BATCH) % 8 < 5, bench.y, (bench.y + 1) % bench.classes)
    scores = np.exp(np.eye(bench.classes)[favoured] * (1 + np.abs(bench.x[:, 0, 0, :1])))
    answers = scores / scores.sum(axis=-1, keepdims=True)
    before = expect_number(bench.probes.loss_of(built.model, labels, answers))
    student.fine_tune(built.model, built.base, second_conv(plan), rate)
    optimizer = expect_handle(built.model.optimizer, "keras.Optimizer", "an optimizer in model.optimizer")
    loss_after: float | str
    metrics: dict[str, float] | str
    try:
        loss_after = expect_number(bench.probes.loss_of(built.model, labels, answers))
    except StudentError as error:
        loss_after = told(error)
    try:
        found = expect_dict(bench.probes.metrics_of(built.model, labels, answers))
        metrics = {str(name): expect_number(value) for name, value in found.items()}
    except StudentError as error:
        metrics = told(error)
    return Compiled(
        plan=plan,
        asked=rate,
        rate=expect_number(bench.probes.learning_rate_of(built.model)),
        optimizer=optimizer.description,
        kept=bench.sandbox.same_object(optimizer, old),
        loss_text=loss_text,
        loss_before=before,
        loss=loss_after,
        metrics=metrics,
        accuracy=float((favoured == bench.y).mean()),
    )


def judge_rates(found: Sequence[Compiled]) -> None:
    """Ends the check unless every optimizer has the learning rate that was asked for."""
    wrong = next((each for each in found if not math.isclose(each.rate, each.asked, rel_tol=1e-4)), None)
    if wrong is None:
        return
    constant = all(math.isclose(each.rate, wrong.rate, rel_tol=1e-4) for each in found)
    default = 0.01 if wrong.optimizer.endswith(".SGD") else 0.001
    factors = [each.rate / each.asked for each in found]
    got = f"learning rate {display.number(wrong.rate)}, of {wrong.optimizer}"
    looks_like = None
    if wrong.kept:
        looks_like = "no compile of this model with a new optimizer"
    elif constant and math.isclose(wrong.rate, FIRST_RATE, rel_tol=1e-4):
        looks_like = "the learning rate of the first phase"
    elif constant and math.isclose(wrong.rate, default, rel_tol=1e-4):
        looks_like = "an optimizer without the learning rate, by name or with (): it brings its own default"
    elif constant:
        looks_like = "a learning rate fixed in the code"
    elif math.isclose(*factors, rel_tol=1e-4):
        got += f", {display.number(factors[0])} times what was asked for"
    wrong.announce()
    fail(
        got=got,
        expected=display.number(wrong.asked),
        why="Steps that are too large undo what the base knows; too small ones teach it nothing."
        if wrong.rate > wrong.asked
        else None,
        looks_like=looks_like,
        try_it=[*TRY_FINE_TUNE, "fine_tune(model, base, 'b', 0.002); print(float(model.optimizer.learning_rate))"],
    )


def judge_loss(each: Compiled) -> None:
    """Ends the check unless the loss is the one of before."""
    if isinstance(each.loss, float) and math.isclose(each.loss, each.loss_before, rel_tol=1e-4):
        return
    what = f"a loss of {each.loss:.4f}" if isinstance(each.loss, float) else each.loss
    fail(
        got=f"{what}, for answers and labels of which the loss was {each.loss_before:.4f} before",
        expected="the loss that the model was compiled with before: model.loss",
        why="With another loss training would go another way, or labels of this form would not fit.",
        try_it=[*TRY_FINE_TUNE, "fine_tune(model, base, 'b', 0.001); print(model.loss)  # expected: mse"],
    )


def judge_metric(each: Compiled) -> None:
    """Ends the check unless one of the metrics is the share of right answers."""
    found = each.metrics
    if isinstance(found, dict):
        if any(math.isclose(value, each.accuracy, abs_tol=1e-4) for value in found.values()):
            return
        values = ", ".join(f"{name} {value:.3f}" for name, value in found.items())
        got = f"the metrics {values}, for answers of which {each.accuracy:.1%} are right" if values else "no metric"
    else:
        got = f"{found} (when the metrics are computed)"
    fail(
        got=got,
        expected='accuracy as metric: metrics=["accuracy"], which fits labels of any form',
        why="What is not measured cannot be seen while training goes on.",
        try_it=[*TRY_FINE_TUNE, "fine_tune(model, base, 'b', 0.001); print(model.get_compile_config()['metrics'])"],
    )


# --- few images ------------------------------------------------------------------------------------------------------

NAMES = ("dress", "hat", "pants", "shoes", "t-shirt")
HEAD_RATE, TUNING_RATE = 0.01, 0.0001
MOST_AT_A_TIME = 100


@dataclass(frozen=True)
class Budget:
    """Images and training of one attempt.

    Attributes:
        size: Height and width.
        shots: Labelled images of each class.
        tests: Images to judge by.
        cut: What the backbone computes up to this layer stays the same throughout, and is computed once.
        first: The first layer that learns in the second phase.
        eager: Whether the first phase runs without tracing.
    """

    size: int
    shots: int
    tests: int
    cut: str
    first: str
    head_epochs: int
    tuning_epochs: int
    batch_size: int
    eager: bool

    def __str__(self) -> str:
        return (
            f"freeze(base), {self.head_epochs} epochs, "
            f'fine_tune(model, base, "{self.first}", {TUNING_RATE}), {self.tuning_epochs} epochs; '
            f"{self.shots} images ({self.size}x{self.size}) of each of {len(NAMES)} classes, then {self.tests} others"
        )


BUDGETS = {
    "cpu": Budget(
        size=48,
        shots=10,
        tests=150,
        cut="mixed4",
        first="block5_sepconv1",
        head_epochs=20,
        tuning_epochs=8,
        batch_size=50,
        eager=True,
    ),
    "gpu": Budget(
        size=299,
        shots=20,
        tests=300,
        cut="images",
        first="block5_sepconv1",
        head_epochs=30,
        tuning_epochs=5,
        batch_size=20,
        eager=False,
    ),
}


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
        looks_like=f"weights set anew in fine_tune: {listed(changed)}" if changed else None,
        try_it=[
            *TRY_FINE_TUNE,
            "before = model.get_weights(); fine_tune(model, base, 'b', 0.001)",
            "print([(a == b).all() for a, b in zip(before, model.get_weights())])  # expected: all True",
        ],
    )


def draw(budget: Budget, split: str, count: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Images and labels of this split, drawn anew."""
    return datasets.load("fashion", split=split, size=budget.size, n=count, key=rng.bytes(16), classes=NAMES)


def changed_by(student: Any, probes: Any, keras: Any) -> list[str]:
    """Names of the weights of a small model that the student's `fine_tune` itself changes."""
    layers = [keras.layers.Dense(4, name=name) for name in "abc"]
    base = keras.Sequential([keras.Input((4,)), *layers])
    model = keras.Sequential([base, keras.layers.Dense(3, activation="softmax", name="head")])
    probes.few_images.compile_first(model, HEAD_RATE, eager=True)
    names = [f"{layer}/{weight}" for layer in ("a", "b", "c", "head") for weight in ("kernel", "bias")]
    before = expect_list(model.get_weights(), len(names))
    try:
        student.fine_tune(model, base, "b", TUNING_RATE)
        after = expect_list(model.get_weights())
    except StudentError:
        return []
    changed = [name for name, old, new in zip(names, before, after, strict=False) if not np.array_equal(old, new)]
    return changed + ["those of a layer that is new"] * (len(after) > len(before))
