"""09: the same files through both kinds of augmenting batches, erased patches, and answers beside their files."""

from typing import Any

import numpy as np

from autograder.checking import Handle, expect, expect_list, expect_text, malformed
from autograder.datasets import load
from autograder.laboratories.image_files import encoded
from autograder.pictures.panels import Images
from autograder.pictures.parts import Part, Plan, Seen
from autograder.pictures.subject import Subject

_SIZE = 48
_KINDS = ("dress", "hat", "pants", "shoes", "t-shirt")
_PASSES = 4
_COLOURS = ("blue", "red")
_FILES = 8
_PATCH = (16, 12)


def _generators(subject: Subject) -> Seen:
    folder = _folder_of_kinds(subject)
    answer = subject.student.make_generators(folder, folder, _preprocess(subject), (_SIZE, _SIZE), len(_KINDS), seed=1)
    train, validation, *_ = _parts(answer)
    return _passes(subject, "your make_generators", train, validation)


def _datasets(subject: Subject) -> Seen:
    folder = _folder_of_kinds(subject)
    answer = subject.student.make_datasets(folder, folder, _preprocess(subject), (_SIZE, _SIZE), len(_KINDS))
    train, validation, *_ = _parts(answer)
    return _passes(subject, "your make_datasets", train, validation)


def _parts(answer: Any) -> list[Any]:
    parts = expect_list(answer)
    if len(parts) < 2 or not all(isinstance(part, Handle) for part in parts[:2]):
        malformed(got=f"a list or tuple of {len(parts)}", expected="train and validation, which give batches")
    return parts


def _passes(subject: Subject, title: str, train: Handle, validation: Handle) -> Seen:
    """Each file in a column: as it is, in some passes over the training batches, in one over those for validation."""
    files = _clothes() / 255
    passes = [_one_pass(subject, train) for _ in range(_PASSES)]
    checked = _one_pass(subject, validation)
    ends = [_value(min(map(np.min, passes))), _value(max(map(np.max, passes)))]
    ranges = f"training values {' to '.join(ends)} (preprocess gives -1 to 1)"
    change = f"training images differ from their files by {_difference(passes, files)} on average"
    still = f"validation images by {_difference([checked], files)}"
    rows = ("file", *(f"pass {number}" for number in range(1, _PASSES + 1)), "validation")
    images = np.concatenate([files, *passes, checked])
    return Seen(
        f"A grid of images by {title}, a column for each of {len(_KINDS)} files: the file, the same image in {_PASSES} "
        f"passes over the training batches, and in the validation batches. {ranges.capitalize()}. "
        f"On a scale from 0 to 1, {change}, {still}.",
        (
            Images(
                title,
                f"{ranges}\non a scale from 0 to 1, {change}, {still}",
                images,
                columns=len(_KINDS),
                rows=rows,
            ),
        ),
    )


def _one_pass(subject: Subject, batches: Handle) -> np.ndarray:
    """The images of one pass by their labels, on a scale from 0 to 1; white where a label does not come."""
    found = np.ones((len(_KINDS), _SIZE, _SIZE, 3))
    for batch in expect_list(subject.probes.batches.one_pass(batches, 2 * len(_KINDS))):
        images, labels = expect_list(batch, 2)
        images = expect(images, shape=(None, _SIZE, _SIZE, 3), dtype=float)
        labels = expect(labels, shape=(len(images), len(_KINDS)), dtype="real")
        for image, label in zip(images.astype(float), labels.argmax(axis=1), strict=True):
            # As Xception's preprocess_input left them: -1 to 1.
            found[label] = (image.clip(-1e3, 1e3) + 1) / 2
    return found


def _value(share: float) -> str:
    """A value as it is in the batch, from one on the scale from 0 to 1."""
    return f"{2 * share - 1:.2f}"


def _difference(passes: list[np.ndarray], files: np.ndarray) -> str:
    return f"{np.mean([np.abs(images - files).mean() for images in passes]):.2f}"


def _preprocess(subject: Subject) -> Handle:
    return subject.sandbox.keras.applications.xception.preprocess_input


def _clothes() -> np.ndarray:
    """One image of each kind, in their order, facing one way: uint8."""
    images, labels = load("fashion", split="train", size=_SIZE, n=len(_KINDS), classes=_KINDS, facing=True)
    return images[np.argsort(labels)]


def _folder_of_kinds(subject: Subject) -> str:
    """One image for each class, so that a label says which file an image came from."""
    return subject.files.write(
        {f"{kind}/1.png": encoded(image) for kind, image in zip(_KINDS, _clothes(), strict=True)}
    )


def _erased(subject: Subject) -> Seen:
    images = _clothes()
    generator = subject.sandbox.numpy.random.default_rng(int(subject.rng.integers(2**31)))
    shown, shares = [], []
    for _ in range(2):
        answer = subject.student.erase_patches(images, *_PATCH, generator)
        erased = expect(answer, shape=images.shape, dtype="real").astype(float).clip(0, 255)
        shown.append(erased / 255)
        shares.append((erased == 0).all(axis=-1).mean(axis=(1, 2)))
    pixels = np.concatenate(shares) * _SIZE**2
    fewest, most = f"{pixels.min():.0f}", f"{pixels.max():.0f}"
    counts = fewest if fewest == most else f"{fewest} to {most}"
    black = f"{counts} black pixels an image, a patch of {_PATCH[0]} x {_PATCH[1]} has {_PATCH[0] * _PATCH[1]}"
    return Seen(
        f"A grid of the same {len(_KINDS)} images after two calls of your erase_patches with patches {_PATCH[0]} high "
        f"and {_PATCH[1]} wide: {black}.",
        (
            Images(
                "your erase_patches",
                black,
                np.concatenate(shown),
                columns=len(_KINDS),
                rows=("call 1", "call 2"),
            ),
        ),
    )


def _predicted(subject: Subject) -> Seen:
    """A model that answers how red an image is, on red and blue files: answers that belong to other files show."""
    colours = subject.rng.permutation(np.arange(_FILES) % 2)
    images = np.full((_FILES, _SIZE, _SIZE, 3), 40, np.uint8)
    images += subject.rng.integers(60, size=images.shape, dtype=np.uint8)
    for image, colour in zip(images, colours, strict=True):
        image[..., 0 if colour else 2] += 150
    names = [f"{_COLOURS[colour]}/{number}.png" for number, colour in enumerate(colours)]
    files = dict(zip(names, images, strict=True))
    folder = subject.files.write({name: encoded(image) for name, image in files.items()})
    kernel = np.zeros((_SIZE, _SIZE, 3, 2), np.float32)
    kernel[..., 0, 1], kernel[..., 2, 0] = (6 / _SIZE**2,) * 2
    model = subject.probes.batches.linear_classifier((_SIZE, _SIZE), kernel.reshape(-1, 2), np.zeros(2, np.float32))
    answer = subject.student.predict_folder(model, folder, _preprocess(subject), (_SIZE, _SIZE), 3)
    listed, answers = expect_list(answer, 2)
    names = [expect_text(name).replace("\\", "/") for name in expect_list(listed)][: 2 * _FILES]
    answers = expect(answers, shape=(None, 2), dtype="real")[: len(names)]
    reds = [f"{min(max(float(red), -99), 99):.2f}" for red in answers[:, 1]]
    pairs = [(name, red) for name, red in zip(names, reds, strict=False) if name in files]
    if not pairs:
        malformed(got="names that are not in the folder", expected='names such as "red/1.png", as for the folder')
    fitting = sum((float(red) > 0.5) == name.startswith("red") for name, red in pairs)
    return Seen(
        f"The images of a folder in the order of your predict_folder, each with its name and the answer of a model "
        f"that says how red an image is: {', '.join(f'{name} {red}' for name, red in pairs)}. "
        f"{fitting} of {len(pairs)} answers fit the colour of their file.",
        (
            Images(
                "your predict_folder",
                f"{len(names)} names, {len(reds)} answers; {fitting} of {len(pairs)} fit the colour of their file",
                np.stack([files[name] / 255 for name, _ in pairs]),
                words=tuple(f"{name}\n{red} red" for name, red in pairs),
                columns=4,
            ),
        ),
    )


PLAN = Plan(
    "what your batches hold",
    (
        (5.6, (Part("your make_generators", 1, _generators), Part("your make_datasets", 1, _datasets))),
        (2.8, (Part("your erase_patches", 1, _erased), Part("your predict_folder", 1, _predicted))),
    ),
)
