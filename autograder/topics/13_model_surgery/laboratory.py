"""What the checks of 13 set up and ask: small models, what a new head makes of known values, and what moves."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checking import Handle, expect, expect_dict, expect_handle, expect_list, expect_shape, expect_text

IMAGES = 6
WITH_WEIGHTS = ("conv", "norm", "dense", "softmax")


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
        kind = {"functional": "a functional model", "sequential": "a keras.Sequential"}[self.kind]
        off = f"; frozen: {', '.join(self.frozen)}" if self.frozen else ""
        return f"{kind} for inputs {self.shape}: {', '.join(dict.fromkeys(layer[1] for layer in self.layers))}{off}"

    def up_to(self, cut: str) -> list[str]:
        """Names of the layers with weights before and at `cut`."""
        end = [layer[1] for layer in self.layers].index(cut) + 1
        return [layer[1] for layer in self.layers[:end] if layer[0] in WITH_WEIGHTS]


END = (("dense", "fc1", 12), ("drop", "dropout"), ("dense", "fc2", 10), ("softmax", "predictions", 20))


def chain(rng: np.random.Generator, kind: str) -> Plan:
    """Maps, then vectors, then a head: as VGG16, but small. Sizes that nothing divides."""
    word, width = str(rng.choice(["block", "stage"])), int(rng.integers(6, 9))
    maps = (("conv", f"{word}1_conv", width), ("norm", f"{word}1_norm"), ("pool", f"{word}1_pool"))
    layers = (*maps, ("conv", f"{word}2_conv", width), ("flatten", "flatten"), *END)
    return Plan(layers, (int(rng.integers(5, 8)), 9, 3), kind)


def branched(rng: np.random.Generator) -> Plan:
    """A model with a shortcut, maps that are not square, pooled maps of one pixel, and vectors; `middle` is frozen."""
    width = int(rng.integers(6, 9))
    maps = (("conv", "entry", width), ("norm", "norm"), ("conv", "middle", width), ("add", "sum", "entry"))
    layers = (*maps, ("average", "pooled"), ("flatten", "flat"), *END)
    return Plan(layers, (int(rng.integers(3, 5)), 5, 3), frozen=("middle",))


class Theatre:
    """Builds models in the sandbox, and looks at what has come of them."""

    def __init__(self, probes: Any, rng: np.random.Generator):
        self.probes, self.rng = probes.own, rng
        self.classes = int(rng.integers(3, 6))

    def build(self, plan: Plan) -> Handle:
        made = self.probes.build(plan.layers, plan.shape, plan.kind, plan.frozen, int(self.rng.integers(1 << 30)))
        return expect_handle(made, "keras.Model", "a model")

    def real(self, name: str) -> tuple[Handle, str]:
        model, cut = expect_list(self.probes.real(name), 2)
        return expect_handle(model, "keras.Model", name), expect_text(cut)

    def prepare(self, model: Handle, cut: str, shape: tuple[int, ...]) -> dict[str, np.ndarray]:
        """Images, values for the head, and the answers that are due. To be asked before the student has the model."""
        x = self.rng.normal(size=(IMAGES, *shape)).astype(np.float32)
        seen = expect(self.probes.output_of(model, cut, x), dtype=float).reshape(IMAGES, -1)
        kernel = self.rng.normal(size=(seen.shape[1], self.classes)) / np.sqrt(seen.shape[1]) / (seen.std() + 1e-6)
        bias = self.rng.normal(size=self.classes)
        scores = np.exp(seen @ kernel + bias)
        due = (scores / scores.sum(axis=1, keepdims=True))[:2].ravel()
        return {"x": x, "kernel": kernel.astype(np.float32), "bias": bias.astype(np.float32), "due": due}

    def look(self, old: Handle, names: list[str], new: Handle, given: dict[str, np.ndarray]) -> dict[str, Any]:
        """What has become of the named layers of `old` in `new`: see `probes.own.operated`."""
        seen = expect_dict(self.probes.operated(old, names, new, given["x"], given["kernel"], given["bias"]))
        return {
            "shape": list(expect_shape(seen["shape"])),
            "head": [list(expect_shape(each)) for each in expect_list(seen["head"])],
            "lost": [expect_text(name) for name in expect_list(seen["lost"])],
            "answers": expect(seen["answers"], dtype=float),
        }

    def moved(self, model: Handle, shape: tuple[int, ...], classes: int) -> list[str]:
        """The layers that one training step moves."""
        x = self.rng.normal(size=(IMAGES, *shape)).astype(np.float32)
        return [name for name, far in expect_dict(self.probes.moved(model, x, classes)).items() if far is True]
