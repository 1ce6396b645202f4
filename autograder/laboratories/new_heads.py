"""New heads that students put on a base: once their weights are drawn, what they answer, and what passes through."""

from functools import cached_property
from typing import Any

import numpy as np

from autograder.checking import Handle, expect, expect_dict, expect_integer, expect_list
from autograder.laboratories.activations import sigmoid_of, softmax_of


class Drawn:
    """What a model answers once the weights that are not those of its base are drawn."""

    def __init__(self, probes: Any, model: Handle, base: Handle, x: np.ndarray, seed: int):
        found = expect_list(probes.new_heads.draw(model, base, x, 3.0, seed))
        self.weights = [expect(value, dtype=float) for value in found]
        # Where the base is a copy, its weights are drawn as well: values may grow beyond all numbers.
        self.rows = expect(probes.models.answers(model, x, False), dtype=float, finite=False)[0]

    @property
    def shapes(self) -> list[tuple[int, ...]]:
        return [value.shape for value in self.weights]

    def scores(self, vectors: np.ndarray) -> np.ndarray:
        """What a Dense layer with the drawn kernel and bias makes of the vectors."""
        if len(self.weights) != 2 or {value.ndim for value in self.weights} != {1, 2}:
            return np.zeros((len(vectors), 1))
        kernel, bias = sorted(self.weights, key=np.ndim, reverse=True)
        return vectors @ kernel + bias if len(kernel) == vectors.shape[1] else np.zeros((len(vectors), 1))


class Cut:
    """What passes through the Dense layers of a cut model whose weights are drawn."""

    def __init__(self, probes: Any, model: Handle, base: Handle, x: np.ndarray, seed: int, name: str):
        self._probes, self._model, self._base, self._x, self.name = probes, model, base, x, name
        probes.new_heads.draw(model, base, x, 2.0, seed)
        self._rows = expect(probes.models.answers(model, x, False), dtype=float)[0]
        # Before the call in training mode, which changes the statistics of a base that is not frozen.
        self._given = expect_dict(probes.new_heads.outputs(base, x))
        self._quiet, self._training = self._layers(False), self._layers(True)

    def _layers(self, training: bool) -> list[tuple[np.ndarray, np.ndarray, int]]:
        found = self._probes.new_heads.dense_layers(self._model, self._base, self._x, training)
        calls = [expect_list(call, 3) for call in expect_list(found)]
        return [(expect(one, dtype=float), expect(two, dtype=float), expect_integer(n)) for one, two, n in calls]

    @property
    def units(self) -> list[int]:
        return [units for _, _, units in self._quiet]

    @cached_property
    def where(self) -> str:
        """What the first Dense layer gets, in words."""
        if not self._quiet:
            return "nothing: it has no Dense layer"
        seen = self._quiet[0][0]
        # The named layer first: others may give the same.
        for name in [self.name, *self._given]:
            value = expect(self._given[name], dtype=float)
            if value.ndim != 4:
                continue
            ways = {
                f"the output of {name}, flattened": value.reshape(len(value), -1),
                f"the output of {name}, not flattened": value,
                f"the averages of the maps of {name}": value.mean(axis=(1, 2)),
                f"the greatest values in the maps of {name}": value.max(axis=(1, 2)),
            }
            for words, one in ways.items():
                if one.shape == seen.shape and np.allclose(one, seen, atol=1e-5):
                    return words
        return f"{seen[0].size} numbers that no layer of the base gives"

    @property
    def between(self) -> str:
        """What happens at prediction between the first Dense layer's kernel and the second Dense layer."""
        if len(self._quiet) < 2:
            return "nothing"
        (_, linear, _), (values, _, _) = self._quiet[:2]
        ways = {"ReLU": np.maximum(linear, 0), "nothing": linear}
        fits = [word for word, value in ways.items() if value.shape == values.shape and _near(value, values)]
        return fits[0] if fits else "something else than ReLU"

    @property
    def dropped(self) -> float:
        """Which share of what ReLU leaves is 0 in training when it reaches the second Dense layer."""
        if len(self._training) < 2:
            return 0.0
        (_, linear, _), (values, _, _) = self._training[:2]
        return float((values[linear > 0] == 0).mean()) if values.shape == linear.shape else 0.0

    @property
    def input_dropped(self) -> float:
        """Which share of what reaches the first Dense layer is 0 in training."""
        return float((self._training[0][0] == 0).mean()) if self._training else 0.0

    @property
    def last(self) -> str:
        """What the last Dense layer and the activation after it are, judged by the answers."""
        if not self._quiet:
            return "no Dense layer"
        _, scores, units = self._quiet[-1]
        ways = {"sigmoid": sigmoid_of(scores), "softmax": softmax_of(scores), "nothing": scores}
        ways |= {"softmax twice": softmax_of(softmax_of(scores))}
        fits = [word for word, value in ways.items() if value.shape == self._rows.shape and _near(value, self._rows)]
        count = "one unit" if units == 1 else f"{units} units"
        if scores.ndim != 2:
            return f"an answer for each place, of shape {self._rows.shape}"
        return f"{count} with {fits[0] if fits else 'neither sigmoid nor softmax'}"


def _near(one: np.ndarray, other: np.ndarray) -> bool:
    return bool(np.allclose(one, other, atol=1e-3))
