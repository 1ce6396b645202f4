"""Checks of 09 Augmentation with ImageDataGenerator."""

import io
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np
from PIL import Image

from autograder.checking import (
    Handle,
    called,
    expect,
    expect_handle,
    expect_integer,
    expect_list,
    expect_text,
    fail,
    malformed,
    note,
    points,
)
from autograder.datasets import load
from autograder.datasets.trees import jpeg

from . import laboratory as marked_pictures

GENERATORS, DATASETS = "make_generators", "make_datasets"
PAIR = ("train", "validation")
KINDS = {
    GENERATORS: ("keras.utils.PyDataset", "a keras.utils.PyDataset, such as flow_from_directory returns"),
    DATASETS: ("tensorflow.data.Dataset", "a tf.data.Dataset, such as image_dataset_from_directory returns"),
}
SIZE, FILE_SIZE = (24, 36), (48, 72)
BATCH_SIZE = 8
# No preprocessing of 0 to 255 goes near it.
LARGEST = 1e9
COUNTS = {"train": (15, 13, 14), "validation": (6, 9, 5)}
PREPROCESS = "preprocess = keras.applications.xception.preprocess_input"
SHOW = "keras.utils.array_to_img({}[0])"
CALLS = {
    GENERATORS: 'train, validation, steps = make_generators("train", "validation", preprocess, (24, 36), 8, 1)',
    DATASETS: 'train, validation = make_datasets("train", "validation", preprocess, (24, 36), 8)',
}


def xception(pixels: np.ndarray) -> np.ndarray:
    """What `keras.applications.xception.preprocess_input` gives."""
    return pixels / 127.5 - 1


def vgg16(pixels: np.ndarray) -> np.ndarray:
    """What `keras.applications.vgg16.preprocess_input` gives."""
    return pixels[..., ::-1] - np.array([103.939, 116.779, 123.68])


# --- what both ways have in common ---------------------------------------------------------------------------------


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
        self.folders = {which: files.write(marked_pictures.tree(counts[which], FILE_SIZE, rng)) for which in PAIR}
        self.listings = {which: files.listing(folder) for which, folder in self.folders.items()}
        self.parts, self.batches = self.make(seed=7)

    def make(self, seed: int) -> tuple[list[Any], dict[str, Handle]]:
        """Call the student's function; everything it returned, and what it returned for each folder."""
        arguments = [self.folders["train"], self.folders["validation"], self._preprocess, SIZE, self.batch_size]
        text = f"{self.function}(train_folder, validation_folder, preprocess, {SIZE}, {self.batch_size}"
        if self.function == GENERATORS:
            arguments.append(seed)
            text += f", seed={seed}"
        answer = getattr(self._student, self.function)(*arguments)
        called(
            f"{text})",
            train_folder=Told(f"{self.total('train')} images of {len(marked_pictures.CLASSES)} classes"),
            validation_folder=Told(f"{self.total('validation')} images of the same classes"),
            preprocess=Told(f"keras.applications.{self.network}.preprocess_input"),
        )
        parts = expect_list(answer)
        if len(parts) < len(PAIR):
            malformed(got=f"a list or tuple of {len(parts)}", expected="train and validation")
        kind, what = KINDS[self.function]
        return parts, {
            which: expect_handle(part, kind, f"{which}: {what}") for which, part in zip(PAIR, parts, strict=False)
        }

    def try_lines(self, which: str, last: str) -> list[str]:
        """Lines that show the same thing; `{}` in the last one stands for the images of a first batch."""
        batch = f"{which}[0]" if self.function == GENERATORS else f"next(iter({which}))"
        return [PREPROCESS, CALLS[self.function], last.replace("{}", f"{batch}[0]")]

    def total(self, which: str) -> int:
        """Images in the folder."""
        return sum(self.counts[which])

    def steps(self, which: str) -> int:
        """Batches in a pass over the folder."""
        return math.ceil(self.total(which) / self.batch_size)

    def one_pass(self, which: str) -> list[Any]:
        """The batches of one pass, as they come; not many more than either folder can give."""
        most = max(self.steps(folder) for folder in PAIR) + 1
        return expect_list(self._probes.batches.one_pass(self.batches[which], most))

    def passes(self, which: str, count: int) -> list[np.ndarray]:
        """The images of each of `count` passes, float (n, height, width, 3), all of one size."""
        found = [[image_batch(batch, which) for batch in self.one_pass(which)] for _ in range(count)]
        if not all(found):
            malformed(got=f"no batch of {which}", expected=f"{self.steps(which)} batches in a pass")
        if len({batch.shape[1:] for batches in found for batch in batches}) > 1:
            malformed(got=f"{which} images of several sizes", expected="images of one size")
        return [np.concatenate(batches) for batches in found]


def image_batch(batch: Any, which: str) -> np.ndarray:
    """The images of a batch, with or without labels."""
    images = batch[0] if isinstance(batch, list | tuple) and batch else batch
    if isinstance(images, Handle):
        malformed(got=f"a batch of {which} that holds {images.description}", expected="arrays or tensors")
    found = expect(images, shape=(None, None, None, 3), dtype=float)
    if not found.size:
        malformed(got=f"a batch of {which} without images", expected="at least one image in a batch")
    if np.abs(found).max() > LARGEST:
        malformed(got=f"{which} images with values up to {np.abs(found).max():.3g}", expected="values of pixels")
    return found


def judge_form(pipeline: Pipeline) -> None:
    """Sizes of batches, shapes, labels that fit the images, and every image of the right folder once."""
    for which in PAIR:
        passed = pipeline.one_pass(which)
        shown: list[int] = []
        sizes = []
        for batch in passed:
            images, labels = images_and_labels(batch, which)
            judge_size(pipeline, images, which)
            pictures = marked_pictures.stretched(images)
            seen, clear = marked_pictures.labels_seen(pictures), marked_pictures.clear(pictures)
            judge_labels(labels, seen, clear, which)
            sizes.append(len(images))
            shown += np.where(clear, seen, labels.argmax(axis=1)).tolist()
        counts = tuple(np.bincount(shown, minlength=len(marked_pictures.CLASSES)).tolist())
        judge_folder(pipeline, which, counts)
        judge_batch_sizes(pipeline, which, sizes)
        if counts != pipeline.counts[which]:
            fail(
                got=f"{which} images that show {per_class(counts)}",
                expected=f"{per_class(pipeline.counts[which])}: every image of the folder once",
            )


def images_and_labels(batch: Any, which: str) -> tuple[np.ndarray, np.ndarray]:
    """The two parts of a batch."""
    expected = f"{which} batches of images and labels"
    if isinstance(batch, np.ndarray):
        malformed(
            got=f"{which} batches of images alone, {batch.shape}",
            expected=expected,
            why="fit needs the labels.",
            looks_like='class_mode=None: "categorical", the default, gives one-hot labels',
        )
    if not isinstance(batch, list | tuple) or len(batch) != 2:
        malformed(got="a batch of another form", expected=expected)
    return image_batch(batch, which), expect(batch[1], dtype="number")


def judge_size(pipeline: Pipeline, images: np.ndarray, which: str) -> None:
    """Images have the asked height and width."""
    found = images.shape[1:3]
    if found == SIZE:
        return
    fail(
        got=f"{which} images of shape {found} by channels: height {found[0]}, width {found[1]}",
        expected=f"height {SIZE[0]}, width {SIZE[1]}: size is (height, width)",
        looks_like="height and width exchanged" if found == SIZE[::-1] else None,
        try_it=pipeline.try_lines(which, "print({}.shape)"),
    )


def judge_labels(labels: np.ndarray, seen: np.ndarray, clear: np.ndarray, which: str) -> None:
    """Labels are one-hot, and where an image shows its class clearly they say so."""
    expected = f"one-hot labels ({len(seen)}, {len(marked_pictures.CLASSES)}), float"
    if labels.shape in ((len(seen),), (len(seen), 1)) and np.isin(labels, range(len(marked_pictures.CLASSES))).all():
        malformed(
            got=f"{which} labels of shape {labels.shape}: class numbers",
            expected=expected,
            looks_like='labels not asked for as "categorical"',
        )
    expect(labels, shape=(len(seen), len(marked_pictures.CLASSES)), dtype="number")
    if not (np.isin(labels, (0, 1)).all() and (labels.sum(axis=1) == 1).all()):
        fail(got=f"a row of {which} labels {labels[0].tolist()}", expected="one 1 in each row, the rest 0")
    wrong = np.flatnonzero((labels.argmax(axis=1) != seen) & clear)
    if wrong.size:
        index = int(wrong[0])
        names = marked_pictures.CLASSES
        fail(
            got=f"an image of {names[seen[index]]} in {which} with the label {labels[index].astype(int).tolist()}",
            expected=f"{np.eye(len(names), dtype=int)[seen[index]].tolist()}: the classes in alphabetical order are "
            f"{', '.join(names)}",
        )


def judge_batch_sizes(pipeline: Pipeline, which: str, sizes: list[int]) -> None:
    """All batches are full but the last, which holds what is left."""
    total, full = pipeline.total(which), pipeline.batch_size
    wanted = [full] * (total // full) + ([total % full] if total % full else [])
    if sizes == wanted:
        return
    got = f"{which} batches of {', '.join(map(str, sizes)) or 'nothing'}"
    expected = f"batches of {', '.join(map(str, wanted))}: each of the {total} images once in a pass"
    why = looks_like = None
    if len(sizes) > len(wanted) and sizes[: len(wanted)] == wanted:
        got += ", and perhaps more"
        why = "Augmentation adds no images, and a pass ends when each image has come once: fit makes the next one."
    elif sizes and sizes[:-1] == [32] * (len(sizes) - 1) and sizes[0] == min(32, total):
        looks_like = "batch_size not passed on (32 is the default)"
    elif sizes == wanted[:-1] and total % full:
        looks_like = "the last batch left out, because it is not full"
    fail(got=got, expected=expected, why=why, looks_like=looks_like)


def judge_folder(pipeline: Pipeline, which: str, counts: tuple[int, ...]) -> None:
    """The images are not those of the other folder."""
    (other,) = set(PAIR) - {which}
    if counts == pipeline.counts[other]:
        fail(
            got=f"{which} images that show {per_class(counts)}: those of {other}_folder",
            expected=f"the images of {which}_folder: {per_class(pipeline.counts[which])}",
            why="Validation on images that the model was trained with says nothing about new ones.",
            looks_like=f"{other}_folder read for {which}",
        )


def per_class(counts: Sequence[int]) -> str:
    """`6 x hat, 9 x pants, 5 x shoes`."""
    return ", ".join(f"{count} x {name}" for count, name in zip(counts, marked_pictures.CLASSES, strict=True))


def judge_range(pipeline: Pipeline, preprocess: Callable[[np.ndarray], np.ndarray]) -> None:
    """Values reach from where `preprocess` puts 0 to where it puts 255.

    Augmentation may make training images a little darker or brighter, and patches may be erased before or after it, so
    their ends are only looked for nearby.
    """
    low, high = ends(preprocess)
    for which in PAIR:
        (images,) = pipeline.passes(which, 1)
        found = np.stack([images.min(axis=(0, 1, 2)), images.max(axis=(0, 1, 2))])
        span = high - low
        near = 0.02 * span
        if which == "train":
            right = (found[0] >= low.min() - near) & (found[0] <= low + 0.4 * span)
            right &= (found[1] <= high.max() + near) & (found[1] >= high - 0.4 * span)
        else:
            right = (np.abs(found[0] - low) <= near) & (np.abs(found[1] - high) <= near)
        if right.all():
            continue
        fail(
            got=f"{which} images with values from {found[0].min():.4g} to {found[1].max():.4g}",
            expected=f"values from {low.min():.4g} to {high.max():.4g}: what preprocess makes of 0 to 255",
            why="A pretrained model only knows values on the scale that it was trained with.",
            looks_like=name_range(found, preprocess),
            try_it=pipeline.try_lines(which, "print(np.min({}), np.max({}))"),
        )


def ends(*steps: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """What these functions, one after the other, make of a black and of a white pixel: (2, 3)."""
    pixels = np.array([[0.0] * 3, [255.0] * 3])
    for step in steps:
        pixels = step(pixels)
    return pixels


def name_range(found: np.ndarray, preprocess: Callable[[np.ndarray], np.ndarray]) -> str | None:
    """The mistake that gives exactly these ends."""

    def divide(pixels: np.ndarray) -> np.ndarray:
        return pixels / 255

    mistakes = {
        "no preprocessing: preprocessing_function=preprocess": ends(),
        "rescale=1/255 in place of preprocess": ends(divide),
        "rescale=1/255 as well as preprocess": ends(preprocess, divide),
        "a division by 255 before preprocess": ends(divide, preprocess),
        "preprocess applied twice": ends(preprocess, preprocess),
        "another model's preprocess_input: call the one that is passed in": ends(
            vgg16 if preprocess is xception else xception
        ),
    }
    names = [
        name
        for name, predicted in mistakes.items()
        if (np.abs(found - predicted) <= 0.004 * (predicted[1] - predicted[0])).all()
    ]
    return names[0] if len(names) == 1 else None


def judge_training(pipeline: Pipeline) -> np.ndarray:
    """Training images come shuffled, each changed in its own way, anew in each pass, and upright.

    Returns:
        The images of the first pass, stretched.
    """
    first, second = map(marked_pictures.stretched, pipeline.passes("train", 2))
    labels = marked_pictures.labels_seen(first)
    try_it = pipeline.try_lines("train", SHOW)
    if (np.diff(labels) >= 0).all() and np.unique(labels).size > 1:
        fail(
            got="all images of the first class, then all of the second, then all of the third",
            expected="training images in random order",
            why="A batch of one class alone pulls the network towards that class.",
            looks_like="shuffle=False for training",
        )
    both = np.concatenate([first, second])
    shown = np.concatenate([labels, marked_pictures.labels_seen(second)])
    if marked_pictures.different(both, shown) == 1:
        plain = marked_pictures.same_as_files(both, shown).all()
        fail(
            got="training images as they are in the files"
            if plain
            else "training images that are all changed in one and the same way",
            expected="each image changed at random, in its own way",
            why="Only what varies is no longer learnt."
            + ("" if plain else " Random numbers from a fixed seed, begun anew for each image, are always the same."),
            looks_like="no augmentation" if plain else None,
            try_it=try_it,
        )
    judge_upright(pipeline, both, shown, try_it)
    judge_own_way(pipeline, first, labels, second)
    judge_anew(pipeline, [first, second])
    return first


def judge_upright(pipeline: Pipeline, images: np.ndarray, labels: np.ndarray, try_it: list[str]) -> None:
    """Hardly any image is upside down: filling up what a change leaves empty may make one look so."""
    down = np.array([marked_pictures.directions(*pair)[1] for pair in zip(images, labels, strict=True)], float)
    length = np.hypot(*down.T)
    seen = length > 0
    falls = down[seen, 1] / length[seen]
    upside_down = float((falls < -0.3).sum() / len(images))
    if upside_down <= 0.08:
        return
    # After a flip alone the thirds still lie above each other; after turns they lie in every direction.
    flipped = bool((np.abs(falls) > 0.6).all())
    unit = "rotation_range is in degrees" if pipeline.function == GENERATORS else "RandomRotation(0.5) is half a turn"
    fail(
        got=f"{upside_down:.0%} of the training images upside down",
        expected="images that are upright, as people take them",
        why="Images to be recognised are never upside down, so this only makes the task harder."
        + (" Notes on clothes show vertical_flip=True; it is not for them." if flipped else ""),
        looks_like="a vertical flip" if flipped else f"turns by more than a quarter turn ({unit})",
        try_it=try_it,
    )


def judge_own_way(pipeline: Pipeline, first: np.ndarray, labels: np.ndarray, second: np.ndarray) -> None:
    """Not all images of a batch are changed alike. Ten and more batches do not agree by chance."""
    size = pipeline.batch_size
    for images, shown in ((first, labels), (second, marked_pictures.labels_seen(second))):
        for start in range(0, len(images), size):
            batch, classes = images[start : start + size], shown[start : start + size]
            if marked_pictures.different(batch, classes) > 1:
                return
    fail(
        got="in each batch all images changed in the same way",
        expected="each image changed in its own way",
        why="In a batch that is flipped as a whole the sides still go together.",
        looks_like="one random number for the whole batch",
    )


def judge_anew(pipeline: Pipeline, passes: list[np.ndarray]) -> None:
    """Another pass gives other images. With nothing but flips, six passes agree once in a million times."""
    same = contents(passes[0])
    while contents(passes[-1]) == same:
        if len(passes) == 6:
            fail(
                got=f"the same changed images in each of {len(passes)} passes",
                expected="other changes in each pass",
                why="Changed once, an image is only one more fixed image, which is learnt by heart as well."
                + (" After cache() every pass is like the first." if pipeline.function == DATASETS else ""),
            )
        passes = [*passes, *map(marked_pictures.stretched, pipeline.passes("train", 1))]


def contents(images: np.ndarray) -> list[bytes]:
    """The images, rounded, in an order that does not depend on how they came."""
    return sorted(image.tobytes() for image in images.round().astype(np.int32))


def judge_validation(pipeline: Pipeline) -> None:
    """Validation images are as they are in the files, in two passes."""
    images = np.concatenate([marked_pictures.stretched(images) for images in pipeline.passes("validation", 2)])
    labels = marked_pictures.labels_seen(images)
    changed = ~marked_pictures.same_as_files(images, labels)
    if not changed.any():
        return
    varied = marked_pictures.different(images, labels) > 1
    fail(
        got=f"{changed.mean():.0%} of the validation images changed" + (", each in another way" if varied else ""),
        expected="validation images as they are in the files",
        why="Validation compares epochs and models: every time on the same images.",
        looks_like="augmentation for validation as well" if varied else None,
        try_it=pipeline.try_lines("validation", SHOW),
    )


# --- make_generators -----------------------------------------------------------------------------------------------


@points(1, function=GENERATORS, tier="shape")
def test_generators_give_every_image_with_its_label(student, sandbox, files, probes, rng):
    """Both generators give every image of their folder once, at the asked size, with its label"""
    judge_form(Pipeline(student, sandbox, files, probes, rng))


@points(1, function=GENERATORS)
def test_images_are_preprocessed_once(student, sandbox, files, probes, rng):
    """Images go through preprocess, and are not scaled in another way"""
    counts = dict.fromkeys(PAIR, (4, 4, 4))
    for network, preprocess in (("xception", xception), ("vgg16", vgg16)):
        judge_range(Pipeline(student, sandbox, files, probes, rng, counts=counts, network=network), preprocess)


@points(1, function=GENERATORS)
def test_training_images_vary(student, sandbox, files, probes, rng):
    """Training images are shuffled and changed at random, anew in each pass, upright, as the seed says"""
    pipeline = Pipeline(student, sandbox, files, probes, rng)
    first = judge_training(pipeline)
    again = {}
    for seed in (8, 7):
        _, pipeline.batches = pipeline.make(seed)
        (again[seed],) = map(marked_pictures.stretched, pipeline.passes("train", 1))
    if again[7].shape != first.shape or np.abs(again[7] - first).max() > 1:
        fail(
            got="two training generators made with seed=7 give different batches",
            expected="the same batches",
            why="With a seed a training can be repeated.",
            looks_like="seed not passed on" if again[8].shape == first.shape else None,
            try_it="flow_from_directory(train_folder, ..., seed=seed)",
        )
    if again[8].shape == first.shape and np.abs(again[8] - first).max() <= 1:
        fail(
            got="the same training batches with seed=7 and seed=8",
            expected="other batches with another seed",
            looks_like="a number in place of seed",
        )


@points(1, function=GENERATORS)
def test_validation_images_stay(student, sandbox, files, probes, rng):
    """Validation images are as they are in the files"""
    judge_validation(Pipeline(student, sandbox, files, probes, rng))


@points(1, function=GENERATORS)
def test_steps_count_the_batches(student, sandbox, files, probes, rng):
    """steps counts the batches of one pass over the training images, and the folders stay as they were"""
    for train, batch_size in (((6, 5, 8), 5), ((7, 4, 5), 4), ((7, 6, 7), 7)):
        counts = {"train": train, "validation": (3, 3, 2)}
        pipeline = Pipeline(student, sandbox, files, probes, rng, counts=counts, batch_size=batch_size)
        if len(pipeline.parts) != 3:
            malformed(got=f"a list or tuple of {len(pipeline.parts)}", expected="(train, validation, steps)")
        judge_steps(pipeline, pipeline.parts[2])
    for which in PAIR:
        pipeline.one_pass(which)
        judge_listing(pipeline, which, files.listing(pipeline.folders[which]))


def judge_steps(pipeline: Pipeline, steps: Any) -> None:
    """The number of batches, as a whole number."""
    total, size, right = pipeline.total("train"), pipeline.batch_size, pipeline.steps("train")
    expected = f"{right}, a whole number: {total} images in batches of {size}"
    value = steps.item() if isinstance(steps, np.ndarray) and steps.ndim == 0 else steps
    if isinstance(value, float):
        malformed(
            got=f"{value:g}, a float",
            expected=expected,
            why="fit counts steps: a float raises a TypeError there.",
            looks_like="a division with /" if value == total / size != right else None,
            try_it="print(len(train), type(len(train)))",
        )
    found = expect_integer(value)
    if found == right:
        return
    mistakes = {
        "the last batch left out, because it is not full: round up": {total // size},
        "one step too many where the last batch is full: round up, or len(train)": {total // size + 1},
        "the number of images": {total},
        "the steps of validation": {pipeline.steps("validation")},
        "more steps because of augmentation": {
            steps
            for times in range(2, 5)
            for steps in (
                times * right,
                times * (total // size),
                times * total // size,
                math.ceil(times * total / size),
            )
        },
    }
    names = [name for name, predicted in mistakes.items() if found in predicted]
    fail(
        got=str(found),
        expected=expected,
        why="Augmentation adds no images: in an epoch each image comes once, changed in another way.",
        looks_like=names[0] if len(names) == 1 else None,
        try_it="print(len(train))",
    )


def judge_listing(pipeline: Pipeline, which: str, after: dict[str, int]) -> None:
    """Nothing was written to, or taken from, a folder."""
    before = pipeline.listings[which]
    if after == before:
        return
    new, gone = sorted(set(after) - set(before)), sorted(set(before) - set(after))
    told = f"{len(new)} new files in {which}_folder, such as {new[0][:60]}" if new else ""
    if gone:
        told = f"{len(gone)} files of {which}_folder are gone, such as {gone[0][:60]}"
    # Keras writes prefix_index_number.format.
    saved = bool(new) and not gone and all(re.fullmatch(r".*_\d+_\d+\.(png|jpe?g)", name) for name in new)
    fail(
        got=told or f"files of {which}_folder have changed",
        expected="the folders as they were",
        why="What is written there is read as one more image the next time.",
        looks_like="save_to_dir" if saved else None,
    )


# --- predict_folder ------------------------------------------------------------------------------------------------

BLOCK = 12
NUMPY_KINDS = ("numpy.ndarray", "numpy.generic")


@points(1, function="predict_folder")
def test_answers_belong_to_their_files(student, sandbox, files, probes, rng):
    """Each file's name comes with the model's answer for that file"""
    pictures = folder_of_pictures(rng)
    folder = files.write({name: content for name, (content, _) in pictures.items()})
    # Smooth weights: ways to read a JPEG file differ a little from pixel to pixel.
    weights = rng.normal(size=(SIZE[0] // BLOCK, SIZE[1] // BLOCK, 3, 3)) / BLOCK**2
    kernel = weights.repeat(BLOCK, axis=0).repeat(BLOCK, axis=1).reshape(-1, 3)
    bias = rng.normal(0, 0.3, size=3)
    model = probes.batches.linear_classifier(SIZE, kernel, bias)
    preprocess = sandbox.keras.applications.xception.preprocess_input
    batch_size = 5

    def answers(pixels: np.ndarray) -> np.ndarray:
        scores = pixels.reshape(len(pixels), -1) @ kernel + bias
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)

    answer = student.predict_folder(model, folder, preprocess, SIZE, batch_size)
    called(
        f"predict_folder(model, folder, preprocess, {SIZE}, {batch_size})",
        folder=Told(f"{len(pictures)} images of 3 classes"),
        preprocess=Told("keras.applications.xception.preprocess_input"),
    )
    names, rows = names_and_answers(answer, folder, sandbox)
    judge_names(names, rows, list(pictures), batch_size)
    pixels = np.stack([pictures[name][1] for name in names])
    judge_answers(names, rows, pixels, answers)


def folder_of_pictures(rng: np.random.Generator) -> dict[str, tuple[bytes, np.ndarray]]:
    """13 files, PNG and JPEG, of SIZE, in blocks of other colours: name -> (content, pixels as they are read)."""
    pictures = {}
    for index, number in enumerate(rng.permutation(np.arange(1, 20))[:13]):
        colours = rng.integers(0, 256, size=(SIZE[0] // BLOCK, SIZE[1] // BLOCK, 3), dtype=np.uint8)
        image = Image.fromarray(colours.repeat(BLOCK, axis=0).repeat(BLOCK, axis=1))
        file = io.BytesIO()
        if index % 3:
            image.save(file, "PNG")
        else:
            image.save(file, "JPEG", quality=95, subsampling=0)
        name = f"{marked_pictures.CLASSES[index % 3]}/{number}.{'png' if index % 3 else 'jpg'}"
        pictures[name] = (file.getvalue(), np.asarray(Image.open(file)).astype(np.float64))
    return pictures


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


def judge_names(names: list[str], rows: np.ndarray, wanted: list[str], batch_size: int) -> None:
    """Every file once, and as many answers."""
    full = len(wanted) // batch_size * batch_size
    if len(rows) != len(wanted):
        fail(
            got=f"{len(rows)} answers and {len(names)} names",
            expected=f"{len(wanted)} of each, one for each file",
            looks_like="the last batch left out, because it is not full" if len(rows) == full else None,
        )
    if sorted(names) == sorted(wanted):
        return
    strange = sorted(set(names) - set(wanted))
    missing = sorted(set(wanted) - set(names))
    got = f"{len(names)} names"
    if strange:
        got += f", such as {strange[0][:60]}"
    if missing:
        got += f"; {missing[0]} is not among them"
    fail(got=got, expected=f"the {len(wanted)} files relative to folder, such as {sorted(wanted)[0]}, each once")


def judge_answers(
    names: list[str], rows: np.ndarray, pixels: np.ndarray, answers: Callable[[np.ndarray], np.ndarray]
) -> None:
    """Row i is what the model says of file names[i]."""

    def agree(found: np.ndarray, predicted: np.ndarray, tolerance: float = 0.03) -> bool:
        return bool(np.abs(found - predicted).max() <= tolerance)

    right = answers(xception(pixels))
    if agree(rows, right):
        return
    # The file whose answer each row is closest to.
    closest = np.abs(rows[:, None] - right[None]).max(axis=2).argmin(axis=1)
    if sorted(closest) == list(range(len(rows))) and agree(rows, right[closest]):
        fail_order(names, [names[index] for index in closest])
    mistakes = {
        "no preprocessing": answers(pixels),
        "rescale=1/255 in place of preprocess": answers(pixels / 255),
        "rescale=1/255 as well as preprocess": answers(xception(pixels) / 255),
        "a division by 255 before preprocess": answers(xception(pixels / 255)),
        "preprocess applied twice": answers(xception(xception(pixels))),
        "height and width exchanged": answers(xception(with_sides_exchanged(pixels))),
    }
    fitting = [
        name
        for name, predicted in mistakes.items()
        if agree(np.sort(rows, axis=0), np.sort(predicted, axis=0), tolerance=0.001)
    ]
    index = int(np.abs(rows - right).max(axis=1).argmax())
    fail(
        got=f"{row_text(rows[index])} for {names[index]}",
        expected=f"{row_text(right[index])}, the model's answer for that image, preprocessed and otherwise unchanged",
        looks_like=fitting[0] if len(fitting) == 1 else None,
    )


def with_sides_exchanged(pixels: np.ndarray) -> np.ndarray:
    """Images (n, height, width, 3) as they come when width is taken for height: nearest pixels, as Keras reads them."""
    images = [Image.fromarray(each) for each in pixels.astype(np.uint8)]
    return np.stack([np.asarray(each.resize(SIZE, Image.Resampling.NEAREST)) for each in images]).astype(np.float64)


def fail_order(names: list[str], given: list[str]) -> NoReturn:
    """Says that the answers are those for the files `given`, in this order, which is not that of `names`."""
    index = next(index for index, name in enumerate(names) if name != given[index])
    looks_like = None
    if names == sorted(names):
        looks_like = "a shuffled generator for predict: shuffle=False keeps the order of filenames"
    elif given == sorted(given):
        looks_like = "names in another order than the generator's: it has them as filenames"
    fail(
        got=f"beside {names[index]} the answer for {given[index]}",
        expected="row i is the answer for names[i]",
        why="predict gives answers in the order in which the images come, and knows no names.",
        looks_like=looks_like,
        try_it="print(generator.shuffle, generator.filenames[:3])",
    )


def row_text(row: np.ndarray) -> str:
    """`(0.12, 0.80, 0.08)`."""
    return f"({', '.join(f'{value:.2f}' for value in row)})"


# --- erase_patches -------------------------------------------------------------------------------------------------

PATCH, ERASED_SIZE, ERASED_COUNT = (4, 3), (6, 9), 1000


@points(1, function="erase_patches")
def test_a_black_patch_in_each_image(student, sandbox, rng):
    """In each image a black patch of the asked size, inside it, at a place of its own"""
    images = rng.integers(1, 256, size=(ERASED_COUNT, *ERASED_SIZE, 3)).astype(np.float32)
    seed = int(rng.integers(2**31))
    generator = sandbox.numpy.random.default_rng(seed)
    kept = sandbox.put(images)
    first = erase(student, kept, images, generator)
    if not np.array_equal(expect(sandbox.fetch(kept), shape=images.shape, finite=False), images):
        fail(
            got="the patches in images itself",
            expected="images as it was; the answer in a new array",
            why="The next epoch needs the whole images again.",
            try_it="erased = images.copy()",
        )
    places = judge_patches(images, first)
    judge_places(places)
    if np.array_equal(places, judge_patches(images, erase(student, images, images, generator))):
        fail(
            got="the same places in two calls with one generator",
            expected="other places in each call",
            why="Every epoch should hide something else.",
            looks_like="a generator made or seeded inside the function: draw from rng",
        )
    few = images[:20]
    whole = student.erase_patches(few, *ERASED_SIZE, generator)
    if expect(whole, shape=few.shape).any():
        fail(got="something left of images of 6 x 9 pixels", expected="nothing left: the patch is as large as they are")
    bytes_ = rng.integers(1, 256, size=(20, 8, 8, 1), dtype=np.uint8)
    answer = expect(student.erase_patches(bytes_, 2, 5, generator), shape=bytes_.shape, dtype="real")
    if answer.dtype != bytes_.dtype:
        note(f"For images of uint8 the answer is {answer.dtype}; the docstring asks for images.dtype. No points lost.")
    twice = [erase(student, images, images, sandbox.numpy.random.default_rng(seed)) for _ in range(2)]
    if not np.array_equal(*twice):
        note(
            "The random numbers do not come from rng: two generators with the same seed gave different places. It "
            "counts as right here, but such a run cannot be repeated."
        )


def erase(student: Any, images: Any, shown: np.ndarray, generator: Any) -> np.ndarray:
    """The student's answer for `images`, a handle or an array of what is `shown`."""
    answer = student.erase_patches(images, *PATCH, generator)
    called(f"erase_patches(images, {PATCH[0]}, {PATCH[1]}, rng)", images=shown)
    return expect(answer, shape=shown.shape, dtype="real")


def judge_patches(images: np.ndarray, erased: np.ndarray) -> np.ndarray:
    """The upper left corner of each image's patch, int (n, 2); each is a whole black rectangle of PATCH.

    `images` holds no 0.
    """
    black = erased == 0
    height, width = PATCH
    wanted = f"one patch of {height} x {width} pixels that are 0 in each image, and all else as it was"
    if not black.any():
        fail(got="no pixel is 0", expected=wanted)
    if (black.any(axis=3) != black.all(axis=3)).any():
        fail(got="patches that are 0 in some channels only", expected=f"{wanted}: 0 in all channels")
    black = black[..., 0]
    if not np.array_equal(erased[~black], images[~black]):
        fail(got="values outside the patch that are not those of images", expected=wanted)
    rows, columns = black.any(axis=2), black.any(axis=1)
    places = np.stack([rows.argmax(axis=1), columns.argmax(axis=1)], axis=1)
    sizes = np.stack([rows.sum(axis=1), columns.sum(axis=1)], axis=1)
    whole = black.sum(axis=(1, 2)) == sizes.prod(axis=1)
    wrong = ~whole | (sizes != PATCH).any(axis=1)
    if wrong.any() and not black.any(axis=(1, 2)).all():
        fail(got=f"no patch in {int((~black.any(axis=(1, 2))).sum()):,} of {len(images):,} images", expected=wanted)
    if wrong.any():
        fail_patch(places, sizes, whole, wrong, wanted)
    return places


def fail_patch(places: np.ndarray, sizes: np.ndarray, whole: np.ndarray, wrong: np.ndarray, wanted: str) -> NoReturn:
    """Says what is wrong with the patches.

    Args:
        places, sizes: Corner and extent of what is black in each image, int (n, 2).
        whole, wrong: Whether it is a rectangle, and whether it is not what was wanted, bool (n,).
    """
    index = int(wrong.argmax())
    got = f"{int(wrong.sum()):,} of {len(wrong):,} images with another patch; one has "
    got += f"{sizes[index][0]} x {sizes[index][1]} pixels" if whole[index] else "pixels that are no rectangle"
    looks_like = None
    if whole.all() and (sizes == PATCH[::-1]).all():
        looks_like = "height and width exchanged"
    elif whole.all() and (sizes <= PATCH).all() and cut_at_the_edge(places, sizes):
        looks_like = "a patch that runs over the edge: the top row is at most image height - patch height"
    fail(
        got=got,
        expected=wanted,
        looks_like=looks_like,
        try_it="print(erase_patches(np.ones((2, 6, 9, 1)), 4, 3, np.random.default_rng(0))[..., 0])",
    )


def cut_at_the_edge(places: np.ndarray, sizes: np.ndarray) -> bool:
    """Whether every patch that is too small on a side touches an edge of the image there."""
    touches = (places == 0) | (places + sizes == ERASED_SIZE)
    return bool(touches[sizes < PATCH].all())


def judge_places(places: np.ndarray) -> None:
    """All places, equally often. Of 1,000 draws a right answer fails one in a million times."""
    rows, columns = (size - patch + 1 for size, patch in zip(ERASED_SIZE, PATCH, strict=True))
    counts = np.zeros((rows, columns), int)
    np.add.at(counts, tuple(places.T), 1)
    mean = len(places) / counts.size
    if (counts > 0).sum() == 1:
        fail(
            got=f"the patch at row {places[0][0]}, column {places[0][1]} in all images",
            expected="another place in each image",
            why="Images of a batch that all lack the same part do not lack it the next time; the network can wait.",
            looks_like="one place for the whole batch: draw for each image",
            try_it="print(erase_patches(np.ones((3, 4, 4, 1)), 2, 2, np.random.default_rng(0))[..., 0])",
        )
    used = (counts > 0).any(axis=1), (counts > 0).any(axis=0)
    for name, size, seen in zip(("row", "column"), (rows, columns), used, strict=True):
        if not seen.all():
            last = size - 1
            fail(
                got=f"no patch that begins in {name} {int((~seen).argmax())}",
                expected=f"patches that begin in any {name} from 0 to {last}: there they still lie inside the image",
                looks_like=f"the last {name} left out: rng.integers(0, n) never gives n"
                if seen[:-1].all() and size > 1
                else None,
            )
    # Of about 48 a place six standard deviations are 42: a place that never comes would be within them.
    if (counts == 0).any() or np.abs(counts - mean).max() > 6 * np.sqrt(mean):
        row, column = np.unravel_index(np.abs(counts - mean).argmax(), counts.shape)
        fail(
            got=f"{counts[row, column]} of {len(places):,} patches at row {row}, column {column}",
            expected=f"about {mean:.0f} there, and at each of the other {counts.size - 1} places",
            why="All places should be equally likely.",
        )


# --- make_datasets -------------------------------------------------------------------------------------------------


@points(1, function=DATASETS)
def test_datasets_give_every_image_preprocessed(student, sandbox, files, probes, rng):
    """The datasets give every image once, at the asked size, with its label, preprocessed once"""
    pipeline = Pipeline(student, sandbox, files, probes, rng, DATASETS)
    judge_form(pipeline)
    judge_range(pipeline, xception)


@points(1, function=DATASETS)
def test_datasets_augment_training_only(student, sandbox, files, probes, rng):
    """Training images vary anew in each pass, upright; validation images are as they are in the files"""
    pipeline = Pipeline(student, sandbox, files, probes, rng, DATASETS)
    judge_training(pipeline)
    judge_validation(pipeline)


# --- accuracy ------------------------------------------------------------------------------------------------------

CLOTHES = ("pants", "shorts")
# Images for training, new images, their size in pixels, epochs.
BUDGETS = {"cpu": (160, 120, 32, 8), "gpu": (320, 200, 150, 8)}
TRAINING_BATCH = 20
# How much brighter the right edge of an image is than its middle, as a share.
LIGHT = 0.6


@points(1, function=GENERATORS, tier="accuracy")
def test_sides_are_not_learnt(student, sandbox, files, probes, accuracy):
    """A network trained with your generator recognises clothes whichever way they face"""
    count, fresh, size, epochs = BUDGETS[accuracy.tier]

    def attempt(rng: np.random.Generator) -> float:
        key = rng.bytes(16)
        images, labels = facing_right("train", count, size, key)
        # In training all shorts face the other way, so sides tell the classes apart at least as well as the clothes.
        images[labels == 1] = images[labels == 1, :, ::-1]
        train_folder, validation_folder = (
            files.write(clothes_tree(images[part], labels[part])) for part in (slice(None), slice(8))
        )
        preprocess = sandbox.keras.applications.xception.preprocess_input
        seed = int(rng.integers(1000))
        answer = student.make_generators(
            train_folder, validation_folder, preprocess, (size, size), TRAINING_BATCH, seed
        )
        train = expect_handle(expect_list(answer, 3)[0], *KINDS[GENERATORS])
        new, wanted = facing_right("test", fresh, size, key)
        both_ways = xception(np.concatenate([new, new[:, :, ::-1]]).astype(np.float32))
        rows = probes.batches.answers_of_trained(train, size, len(CLOTHES), epochs, both_ways)
        rows = expect(rows, shape=(len(both_ways), len(CLOTHES)))
        return float((rows.argmax(axis=1) == np.concatenate([wanted, wanted])).mean())

    accuracy.measure(
        attempt,
        called=f"{epochs} epochs with train, made of {count} images of {size} x {size} pixels, in batches of "
        f"{TRAINING_BATCH}; then {2 * fresh} new images, whose labels are withheld",
        why="In the training images pants face one way and shorts the other, in new ones both face both ways. Without "
        "changes that take the sides away, sides are all that is learnt, and half of the answers are right; with "
        "changes that are too strong, clothes are not learnt either.",
        try_it="keras.utils.array_to_img(train[0][0][0])    # would you still know what it is?",
    )


def facing_right(split: str, n: int, size: int, key: bytes) -> tuple[np.ndarray, np.ndarray]:
    """Pants and shorts that are lit from the right, where nearly all training images also lean to.

    Returns:
        Images uint8 (n, size, size, 3) and labels int (n,).
    """
    images, labels = load("fashion", split=split, size=size, n=n, classes=CLOTHES, facing=True, key=key)
    light = 1 + LIGHT * np.linspace(-1, 1, size, dtype=np.float32)[:, None]
    return (images * light).clip(0, 255).astype(np.uint8), labels


def clothes_tree(images: np.ndarray, labels: np.ndarray) -> dict[str, bytes]:
    """JPEG files for `files.write`, in a folder for each class."""
    return {
        f"{CLOTHES[label]}/{index:04d}.jpg": jpeg(image)
        for index, (image, label) in enumerate(zip(images, labels, strict=True))
    }
