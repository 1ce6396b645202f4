"""07: what the student's functions say of two trainings of one network, with dropout and without, and draw of them."""

import numpy as np

from autograder.checking import called, expect, expect_dict, expect_handle, expect_integer, expect_list, expect_number
from autograder.checking.display import number
from autograder.pictures.panels import Curve, Curves, Images, Level, Mark, Span
from autograder.pictures.parts import Part, Plan, Seen
from autograder.pictures.subject import Subject

# Recorded once: the training in "Try it", on the drawn clothes, after keras.utils.set_random_seed(1).
_WITHOUT = {
    "loss": (
        "2.361 2.272 2.217 2.128 2.016 1.889 1.732 1.593 1.451 1.31 1.193 1.082 1.005 0.896 0.807 0.721 0.656 "
        "0.572 0.512 0.463 0.396 0.356 0.335 0.266 0.243 0.212 0.187 0.161 0.161 0.112"
    ),
    "val_loss": (
        "2.27 2.237 2.18 2.104 2.023 1.923 1.841 1.756 1.705 1.645 1.585 1.62 1.517 1.508 1.479 1.482 1.513 "
        "1.522 1.505 1.545 1.635 1.667 1.635 1.67 1.783 1.65 1.809 1.674 1.74 1.695"
    ),
    "accuracy": (
        "0.12 0.205 0.275 0.315 0.39 0.405 0.47 0.495 0.55 0.585 0.62 0.685 0.71 0.745 0.78 0.795 0.81 0.85 "
        "0.885 0.88 0.905 0.935 0.905 0.96 0.945 0.965 0.96 0.975 0.97 0.985"
    ),
    "val_accuracy": (
        "0.215 0.295 0.355 0.39 0.37 0.395 0.365 0.435 0.44 0.43 0.47 0.395 0.49 0.52 0.52 0.535 0.515 0.51 "
        "0.495 0.515 0.505 0.525 0.515 0.55 0.515 0.55 0.56 0.595 0.585 0.595"
    ),
}
_WITH = {
    "loss": (
        "2.358 2.291 2.272 2.211 2.147 2.081 1.995 1.848 1.783 1.742 1.61 1.537 1.462 1.408 1.331 1.301 1.273 "
        "1.051 1.082 1.081 1.084 1.025 0.878 0.892 0.849 0.953 0.777 0.658 0.69 0.675"
    ),
    "val_loss": (
        "2.284 2.259 2.233 2.186 2.106 2.048 1.97 1.905 1.822 1.755 1.677 1.659 1.605 1.579 1.543 1.49 1.473 "
        "1.439 1.454 1.457 1.388 1.368 1.361 1.353 1.354 1.395 1.365 1.414 1.386 1.303"
    ),
    "accuracy": (
        "0.07 0.115 0.145 0.24 0.315 0.3 0.325 0.385 0.45 0.45 0.485 0.495 0.5 0.515 0.575 0.545 0.57 0.64 "
        "0.62 0.68 0.615 0.66 0.685 0.72 0.725 0.69 0.735 0.8 0.775 0.805"
    ),
    "val_accuracy": (
        "0.185 0.21 0.305 0.33 0.335 0.305 0.4 0.4 0.46 0.51 0.5 0.48 0.5 0.5 0.51 0.54 0.545 0.555 0.53 "
        "0.505 0.54 0.57 0.565 0.585 0.565 0.56 0.57 0.58 0.59 0.64"
    ),
}
_RUNS = {
    name: {key: [float(value) for value in values.split()] for key, values in run.items()}
    for name, run in (("without dropout", _WITHOUT), ("with dropout", _WITH))
}
_EPOCHS, _PATIENCE, _LAST, _BREAK = 30, 10, 5, 12
_WIDTH, _MOST_PIXELS = 540, 1200
_SETTING = (
    f"Two trainings of one network for {_EPOCHS} epochs on 200 drawn pieces of clothing, recorded beforehand: one "
    "without dropout, one with a dropout of 0.5."
)


def _losses(title: str, numbers: str, marks: tuple[Mark, ...] = (), spans: tuple[Span, ...] = ()) -> Curves:
    x = np.arange(1.0, _EPOCHS + 1)
    return Curves(
        title,
        numbers,
        xlabel="epoch",
        ylabel="validation loss",
        curves=tuple(
            Curve(name, x, np.array(run["val_loss"]), style) for style, (name, run) in enumerate(_RUNS.items())
        ),
        xlim=(0, _EPOCHS + 1),
        ylim=(1.1, 2.4),
        marks=marks,
        spans=spans,
        counts_x=True,
    )


def _best(subject: Subject) -> Seen:
    lines, marks = [], []
    for name, run in _RUNS.items():
        loss, accuracy = (expect_integer(subject.student.best_epoch(run, key)) for key in ("val_loss", "val_accuracy"))
        lines.append(f"{name}: lowest loss in epoch {number(loss)}, highest accuracy in {number(accuracy)}")
        if 1 <= loss <= _EPOCHS:
            marks.append(Mark(f"epoch {loss}", loss, run["val_loss"][loss - 1]))
    return Seen(
        f"Curves of the validation loss, with the epochs of your best_epoch. {'; '.join(lines)}.",
        (_losses("your best_epoch", "\n".join(lines), tuple(marks)),),
        _SETTING,
    )


def _turn(subject: Subject) -> Seen:
    lines, spans = [], []
    for name, run in _RUNS.items():
        answer = subject.student.overfits_after(run, _PATIENCE)
        epoch = None if answer is None else expect_integer(answer)
        lines.append(f"{name}: {'None' if epoch is None else f'epoch {number(epoch)}'}")
        if epoch is not None and 1 <= epoch < _EPOCHS:
            spans.append(Span("learns by heart", epoch, _EPOCHS))
    return Seen(
        f"Curves of the validation loss, shaded after the epoch that your overfits_after gives for a patience of "
        f"{_PATIENCE}. {'; '.join(lines)}.",
        (_losses("your overfits_after", "\n".join(lines), spans=tuple(spans[:1])),),
        _SETTING,
    )


def _last(subject: Subject) -> Seen:
    run = _RUNS["with dropout"]
    found = {
        how: expect_number(subject.student.last_epochs(run, "val_accuracy", _LAST, how))
        for how in ("median", "mean", "std")
    }
    told = ", ".join(f"{how} {value:.3g}" for how, value in found.items())
    return Seen(
        f"A curve of the validation accuracy with dropout. Your last_epochs of the last {_LAST}: {told}.",
        (
            Curves(
                "your last_epochs",
                f"of the last {_LAST}, with dropout:\n{told}",
                xlabel="epoch",
                ylabel="validation accuracy",
                curves=(Curve("with dropout", np.arange(1.0, _EPOCHS + 1), np.array(run["val_accuracy"]), 1),),
                xlim=(0, _EPOCHS + 1),
                ylim=(0, 1),
                levels=(Level("your median", found["median"]),),
                spans=(Span("", _EPOCHS - _LAST + 0.5, _EPOCHS + 0.5),),
                counts_x=True,
            ),
        ),
        _SETTING,
    )


def _joined(subject: Subject) -> Seen:
    run = _RUNS["without dropout"]
    parts = [
        {key: values[place] for key, values in run.items()} for place in (slice(None, _BREAK), slice(_BREAK, None))
    ]
    joined = expect_dict(subject.probes.own.as_history(subject.student.join(*parts)), ["val_loss"])
    values = np.array([expect_number(value) for value in expect_list(joined["val_loss"])[: 3 * _EPOCHS]])
    told = f"{len(values)} epochs" + (
        f", the losses go from {values[0]:.3g} to {values[-1]:.3g}" if len(values) else ""
    )
    return Seen(
        f"A curve of the validation loss without dropout, of trainings of {_BREAK} and of {_EPOCHS - _BREAK} epochs "
        f"that your join has put together: {told}.",
        (
            Curves(
                "your join",
                f"of {_BREAK} and {_EPOCHS - _BREAK} epochs:\n{told}",
                xlabel="epoch",
                ylabel="validation loss",
                curves=(Curve("", np.arange(1.0, len(values) + 1), values, 0),) if len(values) else (),
                xlim=(0, _EPOCHS + 1),
                ylim=(1.1, 2.4),
                counts_x=True,
            ),
        ),
        _SETTING,
    )


def _plotted(subject: Subject) -> Seen:
    panels, told = [], []
    for name, run in _RUNS.items():
        called("plot_curves(history)")
        figures, _ = expect_list(subject.probes.figures.drawn(subject.student.plot_curves, [run]), 2)
        figure = expect_handle(expect_list(figures, 1)[0], "matplotlib.figure.Figure", "a matplotlib Figure")
        pixels = expect(subject.probes.figures.rendered(figure, _WIDTH), shape=(None, None, 3), dtype=int)
        pixels = pixels[:_MOST_PIXELS, :_MOST_PIXELS] / 255
        ends = [
            f"x from {each[2][0]:g} to {each[2][-1]:g}"
            for each in (expect_list(line) for line in expect_list(subject.probes.figures.lines(figure)))
            if len(each) > 2 and isinstance(each[2], np.ndarray) and each[2].ndim == 1 and each[2].size
        ]
        lines = f"{len(ends)} lines, {' and '.join(sorted(set(ends))[:3]) or 'none'}"
        told.append(f"{name}: {lines}")
        panels.append(Images(f"your plot_curves, {name}", lines, pixels[None]))
    return Seen(f"Your plot_curves of both trainings. {'; '.join(told)}.", tuple(panels), _SETTING)


PLAN = Plan(
    "two trainings and their curves",
    (
        (2.7, (Part("your best_epoch", 1, _best), Part("your overfits_after", 1, _turn))),
        (2.7, (Part("your last_epochs", 1, _last), Part("your join", 1, _joined))),
        (3.2, (Part("your plot_curves", 1, _plotted),)),
    ),
)
