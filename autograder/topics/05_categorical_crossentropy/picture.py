"""05: what one-hot rows and the cross-entropy give, and the loss curves of two trainings, measured by the student's own
functions: Keras with the loss they chose, and gradient descent by hand with the gradient they wrote."""

from collections.abc import Iterator

import numpy as np

from autograder.checking import called, expect, expect_list, expect_number
from autograder.checking.display import number
from autograder.datasets import load
from autograder.pictures.panels import Curve, Curves, Heat
from autograder.pictures.parts import Part, Plan, Seen
from autograder.pictures.subject import Subject

_LABELS, _COLUMNS = (3, 0, 2, 4, 0, 1), 6
_SHARES = np.linspace(0.005, 1, 200)
_LOGITS = np.linspace(-40, 20, 121)
_CLASSES = ("L", "O", "T", "X")
_SIZE, _TRAIN, _OTHERS = 20, 40, 100
_STEPS, _LEARNING_RATE = 80, 0.15
_SETTING = (
    f"Loss curves over {_STEPS} steps of training a softmax layer on {_TRAIN} small letters, for these and {_OTHERS} "
    "others; every loss is measured by your crossentropy_from_logits."
)
_FAR = 1e6


def _one_hot(subject: Subject) -> Seen:
    answer = subject.student.one_hot(np.array(_LABELS), _COLUMNS)
    rows = expect(answer, shape=(len(_LABELS), _COLUMNS), dtype="real").astype(float).clip(-_FAR, _FAR)
    labels = f"labels {', '.join(map(str, _LABELS))}"
    ones = f"{int((rows == 1).sum())} ones, {int((rows == 0).sum())} zeros"
    places = ", ".join(str(int(place)) for place in rows.argmax(axis=1))
    return Seen(
        f"A table of your one_hot for the {labels} with {_COLUMNS} classes: {ones}. The largest value of each row, "
        f"from the top, is in column {places}.",
        (Heat("your one_hot", f"{labels}\n{ones}", rows, 0.0, 1.2, xlabel="class", ylabel="image", counts_from=0),),
    )


def _of_probabilities(subject: Subject) -> Seen:
    shares = np.concatenate([[0.0], _SHARES])
    labels = np.tile([1, 0], (len(shares), 1))
    losses, mean = _both(subject.student.crossentropy(labels, np.column_stack([shares, 1 - shares])), len(shares))
    chosen = ", ".join(f"{share:g} costs {number(losses[np.abs(shares - share).argmin()])}" for share in (0, 0.1, 1))
    means = f"mean of these losses {number(losses.mean())}, you gave {number(mean)}"
    return Seen(
        f"A curve of your crossentropy over the probability of the true class: {chosen}; {means}.",
        (
            Curves(
                "your crossentropy",
                f"{chosen}\n{means}",
                xlabel="probability of the true class",
                ylabel="loss of an image",
                curves=(Curve("", _SHARES, losses[1:], 0),),
                xlim=(0, 1),
                ylim=(min(-0.1, max(_lowest(losses), -6.0)), 6),
            ),
        ),
    )


def _of_logits(subject: Subject) -> Seen:
    logits = np.concatenate([[-1000.0, 1000.0], _LOGITS])
    labels = np.tile([1, 0], (len(logits), 1))
    answer = subject.student.crossentropy_from_logits(labels, np.column_stack([logits, np.zeros_like(logits)]))
    losses, _ = _both(answer, len(logits))
    chosen = ", ".join(f"{logit:g} costs {number(losses[np.abs(logits - logit).argmin()])}" for logit in (-1000, 0, 10))
    return Seen(
        f"A curve of your crossentropy_from_logits over the logit of the true class, the other one is 0: {chosen}.",
        (
            Curves(
                "your crossentropy_from_logits",
                chosen,
                xlabel="logit of the true class (the other is 0)",
                ylabel="loss of an image",
                curves=(Curve("", _LOGITS, losses[2:], 0),),
                xlim=(-40, 20),
                ylim=(min(-1, max(_lowest(losses[2:]), -20.0)), 42),
            ),
        ),
    )


def _both(answer: object, count: int) -> tuple[np.ndarray, float]:
    """Losses and their mean, as the student gave them; what is not finite is a part of the picture."""
    losses, mean = expect_list(answer, 2)
    if isinstance(mean, np.ndarray) and mean.ndim == 0 and mean.dtype.kind == "f":
        mean = mean.item()
    losses = expect(losses, shape=(count,), dtype="real", finite=False).astype(float)
    losses = np.where(np.isinf(losses), losses, losses.clip(-_FAR, _FAR))
    return losses, mean if isinstance(mean, float) else expect_number(mean)


def _lowest(losses: np.ndarray) -> float:
    """The lowest of those that are numbers; 0 if none is."""
    return float(np.min(losses, initial=0.0, where=~np.isnan(losses)))


def _by_keras(subject: Subject) -> Seen:
    (x, y), (others, other_labels) = _letters()
    loss = subject.student.choose_loss("integer", "logits")
    called('Training with your choose_loss("integer", "logits")')
    answer = subject.probes.pictures.logits_while_training(
        loss, x, y, others, len(_CLASSES), _STEPS, learning_rate=_LEARNING_RATE
    )
    logits = [
        expect(each, shape=(_STEPS + 1, count, len(_CLASSES)), dtype=float).astype(np.float64)
        for each, count in zip(expect_list(answer, 2), (_TRAIN, _OTHERS), strict=True)
    ]
    curves = [
        np.array([_mean_loss(subject, labels, each) for each in found])
        for found, labels in zip(logits, (y, other_labels), strict=True)
    ]
    return _training("Keras with your choose_loss", *curves)


def _by_hand(subject: Subject) -> Seen:
    (x, y), (others, other_labels) = _letters()
    curves: tuple[list[float], list[float]] = ([], [])
    for kernel in _descent(subject, x, y):
        curves[0].append(_mean_loss(subject, y, x @ kernel))
        curves[1].append(_mean_loss(subject, other_labels, others @ kernel))
    return _training("by hand with your gradient", *map(np.array, curves))


def _descent(subject: Subject, x: np.ndarray, y: np.ndarray) -> Iterator[np.ndarray]:
    """Weights before the first step of gradient descent and after each."""
    kernel = np.zeros((x.shape[1], len(_CLASSES)))
    yield kernel
    for _ in range(_STEPS):
        logits = x @ kernel
        answer = subject.student.crossentropy_gradient(np.eye(len(_CLASSES))[y], logits)
        slope = expect(answer, shape=logits.shape, dtype="real").astype(float).clip(-_FAR, _FAR)
        kernel = (kernel - _LEARNING_RATE * x.T @ slope).clip(-_FAR, _FAR)
        yield kernel


def _mean_loss(subject: Subject, labels: np.ndarray, logits: np.ndarray) -> float:
    answer = subject.student.crossentropy_from_logits(np.eye(len(_CLASSES))[labels], logits)
    return expect_number(expect_list(answer, 2)[1])


def _training(title: str, train: np.ndarray, others: np.ndarray) -> Seen:
    steps = np.arange(len(train), dtype=float)
    ends = [f"from {number(curve[0])} to {number(curve[-1])}" for curve in (train, others)]
    return Seen(
        f"{title[:1].upper()}{title[1:]}: on the training images the loss goes {ends[0]}, on the others {ends[1]}.",
        (
            Curves(
                title,
                f"training images: {ends[0]}\nother images: {ends[1]}",
                xlabel="step",
                ylabel="your mean loss",
                curves=(Curve("other images", steps, others, 0), Curve("training", steps, train, 1)),
                xlim=(0, _STEPS),
                ylim=(min(0.0, max(float(train.min()), -2.0)), max(1.6, 1.05 * min(float(others.max()), 6.0))),
            ),
        ),
        _SETTING,
    )


def _letters() -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Flattened images, float32, and labels: few to learn from, more to look at."""
    sets = []
    for split, count in (("train", _TRAIN), ("validation", _OTHERS)):
        images, labels = load("letters", split=split, size=_SIZE, n=count, classes=_CLASSES)
        sets.append((images.reshape(count, -1).astype("float32") / 255 - 0.5, labels))
    return sets[0], sets[1]


PLAN = Plan(
    "what a wrong answer costs",
    (
        (
            2.9,
            (
                Part("your one_hot", 0.8, _one_hot),
                Part("your crossentropy", 1, _of_probabilities),
                Part("your crossentropy_from_logits", 1, _of_logits),
            ),
        ),
        (3.2, (Part("Keras with your choose_loss", 1, _by_keras), Part("by hand with your gradient", 1, _by_hand))),
    ),
)
