"""The batches that a student's function makes of two folders of pictures, and what is seen of them."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checking import Handle, called, expect, expect_handle, expect_list, malformed

from .laboratory import CLASSES, tree

GENERATORS, DATASETS = "make_generators", "make_datasets"
PAIR = ("train", "validation")
KINDS = {
    GENERATORS: ("keras.utils.PyDataset", "a keras.utils.PyDataset, such as flow_from_directory returns"),
    DATASETS: ("tensorflow.data.Dataset", "a tf.data.Dataset, such as image_dataset_from_directory returns"),
}
# The ranges of this exercise. Sizes are nearly square: turned or zoomed about a wrong centre, a picture still shows.
SIZE, FILE_SIZE = (48, 54), (96, 108)
COUNTS = {"train": (15, 13, 14), "validation": (6, 9, 5)}
FEW = dict.fromkeys(PAIR, (4, 4, 4))
BATCH_SIZE = 8
PASSES = 4
# No preprocessing of 0 to 255 goes near it.
LARGEST = 1e9


def xception(pixels: np.ndarray) -> np.ndarray:
    """What `keras.applications.xception.preprocess_input` gives."""
    return pixels / 127.5 - 1


def vgg16(pixels: np.ndarray) -> np.ndarray:
    """What `keras.applications.vgg16.preprocess_input` gives."""
    return pixels[..., ::-1] - np.array([103.939, 116.779, 123.68])


NETWORKS = {"xception": xception, "vgg16": vgg16}


@dataclass(frozen=True)
class Told:
    """What a legend says of an argument."""

    description: str


class Pipeline:
    """The student's batches over two folders, made by `make_generators` or `make_datasets`.

    Attributes:
        folders, listings: Of "train" and "validation"; the listings are those from before the call.
        parts: What the function returned, at least two things.
        batches: The generator or dataset of each folder.
    """

    def __init__(
        self,
        student: Any,
        sandbox: Any,
        files: Any,
        probes: Any,
        rng: np.random.Generator,
        function: str = GENERATORS,
        counts: dict[str, tuple[int, ...]] = COUNTS,
        batch_size: int = BATCH_SIZE,
        network: str = "xception",
    ):
        self.function, self.counts, self.batch_size, self.network = function, counts, batch_size, network
        self._student, self._probes = student, probes
        self._preprocess = getattr(sandbox.keras.applications, network).preprocess_input
        self.folders = {which: files.write(tree(counts[which], FILE_SIZE, rng)) for which in PAIR}
        self.listings = {which: files.listing(folder) for which, folder in self.folders.items()}
        self.parts, self.batches = self.make(seed=7)

    def make(self, seed: int) -> tuple[list[Any], dict[str, Handle]]:
        """Call the student's function; everything it returned, and what it returned for each folder."""
        arguments = [self.folders["train"], self.folders["validation"], self._preprocess, SIZE, self.batch_size]
        answer = getattr(self._student, self.function)(*arguments, *([seed] if self.function == GENERATORS else []))
        self.tell(seed)
        parts = expect_list(answer)
        if len(parts) < len(PAIR):
            malformed(got=f"a list or tuple of {len(parts)}", expected="train and validation")
        kind, what = KINDS[self.function]
        return parts, {
            which: expect_handle(part, kind, f"{which}: {what}") for which, part in zip(PAIR, parts, strict=False)
        }

    def tell(self, seed: int = 7) -> None:
        """Show this call with what comes next."""
        text = f"{self.function}(train_folder, validation_folder, preprocess, {SIZE}, {self.batch_size}"
        called(
            f"{text}, seed={seed})" if self.function == GENERATORS else f"{text})",
            train_folder=Told(f"{self.total('train')} images of {len(CLASSES)} classes"),
            validation_folder=Told(f"{self.total('validation')} images of the same classes"),
            preprocess=Told(f"keras.applications.{self.network}.preprocess_input"),
        )

    def total(self, which: str) -> int:
        """Images in the folder."""
        return sum(self.counts[which])

    def sizes(self, which: str) -> list[int]:
        """How many images each batch of a pass has."""
        full, rest = divmod(self.total(which), self.batch_size)
        return [self.batch_size] * full + [rest] * (rest > 0)

    def one_pass(self, which: str) -> list[Any]:
        """The batches of one pass, as they come; not many more than either folder can give."""
        most = max(math.ceil(self.total(folder) / self.batch_size) for folder in PAIR) + 1
        found = expect_list(self._probes.batches.one_pass(self.batches[which], most))
        if not found:
            malformed(got=f"no batch of {which}", expected=f"{len(self.sizes(which))} batches in a pass")
        return found

    def images(self, which: str) -> np.ndarray:
        """The images of a pass, float (n, height, width, 3)."""
        found = [image_batch(batch, which) for batch in self.one_pass(which)]
        if len({batch.shape[1:] for batch in found}) > 1:
            malformed(got=f"{which} images of several sizes", expected="images of one size")
        return np.concatenate(found)

    def labelled(self, which: str) -> list[tuple[np.ndarray, np.ndarray]]:
        """The images and labels of each batch of a pass."""
        return [images_and_labels(batch, which) for batch in self.one_pass(which)]


def image_batch(batch: Any, which: str) -> np.ndarray:
    """The images of a batch, with or without labels."""
    found = batch[0] if isinstance(batch, list | tuple) and batch else batch
    if isinstance(found, Handle):
        malformed(got=f"a batch of {which} that holds {found.description}", expected="arrays or tensors")
    found = expect(found, shape=(None, None, None, 3), dtype=float)
    if not found.size or min(found.shape[1:3]) < 4:
        malformed(got=f"a batch of {which} of shape {found.shape}", expected="at least one image in a batch")
    if np.abs(found).max() > LARGEST:
        malformed(got=f"{which} images with values up to {np.abs(found).max():.3g}", expected="values of pixels")
    return found.astype(np.float64)


def images_and_labels(batch: Any, which: str) -> tuple[np.ndarray, np.ndarray]:
    """The two parts of a batch."""
    wanted = f"{which} batches of images and labels"
    if isinstance(batch, np.ndarray):
        malformed(got=f"{which} batches of images alone, {batch.shape}", expected=wanted, why="fit needs the labels.")
    if not isinstance(batch, list | tuple) or len(batch) != 2:
        malformed(got=f"a batch of {which} of another form", expected=wanted)
    return image_batch(batch, which), expect(batch[1], dtype="number")
