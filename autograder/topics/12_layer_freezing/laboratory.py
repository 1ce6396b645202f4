"""What the checks of 12 set up and ask: what moves after the student's functions, and what a model is compiled with."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from autograder.checking import (
    StudentError,
    called,
    display,
    expect_dict,
    expect_handle,
    expect_list,
    expect_number,
    malformed,
)
from autograder.laboratories.small_bases import (
    BATCH,
    FIRST_RATE,
    MOVING,
    SHAPE,
    Base,
    Bench,
    Built,
    Moved,
    listed,
    numbered,
    second_conv,
)

# One step may happen to leave them where they are.
UNDUE = ("bias", *MOVING)


# An earlier name begins with a later one, another has a capital letter.
BEGINS = Base(
    (("conv", "conv1_1"), ("act", "act1"), ("conv", "Conv1"), ("conv", "conv1"), ("norm", "norm1"), ("conv", "conv2")),
    "a keras.Sequential",
    kind="sequential",
)
# Named as Keras does it. No layer of a student's goes on top of it.
USUAL = numbered("conv2d", "batch_normalization", "activation", "layers with Keras' own names")
MIXED = Base(
    (
        ("SeparableConv2D", "separable"),
        ("LayerNormalization", "layernorm"),
        ("PReLU", "prelu"),
        ("DepthwiseConv2D", "depthwise"),
    ),
    "a keras.Sequential of other kinds of layers",
)


class Workbench(Bench):
    """A bench that builds `MIXED` as well."""

    def build(self, plan: Base, frozen: bool = False) -> Built:
        if plan is not MIXED:
            return super().build(plan, frozen)
        keras, layers = self.sandbox.keras, self.sandbox.keras.layers
        base = keras.Sequential(
            [
                keras.Input(SHAPE),
                layers.SeparableConv2D(4, 3, name="separable"),
                layers.LayerNormalization(name="layernorm"),
                layers.PReLU(shared_axes=[1, 2], name="prelu"),
                layers.DepthwiseConv2D(3, name="depthwise"),
            ]
        )
        head = layers.Dense(self.classes, activation="softmax", name="head")
        if frozen:
            self.sandbox.set_attribute(base, "trainable", False)
        model = keras.Sequential([keras.Input(SHAPE), base, layers.GlobalAveragePooling2D(), head])
        return Built(plan, base, model)

    def compare(self, built: Built, before: dict[str, np.ndarray]) -> Moved:
        moved = super().compare(built, before)
        inside = {name: far for name, far in moved.rest.items() if name.partition("/")[0] in built.plan.names}
        return Moved(moved.base | inside, {name: far for name, far in moved.rest.items() if name not in inside})


def kernels_in_words(names: Sequence[str]) -> str:
    return f"{listed(names, most=4)} moved" if names else "no convolution of the base moved"


def effect_in_words(names: Sequence[Sequence[str]]) -> str:
    extra, still = names
    parts = [f"{listed(extra)} moved"] if extra else []
    return "; ".join([*parts, *([f"{listed(still)} did not move"] if still else [])])


@dataclass
class Frozen:
    """What a training step moves after `freeze`, and which layers of the base were switched off."""

    moved: Moved
    off: list[int]
    unknown: int


@dataclass
class Asked:
    """What moves after the student's `freeze_before`, on a new base and on ones that were frozen before."""

    bench: Bench
    student: Any
    plan: Base
    first: str

    def built(self, earlier: str = "") -> Built:
        """A base that `freeze_before` was called on; `earlier` says how it was frozen before."""
        built = self.bench.build(self.plan, frozen=earlier == "at once")
        if earlier == "one by one":
            self.bench.probes.set_trainable(built.base, [])
        self.student.freeze_before(built.base, self.first)
        words = f" on a base whose layers were frozen {earlier}" if earlier else ""
        called(f'freeze_before(base, "{self.first}"){words}, then one training step', base=self.plan)
        return built

    @cached_property
    def fresh(self) -> Moved:
        return self.bench.step(self.built())

    @cached_property
    def frozen(self) -> Moved:
        return self.bench.step(self.built("at once"))

    @cached_property
    def looped(self) -> Moved:
        return self.bench.step(self.built("one by one"))

    def switched(self, plan: Base, frozen: bool = False) -> list[str]:
        """The weights that are set to learn after `freeze_before` on another base; none after an error."""
        other = Asked(self.bench, self.student, plan, second_conv(plan))
        try:
            return self.bench.switched_on(other.built("at once" if frozen else ""))
        except StudentError:
            return []


def counted(answer: Any) -> list[int]:
    """The student's two counts, as whole numbers of any type."""
    pair = expect_list(answer.tolist() if isinstance(answer, np.ndarray) and answer.shape == (2,) else answer, 2)
    numbers = [expect_number(each) for each in pair]
    if any(number != int(number) for number in numbers):
        malformed(got=display.kind(answer), expected="two whole numbers (int)")
    return [int(number) for number in numbers]


def totals(base: Base, on: Sequence[str], classes: int) -> list[int]:
    """How many numbers learn in a classifier around this base whose head and these layers learn, and the others."""
    both = [0, 0]
    for name, shape in (base.shapes | {"head/kernel": (base.width, classes), "head/bias": (classes,)}).items():
        layer, _, weight = name.partition("/")
        both[0 if layer in (*on, "head") and weight not in MOVING else 1] += math.prod(shape)
    return both


@dataclass
class Tuned:
    """What a step moves after `fine_tune`.

    Attributes:
        trouble: The exception that ended the training; empty if it went on.
        extra, still: Weights of the base that moved and should not have, or should have and did not.
        waiting: Weights of the base that are set to learn.
        kept: Whether the optimizer is the one of before.
        own: The weights that the student's own `freeze_before` switches on, on a base that was frozen.
    """

    trouble: str
    moved: Moved
    extra: list[str]
    still: list[str]
    waiting: list[str]
    kept: bool
    own: Callable[[], list[str]]


def draw_rates(rng: np.random.Generator) -> list[float]:
    """Two learning rates, none of them the default of an optimizer."""
    return [float(rate) for rate in rng.choice([0.0004, 0.0007, 0.002, 0.003], size=2, replace=False)]


def train_again(
    bench: Bench, built: Built, before: dict[str, np.ndarray], due: list[str], kept: bool, own: Callable[[], list[str]]
) -> Tuned:
    """Train one step with what the student has compiled."""
    waiting = bench.switched_on(built)
    try:
        built.model.fit(bench.x, bench.y, batch_size=BATCH, verbose=0)
    except StudentError as error:
        return Tuned(told(error), Moved({}, {}), [], [], waiting, kept, own)
    moved = bench.compare(built, before)
    return Tuned("", moved, *differences(moved, due), waiting, kept, own)


def thawed_beside(bench: Bench, student: Any, plan: Base, rate: float) -> list[str]:
    """The weights of a base that the student's `fine_tune` sets to learn beside those that `freeze_before` does."""
    first = second_conv(plan)
    built = bench.build(plan, frozen=True)
    bench.first_phase(built)
    try:
        student.fine_tune(built.model, built.base, first, rate)
    except StudentError:
        return []  # The check of how the model is compiled says so.
    own = Asked(bench, student, plan, first).switched(plan, frozen=True)
    called(f'fine_tune(model, base, "{first}", {rate:g}), where base.layers are among model.layers', base=plan)
    return [name for name in bench.switched_on(built) if name not in own]


def differences(moved: Moved, due: Sequence[str]) -> tuple[list[str], list[str]]:
    """Weights of the base that moved undue, and due ones that did not."""
    still = [name for name in due if name not in moved.base and name.partition("/")[2] not in UNDUE]
    return [name for name in moved.base if name not in due], still


def told(error: StudentError) -> str:
    """An exception in one line, without Keras' list of a variable's parts."""
    return " ".join(f"{error.type}: {error.message}".partition(", shape=")[0].split())[:160] + error.place


@dataclass
class Compiled:
    """What a model was compiled with after `fine_tune`, and what it makes of given answers; texts for exceptions."""

    asked: float
    rate: float
    kept: bool
    loss: float | str
    metrics: dict[str, float] | str
    accuracy: float


def metric_seen(compiled: Compiled) -> str:
    """Which metrics there are, if none of them is the share of right answers."""
    found = compiled.metrics
    if isinstance(found, str):
        return f"{found} (when the metrics are computed)"
    if any(math.isclose(value, compiled.accuracy, abs_tol=1e-4) for value in found.values()):
        return ""
    values = ", ".join(f"{name} {value:.3f}" for name, value in found.items())
    return f"the metrics {values}, for answers of which {compiled.accuracy:.1%} are right" if values else "no metric"


def draw_answers(bench: Bench) -> tuple[np.ndarray, float]:
    """Probabilities of which more than a quarter are right, fewer than three quarters; the share that is right."""
    favoured = np.where(np.arange(BATCH) % 8 < 5, bench.y, (bench.y + 1) % bench.classes)
    scores = np.exp(np.eye(bench.classes)[favoured] * (1 + np.abs(bench.x[:, 0, 0, :1])))
    return scores / scores.sum(axis=-1, keepdims=True), float((favoured == bench.y).mean())


def compiled_by(
    bench: Bench, student: Any, built: Built, rate: float, labels: np.ndarray, answers: np.ndarray, accuracy: float
) -> Compiled:
    """Let the student compile a model, and ask what it was compiled with."""
    old = built.model.optimizer
    student.fine_tune(built.model, built.base, second_conv(built.plan), rate)
    optimizer = expect_handle(built.model.optimizer, "keras.Optimizer", "an optimizer in model.optimizer")

    def tried(ask: Callable[[], Any]) -> Any:
        try:
            return ask()
        except StudentError as error:
            return told(error)

    loss = tried(lambda: expect_number(bench.probes.loss_of(built.model, labels, answers)))
    metrics = tried(lambda: expect_dict(bench.probes.metrics_of(built.model, labels, answers)))
    if isinstance(metrics, dict):
        metrics = {str(name): expect_number(value) for name, value in metrics.items()}
    learning_rate = expect_number(bench.probes.learning_rate_of(built.model))
    return Compiled(rate, learning_rate, bench.sandbox.same_object(optimizer, old), loss, metrics, accuracy)


def rates_in_words(seen: Any) -> str:
    rates, asked = seen["rates"], seen["asked"]
    place = int(math.isclose(rates[0], asked[0], rel_tol=1e-4))
    times = [rate / due for rate, due in zip(rates, asked, strict=True)]
    more = f", {display.number(times[0])} times as much" if math.isclose(*times, rel_tol=1e-4) else ""
    return f"learning rate {display.number(rates[place])} where {display.number(asked[place])} was asked for{more}"


def name_of_rates(seen: Any, due: Any) -> str:
    first, second = seen["rates"]
    if seen["kept"]:
        return "no compile of this model with a new optimizer"
    if not math.isclose(first, second, rel_tol=1e-4):
        return ""
    if math.isclose(first, FIRST_RATE, rel_tol=1e-4):
        return "the learning rate of the first phase"
    if any(math.isclose(first, default, rel_tol=1e-4) for default in (0.01, 0.001)):
        return "an optimizer without the learning rate, by name or with (): it brings its own default"
    return "a learning rate fixed in the code"
