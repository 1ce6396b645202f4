"""What is asked of make_generators alone: the seed, the steps of an epoch, and the folders, which stay as they were."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checking import expect_integer
from autograder.checking.study import Fact

from .batches import tries
from .pipelines import GENERATORS, PAIR


def same_batches(one: np.ndarray, other: np.ndarray) -> bool:
    return one.shape == other.shape and bool(np.abs(one - other).max() <= 0.004 * np.ptp(one))


*_SETUP, _ = tries(GENERATORS, "")
SEED_TRIES = (
    *_SETUP[:-1],
    "first = lambda seed: make_generators(*folders, preprocess, (64, 48), 8, seed=seed)[0]",
    "one, two, other = first(7), first(7), first(8)[0][0]",
    "a, b = one[0][0], two[0][0]; print(np.array_equal(a, b), np.array_equal(a, other))    # True False",
)


@dataclass
class Seeded:
    """The first pass of four training generators, made with the seeds 7, 8, 7 and 7.

    Attributes:
        at_once: That of the last, which is read as soon as it is made; between making the third and reading it another
            generator is read.
    """

    first: np.ndarray
    other: np.ndarray
    again: np.ndarray
    at_once: Callable[[], np.ndarray]


SEED_FACTS = {
    Fact(
        lambda asked: same_batches(asked.first, asked.again),
        {False: "different batches from two training generators, both made with seed=7"},
        due="the same batches, also if other generators are read in between",
        why="With a seed you can repeat a training.",
        tries=SEED_TRIES,
    ): True,
    Fact(
        lambda asked: same_batches(asked.first, asked.other),
        {True: "the same training batches with seed=7 and seed=8"},
        due="other batches with another seed",
        why="Several runs with different seeds tell whether a result was luck.",
        tries=SEED_TRIES,
    ): False,
}
SAME_AT_ONCE = Fact(lambda asked: same_batches(asked.first, asked.at_once()), "{}")


def text_of_steps(steps: Any) -> str:
    value = steps.item() if isinstance(steps, np.ndarray) and steps.ndim == 0 else steps
    if isinstance(value, float):
        return f"{value:.4g} (a float)"
    number = expect_integer(value)
    return str(number) if abs(number) < 10**6 else "a huge number"


STEPS = Fact(
    lambda asked: asked[0],
    lambda found: f"steps = {', '.join(found)}",
    due=lambda wanted: f"steps = {', '.join(wanted)}, whole numbers",
    why="In an epoch each image comes once, changed in another way. fit counts steps, so they are a whole number.",
    tries=tries(GENERATORS, "print(steps, type(steps), len(train))"),
)


def change_of_folders(asked: tuple[dict[str, dict[str, int]], dict[str, dict[str, int]]]) -> str:
    """Whether something was written to, or taken from, a folder."""
    before, after = asked
    for which in PAIR:
        new, gone = sorted(set(after[which]) - set(before[which])), sorted(set(before[which]) - set(after[which]))
        # Keras writes prefix_index_number.format.
        if new and all(re.fullmatch(r".*_\d+_\d+\.(png|jpe?g)", name) for name in new):
            return f"changed images as new files in {which}_folder"
        if new or gone or after[which] != before[which]:
            return f"{'new' if new else 'missing' if gone else 'changed'} files in {which}_folder"
    return "as they were"


# Tells steps of the wrong generator from a generator of the wrong folder.
BATCHES = Fact(lambda asked: asked[1], "{}")
UNTOUCHED = Fact(
    change_of_folders,
    "{}",
    due="the folders as they were",
    why="What is written there is read as one more image the next time.",
    tries=(
        *tries(GENERATORS, "")[:-1],
        "train[0]; print([len(names) for _, _, names in os.walk(folders[0])])".replace("os.", "__import__('os')."),
    ),
)
