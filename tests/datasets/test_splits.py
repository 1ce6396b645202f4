"""Orders, seeds and arguments of drawn sets."""

import importlib
import subprocess
import sys

import numpy as np
import pytest

from autograder import datasets
from autograder.datasets import Nuisance, available, class_names, generated_set, load, real, splits

KEY = bytes(range(16))


def test_labels_are_balanced_in_every_prefix() -> None:
    for n in (0, 1, 9, 25, 100):
        labels = splits.labels("fashion", "train", 10, n)
        assert labels.shape == (n,)
        assert labels.dtype == np.int64
        counts = np.bincount(labels, minlength=10)
        assert counts.max() - counts.min() <= 1


def test_order_depends_on_every_word() -> None:
    first = splits.labels("fashion", "train", 10, 200)
    assert np.array_equal(first[:50], splits.labels("fashion", "train", 10, 50))
    others = [
        splits.labels("hands", "train", 10, 200),
        splits.labels("fashion", "test", 10, 200),
        splits.labels("fashion", "train", 10, 200, seed=1),
        splits.labels("fashion", "train", 10, 200, key=KEY),
        splits.labels("fashion", "train", 10, 200, key=KEY[::-1]),
    ]
    assert all(not np.array_equal(first, other) for other in others)


def test_imbalance_is_in_the_training_split_only() -> None:
    counts = np.bincount(splits.labels("fashion", "train", 10, 5000, imbalance=True), minlength=10)
    assert 8 < counts.max() / counts.min() < 12
    for split in ("validation", "test"):
        even = np.bincount(splits.labels("fashion", split, 10, 500, imbalance=True), minlength=10)
        assert even.max() == even.min()
    # Which class is rare depends on the seed.
    rarest = {
        int(np.bincount(splits.labels("fashion", "train", 10, 500, seed=seed, imbalance=True)).argmin())
        for seed in range(20)
    }
    assert len(rarest) > 3


@pytest.mark.parametrize("num_classes", [1, 2, 3, 24])
def test_imbalance_with_any_number_of_classes(num_classes: int) -> None:
    labels = splits.labels("x", "train", num_classes, 40 * num_classes, imbalance=True)
    assert set(labels.tolist()) == set(range(num_classes))


def test_short_keys_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 16 bytes"):
        load("fashion", n=1, key=b"secret")


def test_chosen_classes_give_the_labels() -> None:
    images, labels = load("fashion", size=24, n=20, classes=["shoes", "dress"])
    assert class_names("fashion", ["shoes", "dress"]) == ["shoes", "dress"]
    assert np.bincount(labels).tolist() == [10, 10]
    # The same shoe is drawn, whichever place its class has in the choice.
    place = int(labels.argmin())
    rng = splits.image_generator("fashion", "train", "shoes", place)
    module = generated_set("fashion")
    assert np.array_equal(images[place], module.draw(module.CLASS_NAMES.index("shoes"), 24, rng, Nuisance()))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"name": "fashon"}, "did you mean 'fashion'"),
        ({"name": "fashion", "split": "valid"}, "train, validation, test"),
        ({"name": "fashion", "classes": ["sock"]}, "no class 'sock'"),
        ({"name": "fashion", "classes": []}, "at least one name"),
        ({"name": "fashion", "classes": ["hat", "hat"]}, "each name once"),
        ({"name": "fashion", "n": -1}, "0 or more"),
        ({"name": "fashion", "n": None}, "has no end"),
        ({"name": "fashion", "size": 8}, "16 to 1024"),
        ({"name": "clothing", "logos": True}, "set of real photos"),
    ],
)
def test_arguments_that_make_no_sense(words: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        load(**words)


def test_no_images_are_an_empty_array() -> None:
    images, labels = load("fashion", n=0)
    assert images.shape == (0, 64, 64, 3)
    assert labels.shape == (0,)


def test_progress_is_told_after_each_image() -> None:
    calls = []
    load("fashion", size=16, n=3, progress=lambda done, wanted: calls.append((done, wanted)))
    assert calls == [(1, 3), (2, 3), (3, 3)]


def test_modules_and_functions_come_when_they_are_named() -> None:
    """In a fresh Python: everything can be named through `datasets`, and Keras comes with the backbones only."""
    code = """
import sys
from autograder import datasets
assert datasets.write_tree.__module__ == "autograder.datasets.trees"
assert datasets.letters.write_csv and datasets.scenes.boxes
assert "keras" not in sys.modules
assert datasets.backbones.mini_xception and "keras" in sys.modules
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", datasets.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(datasets, name) is not None


def test_other_names_are_missing_as_in_any_module() -> None:
    with pytest.raises(AttributeError, match=r"module 'autograder\.datasets' has no attribute 'socks'"):
        _ = datasets.socks
    with pytest.raises(ImportError):
        importlib.import_module("autograder.datasets.socks")


def test_both_registries_agree() -> None:
    assert available() == ("fashion", "hands", "letters", "scenes", "two_kinds")
    assert set(available(real=True)) == set(real.REAL_NAMES)
