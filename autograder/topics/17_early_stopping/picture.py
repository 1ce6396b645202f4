"""17: where the student's callback stops on a known curve, and a training that ended at its target."""

import math

import numpy as np

from autograder.checking import called, expect_dict, expect_integer, expect_list, expect_number, malformed
from autograder.datasets import load
from autograder.pictures.panels import Curve, Curves, Level, Mark, Span
from autograder.pictures.parts import Part, Plan, Seen
from autograder.pictures.subject import Subject
from autograder.pictures.wording import whole

_KNOWN = (0.31, 0.46, 0.58, 0.66, 0.73, 0.71, 0.83, 0.88, 0.92, 0.94)
_AHEAD = 0.1  # by which accuracy on the training images is higher there
_TARGETS = (0.7, 0.85, 0.99)
_TARGET, _MAX_EPOCHS = 0.85, 30
_LETTERS, _SIZE, _IMAGES = ("L", "O", "T", "X"), 20, 210


def _known_curve(subject: Subject) -> Seen:
    stops = []
    ahead = np.minimum(np.array(_KNOWN) + _AHEAD, 1)
    logs = [
        {"accuracy": float(accuracy), "loss": 1.0, "val_accuracy": known, "val_loss": 1.0}
        for accuracy, known in zip(ahead, _KNOWN, strict=True)
    ]
    for target in _TARGETS:
        callback = subject.student.StopAtTarget("val_accuracy", target)
        report = expect_dict(subject.probes.callbacks.rehearse(callback, logs), ["epochs"])
        stops.append(min(max(expect_integer(report["epochs"]), 1), len(_KNOWN)))
    words = [
        f"target {target}: {'not stopped' if stop == len(_KNOWN) else f'stopped after epoch {stop}'}"
        for target, stop in zip(_TARGETS, stops, strict=True)
    ]
    marks = tuple(
        Mark(f"{target}: epoch {stop}", stop, _KNOWN[stop - 1])
        for target, stop in zip(_TARGETS, stops, strict=True)
        if stop < len(_KNOWN)
    )
    epochs = np.arange(1.0, len(_KNOWN) + 1)
    return Seen(
        f"A curve of val_accuracy over {len(_KNOWN)} epochs, known beforehand: {', '.join(map(str, _KNOWN))}; one of "
        f"accuracy, which is {_AHEAD} higher; and where your StopAtTarget, told to watch val_accuracy, stopped. "
        f"{'; '.join(words).capitalize()}.",
        (
            Curves(
                "your StopAtTarget on a known curve",
                "\n".join(words),
                xlabel="epoch",
                ylabel="share of images that are right",
                curves=(Curve("accuracy", epochs, ahead, 1), Curve("val_accuracy", epochs, np.array(_KNOWN), 0)),
                xlim=(0.5, len(_KNOWN) + 0.5),
                ylim=(0, 1.02),
                levels=tuple(Level(f"target {target}", target) for target in _TARGETS),
                marks=marks,
                counts_x=True,
            ),
        ),
    )


def _real_training(subject: Subject) -> Seen:
    train, validation = (_letters(split) for split in ("train", "validation"))
    called(f"train_until(model, train, validation, target={_TARGET}, max_epochs={_MAX_EPOCHS})")
    function = subject.student.train_until
    answer = subject.probes.pictures.on_small_images(function, train, validation, _TARGET, _MAX_EPOCHS)
    epochs, history = expect_list(answer, 2)
    returned = f"returned {whole(expect_integer(epochs))} epochs"
    history = expect_dict(history, ["accuracy", "val_accuracy"])
    accuracy, val_accuracy = (_shares(history[name]) for name in ("accuracy", "val_accuracy"))
    ran = len(val_accuracy)
    last = val_accuracy[-1]
    reached = "the target was reached" if last >= _TARGET else "the target was not reached"
    spared = "not needed" if last >= _TARGET else "not run"
    saved = (Span(f"{_MAX_EPOCHS - ran} epochs\n{spared}", ran + 0.5, _MAX_EPOCHS + 0.5),)
    return Seen(
        f"Curves of a training on small letters by your train_until with target {_TARGET} and at most {_MAX_EPOCHS} "
        f"epochs. It {returned} and a history of {ran}. val_accuracy went from {val_accuracy[0]:.3f} "
        f"to {last:.3f}: {reached}. accuracy on the training images was {accuracy[-1]:.3f} then.",
        (
            Curves(
                "your train_until on small letters",
                f"{returned}, history of {ran}\n"
                f"last val_accuracy {last:.3f}, target {_TARGET}\nlast accuracy {accuracy[-1]:.3f}",
                xlabel="epoch",
                ylabel="share of images that are right",
                curves=(
                    Curve("accuracy", np.arange(1.0, len(accuracy) + 1), accuracy, 1),
                    Curve("val_accuracy", np.arange(1.0, ran + 1), val_accuracy, 0),
                ),
                xlim=(0.5, _MAX_EPOCHS + 0.5),
                ylim=(0, 1.02),
                levels=(Level(f"target {_TARGET}", _TARGET),),
                marks=(Mark(f"epoch {ran}", ran, last),) if math.isfinite(last) else (),
                spans=saved if ran < _MAX_EPOCHS else (),
                counts_x=True,
            ),
        ),
    )


def _letters(split: str) -> tuple[np.ndarray, np.ndarray]:
    images, labels = load("letters", split=split, size=_SIZE, n=_IMAGES, classes=_LETTERS)
    return images.astype("float32") / 255, labels


def _shares(value: object) -> np.ndarray:
    """The values of one metric, one an epoch."""
    values = expect_list(value)
    if not 0 < len(values) <= _MAX_EPOCHS:
        malformed(
            got=f"a history of {len(values):,} epochs", expected=f"a history of 1 to {_MAX_EPOCHS} epochs, as they ran"
        )
    return np.array([expect_number(each) for each in values])


PLAN = Plan(
    "where training stopped",
    (
        (
            3.8,
            (
                Part("your StopAtTarget on a known curve", 1, _known_curve),
                Part("your train_until on small letters", 1, _real_training),
            ),
        ),
    ),
)
