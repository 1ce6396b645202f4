"""What is seen of the names and answers that `predict_folder` gives for a folder of coloured blocks."""

import io
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from autograder.checking import Handle, expect, expect_list, expect_text, malformed
from autograder.checking.study import Fact
from autograder.datasets.trees import jpeg

from .batches import CLOTHES_FOLDERS
from .laboratory import CLASSES, png

BLOCK = 12
READ_SIZE = (24, 36)
NUMPY_KINDS = ("numpy.ndarray", "numpy.generic")


@dataclass
class Predicted:
    """What came back, and the row that is due for each file."""

    names: list[str]
    rows: np.ndarray
    due: dict[str, np.ndarray]

    def files(self) -> str:
        """How many names and answers there are, and a name that is wrong."""
        told = f"{len(self.names)} names and {len(self.rows)} answers"
        strange, missing = sorted(set(self.names) - set(self.due)), sorted(set(self.due) - set(self.names))
        wrong = f", a name {strange[0][:60]}" if strange else f", no {missing[0]}" if missing else ""
        return told + wrong

    def order(self) -> str:
        """How rows and names go together."""
        if set(self.names) != set(self.due) or {len(self.rows), len(self.names)} != {len(self.due)}:
            return "not known"
        wanted = np.stack([self.due[name] for name in self.names])
        if np.abs(self.rows - wanted).max() <= CLOSE:
            return "each answer beside its file"
        closest = np.abs(self.rows[:, None] - wanted[None]).max(axis=2).argmin(axis=1)
        if sorted(closest) != list(range(len(self.rows))) or np.abs(self.rows - wanted[closest]).max() > CLOSE:
            return "other answers than the model's for these images"
        given = [self.names[index] for index in closest]
        told = "the right answers, beside the wrong files"
        if self.names == sorted(self.names):
            return f"{told}: the names are in alphabetical order, the answers are not"
        return f"{told}: the answers come in alphabetical order, the names do not" if given == sorted(given) else told

    def answers(self) -> np.ndarray:
        """The answers, whatever their order."""
        return np.sort(self.rows, axis=0)


# Ways to read a JPEG file make so much of a difference at most; no preprocessing makes 0.1 and more.
CLOSE = 0.03


SHOW_PREDICTED = (
    *CLOTHES_FOLDERS,
    "model = keras.Sequential([keras.Input((48, 64, 3)), keras.layers.GlobalAveragePooling2D()])",
    "names, answers = predict_folder(model, folders[1], preprocess, (48, 64), 5)",
    "read = lambda name: keras.utils.load_img(f'{folders[1]}/{name}', target_size=(48, 64))",
    "means = [np.mean(preprocess(np.array(read(name), 'float32')), axis=(0, 1)) for name in sorted(names)]",
    "print(list(names[:2]), len(names), answers[0])    # the answer is the mean colour",
)
RIGHT_FILES = "13 names and 13 answers"
FILES = Fact(
    Predicted.files,
    "{}",
    due=f"{RIGHT_FILES}: each file of the folder once, by its name relative to folder, such as hat/3.png",
    why="Two classes may have files of the same name. And the last batch counts, though it is not full.",
    tries=(*SHOW_PREDICTED[:-2], SHOW_PREDICTED[-1]),
)
ORDER = Fact(
    Predicted.order,
    "{}",
    due="row i is the model's answer for that image names[i], preprocessed and otherwise unchanged",
    why="predict gives answers in the order in which the images come. It knows no names.",
    tries=(*SHOW_PREDICTED[:-2], SHOW_PREDICTED[-1]),
)
ANSWERS, PRECISE_ANSWERS = (Fact(Predicted.answers, "{}", within=within) for within in (CLOSE, 0.001))


def folder_of_blocks(rng: np.random.Generator) -> dict[str, tuple[bytes, np.ndarray]]:
    """13 files, PNG and JPEG, of READ_SIZE, in blocks of other colours: name -> (content, pixels as they are read)."""
    found = {}
    for index, number in enumerate(rng.permutation(np.arange(1, 20))[:13]):
        colours = rng.integers(0, 256, size=(READ_SIZE[0] // BLOCK, READ_SIZE[1] // BLOCK, 3), dtype=np.uint8)
        blocks = colours.repeat(BLOCK, axis=0).repeat(BLOCK, axis=1)
        data = png(blocks) if index % 3 else jpeg(blocks)
        name = f"{CLASSES[index % 3]}/{number}.{'png' if index % 3 else 'jpg'}"
        found[name] = (data, np.asarray(Image.open(io.BytesIO(data))).astype(np.float64))
    return found


def names_and_answers(answer: Any, folder: str, sandbox: Any) -> tuple[list[str], np.ndarray]:
    """The two parts of the student's answer; names relative to `folder`, with / in them."""
    names, rows = expect_list(answer, 2)
    if isinstance(names, np.ndarray):
        malformed(got="(numbers, ...)", expected="(names, answers)")
    if is_array(names, sandbox):
        names = names.tolist()
    # An array of text stays in the sandbox, and so does a name that was taken from one.
    found = [expect_text(name.item() if is_array(name, sandbox) else name) for name in expect_list(names)]
    found = [name.replace("\\", "/").rpartition(f"{folder}/")[2].removeprefix("./") for name in found]
    return found, expect(rows, shape=(None, 3), dtype=float)


def is_array(value: Any, sandbox: Any) -> bool:
    """Whether it is an array or a single value of NumPy's that stays in the sandbox."""
    return isinstance(value, Handle) and any(sandbox.is_instance(value, name) for name in NUMPY_KINDS)


def row_text(row: np.ndarray) -> str:
    """`(0.12, 0.80, 0.08)`."""
    return f"({', '.join(f'{value:.2f}' for value in row)})"
