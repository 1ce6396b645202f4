"""Files of signs, images from which one can tell what was done to them, and trainings whose course is known."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from autograder.checking import (
    Handle,
    StudentError,
    called,
    display,
    expect,
    expect_dict,
    expect_integer,
    expect_list,
    expect_number,
    malformed,
)
from autograder.laboratories.networks import Network

PARTS = ("train", "validation", "test")
SIDE, WHOLE = 28, "each image once"
KINDS = ("keras.utils.PyDataset", "tensorflow.data.Dataset")
# How well an image agrees with one that was only scaled: the least turn or shift that anybody would use shows 0.98.
UNCHANGED = 0.999
# So far an image may agree with that of another pass, as a share of what there is, to count as the same.
SAME = 1e-3


# --- read_signs ------------------------------------------------------------------------------------------------------


def csv_file(images: np.ndarray, labels: np.ndarray, ends_with: str = "\n") -> bytes:
    """The file of these signs."""
    header = ",".join(["label", *(f"pixel{number}" for number in range(1, images[0].size + 1))])
    rows = np.column_stack([labels, images.reshape(len(images), -1)]).tolist()
    return ("\n".join([header, *(",".join(map(str, row)) for row in rows)]) + ends_with).encode()


def signs(rng: np.random.Generator, labels: Sequence[int] | np.ndarray) -> np.ndarray:
    """Random pictures, one for each label."""
    return rng.integers(0, 256, size=(len(labels), SIDE, SIDE)).astype(np.uint8)


class Read:
    """What `read_signs` gave for a file."""

    def __init__(self, student: Any, files: Any, images: np.ndarray, labels: np.ndarray, ends_with: str = "\n"):
        content = csv_file(images, labels, ends_with)
        path = f"{files.write({'signs.csv': content})}/signs.csv"
        answer = student.read_signs(path)
        count = "a picture" if len(labels) == 1 else f"{len(labels)} pictures"
        called(f'read_signs("signs.csv"): a header and {count}')
        found, self.labels = expect_list(answer, 2)
        self.images = expect(found, shape=(len(labels), SIDE, SIDE), dtype="real")
        self.labels = whole(self.labels, len(labels))


def whole(value: Any, count: int) -> np.ndarray:
    """Whole numbers (count,)."""
    return expect(value, shape=(count,), dtype=int).astype(np.int64)


def numbered(student: Any, labels: np.ndarray) -> tuple[np.ndarray, Any]:
    """The classes that `class_index` gives, and what should be the names."""
    classes, names = expect_list(student.class_index(labels), 2)
    return whole(classes, len(labels)), names


# --- make_batches ----------------------------------------------------------------------------------------------------


class Batches:
    """What `make_batches` makes of three parts, in which each image has a class of its own.

    Args:
        images: Of each part, uint8 (n, height, width) or (n, height, width, 3).
        passes: How often each part is read.
    """

    def __init__(
        self,
        student: Any,
        sandbox: Any,
        probes: Any,
        rng: np.random.Generator,
        images: dict[str, np.ndarray],
        batch_size: int,
        passes: int,
    ):
        self.images, self.batch_size = images, batch_size
        self.classes = {part: rng.permutation(len(images[part])) for part in PARTS}
        # Image `c` is that of class c.
        given = [(images[part][self.classes[part]], self.classes[part]) for part in PARTS]
        answer = expect_list(student.make_batches(*given, batch_size), 3)
        sizes = ", ".join(f"{len(images[part])}" for part in PARTS)
        kind = "grey" if images["train"].ndim == 3 else "colour"
        height, width = images["train"].shape[1:3]
        called(f"make_batches(train, validation, test, {batch_size}): {sizes} {kind} images of {height} x {width}")
        for part, batches in zip(PARTS, answer, strict=True):
            if not isinstance(batches, Handle) or not any(sandbox.is_instance(batches, kind) for kind in KINDS):
                wanted = f"{part}: a keras.utils.PyDataset, such as ImageDataGenerator.flow returns, or a Dataset"
                malformed(got=display.kind(batches), expected=wanted)
        most = max(map(len, images.values())) + 2
        read = probes.batches.one_pass
        self.passes = {
            part: [[self._batch(part, batch) for batch in expect_list(read(batches, most))] for _ in range(passes)]
            for part, batches in zip(PARTS, answer, strict=True)
        }

    def _batch(self, part: str, batch: Any) -> tuple[np.ndarray, np.ndarray]:
        """Images and classes of a batch."""
        images, classes = expect_list(batch, 2)
        shape = self.images[part].shape[1:]
        images = expect(images, shape=(None, *shape, *(() if len(shape) == 3 else (1,))), dtype=float)
        classes = expect(classes, dtype="number")
        if classes.shape not in ((len(images),), (len(images), 1)):
            got = f"{part} classes of shape {display.shape(classes.shape)} for {len(images)} images"
            malformed(got=got, expected="the classes as they were given: one whole number for each image")
        numbers = classes.ravel().astype(int)
        if not np.isin(numbers, self.classes[part]).all():
            malformed(got=f"{part} classes that were not given, such as {numbers.max()}", expected="those given")
        return images.reshape(len(images), *shape).astype(float), numbers

    def order(self, part: str, number: int = 0) -> list[int]:
        """The classes of a pass, in order."""
        return [int(each) for _, classes in self.passes[part][number] for each in classes]

    @cached_property
    def passes_of(self) -> dict[str, str]:
        """How the images of each part come."""
        return {part: self._told(part) for part in PARTS}

    def _told(self, part: str) -> str:
        count, size = len(self.images[part]), self.batch_size
        sizes = [len(classes) for _, classes in self.passes[part][0]]
        if sizes != [size] * (count // size) + [count % size] * (count % size > 0):
            return f"batches of {', '.join(map(str, sizes)) or 'nothing'} for {count} images"
        if any(sorted(self.order(part, number)) != list(range(count)) for number in range(len(self.passes[part]))):
            return "some images more than once in a pass, others not at all"
        if part == "train":
            return WHOLE
        return WHOLE if self.order(part) == self.classes[part].tolist() else "another order than given"

    @cached_property
    def found(self) -> dict[str, np.ndarray]:
        """Images of each pass, (passes, n, ...), in the order of their classes."""
        wrong = [part for part in PARTS if self.passes_of[part].startswith(("batches", "some"))]
        if wrong:
            malformed(got=f"{wrong[0]}: {self.passes_of[wrong[0]]}", expected="each image once in a pass")
        return {
            part: np.stack(
                [
                    np.concatenate([images for images, _ in each])[np.argsort(self.order(part, number))]
                    for number, each in enumerate(self.passes[part])
                ]
            )
            for part in PARTS
        }

    # Of images that are evenly grey, or of one colour

    def levels(self, part: str) -> tuple[np.ndarray, np.ndarray]:
        """The values that images have nearly everywhere, and those that are due, flat."""
        due = np.median(self.images[part] / 255, axis=(1, 2))
        seen = np.median(self.found[part], axis=(2, 3))
        return seen.ravel(), np.broadcast_to(due, seen.shape).ravel()

    @property
    def belong(self) -> list[str]:
        """The parts whose images come with their own classes."""
        return [part for part in PARTS if agreement(*self.levels(part)) > 0.7]

    @property
    def scales(self) -> dict[str, list[float]]:
        """What 0 and 255 have become, nearly."""
        lines = {part: np.polyfit(*self.levels(part)[::-1], 1) for part in PARTS}
        return {part: [float(start), float(start + slope)] for part, (slope, start) in lines.items()}

    # Of images that are bright above and dark below

    @property
    def changed(self) -> list[str]:
        """The parts in which images are not as they were given, however they are scaled."""
        given = {part: self.images[part].astype(float) for part in PARTS}
        return [
            part
            for part in PARTS
            if min(
                agreement(image, due) for each in self.found[part] for image, due in zip(each, given[part], strict=True)
            )
            < UNCHANGED
        ]

    @property
    def varies(self) -> bool:
        """Whether most training images are others in each pass."""
        found = self.found["train"]
        span = np.ptp(found) or 1.0
        apart = np.abs(np.diff(found, axis=0)).reshape(len(found) - 1, found.shape[1], -1).max(axis=2)
        return bool((apart > SAME * span).mean() > 0.5)

    @property
    def upside_down(self) -> float:
        """Which share of the training images is brighter below than above."""
        found = self.found["train"]
        half = found.shape[2] // 2
        axes = tuple(range(2, found.ndim))
        return float((found[:, :, :half].mean(axis=axes) < found[:, :, half:].mean(axis=axes)).mean())

    @property
    def orders(self) -> str:
        """How the training images come."""
        found = [self.order("train", number) for number in range(len(self.passes["train"]))]
        given = self.classes["train"].tolist()
        if found[0] == given:
            return "in the order given"
        return "in one order, the same in each pass" if all(each == found[0] for each in found) else "shuffled"


def agreement(one: np.ndarray, other: np.ndarray) -> float:
    """The correlation of two arrays; 0 where there is none."""
    one, other = one.ravel() - one.mean(), other.ravel() - other.mean()
    spread = float(np.sqrt((one**2).sum() * (other**2).sum()))
    return float((one * other).sum()) / spread if spread > 1e-9 else 0.0


def even_images(rng: np.random.Generator, count: int, size: tuple[int, ...]) -> np.ndarray:
    """Images of one value, or colour, each: from 0 to 255."""
    levels = np.linspace(0, 255, count)
    shape = (count, 1, 1, *size[2:])
    tints = np.stack([rng.permuted(levels) for _ in range(3)], axis=-1) if size[2:] else rng.permuted(levels)
    return np.broadcast_to(tints.reshape(shape), (count, *size)).astype(np.uint8)


def slopes(rng: np.random.Generator, count: int, size: tuple[int, int]) -> np.ndarray:
    """Images that are bright above and dark below, each with a bright spot somewhere in its upper half."""
    height, width = size
    images = np.linspace(230, 20, height)[None, :, None] + np.zeros((count, height, width))
    for image in images:
        top, left = rng.integers(2, height // 2 - 3), rng.integers(2, width - 6)
        image[top : top + 3, left : left + 4] = 255
    return images.astype(np.uint8)


# --- build_model -----------------------------------------------------------------------------------------------------


class SmallNetwork(Network):
    """A network in which poolings are counted."""

    @property
    def counts(self) -> list[int]:
        """Convolutions, and poolings that are not global."""
        kinds = [kind for kind, *_ in self.parts]
        poolings = kinds.count("max") + kinds.count("mean")
        found = self._probes.own.global_poolings(self.model, self.x)
        return [kinds.count("Conv2D"), max(poolings - expect_integer(found), 0)]


def measured(model: Any, probes: Any, labels: np.ndarray, answers: np.ndarray) -> list[float | str]:
    """What the loss and the metric "accuracy" of a compiled model make of known answers, or how Keras refuses."""
    try:
        is_compiled = model.optimizer is not None
    except StudentError:  # before its first compile a model has no such attribute
        is_compiled = False
    if not is_compiled:
        malformed(got="a model that is not compiled", expected="a compiled model", why="fit needs a loss.")
    found: list[float | str] = []
    for probe in (probes.freezing.loss_of, probes.freezing.metrics_of):
        try:
            value = probe(model, labels, answers)
        except StudentError as error:
            value = f"{error.type}, for classes that are whole numbers"
        if isinstance(value, dict):
            value = value.get("accuracy", f"the metrics {', '.join(value)}" if value else "no metric")
        found.append(value if isinstance(value, str) else expect_number(value))
    return found


# --- train_to_target -------------------------------------------------------------------------------------------------

VALIDATION, BATCH = 32, 3
_LARGE_BATCH = 7  # of validation images: each batch takes its time


@dataclass(frozen=True)
class Course:
    """A training: how many of the validation images are right after each epoch."""

    right: Sequence[int]
    target: float
    max_epochs: int
    train: int
    is_dataset: bool

    @property
    def epochs(self) -> int:
        """How many are due."""
        reached = [epoch for epoch, value in enumerate(self.curve, 1) if value >= self.target]
        return min([*reached, self.max_epochs])

    @property
    def curve(self) -> list[float]:
        """val_accuracy after each epoch."""
        return [count / VALIDATION for count in self.right]

    @property
    def steps(self) -> int:
        """In an epoch."""
        return -(-self.train // BATCH)

    @property
    def log_odds(self) -> list[float]:
        """Of the training images, before each step and after the last; see `learning_model`."""
        found = [-1.0]
        for _ in range(len(self.right) * self.steps):
            found.append(found[-1] + 2 / (1 + math.exp(found[-1])))
        return found


class Trained:
    """What `train_to_target` did and gave."""

    def __init__(self, student: Any, probes: Any, rng: np.random.Generator, course: Course):
        self.course = course
        levels = course.log_odds
        ends = levels[:: course.steps]
        turns = [(one + other) / 2 for one, other in pairwise(ends)]
        # An image of class 1 becomes right at its turn, one of class 0 wrong; the others are wrong all the time.
        falls = -sum(min(other - one, 0) for one, other in pairwise(course.right))
        offsets, classes, place = np.full(VALIDATION, -50.0), np.zeros(VALIDATION, np.int64), 0
        for turn, change in zip(turns, np.diff([falls, *course.right]).tolist(), strict=True):
            these = slice(place, place + abs(change))
            offsets[these], classes[these], place = turn, change > 0, these.stop
        order = rng.permutation(VALIDATION)
        pixels = rng.uniform(0, 1, size=(course.train + VALIDATION, 4))
        pixels[: course.train], pixels[:, 0] = 0.0, 1.0
        pixels[course.train :, 1] = offsets[order]
        images = pixels.reshape(-1, 2, 2, 1).astype(np.float32)
        labels = np.concatenate([np.ones(course.train, np.int64), classes[order]])
        parts = [(images[cut], labels[cut]) for cut in (slice(course.train), slice(course.train, None))]
        kind = "Dataset" if course.is_dataset else "PyDataset"
        answer = probes.own.trained(
            student.train_to_target, *parts, (BATCH, _LARGE_BATCH), course.is_dataset, course.target, course.max_epochs
        )
        curve = [round(value, 2) for value in course.curve[: course.max_epochs]]
        called(
            f"train_to_target(model, train, validation, target={course.target}, max_epochs={course.max_epochs}): "
            f"a {kind} of {course.steps} batches; val_accuracy after each epoch: {', '.join(map(str, curve))}"
        )
        self.answer, steps = expect_list(answer, 2)
        self.steps = expect_integer(steps)

    @property
    def history(self) -> list[list[float]]:
        """accuracy, loss, val_accuracy and val_loss, as they were returned."""
        if isinstance(self.answer, Handle):
            malformed(got=self.answer.description, expected="the dictionary in its attribute history")
        names = ("accuracy", "loss", "val_accuracy", "val_loss")
        found = expect_dict(self.answer, names)
        return [[expect_number(value) for value in expect_list(found[name])] for name in names]
