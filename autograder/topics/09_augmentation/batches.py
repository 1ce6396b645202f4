"""What is seen of the batches that a student's function makes, whatever changes it makes to training images."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from autograder.checking import expect
from autograder.checking.study import Fact

from .laboratory import CLASSES, as_in_files, contrast, directions, distinct, ends, falls
from .pipelines import DATASETS, FEW, GENERATORS, NETWORKS, PAIR, PASSES, SIZE, Pipeline

# Tolerances. Ends of validation images, as shares of their range: 1/255 for 1/127.5 is off by 0.5, another model's
# mean by 0.08.
ENDS_WITHIN = 0.06
# The contrast of training images, as a share of what preprocess gives: whatever is scaled wrongly is off by 100 in one
# of two networks. Between lies what is too faint to be seen: brightness_range=(0, 0.2) leaves 0.1, (0.2, 0.5) 0.35.
LITTLE, FAINT, MUCH = 0.02, 0.15, 5.0
# How much of the images may look upside down: zoom_range=1.5 shows 0.12, changes that keep images upright up to 0.01.
UPSIDE_DOWN, OFTEN, SIDEWAYS = 0.04, 0.25, 0.25
# The correlation of the class that is on the label with the one that is shown, whatever changes are made: at least
# 0.5; and 0 if labels and images do not belong together.
RELATED = 0.3
# The same with the place in a pass: 0.8 if classes come one after the other, at most 0.5 if images are shuffled.
SORTED = 0.7
# Which share of it varies from batch to batch: 0.12 on average if images are shuffled, with a standard deviation of
# 0.04 in four passes; 0.8 if batches are of one class each and images change little.
ALIKE = 0.45
CALLS = {
    GENERATORS: "train, validation, steps = make_generators(*folders, preprocess, (64, 48), 8, seed=1)",
    DATASETS: "train, validation = make_datasets(*folders, preprocess, (64, 48), 8)",
}
CLOTHES_FOLDERS = (
    "import tempfile; from autograder.datasets import write_tree; folder = tempfile.mkdtemp()",
    'write_tree(folder, "fashion", {"train": 30, "validation": 12}, classes=["pants", "shorts"])',
    'folders = (f"{folder}/train", f"{folder}/validation"); preprocess = keras.applications.xception.preprocess_input',
)
# Upper half white, lower half black.
HALVES_FOLDERS = (
    "import os, tempfile; folder = tempfile.mkdtemp(); os.makedirs(f'{folder}/a'); folders = (folder, folder)",
    "keras.utils.save_img(f'{folder}/a/1.png', np.repeat([255, 0], 32)[:, None, None] * np.ones((64, 48, 3)))",
    "preprocess = keras.applications.xception.preprocess_input",
)


def tries(function: str, last: str, folders: tuple[str, ...] = CLOTHES_FOLDERS) -> tuple[str, ...]:
    """Lines that make batches of small folders, and show something of them; `one_pass()` are the images of a pass."""
    read = "[train[i] for i in range(len(train))]" if function == GENERATORS else "list(train.take(9))"
    one_pass = f"one_pass = lambda: [np.asarray(image) for images, _ in {read} for image in images]"
    return (*folders, CALLS[function], *([one_pass] if "one_pass" in last else []), last)


def judge_form(study: Any, pipeline: Pipeline) -> None:
    """Sizes of batches, shapes, labels that fit the images, and every image of the right folder once."""
    for which in PAIR:
        passes = [pipeline.labelled(which) for _ in range(3)]
        study.judge(passes, form_facts(pipeline, which, tries(pipeline.function, "")[:-1]))


def form_facts(pipeline: Pipeline, which: str, tries: Sequence[str]) -> dict[Fact, Any]:
    """Facts, with what is due, of passes [[(images, labels), ...], ...]; all but the last look at the first pass."""
    wanted, total = pipeline.sizes(which), pipeline.total(which)
    shape = Fact(
        lambda passes: sorted({found.shape[1:3] for batches in passes for found, _ in batches}),
        lambda value: " and ".join(f"{which} images of height {height} and width {width}" for height, width in value),
        due="height {}, width {}: size is (height, width)".format(*SIZE),
        tries=(*tries, f"print({first_of(pipeline.function, which)}[0].shape)"),
    )
    form = Fact(
        lambda passes: next((text for batch in passes[0] if (text := form_of(*batch)) != ONE_HOT), ONE_HOT),
        f"{which} labels: {{}}",
        due=f"one-hot labels: a row of {len(CLASSES)} for each image, one 1 in it, the rest 0",
        tries=(*tries, f"print({first_of(pipeline.function, which)}[1][:3])"),
    )
    batches = Fact(
        lambda passes: [len(found) for found, _ in passes[0]],
        lambda value: (
            f"{which} batches of {', '.join(map(str, value)) or 'nothing'} images"
            + (", and perhaps more" if sum(value) > total else "")
        ),
        due=f"batches of {', '.join(map(str, wanted))}: each of the {total} images once in a pass",
        why="Augmentation adds no images. A pass ends when each image has come once; fit starts the next pass itself.",
    )
    per_class = Fact(
        lambda passes: counts_of(passes[0]) if sum(len(found) for found, _ in passes[0]) <= total else "not counted",
        lambda value: f"{which} images with the labels {in_classes(value)}",
        due=f"{in_classes(pipeline.counts[which])}: every image of {which}_folder once",
        why="Validation tells how the model does on new images, so the two folders must not be mixed.",
    )
    shown = Fact(
        lambda passes: belong_together(passes),
        {True: f"{which} images that show what their labels say", False: f"{which} images with labels of other images"},
        due=f"each image with the label of its own folder, in the order {', '.join(CLASSES)}",
        why="A model that is told the wrong class learns the wrong class.",
    )
    return {
        shape: [SIZE],
        form: ONE_HOT,
        batches: wanted,
        per_class: list(pipeline.counts[which]),
        shown: True,
    }


ONE_HOT = "one-hot"


def form_of(found: np.ndarray, labels: np.ndarray) -> str:
    """The form of the labels of a batch, in words."""
    if labels.shape in ((len(found),), (len(found), 1)):
        return "one number for each image"
    if labels.shape != (len(found), len(CLASSES)):
        return f"an array of shape {labels.shape} for {len(found)} images"
    is_one_hot = np.isin(labels, (0, 1)).all() and (labels.sum(axis=1) == 1).all()
    return ONE_HOT if is_one_hot else "rows with other values than a single 1"


def numbers_of(labels: np.ndarray) -> np.ndarray:
    """The class on each label."""
    return expect(labels, shape=(None, len(CLASSES)), dtype="number").argmax(axis=1)


def counts_of(batches: list[tuple[np.ndarray, np.ndarray]]) -> list[int]:
    found = np.concatenate([numbers_of(labels) for _, labels in batches])
    return np.bincount(found, minlength=len(CLASSES)).tolist()


def in_classes(counts: Sequence[int] | str) -> str:
    """`6 x hat, 9 x pants, 5 x shoes`."""
    if isinstance(counts, str):
        return counts
    return ", ".join(f"{count} x {name}" for count, name in zip(counts, CLASSES, strict=True))


def belong_together(passes: list[list[tuple[np.ndarray, np.ndarray]]]) -> bool:
    """Whether images show the class of their labels: exactly where nothing was done to them, else on the whole."""
    pairs = [pair for batches in passes for pair in batches]
    if not all(len(labels) == len(found) and found.shape[1:] == pairs[0][0].shape[1:] for found, labels in pairs):
        return False
    found = np.concatenate([numbers_of(labels) for _, labels in pairs])
    images = np.concatenate([images for images, _ in pairs])
    known = as_in_files(images)
    if ((known >= 0) & (known != found)).any():
        return False
    return correlation(found, falls(images)) >= RELATED


def correlation(one: np.ndarray, other: np.ndarray) -> float:
    """Of two rows of numbers; 0 if there is none."""
    spread = one.std() * other.std()
    return float(((one - one.mean()) * (other - other.mean())).mean() / spread) if spread > 0 else 0.0


def first_of(function: str, which: str) -> str:
    """The first batch, in code."""
    return f"{which}[0]" if function == GENERATORS else f"next(iter({which}))"


@dataclass
class Scaled:
    """Images that went through the preprocessing of one network."""

    network: str
    images: dict[str, np.ndarray]

    @property
    def black_and_white(self) -> np.ndarray:
        return NETWORKS[self.network](np.array([[0.0] * 3, [255.0] * 3]))

    @property
    def share(self) -> float:
        """The contrast of training images, as a share of what preprocess gives."""
        low, high = self.black_and_white
        return float(np.median(contrast(self.images["train"])) / (high - low).max())


def judge_scale(study: Any, *given: Any) -> None:
    """Values are those that preprocess gives, with either network."""
    *fixtures, function = given
    asked, facts = {}, {}
    for network in NETWORKS:
        pipeline = Pipeline(*fixtures, function, FEW, network=network)
        asked[network] = Scaled(network, {which: pipeline.images(which) for which in PAIR})
        facts[network] = scale_facts(asked[network], function)
    for network in NETWORKS:
        pipeline.network = network
        pipeline.tell()
        study.judge(
            asked, facts[network], beside=[fact for other in NETWORKS if other != network for fact in facts[other]]
        )


def scale_facts(scaled: Scaled, function: str) -> dict[Fact, Any]:
    """Where values of validation images end, and how far those of training images reach."""
    low, high = scaled.black_and_white
    span, network = high - low, scaled.network

    def values_end(asked: dict[str, Scaled]) -> list[list[float]]:
        return ((ends(asked[network].images["validation"]) - low) / span).tolist()

    def reach(asked: dict[str, Scaled]) -> str:
        share = asked[network].share
        return "too little" if share < LITTLE else "too much" if share > MUCH else "enough"

    def told(which: str) -> str:
        images = scaled.images[which]
        return f"{which} images with values from {images.min():.4g} to {images.max():.4g}"

    expected = f"values from {low.min():.4g} to {high.max():.4g}: what preprocess makes of 0 to 255"
    why = "A pretrained model only knows values on the scale that it was trained with."

    def show(which: str) -> tuple[str, ...]:
        images = f"{first_of(function, which)}[0]"
        return tries(function, f"print(np.min({images}), np.max({images}))")

    validation = Fact(values_end, lambda _: told("validation"), expected, why, show("validation"), within=ENDS_WITHIN)
    train = Fact(reach, lambda _: told("train"), f"{expected}, or nearly", why, show("train"))
    return {validation: [[0.0] * 3, [1.0] * 3], train: "enough"}


@dataclass
class Passes:
    """The images of several passes."""

    passes: list[np.ndarray]
    batch_size: int

    @property
    def every(self) -> np.ndarray:
        return np.concatenate(self.passes)


def passes_of(pipeline: Pipeline, which: str, count: int = PASSES) -> Passes:
    return Passes([pipeline.images(which) for _ in range(count)], pipeline.batch_size)


# Tells an exchanged folder from a mistake in what is done to its images.
HOW_MANY = Fact(lambda asked: len(asked.passes[0]), "{} images")


def order_of(asked: Passes) -> str:
    """Whether all passes give one class after the other, or batches that are of one class each."""
    found = [falls(images) for images in asked.passes]
    if min(correlation(shown, np.arange(len(shown))) for shown in found) > SORTED:
        return "sorted"
    return "sorted in batches" if np.mean([alike(shown, asked.batch_size) for shown in found]) > ALIKE else "random"


def alike(shown: np.ndarray, batch_size: int) -> float:
    """Which share of what varies in a pass varies from batch to batch; the rest varies in the batches."""
    batches = np.split(shown, np.arange(batch_size, len(shown), batch_size))
    inside = sum(len(batch) * batch.var() for batch in batches)
    return float(1 - inside / (len(shown) * shown.var())) if shown.var() > 0 else 0.0


def how_changed(asked: Passes) -> str:
    """What was done to the images; pictures of one class are all the same."""
    if distinct(asked.every) > len(CLASSES):
        return "at random"
    return "not at all" if (as_in_files(asked.every) >= 0).all() else "all in the same way"


def each_in_its_own_way(asked: Passes) -> bool:
    """Whether in some batch there are more different images than classes."""
    starts = range(0, len(asked.passes[0]), asked.batch_size)
    batches = [images[start : start + asked.batch_size] for images in asked.passes for start in starts]
    return any(len(batch) and distinct(batch) > len(CLASSES) for batch in batches)


def anew_in_each_pass(asked: Passes) -> bool:
    """Whether two passes ever differ. With nothing but flips, they agree once in 2 to the power of 42 times."""
    contents = [sorted(image.tobytes() for image in images.round(3)) for images in asked.passes]
    return any(one != other for one, other in pairwise(contents))


def upright(asked: Passes) -> str:
    """How the images are turned."""
    down, sideways = (found.mean() for found in directions(asked.every))
    if down <= UPSIDE_DOWN:
        return "upright"
    return "turned in every direction" if sideways > SIDEWAYS else "often" if down > OFTEN else "sometimes"


def visible(asked: Passes) -> bool:
    """Whether there is enough contrast left. What is hundreds of times too little is judged as a matter of scale."""
    share = Scaled("xception", {"train": asked.every}).share
    return not LITTLE <= share < FAINT


def training_facts(function: str) -> dict[Fact, Any]:
    """What is due of training images, whatever changes a student chose."""
    twice = ("sums = lambda: sorted(round(float(image.sum()), 1) for image in one_pass())", "print(sums() == sums())")
    *setup, _ = tries(function, "one_pass")
    anew = (*setup, *twice)
    halves = "print([np.mean(image, axis=(1, 2))[[8, -8]].round(1) for _ in range(8) for image in one_pass()])"
    return {
        Fact(
            order_of,
            {
                "sorted": "all images of the first class, then all of the second, then all of the third",
                "sorted in batches": "batches that are nearly all of one class, in random order",
            },
            due="training images in random order",
            why="A batch of one class alone pulls the network towards that class.",
            tries=tries(function, f"print({first_of(function, 'train')}[1])"),
        ): "random",
        Fact(
            how_changed,
            {
                "not at all": "training images as they are in the files",
                "all in the same way": "training images that are all changed in one and the same way",
            },
            due="each image changed at random, in its own way",
            why="The network no longer relies on what varies. What is the same each time is learnt like a fixed image.",
            tries=anew,
        ): "at random",
        Fact(
            each_in_its_own_way,
            {False: "in each batch all images changed in the same way"},
            due="each image changed in its own way",
            why="In a batch that is flipped as a whole, sides still tell the classes apart.",
            tries=tries(function, "print([round(float(image.std()), 2) for image in one_pass()])"),
        ): True,
        Fact(
            anew_in_each_pass,
            {False: f"the same changed images in each of {PASSES} passes"},
            due="other changes in each pass",
            why="Changed once, an image is only one more fixed image, and the network learns it by heart as well.",
            tries=anew,
        ): True,
        Fact(
            upright,
            {
                "sometimes": "a few of the training images upside down",
                "often": "about half of the training images upside down",
                "turned in every direction": "training images turned in every direction, many of them upside down",
            },
            due="images that are upright, as people take them",
            why="Nobody takes such pictures upside down, so this only makes the task harder.",
            tries=tries(function, halves, HALVES_FOLDERS),
        ): "upright",
        Fact(
            visible,
            {False: "training images that are all but one colour: hardly anything can be seen"},
            due="images in which you can still see what they show",
            why="The network cannot learn from what cannot be seen.",
            tries=tries(function, "print(np.round([np.ptp(image) for image in one_pass()], 1))"),
        ): True,
    }


def how_validation_is(asked: Passes) -> str:
    if (as_in_files(asked.every) >= 0).all():
        return "unchanged"
    return "changed at random" if distinct(asked.every) > len(CLASSES) else "changed"


def judge_validation(study: Any, pipeline: Pipeline) -> None:
    """Validation images are as they are in the files, in two passes."""
    *setup, _ = tries(pipeline.function, "one_pass")
    unchanged = Fact(
        how_validation_is,
        {"changed": "changed validation images", "changed at random": "validation images changed at random"},
        due="validation images as they are in the files",
        why="Validation compares epochs and models, so it needs the same images each time.",
        tries=(
            *(
                line.replace("train.take", "validation.take")
                .replace("(train)", "(validation)")
                .replace("train[", "validation[")
                for line in setup
            ),
            "sums = lambda: sorted(round(float(image.sum()), 1) for image in one_pass())",
            "print(sums() == sums())",
        ),
    )
    study.judge(passes_of(pipeline, "validation", 2), {unchanged: "unchanged"}, beside=[HOW_MANY])
