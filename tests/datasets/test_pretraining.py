"""Pictures for pretraining: every class can be drawn, the same each time, and none is a lesson's class."""

import subprocess
import sys

import numpy as np
import pytest

from autograder import datasets
from autograder.datasets import pretraining
from autograder.datasets.canvas import Pose
from autograder.datasets.dice import Dice

NAMES = pretraining.CLASS_NAMES


def drawn(label: int, size: int, seed: int = 0) -> np.ndarray:
    return pretraining.draw(label, size, np.random.default_rng((label, seed)))


@pytest.mark.parametrize("label", range(len(NAMES)), ids=NAMES)
def test_every_class_is_drawn(label: int) -> None:
    image = drawn(label, 48)
    assert image.shape == (48, 48, 3)
    assert image.dtype == np.uint8
    assert image.std() > 2
    assert np.array_equal(image, drawn(label, 48))
    assert not np.array_equal(image, drawn(label, 48, seed=1))


@pytest.mark.parametrize("size", [32, 96, 150])
def test_sizes(size: int) -> None:
    assert drawn(NAMES.index("mug"), size).shape == (size, size, 3)
    assert drawn(NAMES.index("waves"), size).shape == (size, size, 3)


def test_no_class_of_a_lesson() -> None:
    # Scenes are made for the backbone: they show things that it knows.
    kits = [kit for kit in datasets.available() if kit != "scenes"]
    taught = {name.replace("-", "_") for kit in kits for name in datasets.class_names(kit)}
    assert not taught & set(NAMES)
    assert list(NAMES) == sorted(set(NAMES))
    assert set(pretraining.TEXTURE_NAMES) < set(NAMES)


def test_a_thing_can_be_placed_in_a_picture_of_ones_own() -> None:
    dice = Dice(np.random.default_rng(3))
    ground = np.full((64, 64, 3), 200, np.float32)
    thing = pretraining.make_thing("key", dice)
    image = pretraining.place(dice, ground, thing, Pose(scale=0.2, dx=0.25, dy=0.25), ground=200.0)
    assert image.shape == (64, 64, 3)
    changed = np.abs(image - 200).max(axis=2) > 5
    assert changed[32:, 32:].any()
    assert not changed[:24, :24].any()


def test_needs_no_keras() -> None:
    code = (
        "import sys, autograder.datasets.pretraining; sys.exit('keras' in sys.modules or 'tensorflow' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
