"""What the student's functions do with small networks, and the same in NumPy."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from autograder.checking import called, display, expect, expect_dict, expect_list, expect_number, malformed
from autograder.laboratories.activations import softmax_of

Weights = tuple[np.ndarray, np.ndarray]
SIDE = 16
# What torch calls that which only multiplies, adds, moves or picks values. All else may be an activation.
_STRAIGHT = {
    *("convolution", "addmm", "mm", "bmm", "add", "add_", "mul", "mul_", "div", "sub", "mean", "sum"),
    *(
        "max_pool2d_with_indices",
        "max_pool2d",
        "amax",
        "max",
        "avg_pool2d",
        "_adaptive_avg_pool2d",
        "adaptive_max_pool2d",
    ),
    *("native_batch_norm", "_native_batch_norm_legit_no_training", "native_layer_norm", "native_group_norm"),
    *(
        "view",
        "_unsafe_view",
        "reshape",
        "t",
        "transpose",
        "permute",
        "expand",
        "squeeze",
        "unsqueeze",
        "select",
        "slice",
    ),
    *("clone", "detach", "alias", "cat", "_to_copy", "empty", "zeros", "_log_softmax", "constant_pad_nd"),
}


# --- an epoch of training --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Course:
    """Images as vectors, their classes, the weights of a linear network, and how it is trained."""

    weights: Weights
    images: np.ndarray
    classes: np.ndarray
    batch_size: int
    rate: float

    @classmethod
    def drawn(cls, rng: np.random.Generator, n: int, features: int, classes: int, batch_size: int, rate: float):
        images = rng.normal(size=(n, features)).astype(np.float32)
        kernel, bias = rng.normal(size=(features, classes)), rng.normal(size=classes)
        # Each image has its own class, so that a batch is not like the others.
        labels = rng.integers(0, classes, size=n)
        return cls((kernel.astype(np.float32), bias.astype(np.float32)), images, labels, batch_size, rate)

    @cached_property
    def due(self) -> tuple[float, list[np.ndarray]]:
        """The mean loss of an epoch of gradient descent, and the weights after it."""
        kernel, bias = (each.astype(float) for each in self.weights)
        losses = []
        for x, y in self.batches:
            p = softmax_of(x @ kernel + bias)
            losses += [-np.log(p[np.arange(len(y)), y])]
            gradient = (p - np.eye(len(bias))[y]) / len(y)
            kernel, bias = kernel - self.rate * x.T @ gradient, bias - self.rate * gradient.sum(axis=0)
        return float(np.concatenate(losses).mean()), [kernel, bias]

    @property
    def batches(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        for start in range(0, len(self.classes), self.batch_size):
            part = slice(start, start + self.batch_size)
            yield self.images[part], self.classes[part]

    @property
    def sizes(self) -> list[int]:
        return [len(classes) for _, classes in self.batches]


class Epoch:
    """The student's train_epoch of such a course."""

    def __init__(self, student: Any, probes: Any, course: Course, training: bool = True):
        sizes = ", ".join(map(str, course.sizes))
        optimizer = f"SGD(network.parameters(), lr={course.rate:g})"
        called(f"train_epoch(network, loader, {optimizer}), batches of {sizes} images")
        given = (course.weights, (course.images, course.classes), course.batch_size, course.rate)
        self._told = expect_dict(probes.own.trained(student.train_epoch, *given, training), ("returned", "weights"))
        shapes = [each.shape for each in course.weights]
        found = expect_list(self._told["weights"], 2)
        self.weights = [expect(each, shape=shape, dtype=float) for each, shape in zip(found, shapes, strict=True)]
        self.modes = [expect_list(pair, 2)[0] is True for pair in expect_list(self._told["modes"])]

    @cached_property
    def loss(self) -> float:
        return expect_number(self._told["returned"])

    @property
    def is_number_alone(self) -> bool:
        """Whether what came back is a number, without the graph that it was computed by."""
        _ = self.loss
        return self._told["is_tied"] is not True


# --- prediction ------------------------------------------------------------------------------------------------------


class Prediction:
    """The student's predict of a linear network for images of 2 x 3 pixels with 2 channels."""

    def __init__(
        self, student: Any, probes: Any, rng: np.random.Generator, n: int, training: bool = False, tripled: bool = False
    ):
        self.images = rng.normal(size=(n, 2, 2, 3)).astype(np.float32)
        weights = [rng.normal(size=size).astype(np.float32) for size in ((12, 4), (4,))]
        mode = "training" if training else "evaluation"
        called(f"predict(network, images), network in {mode} mode, 4 classes", images=self.images)
        told = probes.own.predicted(student.predict, weights, self.images, training, tripled)
        told = expect_dict(told, ("returned", "modes", "left"))
        self.logits = self.images.reshape(n, -1) @ weights[0] + weights[1]
        self.due = softmax_of(self.logits.astype(float))
        self._returned = told["returned"]
        self.calls = [[each is True for each in expect_list(pair, 2)] for pair in expect_list(told["modes"])]
        self.left_in_training = told["left"] is True

    @cached_property
    def answer(self) -> np.ndarray:
        return expect(self._returned, shape=self.due.shape, dtype=float)


# --- a network -------------------------------------------------------------------------------------------------------


class Network:
    """A network that the student built."""

    def __init__(self, student: Any, probes: Any, rng: np.random.Generator, classes: int):
        self._probes, self._classes = probes, classes
        self._text = f"network = build_network({classes})"
        self._network = student.build_network(classes)
        called(self._text)
        if probes.own.is_module(self._network) is not True:
            malformed(got=display.kind(self._network), expected="an nn.Module")
        self._images = rng.normal(size=(24, 3, SIDE, SIDE)).astype(np.float32)

    def _ask(self, probe: Any, images: np.ndarray, question: str) -> Any:
        called(f"{self._text}; {question}", images=images)
        return probe(self._network, images)

    def answers(self, images: np.ndarray) -> np.ndarray:
        """Its logits of these images, at prediction."""
        answer = self._ask(self._probes.own.answers, images, "network(images)")
        return expect(answer, shape=(len(images), self._classes), dtype=float)

    @cached_property
    def kind(self) -> str:
        """What the answers look like, for faint images and for glaring ones."""
        batches = [self.answers(self._images * size) for size in (1, 1000)]
        every = np.concatenate(batches)
        if np.allclose(every.sum(axis=1), 1, atol=1e-3) and every.min() >= 0:
            return "probabilities"
        if np.allclose(batches[1].sum(axis=0), 1, atol=1e-3) and every.min() >= 0:
            return "columns that sum to 1"
        if every.min() >= 0:
            return "between 0 and 1" if every.max() <= 1 else "never negative"
        return "between -1 and 1" if 0.99 < np.abs(batches[1]).max() <= 1 else "any"

    @cached_property
    def bends(self) -> bool:
        """Whether something in it bends, pooling not counted."""
        found = expect_list(self._ask(self._probes.own.operations, self._images[:2], "network(images)"))
        return not {name for name in found if isinstance(name, str)} <= _STRAIGHT and self._is_no_line

    @property
    def _is_no_line(self) -> bool:
        one, other = self._images[:12], self._images[12:]
        both = self.answers(np.concatenate([one, other, (one + other) / 2]))
        error = both[24:] - (both[:12] + both[12:24]) / 2
        return bool(np.abs(error).max() > 1e-4 * np.abs(both).max())

    @cached_property
    def axes(self) -> Sequence[int]:
        """How many axes each weight has that an optimizer gets."""
        self.answers(self._images[:2])
        shapes = expect_list(self._probes.own.weight_shapes(self._network))
        return [len(expect_list(shape)) for shape in shapes]

    @cached_property
    def unmoved(self) -> int:
        """How many weights get no gradient."""
        return len(expect_list(self._ask(self._probes.own.unmoved, self._images[:4], "a loss of it, and backward()")))

    @cached_property
    def is_silent(self) -> bool:
        """Whether it says nothing about the images any more once all weights that an optimizer gets are 0."""
        question = "all network.parameters() set to 0; network(images)"
        answer = self._ask(self._probes.own.without_weights, self._images, question)
        answer = expect(answer, shape=(len(self._images), self._classes), dtype=float)
        return bool(np.abs(answer - answer[0]).max() < 1e-6)
