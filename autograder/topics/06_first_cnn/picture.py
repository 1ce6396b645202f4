"""06: a letter, and what the blocks of the student's network make of it once it is trained."""

import numpy as np

from autograder.checking import called, expect, expect_handle, expect_list, expect_number
from autograder.datasets import load
from autograder.pictures.panels import Curve, Curves, Images, Span
from autograder.pictures.parts import Part, Plan, Seen
from autograder.pictures.subject import Subject

_LETTERS, _SIZE, _IMAGES, _BATCH, _EPOCHS, _RATE = ("I", "L", "O"), 20, 240, 8, 8, 0.002
_MAPS, _BLOCKS = 8, 3
_NAMES = ("accuracy", "val_accuracy")


def _trained(subject: Subject) -> Seen:
    """Train the network, then show its maps for one new letter, and how the training went."""
    key = subject.rng.bytes(16)
    drawn = [
        load("letters", split, _SIZE, n, classes=_LETTERS, key=key) for split, n in (("train", _IMAGES), ("test", 60))
    ]
    (x, y), (new, wanted) = [((images / 255).astype(np.float32), labels) for images, labels in drawn]
    answer = subject.student.build_cnn((_SIZE, _SIZE, 1), len(_LETTERS))
    model = expect_handle(answer, "keras.Model", "a Keras model (keras.Model)")
    subject.student.compile_cnn(model, _RATE)
    feeding = subject.probes.feeding
    train, validation = feeding.batches(x, y, _BATCH, False), feeding.batches(new, wanted, _BATCH, False)
    history = subject.student.train_cnn(model, train, validation, _EPOCHS)
    called("your network after training")
    curves = _curves(history)
    letter = int(np.argmax(wanted == 1))
    found = expect_list(subject.probes.layers.maps(model, new[letter : letter + 1]))[:_BLOCKS]
    maps = [expect(value, shape=(None, None, None), dtype=float) for value in found]
    rows = expect(subject.probes.models.answers(model, new, False), shape=(1, len(new), len(_LETTERS)), dtype=float)[0]
    right = float((rows.argmax(axis=1) == wanted).mean())
    shares = ", ".join(f"{name} {share:.0%}" for name, share in zip(_LETTERS, rows[letter], strict=True))
    panels = [Images("a new letter L", f"the answer: {shares}", new[letter : letter + 1])]
    words = []
    for number, value in enumerate(maps, 1):
        size, empty = f"{value.shape[2]} maps of {value.shape[0]} x {value.shape[1]}", _is_empty(value)
        told = f"{size}, {empty.sum()} of them empty; values {value.min():.2g} to {value.max():.2g}"
        words.append(f"After the block of Conv2D {number} there are {told}.")
        panels.append(Images(f"after Conv2D {number}", told, _grid(value), columns=4))
    return Seen(
        f"Your network after {_EPOCHS} epochs on {_IMAGES} letters is right for {right:.0%} of {len(new)} new ones. "
        f"For a new L it answers {shares}. {' '.join(words) or 'There are no maps in it.'} {curves[0]}",
        (*panels, *curves[1]),
    )


def _is_empty(maps: np.ndarray) -> np.ndarray:
    """Which maps have the same value everywhere."""
    return np.ptp(maps, axis=(0, 1)) == 0


def _grid(maps: np.ndarray) -> np.ndarray:
    """The first maps as grey images, each with its largest value white; empty ones are black."""
    first = np.moveaxis(maps[..., :_MAPS], -1, 0)[..., None]
    low, span = first.min(axis=(1, 2), keepdims=True), np.ptp(first, axis=(1, 2), keepdims=True)
    return (first - low) / np.where(span == 0, 1, span)


def _curves(history: object) -> tuple[str, tuple[Curves, ...]]:
    """What the history says, in a sentence and a panel; neither where it is not a dictionary of such lists."""
    if not isinstance(history, dict) or not all(isinstance(history.get(name), list | tuple) for name in _NAMES):
        return "train_cnn returned no history with accuracy and val_accuracy.", ()
    values = {name: expect(np.asarray(history[name]), shape=(None,), dtype="number")[:100] for name in _NAMES}
    if not all(len(value) for value in values.values()):
        return "The history is empty.", ()
    last = ", ".join(f"{name} {float(value[-1]):.2f}" for name, value in values.items())
    curves = [
        Curve(name, np.arange(1, len(value) + 1), value.astype(float), style)
        for style, (name, value) in enumerate(values.items())
    ]
    longest = max(len(value) for value in values.values())
    panel = Curves(
        "your training", f"in the end: {last}", "epoch", "share right", tuple(curves), (0.5, longest + 2.5), (0, 1.05),
        counts_x=True,
    )  # fmt: skip
    return f"The history has {longest} epochs, in the end {last}.", (panel,)


def _counted(subject: Subject) -> Seen:
    """What steps says of a few images more and more."""
    images = np.arange(1, 25)
    counts = [expect_number(subject.student.steps(int(number), _BATCH)) for number in images]
    called("steps(number of images, 8)")
    counts = [min(max(count, -9.0), 99.0) for count in counts]
    told = ", ".join(f"{number} images {counts[number - 1]:g}" for number in (7, 8, 9, 16, 17, 24))
    curve = Curve("steps", images, np.array(counts), 0, is_dots=True)
    highest = max(3.0, *counts)
    return Seen(
        f"Your steps, in batches of {_BATCH}: {told}.",
        (
            Curves(
                "your steps",
                f"batches of {_BATCH}: {told}",
                "images",
                "steps",
                (curve,),
                (0, 26),
                (min(0.0, *counts), highest + 0.5),
                spans=tuple(Span(f"batch {batch + 1}", 8 * batch + 0.5, 8 * batch + 8.5) for batch in range(3)),
                counts_x=True,
            ),
        ),
    )


PLAN = Plan(
    "what your network sees",
    ((3.4, (Part("your network", 1, _trained),)), (2.4, (Part("your steps", 1, _counted),))),
)
