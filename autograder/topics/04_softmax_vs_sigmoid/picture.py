"""04: softmax beside sigmoid on the same logits, and which labels a trained head gives to the places of a plane."""

import numpy as np

from autograder.checking import called, expect, expect_handle
from autograder.pictures.panels import Curve, Curves, Regions
from autograder.pictures.parts import Part, Plan, Seen
from autograder.pictures.subject import Subject

_LOGITS = np.linspace(-6, 6, 61)
_OTHERS = (1.0, -1.0)
_NAMES = ("A", "B", "C")
_SETTING = f"Three logits: A goes from -6 to 6, B stays at {_OTHERS[0]:g} and C at {_OTHERS[1]:g}."
_EDGE, _PLACES = 4.0, 61
_STEPS = 60
_FAR = 10.0
_CENTRES = ((-2.0, -1.5), (2.0, -1.5), (0.0, 2.0))
_CORNERS = ((-1.8, -1.8), (1.8, -1.8), (-1.8, 1.8), (1.8, 1.8))
_LABEL_SETS = ("neither", "only 0", "only 1", "both")


def _softmax(subject: Subject) -> Seen:
    logits = _three_logits()
    return _probabilities("softmax", expect(subject.student.softmax(logits), shape=logits.shape, dtype="real"))


def _sigmoid(subject: Subject) -> Seen:
    logits = _three_logits()
    return _probabilities("sigmoid", expect(subject.student.sigmoid(logits), shape=logits.shape, dtype="real"))


def _three_logits() -> np.ndarray:
    """One row for each value of A's logit; B's and C's stay as they are: (61, 3)."""
    return np.column_stack([_LOGITS, *(np.full_like(_LOGITS, other) for other in _OTHERS)])


def _probabilities(name: str, found: np.ndarray) -> Seen:
    found = found.astype(float).clip(-1e9, 1e9)
    total = found.sum(axis=1)
    low, high = f"{total.min():.2f}", f"{total.max():.2f}"
    sums = f"the sum is {low} everywhere" if low == high else f"the sum goes from {low} to {high}"
    at_zero = ", ".join(f"{label} {value:.2f}" for label, value in zip(_NAMES, found[len(found) // 2], strict=True))
    curves = [Curve(label, _LOGITS, found[:, index], index) for index, label in enumerate(_NAMES)]
    return Seen(
        f"Curves of your {name} for them: {sums}; where A's logit is 0: {at_zero}.",
        (
            Curves(
                f"your {name}",
                f"{sums}\nat logit 0: {at_zero}",
                xlabel=f"logit of A (B stays at {_OTHERS[0]:g}, C at {_OTHERS[1]:g})",
                ylabel="probability",
                curves=(*curves, Curve("sum", _LOGITS, total, 3)),
                xlim=(-6, 6),
                ylim=(min(-0.05, 1.05 * max(found.min(), -_FAR)), max(2.05, 1.05 * min(total.max(), _FAR))),
            ),
        ),
        _SETTING,
    )


def _exclusive(subject: Subject) -> Seen:
    x, y = _clouds(subject.rng, _CENTRES, 0.7)
    labels = _labels_of_places(subject, x, y, classes=3, multi_label=False)
    return _regions("which one? three classes", labels, tuple(f"class {kind}" for kind in range(3)), x, y)


def _independent(subject: Subject) -> Seen:
    x, kinds = _clouds(subject.rng, _CORNERS, 0.7)
    y = np.column_stack([kinds % 2, kinds // 2])
    labels = _labels_of_places(subject, x, y, classes=2, multi_label=True)
    return _regions("which apply? two labels", labels[..., 0] + 2 * labels[..., 1], _LABEL_SETS, x, kinds)


def _clouds(
    rng: np.random.Generator, centres: tuple[tuple[float, float], ...], width: float
) -> tuple[np.ndarray, np.ndarray]:
    """40 points around each centre, float32 (n, 2), and the centre each belongs to, (n,)."""
    kinds = np.repeat(np.arange(len(centres)), 40)
    points = np.array(centres)[kinds] + rng.normal(scale=width, size=(len(kinds), 2))
    return points.clip(-_EDGE, _EDGE).astype("float32"), kinds


def _labels_of_places(subject: Subject, x: np.ndarray, y: np.ndarray, classes: int, multi_label: bool) -> np.ndarray:
    """What the student's `to_labels` says to the predictions of their head, trained on x and y, over the plane."""
    line = np.linspace(-_EDGE, _EDGE, _PLACES)
    places = np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2).astype("float32")
    head = expect_handle(
        subject.student.build_head(2, classes, multi_label=multi_label), "keras.Model", "a Keras model"
    )
    loss = "binary_crossentropy" if multi_label else "sparse_categorical_crossentropy"
    called(f'Training your head with loss="{loss}"')
    predictions = expect(
        subject.probes.pictures.answers_after_training(head, x, y, loss, _STEPS, places),
        shape=(len(places), classes),
        dtype=float,
    )
    expected = (len(places), classes) if multi_label else (len(places),)
    labels = expect(subject.student.to_labels(predictions, multi_label=multi_label), shape=expected, dtype="real")
    most = 1 if multi_label else classes - 1
    return labels.astype(float).clip(0, most).astype(int).reshape(_PLACES, _PLACES, *expected[1:])


def _regions(title: str, areas: np.ndarray, names: tuple[str, ...], x: np.ndarray, kinds: np.ndarray) -> Seen:
    shares = ", ".join(f"{name} {(areas == index).mean():.0%}" for index, name in enumerate(names))
    cells = ((x + _EDGE) / (2 * _EDGE) * (_PLACES - 1)).round().astype(int)
    right = (areas[cells[:, 1], cells[:, 0]] == kinds).mean()
    return Seen(
        f"A map, {title}: the labels that your to_labels gives to your trained head's predictions. "
        f"Areas: {shares}. {right:.0%} of the training points lie in the area of their own label.",
        (
            Regions(
                title,
                f"{right:.0%} of the points lie in their own area\n{shares}",
                areas=areas,
                names=names,
                points=x,
                kinds=kinds,
                extent=(-_EDGE, _EDGE, -_EDGE, _EDGE),
                xlabel="feature 0",
                ylabel="feature 1",
            ),
        ),
    )


PLAN = Plan(
    "one question, or one for each label",
    (
        (3.0, (Part("your softmax", 1, _softmax), Part("your sigmoid", 1, _sigmoid))),
        (
            4.2,
            (
                Part("which one? three classes", 1, _exclusive),
                Part("which apply? two labels", 1, _independent),
            ),
        ),
    ),
)
