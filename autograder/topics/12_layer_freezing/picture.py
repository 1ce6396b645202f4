"""12: which layers a real training step moves after each function, and how many numbers are counted."""

from typing import Any

import numpy as np

from autograder.checking import Handle, called, expect, expect_dict, expect_handle, expect_integer, expect_list
from autograder.pictures.panels import Layer, Layers
from autograder.pictures.parts import Part, Plan, Seen
from autograder.pictures.subject import Subject
from autograder.pictures.wording import whole

_LAYERS = tuple(
    (kind, f"block{block}_{name}")
    for block in (1, 2, 3)
    for kind, name in (("conv", "conv"), ("norm", "bn"), ("act", "act"))
)
_SHAPE, _WIDTH, _CLASSES, _IMAGES = (8, 8, 3), 8, 4, 16
_FIRST, _LATER = "block2_conv", "block3_conv"
_RATE = 0.001
_MOST_LAYERS = 12
_LOSS = "sparse_categorical_crossentropy"


def _frozen(subject: Subject) -> Seen:
    base, model = _classifier(subject)
    subject.student.freeze(base)
    subject.probes.pictures.prepare(model, _LOSS)
    return _seen("your freeze", "freeze(base)", _step(subject, model))


def _frozen_before(subject: Subject) -> Seen:
    base, model = _classifier(subject)
    subject.student.freeze_before(base, _FIRST)
    subject.probes.pictures.prepare(model, _LOSS)
    return _seen("your freeze_before", f'freeze_before(base, "{_FIRST}")', _step(subject, model))


def _fine_tuned(subject: Subject) -> Seen:
    base, model = _classifier(subject)
    subject.probes.freezing.set_trainable(base, [])
    subject.probes.pictures.prepare(model, _LOSS)
    _step(subject, model)
    subject.student.fine_tune(model, base, _LATER, _RATE)
    call = f'fine_tune(model, base, "{_LATER}", {_RATE})'
    called(f"A training step after {call}")
    return _seen("your fine_tune", call, _step(subject, model))


def _counted(subject: Subject) -> Seen:
    states = (("all learn", [name for _, name in _LAYERS]), ("base frozen", []), ("block3_conv learns", [_LATER]))
    rows = []
    for word, learning in states:
        base, model = _classifier(subject)
        subject.probes.freezing.set_trainable(base, learning)
        counts = [expect_integer(each) for each in expect_list(subject.student.count_parameters(model), 2)]
        rows.append((word, *(whole(count) for count in counts)))
    lines = [f"{word}: {learn} learn, {stay} stay" for word, learn, stay in rows]
    return Seen(
        f"Your count_parameters of the whole model. {'; '.join(lines).capitalize()}.",
        (
            Layers(
                "your count_parameters",
                "of the whole model, in three states",
                tuple(Layer(f"{word}\n{learn} learn\n{stay} do not", None) for word, learn, stay in rows),
            ),
        ),
    )


def _classifier(subject: Subject) -> tuple[Handle, Handle]:
    """A base of three blocks, and a model of it and a softmax head."""
    answer = subject.probes.freezing.build(_LAYERS, "functional", "functional", _SHAPE, _WIDTH, _CLASSES)
    base, model = expect_list(answer, 2)
    return expect_handle(base, "keras.Model", "a base"), expect_handle(model, "keras.Model", "a model")


def _step(subject: Subject, model: Handle) -> dict[str, tuple[int, int]]:
    """One training step: for each layer with weights, how many of its numbers are in weights that moved, and all."""
    x = subject.rng.normal(size=(_IMAGES, *_SHAPE)).astype("float32")
    y = subject.rng.integers(_CLASSES, size=_IMAGES)
    before = _values(subject.probes.freezing.values(model))
    model.train_on_batch(x, y)
    after = _values(subject.probes.freezing.values(model))
    found: dict[str, tuple[int, int]] = {}
    for name, value in before.items():
        layer = name.partition("/")[0]
        moved, size = found.get(layer, (0, 0))
        is_same = name in after and np.array_equal(value, after[name], equal_nan=True)
        found[layer] = (moved + (0 if is_same else value.size), size + value.size)
    return found


def _values(answer: Any) -> dict[str, np.ndarray]:
    values = expect_dict(answer)
    return {name: expect(value, dtype=float, finite=False) for name, value in list(values.items())[: 4 * _MOST_LAYERS]}


def _seen(title: str, call: str, found: dict[str, tuple[int, int]]) -> Seen:
    layers = list(found.items())[:_MOST_LAYERS]
    moved, size = (sum(counts[place] for _, counts in layers) for place in (0, 1))
    words = [f"{name} {_word(*counts)}" for name, counts in layers]
    return Seen(
        f"Layers with weights in one training step after {call}: {', '.join(words)}. {moved:,} numbers move, "
        f"{size - moved:,} stay.",
        (
            Layers(
                title,
                f"{call}\n{moved:,} numbers move\n{size - moved:,} stay",
                tuple(
                    Layer(f"{name}\n{counts[1]:,} {_word(*counts)}", counts[0] / max(counts[1], 1))
                    for name, counts in layers
                ),
            ),
        ),
    )


def _word(moved: int, size: int) -> str:
    return "stay" if not moved else "move" if moved == size else f"of which {moved:,} move"


PLAN = Plan(
    "what a training step moves",
    (
        (
            4.2,
            (
                Part("your freeze", 1, _frozen),
                Part("your freeze_before", 1, _frozen_before),
                Part("your fine_tune", 1, _fine_tuned),
                Part("your count_parameters", 1, _counted),
            ),
        ),
    ),
)
