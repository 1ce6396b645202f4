"""The drawn set `fashion`, and what `load` does with every drawn set."""

from collections.abc import Callable

import drawn_sets
import numpy as np
import pytest

from autograder.datasets import class_names, fashion, load, nuisance

NAMES = ["dress", "hat", "longsleeve", "outwear", "pants", "shirt", "shoes", "shorts", "skirt", "t-shirt"]


@pytest.mark.parametrize("check", drawn_sets.CHECKS, ids=lambda check: check.__name__)
def test_as_every_set(check: Callable[[str], None]) -> None:
    check("fashion")


def test_classes_are_those_of_the_clothing_dataset() -> None:
    assert class_names("fashion") == NAMES


@pytest.mark.parametrize("size", [28, 64, 101, 299])
def test_every_class_at_every_size(size: int) -> None:
    images, labels = load("fashion", size=size, n=10)
    assert images.shape == (10, size, size, 3)
    assert images.dtype == np.uint8
    assert sorted(labels.tolist()) == list(range(10))
    # No picture is blank, and none is all garment or all background.
    assert images.reshape(10, -1).std(axis=1).min() > 8


def test_a_key_gives_images_that_no_small_seed_gives() -> None:
    secret = {image.tobytes() for image in load("fashion", "test", size=16, n=3, key=drawn_sets.KEY)[0]}
    public = {image.tobytes() for seed in range(40) for image in load("fashion", "test", size=16, n=3, seed=seed)[0]}
    assert len(secret) == 3
    assert len(public) == 120
    assert not secret & public


def test_facing_turns_four_in_ten_training_images_and_no_others() -> None:
    for split, low, high in (("train", 0.3, 0.5), ("validation", 0.0, 0.0), ("test", 0.0, 0.0)):
        free, facing = (load("fashion", split, size=16, n=200, facing=option)[0] for option in (False, True))
        changed = (free != facing).any(axis=(1, 2, 3)).mean()
        assert low <= changed <= high, split


@pytest.fixture
def choices(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, nuisance.Choices]]:
    """The label and the choices of each picture drawn in the test."""
    made = []
    choose = nuisance.choose

    def spy(options: nuisance.Nuisance, label: int, count: int, rng: np.random.Generator) -> nuisance.Choices:
        made.append((label, choose(options, label, count, rng)))
        return made[-1][1]

    monkeypatch.setattr(fashion.nuisance, "choose", spy)
    return made


# The bounds below are five standard deviations away; the seeds are fixed.
@pytest.mark.parametrize(("split", "share"), [("train", 0.9), ("validation", 0.5), ("test", 0.5)])
def test_share_that_faces_right(choices: list[tuple[int, nuisance.Choices]], split: str, share: float) -> None:
    load("fashion", split, size=16, n=300, facing=True)
    right = np.mean([not choice.mirrored for _, choice in choices])
    assert abs(right - share) < 5 * np.sqrt(share * (1 - share) / 300)


@pytest.mark.parametrize(("split", "share"), [("train", 0.6), ("validation", 0.1), ("test", 0.1)])
def test_share_of_logos_that_tell_the_class(
    choices: list[tuple[int, nuisance.Choices]], split: str, share: float
) -> None:
    load("fashion", split, size=16, n=300, logos=True)
    own = np.mean([choice.logo == label for label, choice in choices])
    assert abs(own - share) < 5 * np.sqrt(share * (1 - share) / 300)
    # All kinds occur, on other classes too.
    assert {choice.logo for label, choice in choices if choice.logo != label} == set(range(10))


def test_colour_does_not_tell_the_class() -> None:
    """Mean colours of the pictures hardly help: the class with the nearest mean colour is right in few of them."""
    images, labels = load("fashion", size=24, n=600)
    asked, truth = load("fashion", "validation", size=24, n=300)
    middle = slice(8, 16)
    known, unknown = (pictures[:, middle, middle].mean(axis=(1, 2)) for pictures in (images, asked))
    centers = np.stack([known[labels == label].mean(axis=0) for label in range(10)])
    guesses = ((unknown[:, None] - centers) ** 2).sum(axis=2).argmin(axis=1)
    assert (guesses == truth).mean() < 0.25
