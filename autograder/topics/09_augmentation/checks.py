"""Checks of 09 Augmentation with ImageDataGenerator."""

from typing import Any

import numpy as np

from autograder.checking import called, expect, expect_handle, expect_list, malformed, note, points
from autograder.checking.contract import Contract
from autograder.datasets import load
from autograder.datasets.trees import jpeg

from .answers import (
    ANSWERS,
    BLOCK,
    FILES,
    ORDER,
    PRECISE_ANSWERS,
    READ_SIZE,
    RIGHT_FILES,
    Predicted,
    folder_of_blocks,
    names_and_answers,
)
from .batches import HOW_MANY, judge_form, judge_scale, judge_validation, passes_of, training_facts, tries
from .generators import BATCHES, SAME_AT_ONCE, SEED_FACTS, STEPS, UNTOUCHED, Seeded, text_of_steps
from .patches import ERASED_COUNT, ERASED_FACTS, ERASED_SIZE, KEPT, NOTHING_LEFT, PATCH, Erased
from .pipelines import DATASETS, GENERATORS, KINDS, PAIR, Pipeline, Told, xception

# --- make_generators -----------------------------------------------------------------------------------------------


@points(1, function=GENERATORS, tier="shape")
def test_generators_give_every_image_with_its_label(study, student, sandbox, files, probes, rng):
    """Both generators give every image of their folder once, at the asked size, with its label"""
    judge_form(study, Pipeline(student, sandbox, files, probes, rng))


@points(1, function=GENERATORS)
def test_images_are_preprocessed_once(study, student, sandbox, files, probes, rng):
    """Images go through preprocess, and are not scaled in another way"""
    judge_scale(study, student, sandbox, files, probes, rng, GENERATORS)


@points(1, function=GENERATORS)
def test_training_images_vary(study, student, sandbox, files, probes, rng):
    """Training images are shuffled and changed at random, again in each pass, upright, as the seed says"""
    pipeline = Pipeline(student, sandbox, files, probes, rng)
    asked = passes_of(pipeline, "train")
    study.judge(asked, training_facts(GENERATORS), beside=[HOW_MANY])
    _, pipeline.batches = pipeline.make(seed=8)
    other = pipeline.images("train")
    _, again = pipeline.make(seed=7)
    pipeline.images("train")
    pipeline.batches = again
    seeded = Seeded(asked.passes[0], other, pipeline.images("train"), lambda: made_again(pipeline))
    study.judge(seeded, SEED_FACTS, beside=[SAME_AT_ONCE])


def made_again(pipeline: Pipeline) -> np.ndarray:
    """Training images of a generator that is made with seed 7, and read at once."""
    _, pipeline.batches = pipeline.make(seed=7)
    return pipeline.images("train")


@points(1, function=GENERATORS)
def test_validation_images_stay(study, student, sandbox, files, probes, rng):
    """Validation images are as they are in the files"""
    judge_validation(study, Pipeline(student, sandbox, files, probes, rng))


@points(1, function=GENERATORS)
def test_steps_count_the_batches(study, student, sandbox, files, probes, rng):
    """steps counts the batches of one pass over the training images, and the folders stay as they were"""
    found, wanted = [], []
    for train, batch_size in (((6, 5, 8), 5), ((7, 4, 5), 4), ((7, 6, 7), 7)):
        counts = {"train": train, "validation": (3, 3, 2)}
        pipeline = Pipeline(student, sandbox, files, probes, rng, counts=counts, batch_size=batch_size)
        if len(pipeline.parts) != 3:
            malformed(got=f"a list or tuple of {len(pipeline.parts)}", expected="(train, validation, steps)")
        found.append(text_of_steps(pipeline.parts[2]))
        wanted.append(str(len(pipeline.sizes("train"))))
    batches = {which: len(pipeline.one_pass(which)) for which in PAIR}
    told = "make_generators(...) for 19, 16 and 20 images in batches of 5, 4 and 7"
    study.judge((found, batches["train"]), {STEPS: wanted}, beside=[BATCHES], called=told)
    after = {which: files.listing(folder) for which, folder in pipeline.folders.items()}
    study.judge((pipeline.listings, after), {UNTOUCHED: "as they were"})


# --- predict_folder ------------------------------------------------------------------------------------------------


@points(1, function="predict_folder")
def test_answers_belong_to_their_files(study, student, sandbox, files, probes, rng):
    """Each file's name comes with the model's answer for that file"""
    content = folder_of_blocks(rng)
    folder = files.write({name: data for name, (data, _) in content.items()})
    # Smooth weights: ways to read a JPEG file differ a little from pixel to pixel.
    weights = rng.normal(size=(READ_SIZE[0] // BLOCK, READ_SIZE[1] // BLOCK, 3, 3)) / BLOCK**2
    kernel = weights.repeat(BLOCK, axis=0).repeat(BLOCK, axis=1).reshape(-1, 3)
    bias = rng.normal(0, 0.3, size=3)
    keras = sandbox.keras
    # What is asked in training mode gets other answers.
    parts = [keras.layers.Dropout(0.5), probes.batches.linear_classifier(READ_SIZE, kernel, bias)]
    model = keras.Sequential([keras.Input((*READ_SIZE, 3)), *parts])

    def answer_for(pixels: np.ndarray) -> np.ndarray:
        powers = np.exp(xception(pixels).ravel() @ kernel + bias)
        return powers / powers.sum()

    answer = student.predict_folder(model, folder, sandbox.keras.applications.xception.preprocess_input, READ_SIZE, 5)
    called(
        f"predict_folder(model, folder, preprocess, {READ_SIZE}, 5)",
        folder=Told(f"{len(content)} images of 3 classes"),
        preprocess=Told("keras.applications.xception.preprocess_input"),
    )
    found, rows = names_and_answers(answer, folder, sandbox)
    asked = Predicted(found, rows, {name: answer_for(pixels) for name, (_, pixels) in content.items()})
    facts = {
        FILES: RIGHT_FILES,
        ORDER: "each answer beside its file",
        ANSWERS: np.sort(list(asked.due.values()), axis=0),
    }
    study.judge(asked, facts, beside=[PRECISE_ANSWERS])


# --- erase_patches -------------------------------------------------------------------------------------------------


@points(0.5, function="erase_patches")
def test_a_black_patch_in_each_image(study, student, sandbox, rng):
    """In each image a black patch of the asked size, inside it, at a place of its own"""
    images = rng.uniform(0.5, 255, size=(ERASED_COUNT, *ERASED_SIZE, 3)).astype(np.float32)
    seed = int(rng.integers(2**31))
    generator = sandbox.numpy.random.default_rng(seed)
    study.judge(Erased(images, [erase(student, images, generator) for _ in range(2)]), ERASED_FACTS)
    few = images[:20]
    study.judge(
        expect(student.erase_patches(few, *ERASED_SIZE, generator), shape=few.shape, dtype="real"),
        {NOTHING_LEFT: False},
    )
    twice = [erase(student, images, sandbox.numpy.random.default_rng(seed)) for _ in range(2)]
    if not np.array_equal(*twice):
        note(
            "The random numbers do not come from rng: two generators with the same seed gave different places. No "
            "points lost, but you cannot repeat such a run."
        )


def erase(student: Any, images: np.ndarray, generator: Any) -> np.ndarray:
    """The student's answer for patches of PATCH."""
    answer = student.erase_patches(images, *PATCH, generator)
    called(f"erase_patches(images, {PATCH[0]}, {PATCH[1]}, rng)", images=images)
    return expect(answer, shape=images.shape, dtype="real")


# --- make_datasets -------------------------------------------------------------------------------------------------


@points(1, function=DATASETS)
def test_datasets_give_every_image_preprocessed(study, student, sandbox, files, probes, rng):
    """The datasets give every image once, at the asked size, with its label, preprocessed once"""
    judge_form(study, Pipeline(student, sandbox, files, probes, rng, DATASETS))
    judge_scale(study, student, sandbox, files, probes, rng, DATASETS)


@points(1, function=DATASETS)
def test_datasets_augment_training_only(study, student, sandbox, files, probes, rng):
    """Training images vary again in each pass, upright; validation images are as they are in the files"""
    pipeline = Pipeline(student, sandbox, files, probes, rng, DATASETS)
    study.judge(passes_of(pipeline, "train"), training_facts(DATASETS), beside=[HOW_MANY])
    judge_validation(study, pipeline)


# --- accuracy ------------------------------------------------------------------------------------------------------

# Not worth a first try elsewhere: its datasets are those of tf.data.
TENSORFLOW_ONLY = "datasets of tf.data are what it is about"
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
        try_it=tries(
            GENERATORS,
            "print([int(image[:, :24].mean() > image[:, 24:].mean()) for image in train[0][0]])   # left lighter?",
        ),
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


# --- the stubs' promises -------------------------------------------------------------------------------------------


@points(0.5, function="erase_patches")
def test_keeps_to_its_contract(study, student, sandbox, rng, contract):
    """No argument is changed; erase_patches keeps the dtype, and takes one image and any channels"""
    generator = sandbox.numpy.random.default_rng(int(rng.integers(2**31)))
    asked = []
    for shape, dtype in (((20, 8, 8, 1), np.uint8), ((1, 6, 9, 3), np.float32), ((1, 3, 6, 1), np.float64)):
        images = rng.integers(1, 256, size=shape).astype(dtype)
        answer = student.erase_patches(images, 2, 5, generator)
        asked.append((images, expect(answer, shape=shape, dtype="real")))
    study.judge(asked, KEPT)
    names = (GENERATORS, "predict_folder", "erase_patches", DATASETS)
    contract.holds(*(Contract(name, example=False) for name in names))
