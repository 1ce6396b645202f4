"""`data/pretrain.py`: it can be broken off, and its card keeps what was measured by others."""

import importlib.util
import json
import shutil
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from click.testing import CliRunner

from autograder.course import content
from autograder.datasets import backbones

HISTORY = [{"size": 64, "seconds": 60.0, "loss": 1.0, "accuracy": 0.5, "val_accuracy": 0.625, "val_top5": 0.875}]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("pretrain", content.data() / "pretrain.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    return Path(shutil.copy(content.data() / backbones.WEIGHTS, tmp_path))


def test_a_new_card_keeps_what_the_benchmark_measured(script: ModuleType, weights: Path) -> None:
    card = weights.parent / "mini_xception.md"
    before = (content.data() / "weights" / "mini_xception.md").read_text("utf-8")
    card.write_text(before, "utf-8")
    script.write_card(weights, HISTORY, 14, 40_000)
    after = card.read_text("utf-8")
    assert "* Accuracy: 62.5% (right class among the best five: 87.5%)" in after
    table = before.partition(script.WORTH)[2]
    assert "| drawn clothes, 64 px |" in table
    assert after.partition(script.WORTH)[2] == table
    # And once more.
    script.write_card(weights, HISTORY, 14, 40_000)
    assert card.read_text("utf-8") == after


def test_the_first_card_says_that_nothing_was_measured(script: ModuleType, weights: Path) -> None:
    script.write_card(weights, HISTORY, 14, 40_000)
    assert (weights.parent / "mini_xception.md").read_text("utf-8").endswith(f"{script.WORTH}\n\n{script.NOT_MEASURED}")


@pytest.mark.slow
def test_a_run_that_is_broken_off_goes_on(script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(script, "VALIDATION_IMAGES", 1)
    weights = tmp_path / "weights" / "small.npz"
    options = ["--cache", str(tmp_path), "--epochs", "2", "--images", "64", "--weights", str(weights)]

    def epochs() -> list[int]:
        return [len(json.loads(path.read_text())) for path in (tmp_path / "training_2_64").glob("*.json")]

    broken = CliRunner().invoke(script.main, [*options, "--minutes", "0"], catch_exceptions=False)
    assert "stopped after epoch 1 of 2; the same command goes on" in broken.output
    assert epochs() == [1]
    drawn = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.npy")}
    assert len(drawn) == 2
    CliRunner().invoke(script.main, options, catch_exceptions=False)
    assert epochs() == [2]
    assert {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.npy")} == drawn
    with np.load(weights) as arrays, np.load(content.data() / backbones.WEIGHTS) as known:
        assert {name: arrays[name].shape for name in arrays.files} == {name: known[name].shape for name in known.files}
    assert "2 of 2 epochs" in (weights.parent / "mini_xception.md").read_text("utf-8")
