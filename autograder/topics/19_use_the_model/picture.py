"""19: what the student's functions say of a saved model: its confusion matrix, its worst mistakes, its two numbers."""

import functools

import numpy as np

from autograder.checking import called, expect, expect_list, expect_number, expect_text
from autograder.datasets import load
from autograder.laboratories.image_files import encoded
from autograder.pictures.panels import Heat, Images, Layer, Layers
from autograder.pictures.parts import Part, Plan, Seen
from autograder.pictures.subject import Subject

# "skirt" has no pictures: such a class has a row all the same, and no accuracy.
_NAMES, _KNOWN = ("dress", "hat", "pants", "shoes", "t-shirt", "skirt"), 5
_SIDE, _LEARNT, _ASKED, _WORST = 16, 300, 60, 6
_SETTING = f"The model is one layer, fitted to {_LEARNT} drawn clothes; the {_ASKED} pictures are new to it."


@functools.cache
def _model() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """A kernel for values from -1 to 1, new images with their labels, and the class that the kernel says of each."""
    sets = [
        load("fashion", part, _SIDE, n, classes=_NAMES[:_KNOWN]) for part, n in (("train", _LEARNT), ("test", _ASKED))
    ]
    (x, y), (images, labels) = sets
    flat, new = ((each / 127.5 - 1).reshape(len(each), -1) for each in (x, images))
    wanted = np.eye(len(_NAMES))[y] - 1 / _KNOWN
    kernel = 8 * np.linalg.solve(flat.T @ flat + 30 * np.eye(flat.shape[1]), flat.T @ wanted)
    kernel[:, _KNOWN:] = kernel[:, :_KNOWN].mean(axis=1, keepdims=True)  # never the largest
    return kernel.astype(np.float32), images, labels, (new @ kernel[:, :_KNOWN]).argmax(axis=1)


def _saved(subject: Subject) -> tuple[str, dict[str, bytes], object]:
    """The model's file, the pictures' files by path, and what prepares them."""
    kernel, images, labels, _ = _model()
    tree = {f"{name}/": b"" for name in _NAMES[:_KNOWN]}
    for number, (image, label) in enumerate(zip(images, labels, strict=True)):
        tree[f"{_NAMES[label]}/{number:02d}.png"] = encoded(image)
    path = f"{subject.files.folder()}/clothes.keras"
    subject.probes.own.save(path, (_SIDE, _SIDE), kernel)
    return path, tree, subject.probes.own.preprocess(np.full(3, 127.5), np.full(3, 127.5))


def _matrix(subject: Subject) -> Seen:
    _, _, labels, predictions = _model()
    answer = subject.student.confusion_matrix(labels, predictions, len(_NAMES))
    called(f"confusion_matrix(labels, predictions, {len(_NAMES)})")
    answer = np.array(answer, dtype=float) if isinstance(answer, list) else answer
    matrix = expect(answer, shape=(None, None), dtype="number").astype(float)[: len(_NAMES), : len(_NAMES)]
    matrix = expect(matrix, shape=(len(matrix), len(matrix)))
    wrong = [
        f"{_NAMES[row]} as {_NAMES[column]} {matrix[row, column]:g}"
        for row, column in np.ndindex(matrix.shape)
        if row != column and matrix[row, column]
    ]
    panel = Heat(
        "your confusion_matrix",
        f"{matrix.sum():g} images, {np.trace(matrix):g} on the diagonal",
        matrix,
        0.0,
        max(float(matrix.max()), 1.0),
        xlabel="what the model says",
        ylabel="what it is",
        names=_NAMES[: len(matrix)],
    )
    return Seen(
        f"A table with {len(matrix)} rows, one for each class. Beside the diagonal: {', '.join(wrong) or 'none'}.",
        (panel,),
        _SETTING,
    )


def _shares(subject: Subject) -> Seen:
    _, _, labels, predictions = _model()
    matrix = np.zeros((len(_NAMES), len(_NAMES)), dtype=int)
    np.add.at(matrix, (labels, predictions), 1)
    answer = subject.student.class_accuracy(matrix)
    answer = np.array(answer, dtype=float) if isinstance(answer, list) else answer
    shares = expect(answer, shape=(None,), dtype="number", finite=False).astype(float)[: len(_NAMES)]
    words = [f"{name} {share:.0%}" for name, share in zip(_NAMES, shares, strict=False)]
    layers = tuple(
        Layer(word.replace("nan%", "nan"), None if np.isnan(share) else float(np.clip(share, 0, 1)))
        for word, share in zip(words, shares, strict=True)
    )
    told = ", ".join(layer.words for layer in layers)
    return Seen(
        f"The accuracy of each class by your class_accuracy: {told or 'none'}. There are no images of a skirt.",
        (Layers("your class_accuracy", "no images of a skirt", layers),),
        _SETTING,
    )


def _mistakes(subject: Subject) -> Seen:
    _, images, labels, _ = _model()
    path, tree, preprocess = _saved(subject)
    folder = subject.files.write(tree)
    paths = [f"{folder}/{name}" for name, content in tree.items() if content]
    answer = subject.student.classify(path, paths, list(_NAMES), preprocess, 1)
    called(f"classify(path, {len(paths)} paths, class_names, preprocess, top=1)")
    found = []
    for entry in expect_list(answer, _ASKED):
        name, value = expect_list(expect_list(entry, 1)[0], 2)
        found.append((expect_text(name)[:20], expect_number(value)))
    wrong = [number for number, (name, _) in enumerate(found) if name != _NAMES[labels[number]]]
    worst = sorted(wrong, key=lambda number: -found[number][1])[:_WORST]
    words = tuple(f"{_NAMES[labels[number]]}, called\n{found[number][0]} {found[number][1]:.2f}" for number in worst)
    told = ", ".join(f"{_NAMES[labels[number]]} as {found[number][0]} with {found[number][1]:.2f}" for number in worst)
    score = f"{_ASKED - len(wrong)} of {_ASKED} right"
    shown = images[worst] / 255 if worst else np.ones((1, _SIDE, _SIDE, 3))
    return Seen(
        f"By your classify {score}. The mistakes it is surest of: {told or 'none'}.",
        (Images("your classify: its surest mistakes", score, shown, words or ("no mistakes",), columns=_WORST),),
        _SETTING,
    )


def _measured(subject: Subject) -> Seen:
    path, tree, preprocess = _saved(subject)
    loss, accuracy = map(
        expect_number, expect_list(subject.student.evaluate_folder(path, subject.files.write(tree), preprocess), 2)
    )
    words = f"loss {loss:.3f}, accuracy {accuracy:.3f}"
    layer = Layer(words.replace(", ", "\n"), float(np.clip(accuracy, 0, 1)))
    return Seen(
        f"Your evaluate_folder: {words}.", (Layers("your evaluate_folder", f"{_ASKED} pictures", (layer,)),), _SETTING
    )


PLAN = Plan(
    "where a model is wrong",
    (
        (2.2, (Part("your classify", 3, _mistakes), Part("your evaluate_folder", 1, _measured))),
        (3.6, (Part("your confusion_matrix", 3, _matrix), Part("your class_accuracy", 2, _shares))),
    ),
)
