"""20: new signs with what the student's network answers, after the student's functions have done all of it."""

import numpy as np

from autograder.checking import called, expect, expect_handle, expect_list
from autograder.datasets import load
from autograder.datasets.letters import CLASS_NAMES, real_label
from autograder.pictures.panels import Images
from autograder.pictures.parts import Part, Plan, Seen
from autograder.pictures.subject import Subject

from .laboratory import csv_file

_TRAIN, _TEST, _EPOCHS, _TARGET = 240, 24, 8, 0.97
_LETTERS = ("F", "K", "L", "Y")


def _answered(subject: Subject) -> Seen:
    """Read, number, make batches, build and train; then ask about new letters."""
    student, key = subject.student, subject.rng.bytes(16)
    parts = []
    for split, n in (("train", _TRAIN), ("validation", 60), ("test", _TEST)):
        images, labels = load("letters", split, n=n, classes=_LETTERS, key=key)
        real = np.array([real_label(CLASS_NAMES.index(_LETTERS[label])) for label in labels])
        path = f"{subject.files.write({'signs.csv': csv_file(images[..., 0], real)})}/signs.csv"
        images, labels = expect_list(student.read_signs(path), 2)
        classes, names = expect_list(student.class_index(labels), 2)
        parts.append((expect(images, shape=(n, 28, 28), dtype="real"), expect(classes, shape=(n,), dtype=int)))
    names = [str(name)[:3] for name in expect_list(names)][:30]
    train, validation, test = expect_list(student.make_batches(*parts, 16), 3)
    model = expect_handle(student.build_model((28, 28, 1), 24), "keras.Model", "a Keras model (keras.Model)")
    student.train_to_target(model, train, validation, _TARGET, _EPOCHS)
    called("your network, asked about your test batches")
    shown, rows = [], []
    for batch in expect_list(subject.probes.batches.one_pass(test, 4)):
        images = expect(expect_list(batch, 2)[0], shape=(None, 28, 28, 1), dtype="number").astype(np.float32)
        shown.append(images)
        rows.append(expect(subject.probes.models.answers(model, images, False), shape=(1, len(images), 24))[0])
    pixels = np.concatenate(shown)[:_TEST]
    answers = np.concatenate(rows)[:_TEST].argmax(axis=1)
    truth = [_LETTERS[label] for label in load("letters", "test", n=_TEST, classes=_LETTERS, key=key)[1]][: len(pixels)]
    said = [names[number] if number < len(names) else "?" for number in answers]
    words = tuple(f"{one}" if one == other else f"{one}, is {other}" for one, other in zip(said, truth, strict=True))
    right = sum(one == other for one, other in zip(said, truth, strict=True))
    wrong = ", ".join(f"{other} taken for {one}" for one, other in zip(said, truth, strict=True) if one != other)
    span = f"values {pixels.min():.3g} to {pixels.max():.3g}"
    return Seen(
        f"After at most {_EPOCHS} epochs on {_TRAIN} letters, your network is right for {right} of {len(pixels)} new "
        f"ones; they have {span}. Wrong: {wrong or 'none'}.",
        (Images("new letters and the answers", f"{right} of {len(pixels)} are right; {span}", pixels, words, 8),),
    )


def _training(subject: Subject) -> Seen:
    """An F as the training batches show it."""
    image = load("letters", "train", n=1, classes=("F",), seed=3)[0][..., 0]
    part = (np.repeat(image, 8, axis=0), np.arange(8))
    train = expect_list(subject.student.make_batches(part, part, part, 8), 3)[0]
    called("the training images of make_batches")
    batch = expect_list(subject.probes.batches.one_pass(train, 1))[0]
    images = expect(expect_list(batch, 2)[0], shape=(8, 28, 28, 1), dtype="number").astype(np.float32)
    tops = images.mean(axis=(1, 2, 3))
    told = f"mean values {tops.min():.3g} to {tops.max():.3g}"
    return Seen(
        f"A letter F eight times, as your training batches show it: {told}. None of them should be mirrored.",
        (Images("one F in a training batch", f"{told}; none mirrored?", images, columns=8),),
    )


PLAN = Plan(
    "new signs, and what your network says",
    ((4.2, (Part("your network", 1, _answered),)), (1.6, (Part("your make_batches", 1, _training),))),
)
