"""What the checks of 13 set up and ask: small models, what a new head makes of known values, and what moves."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checking import (
    Handle,
    expect,
    expect_dict,
    expect_handle,
    expect_integer,
    expect_list,
    expect_shape,
    expect_text,
)

IMAGES = 6


@dataclass(frozen=True)
class Plan:
    """A model as `probes.own.build` makes it; `description` is what messages say of it."""

    layers: tuple[tuple[Any, ...], ...]
    shape: tuple[int, ...]
    kind: str = "functional"
    frozen: tuple[str, ...] = ()

    @property
    def description(self) -> str:
        """What it is, for the lines under the call."""
        kind = {"functional": "a functional model", "sequential": "a keras.Sequential"}[self.kind]
        off = f"; frozen: {', '.join(self.frozen)}" if self.frozen else ""
        return f"{kind} for inputs {self.shape}: {', '.join(dict.fromkeys(layer[1] for layer in self.layers))}{off}"

    def up_to(self, cut: str = "") -> list[str]:
        """Names of the layers with weights before and at `cut`; all but the last without it."""
        names = [layer[1] for layer in self.layers]
        end = names.index(cut) + 1 if cut else -1
        return [layer[1] for layer in self.layers[:end] if layer[0] in ("conv", "norm", "dense", "softmax")]


def chain(rng: np.random.Generator, kind: str) -> Plan:
    """Maps, then vectors, then a head: as VGG16, but small. Sizes that nothing divides."""
    word, width = str(rng.choice(["block", "stage"])), int(rng.integers(6, 9))
    layers = (
        *(("conv", f"{word}1_conv", width), ("norm", f"{word}1_norm"), ("pool", f"{word}1_pool")),
        *(("conv", f"{word}2_conv", width), ("flatten", "flatten"), ("dense", "fc1", 12), ("drop", "dropout")),
        *(("dense", "fc2", 10), ("softmax", "predictions", 20)),
    )
    return Plan(layers, (int(rng.integers(5, 8)), 9, 3), kind)


def branched(rng: np.random.Generator, pooled: bool = True) -> Plan:
    """A model with a shortcut, maps that are not square, pooled maps of one pixel, and vectors; `fc1` is frozen."""
    width = int(rng.integers(6, 9))
    layers = (
        *(("conv", "entry", width), ("norm", "norm"), ("conv", "middle", width), ("add", "sum", "entry")),
        *(("average", "pooled", True), ("flatten", "flat"), ("dense", "fc1", 12), ("drop", "dropout")),
        *(("dense", "fc2", 10), ("softmax", "predictions", 20)),
    )
    return Plan(layers, (int(rng.integers(3, 5)), 5, 3), frozen=("middle",))


@dataclass
class Operated:
    """What has come of a model: see `probes.own.operated`. `due` are the answers that are due."""

    shape: list[int]
    head: list[list[int]]
    lost: list[str]
    answers: np.ndarray
    old: list[int]
    due: np.ndarray
    moved: list[str]
    rest: bool


class Theatre:
    """Builds models in the sandbox, lets the student operate on them, and looks at what comes of it."""

    def __init__(self, sandbox: Any, probes: Any, rng: np.random.Generator):
        self.sandbox, self.probes, self.rng = sandbox, probes.own, rng
        self.classes = int(rng.integers(3, 6))

    def build(self, plan: Plan) -> Handle:
        seed = int(self.rng.integers(1 << 30))
        made = self.probes.build(plan.layers, plan.shape, plan.kind, plan.frozen, seed)
        return expect_handle(made, "keras.Model", "a model")

    def images(self, shape: Sequence[int]) -> np.ndarray:
        return self.rng.normal(size=(IMAGES, *shape)).astype(np.float32)

    def prepare(self, model: Handle, layer: str, shape: Sequence[int]) -> dict[str, np.ndarray]:
        """Images, values for the head, and what is due for the first two images. Before the student has the model."""
        x = self.images(shape)
        seen = expect(self.probes.output_of(model, layer, x), dtype=float).reshape(IMAGES, -1)
        kernel = self.rng.normal(size=(seen.shape[1], self.classes)) / np.sqrt(seen.shape[1]) / (seen.std() + 1e-6)
        bias = self.rng.normal(size=self.classes)
        scores = np.exp(seen @ kernel + bias)
        due = (scores / scores.sum(axis=1, keepdims=True))[:2].ravel()
        return {"x": x, "kernel": kernel.astype(np.float32), "bias": bias.astype(np.float32), "due": due}

    def look(self, old: Handle, names: Sequence[str], new: Handle, given: dict[str, np.ndarray]) -> Operated:
        """What has become of `old` in `new`; the named layers are those that are to be kept."""
        seen = expect_dict(self.probes.operated(old, list(names), new, given["x"], given["kernel"], given["bias"]))
        shape = list(expect_shape(seen["shape"]))
        moved = self.moved(new, given["x"], shape) if names else []
        return Operated(
            shape,
            [list(expect_shape(each)) for each in expect_list(seen["head"])],
            [expect_text(name) for name in expect_list(seen["lost"])],
            expect(seen["answers"], dtype=float),
            list(expect_shape(seen["old"])),
            given["due"],
            [name for name in names if name in moved],
            any(name not in names for name in moved),
        )

    def moved(self, model: Handle, x: np.ndarray, shape: Sequence[int]) -> list[str]:
        """The layers that one training step moves."""
        y = self.rng.uniform(size=(len(x), *shape[1:])).astype(np.float32)
        return [expect_text(name) for name in expect_list(self.probes.moved(model, x, y))]

    def moved_inside(self, model: Handle, plan: Plan) -> list[str]:
        """The layers of `model` that one training step moves, with a head behind it."""
        found = self.moved(expect_handle(self.probes.around(model), "keras.Model", "a model"), self.images(plan.shape), (0, 3))
        return [layer[1] for layer in plan.layers if layer[1] in found]

    def counts(self, model: Handle) -> list[int]:
        return [expect_integer(each) for each in expect_list(self.probes.counts(model), 2)]
