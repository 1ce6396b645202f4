"""What the checks of 13 set up and ask: small models, what a new head makes of known values, and what moves."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checking import Handle, expect, expect_dict, expect_handle, expect_list, expect_shape, expect_text

IMAGES = 6
WITH_WEIGHTS = ("conv", "norm", "dense", "softmax")
NEW_HEAD = "the new head"


@dataclass(frozen=True)
class Plan:
    """A model as `probes.own.build` makes it."""

    layers: tuple[tuple[Any, ...], ...]
    shape: tuple[int, ...]
    kind: str = "functional"
    frozen: tuple[str, ...] = ()

    @property
    def description(self) -> str:
        """What it is, for the lines under the call."""
        off = f"; frozen: {', '.join(self.frozen)}" if self.frozen else ""
        names = ", ".join(dict.fromkeys(layer[1] for layer in self.layers))
        return f"a {self.kind} model for inputs {self.shape}: {names}{off}"

    def up_to(self, cut: str) -> list[str]:
        """Names of the layers with weights before and at `cut`."""
        end = [layer[1] for layer in self.layers].index(cut) + 1
        return [layer[1] for layer in self.layers[:end] if layer[0] in WITH_WEIGHTS]


END = (("dense", "fc", 12), ("drop", "drop"), ("dense", "fc2", 10), ("softmax", "predictions", 20))


def chain(rng: np.random.Generator, kind: str, frozen: tuple[str, ...] = ()) -> Plan:
    """Maps, then vectors, then a head: as VGG16, but small. Sizes that nothing divides."""
    width = int(rng.integers(6, 9))
    maps = (("conv", "block1_conv", width), ("norm", "block1_norm"), ("pool", "block1_pool"))
    layers = (*maps, ("conv", "block2_conv", width), ("flatten", "flat"), *END)
    return Plan(layers, (int(rng.integers(5, 8)), 9, 3), kind, frozen)


def branched(rng: np.random.Generator) -> Plan:
    """A model with a shortcut, maps that are not square, pooled maps of one pixel, and vectors; one layer is frozen."""
    width = int(rng.integers(6, 9))
    maps = (("conv", "entry", width), ("norm", "norm"), ("conv", "sum_conv", width), ("add", "sum", "entry"))
    layers = (*maps, ("average", "pooled"), ("flatten", "flat"), *END)
    return Plan(layers, (int(rng.integers(3, 5)), 5, 3), frozen=("sum_conv",))


class Theatre:
    """Builds models in the sandbox, and looks at what has come of them."""

    def __init__(self, probes: Any, rng: np.random.Generator):
        self.probes, self.rng = probes.own, rng
        self.classes = int(rng.integers(3, 6))

    def build(self, plan: Plan) -> Handle:
        made = self.probes.build(plan.layers, plan.shape, plan.kind, plan.frozen, int(self.rng.integers(1 << 30)))
        return expect_handle(made, "keras.Model", "a model")

    def real(self, name: str, cut: int, shape: tuple[int, ...]) -> tuple[Handle, str]:
        """The network of this name, and the name of its layer at `cut`."""
        model, layer = expect_list(self.probes.real(name, cut, shape, int(self.rng.integers(1 << 30))), 2)
        return expect_handle(model, "keras.Model", name), expect_text(layer)

    def operate(
        self, surgery: Callable[..., Any], model: Handle, cut: str, shape: tuple[int, ...], names: list[str]
    ) -> tuple[Handle, dict[str, Any], list[Any]]:
        """What `surgery(model, cut, classes)` gives, what is seen of it, and what is due."""
        x = self.rng.normal(size=(IMAGES, *shape)).astype(np.float32)
        seen = expect(self.probes.output_of(model, cut, x), dtype=float).reshape(IMAGES, -1)
        kernel = self.rng.normal(size=(seen.shape[1], self.classes)) / np.sqrt(seen.shape[1]) / (seen.std() + 1e-6)
        bias = self.rng.normal(size=self.classes)
        scores = np.exp(seen @ kernel + bias)[:2]
        shapes = [[IMAGES, self.classes], list(kernel.shape), [self.classes]]
        answer = expect_handle(surgery(model, cut, self.classes), "keras.Model", "a Keras model")
        values = (kernel.astype(np.float32), bias.astype(np.float32))
        found = expect_dict(self.probes.operated(model, names, answer, x, *values))
        shown = {
            "shapes": [list(expect_shape(each)) for each in expect_list(found["shapes"])],
            "lost": [expect_text(name) for name in expect_list(found["lost"])],
            "answers": expect(found["answers"], dtype=float),
        }
        return answer, shown, [shapes, [], (scores / scores.sum(axis=1, keepdims=True)).ravel()]

    def moved(self, model: Handle, plan: Plan, names: list[str]) -> list[str]:
        """Which of these layers a training step moves, and whether it moves others, which are the new head."""
        x = self.rng.normal(size=(IMAGES, *plan.shape)).astype(np.float32)
        found = [name for name, far in expect_dict(self.probes.moved(model, x)).items() if far is True]
        rest = [NEW_HEAD] if set(found) - set(names) else []
        return [name for name in names if name in found] + rest
