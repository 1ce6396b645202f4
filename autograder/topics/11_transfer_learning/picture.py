"""11: two kinds of clothes as pixels and as the student's image vectors, and what learns in the student's models."""

from typing import Any

import numpy as np

from autograder import datasets
from autograder.checking import Handle, called, expect, expect_handle, expect_list, expect_shape
from autograder.datasets import pretrained
from autograder.pictures.panels import Curve, Curves, Layer, Layers
from autograder.pictures.parts import Part, Plan, Seen
from autograder.pictures.subject import Subject
from autograder.pictures.wording import whole

_NAMES, _IMAGES, _SIZE = ("pants", "shoes"), 40, 48
_CUT, _CLASSES, _MOST = "relu", 3, 8


def _vectors(subject: Subject) -> Seen:
    """Pixels and image vectors, each by its first two principal components."""
    images, labels = datasets.load("fashion", "test", _SIZE, _IMAGES, classes=_NAMES, key=subject.rng.bytes(16))
    weights = pretrained.mini_xception_weights()
    made = expect_list(subject.probes.few_images.pretrained(weights, _SIZE, "images", len(_NAMES)), 3)
    base = expect_handle(made[1], "keras.Model", "a model")
    answer = subject.student.image_vectors(base, images, subject.sandbox.keras.applications.xception.preprocess_input)
    called("image_vectors(base, images, preprocess)")
    vectors = expect(answer, shape=(_IMAGES, None), dtype="number").astype(float)
    both = (("the pixels", images.reshape(_IMAGES, -1).astype(float)), ("your image vectors", vectors))
    panels, told = [], []
    for title, rows in both:
        share = f"{rows.shape[1]:,} numbers; {_nearest(rows, labels):.0%} near their kind"
        told.append(f"{title.capitalize()}: {share}.")
        panels.append(_plane(title, share, rows, labels))
    return Seen(
        f"{_IMAGES} drawn clothes, {_NAMES[0]} and {_NAMES[1]}, on the two axes in which they differ most. "
        f"{' '.join(told)}",
        tuple(panels),
    )


def _nearest(rows: np.ndarray, labels: np.ndarray) -> float:
    """The share of rows that have another of their own label as the nearest one."""
    far = ((rows[:, None] - rows[None]) ** 2).sum(axis=-1)
    np.fill_diagonal(far, np.inf)
    return float((labels[far.argmin(axis=1)] == labels).mean())


def _plane(title: str, told: str, rows: np.ndarray, labels: np.ndarray) -> Curves:
    centred = rows - rows.mean(axis=0)
    left, sizes, _ = np.linalg.svd(centred, full_matrices=False)
    places = left[:, :2] * sizes[:2] if rows.shape[1] > 1 else np.repeat(centred, 2, axis=1)
    places = places / max(float(np.abs(places).max()), 1e-9)
    dots = tuple(
        Curve(name, *places[labels == label].T, label, is_dots=True) for label, name in enumerate(_NAMES)
    )  # fmt: skip
    return Curves(title, told, "first component", "second component", dots, (-1.1, 1.1), (-1.1, 1.1))


def _base(subject: Subject) -> Handle:
    rng = np.random.default_rng(0)
    kernel, norm = rng.normal(size=(3, 6)).astype(np.float32), np.ones((4, 6), np.float32)
    made = subject.probes.own.base_of((4, 6, 3), kernel, norm, False, False)
    return expect_handle(made, "keras.Model", "a model")


def _built(subject: Subject) -> Seen:
    base = _base(subject)
    return _seen(subject, base, subject.student.build_classifier(base, _CLASSES), "your build_classifier")


def _cut(subject: Subject) -> Seen:
    base = _base(subject)
    return _seen(subject, base, subject.student.cut_at(base, _CUT, _CLASSES), "your cut_at")


def _seen(subject: Subject, base: Handle, answer: Any, title: str) -> Seen:
    model = expect_handle(answer, "keras.Model", "a Keras model")
    x = np.ones((2, 4, 6, 3), np.float32)
    rows = [expect_list(row, 3) for row in expect_list(subject.probes.own.parts(model, base, x))[:_MOST]]
    layers = [(str(name), expect_shape(shape), learns is True) for name, shape, learns in rows]
    words = [f"{name} {_sizes(shape)} {'learns' if learns else 'stays'}" for name, shape, learns in layers]
    learning = sum(int(np.prod(shape)) for _, shape, learns in layers if learns)
    return Seen(
        f"{title.capitalize()}, the weights in order: {', '.join(words)}. {learning:,} numbers learn.",
        (
            Layers(
                title,
                f"each weight and its shape\n{whole(learning)} numbers learn",
                tuple(
                    Layer(f"{name}\n{_sizes(shape)} {'learns' if learns else 'stays'}", float(learns))
                    for name, shape, learns in layers
                ),
            ),
        ),
    )


def _sizes(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape))


PLAN = Plan(
    "image vectors, and what learns",
    (
        (3.2, (Part("your image vectors", 1, _vectors),)),
        (3.4, (Part("your build_classifier", 1, _built), Part("your cut_at", 1, _cut))),
    ),
)
