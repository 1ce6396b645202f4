"""14: where steps with several rates lead, what the student's sweep finds, and which rate is chosen."""

import numpy as np

from autograder.checking import called, expect, expect_list, expect_number
from autograder.checking.display import number
from autograder.pictures.panels import Curve, Curves
from autograder.pictures.parts import Part, Plan, Seen
from autograder.pictures.subject import Subject

from .laboratory import Sweep, Vectors

# A valley that is steep in one direction and flat in the other: height 0.5 * sum(slope * w**2).
_SLOPES, _START, _STEPS = np.array([4.0, 0.1]), np.array([1.0, 1.0]), 30
_BOWL_RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
_HIGHEST = 3.0
_RATES, _EPOCHS, _SEED, _HIDDEN = (30.0, 1.0, 0.01), 10, 1, 16


def _height(w: np.ndarray) -> float:
    height = float(0.5 * (_SLOPES * w**2).sum())
    return min(height, 1e9) if np.isfinite(height) else 1e9


def _steps(subject: Subject) -> Seen:
    found: dict[str, list[float]] = {"SGD": [], "RMSprop": []}
    for rate in _BOWL_RATES:
        w, other, mean = _START, _START, np.zeros(2)
        for _ in range(_STEPS):
            w = expect(subject.student.sgd_step(w, _SLOPES * w, rate), shape=(2,), dtype=float, finite=False)
            both = expect_list(subject.student.rmsprop_step(other, _SLOPES * other, mean, rate), 2)
            other, mean = (expect(each, shape=(2,), dtype=float, finite=False).clip(-1e6, 1e6) for each in both)
            w = w.clip(-1e6, 1e6)
        found["SGD"].append(_height(w))
        found["RMSprop"].append(_height(other))
    best = {name: _BOWL_RATES[int(np.argmin(heights))] for name, heights in found.items()}
    told = ", ".join(f"{name} lowest at {number(rate)} ({min(found[name]):.2g})" for name, rate in best.items())
    x = np.log10(_BOWL_RATES)
    return Seen(
        f"Curves of the height after {_STEPS} of your steps down a valley of height {_height(_START):.3g}, for "
        f"{len(_BOWL_RATES)} rates from {_BOWL_RATES[0]} to {_BOWL_RATES[-1]:g}: {told}.",
        (
            Curves(
                "your steps down a valley",
                told.replace(", ", "\n"),
                xlabel="rate, as a power of 10",
                ylabel=f"height after {_STEPS} steps",
                curves=tuple(
                    Curve(name, x, np.array(heights).clip(0, 2 * _HIGHEST), style)
                    for style, (name, heights) in enumerate(found.items())
                ),
                xlim=(-3.1, 0.6),
                ylim=(-0.05, _HIGHEST),
            ),
        ),
    )


def _swept(subject: Subject) -> Seen:
    vectors = Vectors(subject.rng, 32, 6, 3, others=60, apart=2.0)
    sweep = Sweep(subject.student, subject.probes, vectors, _RATES, _EPOCHS, _SEED, _HIDDEN)
    curves, told = [], []
    for style, rate in enumerate(rate for rate in _RATES if rate in sweep.found):
        values = np.nan_to_num(np.array(sweep.found[rate]["val_accuracy"][:_EPOCHS])).clip(-1, 2)
        curves.append(Curve(number(rate), np.arange(1.0, len(values) + 1), values, style))
        told.append(f"{number(rate)}: {' '.join(f'{value:.2f}' for value in values[[0, -1]])}" if len(values) else "")
    first = sweep.first_losses
    same = "all begin alike" if np.ptp(first or [0.0]) < 1e-4 else "they do not begin alike"
    return Seen(
        f"Validation accuracy in {_EPOCHS} epochs of your sweep (first, last): {', '.join(told)}; {same}.",
        (
            Curves(
                "your sweep",
                same,
                xlabel="epoch",
                ylabel="validation accuracy",
                curves=tuple(curves),
                xlim=(0.5, _EPOCHS + 2.5),
                ylim=(0, 1.02),
                counts_x=True,
            ),
        ),
    )


def _chosen(subject: Subject) -> Seen:
    quick, steady, slow = (
        np.array([0.5, 0.72, 0.8, 0.83, 0.7, 0.66, 0.71, 0.64]),
        np.array([0.4, 0.5, 0.58, 0.66, 0.71, 0.75, 0.78, 0.8]),
        np.array([0.33, 0.36, 0.4, 0.43, 0.46, 0.5, 0.52, 0.55]),
    )
    runs = {1.0: quick, 0.1: steady, 0.12: steady + 0.004, 0.01: slow}
    lists = [
        (
            rate,
            {"loss": [1.0] * 8, "accuracy": (1.1 * run).clip(0, 1).tolist(), "val_loss": [1.0] * 8}
            | {"val_accuracy": run.tolist()},
        )
        for rate, run in runs.items()
    ]
    rate = expect_number(subject.probes.own.chosen(subject.student.choose, lists, None))
    called("choose(histories)")
    told = f"chosen: {number(rate)}"
    return Seen(
        f"Curves of made-up validation accuracies for the rates {', '.join(map(number, runs))}. Your choose: {told}.",
        (
            Curves(
                "your choose, of made-up histories",
                told,
                xlabel="epoch",
                ylabel="validation accuracy",
                curves=tuple(
                    Curve(number(each) + (" *" if each == rate else ""), np.arange(1.0, 9.0), run, style)
                    for style, (each, run) in enumerate(runs.items())
                    if each != 0.12 or rate == 0.12
                ),
                xlim=(0.5, 10),
                ylim=(0.2, 1.0),
                counts_x=True,
            ),
        ),
    )


PLAN = Plan(
    "steps of several lengths",
    (
        (3.0, (Part("your steps down a valley", 1, _steps), Part("your choose", 1, _chosen))),
        (3.0, (Part("your sweep", 1, _swept),)),
    ),
)
