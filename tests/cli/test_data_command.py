"""`convlings data`: sentences, exit codes, and a picture."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from autograder.cli import cli
from autograder.datasets.real import places
from autograder.datasets.real.registry import real_set


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setenv(places.VARIABLE, str(tmp_path / "data"))

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(cli, ["data", *arguments])

    return call


@pytest.fixture
def signs(tmp_path: Path) -> str:
    rng = np.random.default_rng(0)
    x, y = rng.integers(0, 256, (96, 28, 28), np.uint8), np.tile(real_set("sign-mnist").codes, 4)
    np.savez(tmp_path / "signs.npz", x_train=x, y_train=y, x_validation=x, y_validation=y)
    return str(tmp_path / "signs.npz")


def test_the_list_names_every_set_with_its_licence(run: Callable[..., Result], tmp_path: Path) -> None:
    listed = run("list").output
    for text in ("fashion", "clothing", "3,781 images", "licence: CC0 1.0", "licence: not stated", "needs a login"):
        assert text in listed
    assert str(tmp_path / "data") in listed
    assert not (tmp_path / "data").exists()


def test_fetch_list_and_show(run: Callable[..., Result], signs: str, tmp_path: Path) -> None:
    fetched = run("fetch", "sign-mnist", "--from", signs)
    assert fetched.exit_code == 0
    assert "sign-mnist: 96 train, 96 validation images in " in fetched.output
    assert "as published it has 27,455 train, 7,172 validation." in fetched.output
    assert "96 of" not in run("list").output
    assert "  fetched" in run("list").output
    shown = run("show", "sign-mnist", "--out", str(tmp_path / "signs.png"))
    assert shown.exit_code == 0
    assert "4 of X, 4 of Y." in shown.output
    with Image.open(tmp_path / "signs.png") as sheet:
        assert sheet.text["Description"].startswith("Contact sheet of the set sign-mnist.")


def test_another_folder_is_named_with_the_variable_that_finds_it(
    run: Callable[..., Result], signs: str, tmp_path: Path
) -> None:
    fetched = run("fetch", "sign-mnist", "--from", signs, "--folder", str(tmp_path / "other"))
    assert f"set {places.VARIABLE}={tmp_path / 'other'}" in fetched.output


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (("fetch", "cloting"), 2, "Error: There is no set 'cloting' to fetch. Did you mean clothing?"),
        (("fetch", "zzz"), 2, "Error: There is no set 'zzz' to fetch. There are clothing, "),
        (("show", "zzz"), 2, "Error: there is no set 'zzz'"),
        (("show", "clothing"), 1, "run `convlings data fetch clothing`."),
        (("fetch", "sign-mnist"), 1, "Error: sign-mnist needs a login: get it with a browser from https://"),
        (("fetch", "fashion"), 2, "Error: fashion is drawn by convlings and always there: nothing has to be fetched."),
        (("fetch", "clothing", "--from", "nowhere"), 2, "'nowhere' does not exist."),
    ],
)
def test_mistakes_are_one_sentence(
    run: Callable[..., Result], arguments: tuple[str, ...], code: int, text: str
) -> None:
    result = run(*arguments)
    assert result.exit_code == code
    assert text in result.output
    assert "Traceback" not in result.output


def test_a_picture_that_cannot_be_written(run: Callable[..., Result], signs: str, tmp_path: Path) -> None:
    run("fetch", "sign-mnist", "--from", signs)
    result = run("show", "sign-mnist", "--out", str(tmp_path / "none" / "signs.png"))
    assert result.exit_code == 1
    assert "cannot be written: No such file or directory." in result.output
