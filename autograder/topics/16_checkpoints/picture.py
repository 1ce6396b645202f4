"""16: which epochs a training with a known course left in files, what is said of the best one, and how it went on.

The model's state is one number, its log-odds for one image. The validation images are such that their accuracy is that
very number, so a curve can be written down beforehand, and a file tells which epoch it holds.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from autograder.checking import StudentError, expect_dict, expect_handle, expect_integer, expect_list, expect_number
from autograder.pictures.panels import Curve, Curves, Mark, Span
from autograder.pictures.parts import Part, Plan, Seen
from autograder.pictures.subject import Subject
from autograder.pictures.wording import whole
from autograder.reports.text import one_line

_COURSE = (0.52, 0.61, 0.7, 0.66, 0.83, 0.78, 0.74, 0.79)
_START = -1.0  # log-odds before the first step
_BEST = int(np.argmax(_COURSE)) + 1
_SETTING = (
    f"In each plot a curve of val_accuracy over {len(_COURSE)} epochs, known beforehand: "
    f"{', '.join(map(str, _COURSE))}; epoch {_BEST} is the best."
)
_IMAGES = 100
# The image that the model trains on, and its label.
_IMAGE = (np.array([[[[1.0], [0.0]], [[0.0], [0.0]]]], dtype="float32"), np.ones(1, dtype="int64"))
_HARDER = 0.1  # by which the accuracy on the test images is lower
_EVERY, _DONE = 2, 3
_NEAR = 5e-3
_MOST_FILES, _LONGEST_NAME = 12, 40


@dataclass(frozen=True)
class _Saved:
    """A file, and the epoch whose model it holds; None if that cannot be told."""

    name: str
    epoch: int | None

    @property
    def words(self) -> str:
        return f"{self.name} holds " + ("no model of a whole epoch" if self.epoch is None else f"epoch {self.epoch}")


def _kept_best(subject: Subject) -> Seen:
    folder = subject.files.folder()
    _train(subject, subject.student.keep_best(folder, by="accuracy"))
    return _files_on_curve("your keep_best", _files(subject, folder))


def _kept_every(subject: Subject) -> Seen:
    folder = subject.files.folder()
    _train(subject, subject.student.keep_every(folder, n=_EVERY))
    return _files_on_curve(f"your keep_every, n={_EVERY}", _files(subject, folder))


def _trained_and_tested(subject: Subject) -> Seen:
    folder = subject.files.folder()
    subject.sandbox.keras.config.disable_interactive_logging()
    model = subject.probes.own.make_model(_rates())
    answer = subject.student.train_and_test(model, _IMAGE, _images(), _images(_HARDER), len(_COURSE), folder)
    epoch, accuracy = expect_list(answer, 2)
    returned = f"returned epoch {whole(expect_integer(epoch))}, accuracy {expect_number(accuracy):.3g} on test images"
    return _files_on_curve("your train_and_test", _files(subject, folder), returned)


def _resumed(subject: Subject) -> Seen:
    path = f"{subject.files.folder()}/saved.keras"
    probes = subject.probes.own
    probes.save_interrupted(_rates(), _COURSE[_DONE - 1], _DONE, path)
    watch = probes.watch()
    subject.sandbox.keras.config.disable_interactive_logging()
    subject.student.resume(path, _IMAGE, _images(), _DONE, len(_COURSE), [watch])
    report = expect_dict(probes.watched(watch), ["epochs", "after", "optimizer_steps"])
    numbers = [expect_integer(each) + 1 for each in expect_list(report["epochs"])][: 2 * len(_COURSE)]
    states = [expect_number(each) for each in expect_list(report["after"])][: len(numbers)]
    listed = ", ".join(map(whole, numbers)) or "none"
    steps = f"steps of its optimizer: {whole(expect_integer(report['optimizer_steps']))}"
    text = f"epochs that ran after the {_DONE} in the file: {listed}"
    resumed = Curve("resumed", np.array(numbers[: len(states)], dtype=float), np.array(states).clip(-1e6, 1e6), 1)
    return Seen(
        f"Beside this curve that of the same training, broken off after epoch {_DONE} and gone on with by your resume. "
        f"{text[:1].upper()}{text[1:]}; {steps}. Its val_accuracy in them is "
        f"{', '.join(f'{state:.2f}' for state in states) or 'unknown'}.",
        (
            _panel(
                "your resume",
                f"{text}\n{steps}",
                (_course("without a break"), resumed),
                spans=(Span("before the break", 0.5, _DONE + 0.5),),
            ),
        ),
        _SETTING,
    )


def _files_on_curve(title: str, saved: list[_Saved], returned: str = "") -> Seen:
    words = [each.words for each in saved] or ["no file"]
    shown = [*words[:4], *([f"and {len(words) - 4} more"] if len(words) > 4 else [])]
    epochs = sorted({each.epoch for each in saved if each.epoch is not None})
    heights = np.array([_COURSE[each - 1] for each in epochs])
    numbers = [*([returned] if returned else []), *shown]
    return Seen(
        f"Marked are the epochs in the files left by {title}: {'; '.join(words)}."
        + (f" It {returned}." if returned else ""),
        (
            _panel(
                title,
                "\n".join(numbers),
                (
                    _course("val_accuracy"),
                    Curve("in a file", np.array(epochs, dtype=float), heights, 1, is_dots=True),
                ),
                marks=(Mark("best", _BEST, _COURSE[_BEST - 1]),),
            ),
        ),
        _SETTING,
    )


def _panel(title: str, numbers: str, curves: tuple[Curve, ...], **more: Any) -> Curves:
    limits = {"xlim": (0.5, len(_COURSE) + 0.5), "ylim": (0.4, 0.95)}
    return Curves(title, numbers, xlabel="epoch", ylabel="val_accuracy", curves=curves, counts_x=True, **limits, **more)


def _course(name: str) -> Curve:
    return Curve(name, np.arange(1.0, len(_COURSE) + 1), np.array(_COURSE), 0)


def _train(subject: Subject, callback: Any) -> None:
    callback = expect_handle(callback, "keras.callbacks.Callback", "a Keras callback")
    subject.probes.own.train(callback, _rates(), _images(), len(_COURSE), 1)


def _rates() -> list[float]:
    """Learning rates of the steps: a step adds twice the rate, times what is missing to certainty, to the log-odds."""
    return [(after - before) * (1 + np.exp(before)) / 2 for before, after in pairwise((_START, *_COURSE))]


def _images(harder: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Images whose accuracy is the model's log-odds, less `harder`: their own log-odds are those less a threshold."""
    pixels = np.zeros((_IMAGES, 2, 2, 1), np.float32)
    pixels[:, 0, 0, 0] = 1
    pixels[:, 0, 1, 0] = (np.arange(_IMAGES) + 0.5) / _IMAGES + harder
    return pixels, np.ones(_IMAGES, np.int64)


def _files(subject: Subject, folder: str) -> list[_Saved]:
    """The files in the folder, by name."""
    return [_opened(subject, folder, name) for name in list(subject.files.listing(folder))[:_MOST_FILES]]


def _opened(subject: Subject, folder: str, name: str) -> _Saved:
    read = subject.probes.own.read_weights if name.endswith(".weights.h5") else subject.probes.own.read_model
    shown = one_line(name)
    shown = shown if len(shown) <= _LONGEST_NAME else f"{shown[: _LONGEST_NAME - 1]}…"
    try:
        state = expect_number(expect_dict(read(f"{folder}/{name}"), ["log_odds"])["log_odds"])
    except StudentError:
        return _Saved(shown, None)
    distances = [abs(state - each) for each in _COURSE]
    nearest = int(np.argmin(distances))
    return _Saved(shown, nearest + 1 if distances[nearest] <= _NEAR else None)


PLAN = Plan(
    "what is in the files",
    (
        (3.3, (Part("your keep_best", 1, _kept_best), Part("your keep_every", 1, _kept_every))),
        (3.3, (Part("your train_and_test", 1, _trained_and_tested), Part("your resume", 1, _resumed))),
    ),
)
