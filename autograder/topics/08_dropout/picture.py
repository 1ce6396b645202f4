"""08: what dropout does to the values of a layer, call by call, and how far it makes a head's answers vary."""

from typing import Any

import numpy as np

from autograder.checking import called, expect, expect_handle, expect_number
from autograder.pictures.panels import Curve, Curves, Heat
from autograder.pictures.parts import Part, Plan, Seen
from autograder.pictures.subject import Subject

_RATE = 0.2
_SHAPE = (16, 30)
_CALLS = 200
_FEATURES, _CLASSES = 64, 3
_DOTS, _DOTS_CALLS, _DOTS_RATE = 6, 30, 0.5
_RATES = (0.0, 0.2, 0.4, 0.6, 0.8)
_WIDEST = 1e6
_ROUNDING = 1e-4


def _masks(subject: Subject) -> Seen:
    x = subject.rng.uniform(1, 2, size=_SHAPE)
    generator = subject.sandbox.numpy.random.default_rng(int(subject.rng.integers(2**31)))

    def ask(training: bool) -> np.ndarray:
        answer = subject.student.dropout(x, rate=_RATE, rng=generator, training=training)
        return expect(answer, shape=_SHAPE, dtype="real").astype(float).clip(-_WIDEST, _WIDEST)

    calls = [ask(True) for _ in range(_CALLS)]
    prediction = ask(False)
    mean = np.mean(calls, axis=0)

    def heat(title: str, values: np.ndarray, numbers: str, **options: Any) -> Heat:
        return Heat(title, numbers, values, 0.8, 2.6, xlabel="value", **options)

    first, second, after = _effect(x, calls[0]), _effect(x, calls[1]), _effect(x, prediction)
    average = f"on average x * {mean.mean() / x.mean():.2f}"
    return Seen(
        f"Five tables of {_SHAPE[0]} images with {_SHAPE[1]} values each, as colours. x, the values before dropout. "
        f"The first call of dropout with rate {_RATE} in training: {first}. The second call: {second}; "
        f"{_agreement(calls[0], calls[1])}. The mean of {_CALLS} calls in training: {average}. At prediction: {after}.",
        (
            heat("x", x, "values 1 to 2", ylabel="image"),
            heat("training, call 1", calls[0], first),
            heat("training, call 2", calls[1], second),
            heat(f"mean of {_CALLS} calls", mean, average),
            heat("prediction", prediction, after, has_scale=True),
        ),
    )


def _effect(x: np.ndarray, y: np.ndarray) -> str:
    """What became of x: `21% are 0, the others x * 1.25`."""
    kept = y != 0
    if not kept.any():
        return "all are 0"
    ratio = y[kept] / x[kept]
    low, high = ratio.min(), ratio.max()
    scale = f"x * {low:.3g}" if high - low < 0.005 else f"x * {low:.3g} to x * {high:.3g}"
    if kept.all():
        return "x unchanged" if max(abs(low - 1), abs(high - 1)) < 1e-6 else f"none is 0, all are {scale}"
    return f"{(~kept).mean():.0%} are 0, rest {scale}"


def _agreement(one: np.ndarray, other: np.ndarray) -> str:
    if np.array_equal(one == 0, other == 0):
        return "the zeros are in the same places in both"
    return "the zeros are in other places"


def _answers(subject: Subject) -> Seen:
    x = subject.rng.normal(size=(_DOTS, _FEATURES))
    head = subject.student.build_head(num_features=_FEATURES, num_classes=_CLASSES, rate=_DOTS_RATE)
    head = expect_handle(head, "keras.Model", "a Keras model")
    called("Your head(x, training=...)")
    shape = (_DOTS_CALLS, _DOTS, _CLASSES)
    training, prediction = (
        expect(subject.probes.models.answers(head, x, mode, _DOTS_CALLS), shape=shape, dtype=float)[:, :, 0]
        for mode in (True, False)
    )
    apart = [f"{np.ptp(answers, axis=0).mean().clip(0, _WIDEST):.2f} apart" for answers in (training, prediction)]
    places = np.arange(1.0, _DOTS + 1)
    return Seen(
        f"Dots for {_DOTS} images: the probability of class 0 in {_DOTS_CALLS} calls of your head (rate {_DOTS_RATE}) "
        f"in each mode. An image's dots lie {apart[0]} in training, on average, and {apart[1]} at prediction.",
        (
            Curves(
                f"your head's answers, rate {_DOTS_RATE}",
                f"{_DOTS_CALLS} answers to an image in training: {apart[0]}\nat prediction: {apart[1]}",
                xlabel="image",
                ylabel="probability of class 0",
                curves=(
                    Curve("training", np.tile(places, _DOTS_CALLS), training.ravel(), 1, is_dots=True),
                    Curve("prediction", places, prediction[0], 3, is_dots=True),
                ),
                xlim=(0.5, _DOTS + 0.5),
                ylim=(-0.02, 1.02),
                counts_x=True,
            ),
        ),
    )


def _spreads(subject: Subject) -> Seen:
    x = subject.rng.normal(size=(8, _FEATURES))
    found: dict[bool, list[float]] = {True: [], False: []}
    for rate in _RATES:
        head = subject.student.build_head(num_features=_FEATURES, num_classes=_CLASSES, rate=rate)
        head = expect_handle(head, "keras.Model", "a Keras model")
        for training, values in found.items():
            values.append(expect_number(subject.student.spread(head, x, training, 20)))
    rates = np.array(_RATES)
    training, prediction = found[True], found[False]
    rounded = ", ".join(f"{value:.3f}" if abs(value) < 1e3 else f"{value:.0e}" for value in training)
    most = max(map(abs, prediction))
    still = "0 at every rate" if most < _ROUNDING else f"up to {most:.3g}"
    return Seen(
        f"Curves of your spread for your head with the rates {', '.join(map(str, _RATES))}. In training: {rounded}. "
        f"At prediction: {still}.",
        (
            Curves(
                "your spread of your head",
                f"training: {rounded}\nprediction: {still}",
                xlabel="rate",
                ylabel="spread",
                curves=(
                    Curve("training", rates, np.array(training), 1),
                    Curve("prediction", rates, np.array(prediction), 0),
                ),
                xlim=(-0.05, 0.85),
                ylim=(-0.01, max(0.1, min(1.0, 1.1 * max(training)))),
            ),
        ),
    )


PLAN = Plan(
    "what is dropped, and how much the answers vary",
    (
        (2.9, (Part("your dropout", 1, _masks),)),
        (3.0, (Part("your head's answers", 1, _answers), Part("your spread of your head", 1, _spreads))),
    ),
)
