"""The drawn set `letters`, as arrays and as a CSV file."""

from collections.abc import Callable
from pathlib import Path

import drawn_sets
import numpy as np
import pytest

from autograder.datasets import class_names, letters, load


@pytest.mark.parametrize("check", drawn_sets.CHECKS, ids=lambda check: check.__name__)
def test_as_every_set(check: Callable[[str], None]) -> None:
    check("letters")


def test_classes_are_the_letters_without_movement() -> None:
    assert class_names("letters") == list("ABCDEFGHIKLMNOPQRSTUVWXY")
    assert [letters.real_label(label) for label in range(24)] == [*range(9), *range(10, 25)]


def test_csv_has_the_layout_of_sign_mnist(tmp_path: Path) -> None:
    path = letters.write_csv(tmp_path / "sign.csv", "validation", n=50, seed=3)
    lines = path.read_bytes().decode("ascii").split("\n")
    assert lines[0] == "label," + ",".join(f"pixel{number}" for number in range(1, 785))
    assert len(lines) == 52
    assert lines[-1] == ""
    rows = np.array([line.split(",") for line in lines[1:-1]]).astype(int)
    images, labels = load("letters", "validation", n=50, seed=3)
    assert rows.shape == (50, 785)
    assert np.array_equal(rows[:, 1:].reshape(50, 28, 28, 1), images)
    # The file counts all letters, so that a label is the letter's place in the alphabet.
    names = class_names("letters")
    assert [chr(ord("A") + label) for label in rows[:, 0].tolist()] == [names[label] for label in labels.tolist()]
    assert 9 not in rows[:, 0]
    assert set(rows[:, 0].tolist()) <= set(range(25))


def test_csv_with_a_key(tmp_path: Path) -> None:
    public, secret = (
        letters.write_csv(tmp_path / f"{name}.csv", "test", n=3, key=key).read_text()
        for name, key in (("public", None), ("secret", drawn_sets.KEY))
    )
    assert public != secret


def test_csv_replaces_a_file(tmp_path: Path) -> None:
    path = tmp_path / "letters.csv"
    path.write_text("old\n" * 5000)
    letters.write_csv(str(path), n=1)
    assert len(path.read_text().splitlines()) == 2
