"""Small bases with their layers by name, classifiers around them, and what moves in a training step: for checks of
what is frozen and what learns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from autograder.checking import Handle, expect, expect_dict, expect_handle, expect_list, expect_text

SHAPE, BATCH = (8, 8, 3), 16
FIRST_RATE = 0.1
MOVING = ("moving_mean", "moving_variance")
SPARSE = "sparse_categorical_crossentropy"


@dataclass(frozen=True)
class Base:
    """A base as `probes.freezing.build` makes it, and the kind of classifier around it.

    Attributes:
        layers: (kind, name) of each layer, ("model", name, layers) of a nested model.
        about: What sets it apart, for messages.
        width: Filters of each convolution.
    """

    layers: tuple[Any, ...]
    about: str
    kind: str = "functional"
    model: str = "functional"
    width: int = 8

    @property
    def description(self) -> str:
        """What it is, for the lines under the call."""
        return f"{self.about}: {', '.join(layer[1] for layer in self.layers)}"

    @cached_property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Shape of each weight by the name that `summary()` shows it under, in order."""
        found: dict[str, tuple[int, ...]] = {}
        channels = SHAPE[-1]
        for kind, name in leaves(self.layers):
            if kind == "conv":
                found |= {f"{name}/kernel": (3, 3, channels, self.width), f"{name}/bias": (self.width,)}
                channels = self.width
            elif kind == "norm":
                found |= {f"{name}/{weight}": (self.width,) for weight in ("gamma", "beta", *MOVING)}
        return found

    @property
    def names(self) -> list[str]:
        """Names of the layers, in the order of `base.layers`."""
        return [layer[1] for layer in self.layers]

    @property
    def norms(self) -> list[str]:
        """Names of the BatchNormalization layers, in order."""
        return [name for kind, name in leaves(self.layers) if kind == "norm"]

    def kernels(self, first: str | None = None) -> list[str]:
        """Kernels of the convolutions in order; with `first`, from that layer on."""
        start = 0 if first is None else self.names.index(first)
        return [f"{name}/kernel" for kind, name in leaves(self.layers[start:]) if kind == "conv"]

    def learning(self, first: str) -> list[str]:
        """The weights that move once `first` is the first layer that learns."""
        return [name for kernel in self.kernels(first) for name in (kernel, kernel.replace("/kernel", "/bias"))]

    def owner(self, weight: str) -> str:
        """The weight's name, with that of the nested model that holds it, if one does."""
        layer = weight.partition("/")[0]
        holder = next((each[1] for each in self.layers if layer in [name for _, name in leaves([each])]), layer)
        return weight if holder == layer else f"{weight} in the nested model {holder}"


def leaves(layers: Sequence[Any]) -> Iterator[tuple[str, str]]:
    """(kind, name) of each layer that is not a model, in order."""
    for kind, name, *inner in layers:
        if inner:
            yield from leaves(inner[0])
        else:
            yield kind, name


def three_blocks(rng: np.random.Generator, model: str = "functional") -> Base:
    """Three blocks of convolution, BatchNormalization and activation: 18 weights."""
    word = str(rng.choice(["block", "stage", "unit"]))
    kinds = (("conv", "conv"), ("norm", "bn"), ("act", "act"))
    layers = [(kind, f"{word}{number}_{name}") for number in (1, 2, 3) for kind, name in kinds]
    kind = "sequential" if model == "inlined sequential" else "functional"
    return Base(tuple(layers), "three blocks", kind, model, width=int(rng.integers(6, 11)))


def listed(names: Sequence[str], most: int = 3) -> str:
    """Some names in one line."""
    return ", ".join([*names[:most], *(["…"] if len(names) > most else [])])


def moved_in_words(names: Sequence[str]) -> str:
    """What a training step did to the base."""
    return f"{len(names)} weights of the base moved ({listed(names)})" if names else "no weight of the base moved"


def second_conv(base: Base) -> str:
    """Name of the second convolution."""
    return base.kernels()[1].partition("/")[0]


# Begins and ends with layers that hold weights, and has no InputLayer.
BARE = Base(
    (("conv", "entry"), ("norm", "middle"), ("act", "bend"), ("conv", "exit")),
    "a subclass of keras.Model",
    kind="subclassed",
    model="subclassed",
)
NESTED = Base(
    (
        ("model", "stem", (("conv", "stem_conv"), ("norm", "stem_bn"), ("act", "stem_act"))),
        *(("conv", "body_conv"), ("norm", "body_bn"), ("act", "body_act")),
        ("model", "top", (("conv", "top_conv"), ("act", "top_act"))),
    ),
    "a base with two models nested in it",
    model="inlined",
)
# One name is contained in an earlier one; the layer before it holds a kernel.
ALIKE = Base(
    (
        *(("conv", "pre_conv2"), ("norm", "norm1"), ("act", "act1"), ("conv", "conv1")),
        *(("conv", "conv2"), ("norm", "norm2"), ("act", "act2"), ("conv", "conv3")),
    ),
    "a keras.Sequential",
    kind="sequential",
)
# No name tells the kind of a layer.
NAMELESS = Base(
    tuple((kind, name) for kind, name in zip(("conv", "norm", "act") * 3, "abcdefghi", strict=True)),
    "a subclass of keras.Model whose layers' names tell nothing",
    kind="subclassed",
    model="subclassed",
)


def numbered(conv: str, norm: str, act: str, about: str) -> Base:
    """Three blocks with a number in each name but the first of its kind, as Keras does it."""
    kinds = (("conv", conv), ("norm", norm), ("act", act))
    names = ((kind, f"{name}_{number}" if number else name) for number in range(3) for kind, name in kinds)
    return Base(tuple(names), about)


# The very names that Keras gives are for layers of students.
NUMBERED = numbered("conv", "norm", "act", "layers with a number in their names")


@dataclass(frozen=True)
class Moved:
    """How far weights have moved in a training step, at most; those that have not are left out."""

    base: dict[str, float]
    rest: dict[str, float]

    def kernels(self, base: Base) -> list[str]:
        """Those of the convolutions of this base that have moved, in order."""
        return [name for name in base.kernels() if name in self.base]


@dataclass(frozen=True)
class Built:
    """A base and the classifier around it."""

    plan: Base
    base: Handle
    model: Handle


class Bench:
    """Builds bases and classifiers in the sandbox, trains them for one step, and looks at their weights."""

    def __init__(self, sandbox: Any, probes: Any, rng: np.random.Generator):
        self.sandbox = sandbox
        self.probes = probes.freezing
        self.classes = int(rng.integers(3, 7))
        self.x = rng.normal(size=(BATCH, *SHAPE)).astype(np.float32)
        self.y = rng.permutation(np.arange(BATCH) % self.classes)

    def build(self, plan: Base, frozen: bool = False) -> Built:
        """A new base and classifier; with `frozen`, all of the base is frozen."""
        made = expect_list(self.probes.build(plan.layers, plan.kind, plan.model, SHAPE, plan.width, self.classes), 2)
        base, model = (expect_handle(each, "keras.Model", "a model") for each in made)
        if frozen:
            self.sandbox.set_attribute(base, "trainable", False)
        return Built(plan, base, model)

    def first_phase(self, built: Built, loss: Any = SPARSE, eager: bool = False) -> None:
        """Compile as before a first phase of training."""
        self.probes.compile_first(built.model, FIRST_RATE, loss, eager)

    def step(self, built: Built) -> Moved:
        """Compile, train one step, and say what moved."""
        self.first_phase(built, eager=True)
        before = self.values(built)
        built.model.train_on_batch(self.x, self.y)
        return self.compare(built, before)

    def values(self, built: Built) -> dict[str, np.ndarray]:
        """All weights of the model, those of the base first."""
        base = expect_dict(self.probes.values(built.base), keys=list(built.plan.shapes))
        whole = expect_dict(self.probes.values(built.model))
        return {str(name): expect(value, dtype=float, finite=False) for name, value in (base | whole).items()}

    def compare(self, built: Built, before: dict[str, np.ndarray]) -> Moved:
        """What has moved since `before`."""
        moved = {}
        for name, value in self.values(built).items():
            old = before.get(name, np.zeros(value.shape))
            if not np.array_equal(value, old):
                moved[name] = float(np.abs(value - old).max()) if value.shape == old.shape else np.inf
        inside = {name: far for name, far in moved.items() if name in built.plan.shapes}
        return Moved(inside, {name: far for name, far in moved.items() if name not in inside})

    def flags(self, built: Built) -> dict[str, bool]:
        """`trainable` of each layer of the base."""
        return {name: flag is True for name, flag in expect_dict(self.probes.flags(built.base)).items()}

    def switched_on(self, built: Built) -> list[str]:
        """Weights of the base that are set to learn."""
        return [expect_text(name) for name in expect_list(self.probes.switched_on(built.base))]

    def attributes(self, built: Built) -> set[str]:
        """Public attributes of the base and its layers."""
        return {expect_text(name) for name in expect_list(self.probes.own_attributes(built.base))}
