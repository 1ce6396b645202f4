"""What the student's functions do with small networks, and the same in NumPy."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from autograder.checking import Handle, called, expect, expect_dict, expect_handle, expect_list, expect_number
from autograder.laboratories.activations import softmax_of

# What torch calls that which only multiplies, adds, moves and picks values. All else may be an activation.
_STRAIGHT = """
    convolution addmm mm bmm add add_ mul mul_ div sub mean sum max_pool2d_with_indices max_pool2d amax max
    avg_pool2d _adaptive_avg_pool2d adaptive_max_pool2d native_batch_norm _native_batch_norm_legit_no_training
    native_layer_norm native_group_norm view _unsafe_view reshape t transpose permute expand squeeze unsqueeze select
    slice clone detach alias cat _to_copy empty zeros _log_softmax constant_pad_nd
"""


class Epoch:
    """The student's train_epoch of a linear network, and what is due of it.

    Args:
        sizes: Images, features of each, classes, images of a batch.
    """

    def __init__(
        self, student: Any, probes: Any, rng: np.random.Generator, sizes: Sequence[int], rate: float, training: bool
    ):
        n, features, classes, self._batch = sizes
        self._x, self._y = rng.normal(size=(n, features)).astype(np.float32), rng.integers(0, classes, size=n)
        given = [rng.normal(size=shape).astype(np.float32) for shape in ((features, classes), (classes,))]
        self._rate, self._given = rate, given
        batches = ", ".join(str(len(y)) for _, y in self._batches())
        mode = "" if training else ", network in evaluation mode"
        called(f"train_epoch(network, loader, SGD(network.parameters(), lr={rate:g})), batches of {batches}{mode}")
        told = probes.own.trained(student.train_epoch, given, (self._x, self._y), self._batch, rate, training)
        self._told = expect_dict(told, ("returned", "is_tied", "weights", "calls", "has_gradients"))
        found = zip(expect_list(self._told["weights"], 2), given, strict=True)
        self.weights = [expect(one, shape=other.shape, dtype=float) for one, other in found]

    @property
    def modes(self) -> str:
        """In which modes the network was called: t for training, e for evaluation."""
        calls = [expect_list(each, 2) for each in expect_list(self._told["calls"])]
        return "".join(sorted({"t" if training is True else "e" for training, _ in calls}))

    @property
    def loss(self) -> float:
        return expect_number(self._told["returned"])

    @property
    def is_number_alone(self) -> bool:
        """Whether what came back is a number without what it was computed from."""
        _ = self.loss
        return self._told["is_tied"] is not True

    @property
    def leaves_gradients(self) -> bool:
        return self._told["has_gradients"] is True

    def _batches(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        for start in range(0, len(self._y), self._batch):
            yield self._x[start : start + self._batch], self._y[start : start + self._batch]

    @cached_property
    def due(self) -> tuple[float, list[np.ndarray]]:
        """The mean loss of an epoch of gradient descent, and the weights after it."""
        kernel, bias = (each.astype(float) for each in self._given)
        losses = []
        for x, y in self._batches():
            p = softmax_of(x @ kernel + bias)
            losses += [-np.log(p[np.arange(len(y)), y])]
            gradient = (p - np.eye(len(bias))[y]) / len(y)
            kernel, bias = kernel - self._rate * x.T @ gradient, bias - self._rate * gradient.sum(axis=0)
        return float(np.concatenate(losses).mean()), [kernel, bias]


class Prediction:
    """The student's predict of a linear network, for images of 2 x 3 pixels with 2 channels and 4 classes."""

    def __init__(self, student: Any, probes: Any, rng: np.random.Generator, n: int, training: bool = False):
        images = rng.normal(size=(n, 2, 2, 3)).astype(np.float32)
        kernel, bias = (rng.normal(size=size).astype(np.float32) for size in ((12, 4), (4,)))
        mode = "training" if training else "evaluation"
        called(f"predict(network, images), network in {mode} mode, 4 classes", images=images)
        told = probes.own.predicted(student.predict, (kernel, bias), images, training)
        self._told = expect_dict(told, ("returned", "calls", "left"))
        self.due = softmax_of(images.reshape(n, -1).astype(float) @ kernel + bias)
        self.calls = [[each is True for each in expect_list(pair, 2)] for pair in expect_list(self._told["calls"])]
        self.left_in_training = self._told["left"] is True

    @property
    def answer(self) -> np.ndarray:
        return expect(self._told["returned"], shape=self.due.shape, dtype=float)


class Network:
    """A network that the student built, for this many classes."""

    def __init__(self, student: Any, probes: Any, rng: np.random.Generator, classes: int):
        self._student, self._own, self._classes = student, probes.own, classes
        self._text = f"network = build_network({classes})"
        self._network = self._build()
        self._images = rng.normal(size=(24, 3, 16, 16)).astype(np.float32)

    def _build(self) -> Handle:
        return expect_handle(self._student.build_network(self._classes), "torch.nn.Module", "a network (nn.Module)")

    def answers(self, images: np.ndarray, other: Handle | None = None) -> tuple[np.ndarray, list[str]]:
        """Its answers at prediction, or those of another network, and what it computes for them."""
        called(f"{self._text}; network(images)", images=images)
        found, names = expect_list(self._own.answers(self._network if other is None else other, images), 2)
        return expect(found, shape=(len(images), self._classes), dtype=float), list(map(str, expect_list(names)))

    @cached_property
    def kind(self) -> str:
        """What the answers look like, for faint images and for glaring ones."""
        faint, glaring = (self.answers(self._images * size)[0] for size in (1, 1000))
        least, most = min(faint.min(), glaring.min()), np.abs(glaring).max()
        if least < 0:
            return "between -1 and 1" if 0.99 < most <= 1 else "any"
        for axis, name in ((1, "probabilities"), (0, "columns that sum to 1")):
            if np.allclose(glaring.sum(axis=axis), 1, atol=1e-3):
                return name
        return "between 0 and 1" if most <= 1 else "never negative"

    @cached_property
    def bends(self) -> bool:
        """Whether it computes anything that may be an activation. (Max pooling alone would be no straight line.)"""
        return not set(self.answers(self._images)[1]) <= set(_STRAIGHT.split())

    @cached_property
    def weights(self) -> list[tuple[int, bool]]:
        """Of each weight that an optimizer gets, how many axes it has, and whether it gets a gradient."""
        self.answers(self._images)
        called(f"{self._text}; a loss of network(images), and backward()", images=self._images)
        found = [expect_list(each, 2) for each in expect_list(self._own.weights_of(self._network, self._images))]
        return [(int(expect_number(axes)), has_gradient is True) for axes, has_gradient in found]

    @property
    def is_whole(self) -> bool:
        """Whether a second network gives the same answers once it has all weights of this one."""
        own, _ = self.answers(self._images)
        other = self._build()
        self.answers(self._images, other)  # a lazy layer has its weights only now
        self._own.give(self._network, other)
        return bool(np.allclose(self.answers(self._images, other)[0], own, atol=1e-4))
