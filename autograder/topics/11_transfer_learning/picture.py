"""11: two kinds of clothes as pixels and as the student's image vectors, and what learns in the student's models."""

from typing import Any

import numpy as np

from autograder import datasets
from autograder.checking import Handle, called, expect, expect_handle, expect_list, expect_shape, expect_text
from autograder.datasets import pretrained
from autograder.pictures.panels import Curve, Curves, Layer, Layers
from autograder.pictures.parts import Part, Plan, Seen
from autograder.pictures.subject import Subject
from autograder.pictures.wording import whole

_NAMES, _IMAGES, _SIZE = ("pants", "shoes"), 40, 48
_CUT, _CLASSES, _MOST = "relu", 3, 8
_KINDS, _FEW, _NEW, _EPOCHS, _RATE, _BATCH = ("dress", "hat", "pants", "shoes", "t-shirt"), 10, 50, 15, 0.01, 10


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


def _trained(subject: Subject) -> Seen:
    """How the student's classifier learns from few images, on a base that has learnt and on one that has not."""
    probes, key = subject.probes.few_images, subject.rng.bytes(16)
    (images, labels), (new, wanted) = (
        datasets.load("fashion", split, _SIZE, n, classes=_KINDS, key=key)
        for split, n in (("train", _FEW * len(_KINDS)), ("test", _NEW))
    )
    learnt = pretrained.mini_xception_weights()
    shuffled = {
        name: subject.rng.permutation(value.ravel()).reshape(value.shape) if name.endswith("kernel") else value
        for name, value in learnt.items()
    }
    curves = []
    for name, weights in (("pretrained", learnt), ("shuffled", shuffled)):
        below, base, _ = expect_list(probes.pretrained(weights, _SIZE, "images", len(_KINDS)), 3)
        answer = subject.student.build_classifier(expect_handle(base, "keras.Model", "a model"), len(_KINDS))
        model = expect_handle(answer, "keras.Model", "a Keras model")
        few, others = probes.prepared(below, images), probes.prepared(below, new)
        probes.compile_first(model, _RATE, False)
        shares = []
        for _ in range(_EPOCHS):
            probes.train(model, few, labels, 1, _BATCH)
            rows = expect(probes.predicted(model, others), shape=(_NEW, len(_KINDS)), finite=False)
            shares.append(float((rows.argmax(axis=1) == wanted).mean()))
        curves.append(Curve(name, np.arange(1.0, _EPOCHS + 1), np.array(shares), len(curves)))
    called("your build_classifier in training")
    told = ", ".join(f"{curve.name} {curve.y[-1]:.0%}" for curve in curves)
    return Seen(
        f"Your classifier in training with {_FEW} images of each of {len(_KINDS)} kinds. Of {_NEW} new images it has "
        f"right in the end, with the weights of the base as they are (pretrained) and shuffled: {told}.",
        (
            Curves(
                "your classifier",
                f"right in the end: {told}",
                "epoch",
                "new images right",
                tuple(curves),
                (0.5, _EPOCHS + 3.5),
                (0, 1.05),
                counts_x=True,
            ),
        ),
    )


def _loaded(subject: Subject) -> Seen:
    """Which weights are those of the file, and what becomes of a file of another network."""
    files = subject.probes.weight_files
    make_base = files.maker(4, "base")
    due = [expect(value) for value in expect_list(files.saved(make_base, "picture.weights.h5", 0))]
    base = expect_handle(subject.student.load_base("picture.weights.h5", make_base), "keras.Model", "a Keras model")
    given = [expect(value, dtype=float) for value in expect_list(base.get_weights(), len(due))]
    files.saved(files.maker(6, "other"), "other.weights.h5", 0)
    name, _, message = expect_list(files.refused(subject.student.load_base, "other.weights.h5", make_base), 3)
    called("load_base(path, make_base)")
    loaded = [bool(np.array_equal(*pair)) for pair in zip(given, due, strict=True)]
    end = f"{expect_text(name)}, {len(expect_text(message))} characters" if name else "no error"
    layers = tuple(
        Layer(f"{_sizes(value.shape)} {'from the file' if is_loaded else 'random'}", float(is_loaded))
        for value, is_loaded in zip(due, loaded, strict=True)
    )
    return Seen(
        f"Your load_base: {sum(loaded)} of {len(loaded)} arrays are as in the file. For a file of another network "
        f"there is this error: {end}.",
        (
            Layers(
                "your load_base",
                f"{sum(loaded)} of {len(loaded)} arrays as in the file\nanother network's: {end}",
                layers,
            ),
        ),
    )


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
        (3.2, (Part("your image vectors", 2, _vectors), Part("your classifier", 1, _trained))),
        (
            3.4,
            (
                Part("your build_classifier", 1, _built),
                Part("your load_base", 1, _loaded),
                Part("your cut_at", 1, _cut),
            ),
        ),
    ),
)
