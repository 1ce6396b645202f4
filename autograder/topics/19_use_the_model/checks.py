"""Checks of 19 Use the model.

So that a slip costs once, one check of `classify` judges names and their order, others only how large the probabilities
are; pictures are of the model's size, and prepared already, except where this is the matter.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.checking import array_of, display, expect, points
from autograder.checking.contract import Contract
from autograder.checking.study import Answers, Fact

from . import laboratory as lab
from .laboratory import Asked, Saved

TENSORFLOW_ONLY = (
    "folders of images become datasets of tf.data in Keras, and a map over them needs TensorFlow's functions"
)

# --- classify --------------------------------------------------------------------------------------------------------

MEANS = (
    "m = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.GlobalAveragePooling2D(), keras.layers.Dropout(0.5), "
    "keras.layers.Dense(3, 'softmax')]); m.set_weights([np.eye(3), np.zeros(3)]); m.save('m.keras')"
)
DRAWN = (
    "from PIL import Image; [Image.new('RGB', (8, 8), c).save(f'{n}.png') for n, c in "
    "(('a', (100, 180, 20)), ('b', (30, 90, 240)))]"
)
ASK = "print(classify('m.keras', ['b.png', 'a.png'], ['tan', 'sky', 'red'], lambda x: x / 50, top=2))"
SHOW = (MEANS, DRAWN, ASK)


def listed(rows: Sequence[Sequence[Any]]) -> str:
    return "; ".join(", ".join(f"{each:.4f}" if isinstance(each, float) else str(each) for each in row) for row in rows)


ENTRIES = Fact(
    lambda asked: len(asked.entries),
    lambda count: f"{count} {'entry' if count == 1 else 'entries'}",
    why="Each picture has its own answer, in the order of the paths.",
    tries=SHOW,
)
COUNTS = Fact(
    Asked.counts,
    lambda counts: f"{', '.join(map(str, counts))} classes for the pictures",
    why="top says how many classes each picture gets: 3 if it is left out, at most all of them.",
    tries=SHOW,
)
LIKELIEST = Fact(
    Asked.names,
    listed,
    why="Most likely first. The first name belongs to the model's first number, the second to its second, whatever the "
    "alphabet says.",
    tries=SHOW,
)
VALUES = Fact(
    Asked.values,
    listed,
    why="The number beside a name is the probability of that class, as the model gives it.",
    tries=SHOW,
    within=2e-4,  # rounding to three digits is off by up to 5e-4
)
PREPARED = Fact(
    Asked.shares,
    lambda rows: f"probabilities, from largest to smallest: {listed(rows)}",
    why="The model was trained on what preprocess makes of red, green and blue from 0 to 255. It answers to anything "
    "else as well, but badly.",
    tries=(
        MEANS,
        DRAWN,
        "print(classify('m.keras', ['b.png', 'a.png'], ['tan', 'sky', 'red'], lambda x: x / 50 - [0, 1, 2]))",
    ),
    within=0.02,  # rounding to two digits is off by 0.005
)
SAME_SHARES = replace(PREPARED, within=1e-3)
AS_FLOATS = Fact(
    lambda asked: list(asked.whole_numbers),
    lambda kinds: f"preprocess called with images of dtype {' and '.join(kinds)}",
    due=lambda _: "images of dtype float32",
    why="Whole numbers of 8 bits go from 0 to 255 alone: 100 - 128 is 228 there. What prepared the images in training "
    "was made for float32.",
    tries=(
        MEANS,
        DRAWN,
        "classify('m.keras', ['b.png'], ['tan', 'sky', 'red'], lambda x: (print(x.dtype), x / 50)[1])",
    ),
)
WHOLE = replace(
    PREPARED,
    why="A model takes one height and one width. The whole picture has to be made to fit them, each part where it was.",
    tries=(
        "m = keras.Sequential([keras.Input((4, 12, 3)), keras.layers.AveragePooling2D(4), keras.layers.Flatten(), "
        "keras.layers.Dropout(0.5), keras.layers.Dense(9, 'softmax')]); m.set_weights([np.eye(9), np.zeros(9)]); "
        "m.save('m.keras')",
        "from PIL import Image; a = np.arange(9, dtype='uint8').reshape(1, 3, 3).repeat(30, 0).repeat(20, 1); "
        "Image.fromarray(a).save('a.png'); Image.fromarray(a[:9, ::-1]).save('b.png')",
        "print(classify('m.keras', ['b.png', 'a.png'], list('abcdefghi'), lambda x: x / 4, top=9))",
    ),
)
ANSWERS_DIFFER = Fact(
    lambda asked: len(set(map(str, asked.shares()))) > 1,
    {True: "answers that depend on the picture", False: "the same probabilities for every picture"},
    why="Each picture is another question to the model.",
    tries=SHOW,
)
LOADS = Fact(
    lambda asked: max(asked.loads, 1),
    "the model loaded {} times",
    due="the model loaded once",
    why="Loading a large model takes seconds, a prediction takes a moment. Load it before you go through the pictures.",
    tries=(
        MEANS,
        f"{DRAWN}; keras.Sequential.from_config = classmethod(lambda c, *a, f=keras.Sequential.from_config.__func__, "
        "**k: (print('loaded'), f(c, *a, **k))[1])",
        ASK,
    ),
)


ONCE = Fact(
    lambda asked: [len(set(names)) for names in asked.names()],
    lambda counts: f"{', '.join(map(str, counts))} different classes",
    why="Classes may be equally likely, as all are for this black picture. Each is named once at most.",
    tries=(
        MEANS,
        "from PIL import Image; Image.new('RGB', (8, 8)).save('black.png')",
        "print(classify('m.keras', ['black.png'], ['tan', 'sky', 'red'], lambda x: x / 50))",
    ),
)

OWN = (None, "PNG")  # a picture of the model's own size


def judge_asked(study: Any, both: tuple[Asked, Asked], *facts: Fact, beside: Sequence[Fact] = ()) -> None:
    asked, due = both
    study.judge(asked, {fact: fact.of(due) for fact in facts}, beside=beside)


@points(1, function="classify")
def test_likeliest_classes_are_named(student, study, files, probes, rng):
    """classify names the most likely classes of each picture, most likely first"""
    saved = Saved(student, probes, files, rng, lab.SQUARE, is_prepared=False)
    judge_asked(study, saved.classify(saved.several(*[OWN] * 3), 2), ENTRIES, COUNTS, LIKELIEST, VALUES)


@points(1, function="classify")
def test_pictures_are_prepared(student, study, files, probes, rng):
    """classify gives the model red, green and blue as preprocess makes them of 0 to 255"""
    saved = Saved(student, probes, files, rng, lab.SQUARE, is_prepared=True)
    both = saved.classify(saved.several(*[OWN] * 2), len(lab.NAMES))
    judge_asked(study, both, ENTRIES, COUNTS, PREPARED, AS_FLOATS, beside=[SAME_SHARES])


@points(1, function="classify")
def test_pictures_of_any_size(student, study, files, probes, rng):
    """classify makes pictures of any size fit the model's height and width"""
    saved = Saved(student, probes, files, rng, lab.OBLONG, is_prepared=False)
    pictures = saved.several(((40, 24), "JPEG"), ((9, 37), "PNG"), ((12, 10), "PNG"), ((5, 7), "PNG"))
    judge_asked(study, saved.classify(pictures, len(lab.NAMES)), ENTRIES, COUNTS, WHOLE, beside=[SAME_SHARES])


@points(0.5, function="classify")
def test_the_model_is_loaded_once(student, study, files, probes, rng):
    """classify loads the model once, however many pictures there are, and gives three classes of each by default"""
    saved = Saved(student, probes, files, rng, lab.SQUARE, is_prepared=False)
    judge_asked(study, saved.classify(saved.several(*[OWN] * 4)), ENTRIES, COUNTS, LOADS, ANSWERS_DIFFER)
    judge_asked(study, saved.classify([lab.BLACK]), ENTRIES, COUNTS, ONCE)


# --- evaluate_folder -------------------------------------------------------------------------------------------------

COMPILED = MEANS.replace(
    "; m.save", "; m.compile('sgd', 'sparse_categorical_crossentropy', metrics=['accuracy']); m.save"
)
PHOTOS = (
    "from PIL import Image; from pathlib import Path; "
    "[Path('p', c).mkdir(0o777, True, True) for c in '9 10 8'.split()]; "
    "[Image.new('RGB', {}, (9 * n % 250, 200 - 5 * n, 7 * n)).save(f'p/{{(10, 10, 9)[n % 3]}}/{{n}}.png') "
    "for n in range(35)]"
)
LOSS = Fact(
    lambda answer: answer[0],
    "a loss of {:.4f}",
    why="The mean over all pictures as they are, each with the number of its own class, by the loss that the model was "
    "saved with. The folders in alphabetical order are 0, 1, 2, ..., the empty ones too.",
    tries=(COMPILED, PHOTOS.format("(8, 8)"), "print(evaluate_folder('m.keras', 'p', lambda x: x / 50))"),
    within=1e-3,
)
ACCURACY = replace(LOSS, of=lambda answer: answer[1], words="an accuracy of {:.4f}")
BOTH = Fact(
    sorted,  # which comes first is judged with the other folder
    lambda both: f"the numbers {both[0]:.3f} and {both[1]:.3f}",
    due=lambda both: f"an accuracy of {both[0]:.3f} and a loss of {both[1]:.3f}",
    why="If {loss_and_accuracy_of_a_folder} passes, look at what the model sees: it has to be what it sees in "
    "classify, the whole picture, at the model's height and width, as preprocess makes it.",
    tries=(
        COMPILED,
        PHOTOS.format("(n + 3, 9)"),
        "print(evaluate_folder('m.keras', 'p', lambda x: x / 50 - [0, 1, 2]))",
    ),
    within=0.02,  # what a JPEG file can change
)
SAME_BOTH = replace(BOTH, within=1e-3)


@points(2, function="evaluate_folder")
def test_loss_and_accuracy_of_a_folder(student, study, files, probes, rng):
    """evaluate_folder gives loss and accuracy, over all pictures, with the folders in alphabetical order"""
    saved = Saved(student, probes, files, rng, lab.SQUARE, is_prepared=False)
    answer, due = saved.evaluate([9, 11, 0, 8, 9])
    study.judge(answer, {LOSS: due[0], ACCURACY: due[1]})


@points(1, function="evaluate_folder")
def test_the_folder_is_prepared(student, study, files, probes, rng):
    """evaluate_folder resizes and prepares pictures as classify does"""
    saved = Saved(student, probes, files, rng, lab.OBLONG, is_prepared=True)
    answer, due = saved.evaluate([3, 2, 2, 3, 2], blocks=((40, 24), (16, 48), (12, 10), (8, 8)))
    study.judge(answer, {BOTH: sorted(due)}, beside=[SAME_BOTH])


# --- confusion_matrix ------------------------------------------------------------------------------------------------

SIZE = Fact(
    lambda matrices: list(matrices[0].shape),
    lambda sizes: f"a matrix of shape {display.shape(sizes)}",
    why="Each class has a row and a column, whether it appears or not: otherwise nobody knows which row is whose.",
    tries="print(np.shape(confusion_matrix([0, 2, 2], [0, 2, 0], 5)), np.shape(confusion_matrix([1], [1], 2)))",
)
CELLS = Answers(
    why="Row = what it is, column = what the model says. Each image counts once.",
    tries="print(confusion_matrix([0, 0, 0, 1, 2, 2], [0, 1, 1, 1, 0, 2], 3))",
)


def counted(labels: Any, predictions: Any, num_classes: int) -> np.ndarray:
    rows, columns = (np.eye(num_classes, dtype=int)[each] for each in (labels, predictions))
    return rows.T @ columns


def numbers_of(answer: Any, axes: int) -> np.ndarray:
    """An answer as an array; lists are as good."""
    numbers = array_of(answer) if isinstance(answer, list | tuple) else None
    return expect(answer if numbers is None else numbers, shape=(None,) * axes, dtype="number", finite=False).astype(
        float
    )


@points(1, function="confusion_matrix")
def test_rows_are_true_and_columns_predicted(student, study, rng):
    """confusion_matrix counts the images of class r that were called c in row r and column c"""
    for num_classes, count in ((3, 12), (6, 80), (2, 1200)):  # more than 8 bits can count
        while True:  # until it shows an exchange, and pairs that come twice; all classes appear
            labels, predictions = rng.integers(0, num_classes, size=(2, count))
            due = counted(labels, predictions, num_classes)
            if due.max() > 1 and (due != due.T).any() and due.any(axis=0).all() and due.any(axis=1).all():
                break
        for given in ((labels, predictions), (labels.tolist(), predictions.tolist())):
            matrix = numbers_of(student.confusion_matrix(*given, num_classes), 2)
            study.judge([matrix], {SIZE: list(due.shape), CELLS: [due]})


@points(0.5, function="confusion_matrix")
def test_absent_classes_keep_their_place(student, study):
    """confusion_matrix has a row and a column for classes that do not appear"""
    for labels, predictions, num_classes in (
        ([1, 3, 3, 1], [1, 3, 1, 3], 5),  # neither first nor last nor one in between
        ([0, 2, 2], [0, 0, 2], 3),
        ([2, 1, 1, 2], [2, 0, 1, 1], 4),  # one among the predictions alone
        ([1], [1], 2),
    ):
        due = counted(labels, predictions, num_classes)
        matrix = numbers_of(student.confusion_matrix(labels, predictions, num_classes), 2)
        # Which of the two is the row is judged above.
        matrix = matrix.T if CELLS.holds([matrix.T], [due]) else matrix
        show = f"print(confusion_matrix({labels}, {predictions}, {num_classes}))"
        study.judge([matrix], {SIZE: list(due.shape), replace(CELLS, tries=show): [due]})


# --- class_accuracy --------------------------------------------------------------------------------------------------

LENGTH = Fact(
    len,
    "{} numbers",
    why="One number for each class, in the order of the rows.",
    tries="print(class_accuracy(np.array([[3, 1, 2], [0, 0, 0], [1, 0, 1]])))",
)
RECALL = Fact(
    lambda shares: shares,
    display.array,
    why="Of the images of one class, the share that is called right. All images of a class are in its row.",
    tries="print(class_accuracy(np.array([[3, 1, 6], [0, 4, 0], [2, 2, 0]])))  # 0.3, 1, 0",
    within=2e-4,
)
WITHOUT = Fact(
    lambda shares: np.flatnonzero(np.isnan(shares)).tolist(),
    lambda places: f"nan for the classes {', '.join(map(str, places))}" if places else "no nan",
    due=lambda places: f"nan for class {places[0]} alone, which has no images",
    why="Of no images, no share is right: 0 would say that all are wrong, and 1 that all are right.",
    tries="print(class_accuracy(np.array([[3, 1, 0], [0, 0, 0], [1, 1, 0]])))  # 0.75, nan, 0",
)


@points(1, function="class_accuracy")
def test_share_of_each_row(student, study, rng):
    """class_accuracy gives the share of each class's images that are called right"""
    never_called = rng.integers(1, 30, size=(4, 4))
    never_called[:, 1] = 0
    for matrix in (never_called, np.diag([2, 7, 5]), rng.integers(1, 9, size=(2, 2)) * [[20, 1], [1, 1]]):
        due = np.diag(matrix) / matrix.sum(axis=1)
        study.judge(numbers_of(student.class_accuracy(matrix), 1), {LENGTH: len(due), RECALL: due})


@points(0.5, function="class_accuracy")
def test_nan_for_a_class_without_images(student, study, rng):
    """class_accuracy gives nan for a class without images, and for no other"""
    called = rng.integers(1, 9, size=(4, 4))
    called[2] = 0
    nowhere = called.copy()
    nowhere[:, 2] = 0
    for row, matrix in ((2, nowhere), (2, called), (0, np.array([[0, 0], [3, 0]]))):
        shares = numbers_of(student.class_accuracy(matrix), 1)
        study.judge(shares, {LENGTH: len(matrix), WITHOUT: [row]}, beside=[RECALL])


@points(0.5, function="confusion_matrix")
def test_keeps_to_its_contract(contract):
    """The examples hold, and arguments stay as they are"""
    contract.holds(
        *(Contract(name) for name in ("confusion_matrix", "class_accuracy")),
        *(Contract(name, example=False) for name in ("classify", "evaluate_folder")),
    )
