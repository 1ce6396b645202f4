"""`convlings calibrate`: what it refuses, and that it goes on after it was killed."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from signs import NAME, make_folder

from autograder.cli.calibrate import command
from autograder.course import content

PATIENCE = 300.0


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--runs", "5"), "--runs is for trials, so it needs --out"),
        (("--compare", "--tier", "gpu"), "--compare is for the CPU"),
        (("--runs", "1", "--out", "x"), "1 is not in the range"),
        (("--minutes", "0"), "0.0 is not in the range"),
    ],
)
def test_wrong_use_is_refused_in_a_sentence(arguments, word):
    finished = CliRunner().invoke(command, arguments)
    assert finished.exit_code == 2
    assert word in " ".join(finished.output.split())


def test_taking_needs_no_sandbox(tmp_path):
    (tmp_path / "thresholds.toml").write_text("")
    finished = CliRunner().invoke(command, ["--take", str(tmp_path / "thresholds.toml"), "--plain"])
    assert (finished.exit_code, finished.output) == (0, "")


@pytest.mark.slow
def test_after_a_kill_it_goes_on_where_it_was(tmp_path):
    make_folder(tmp_path)
    out = tmp_path / "out"
    values = out / f"{NAME}-test_accuracy-cpu.jsonl"
    arguments = ["92", "--exercises", str(tmp_path), "--out", str(out), "--runs", "40", "--jobs", "1", "--plain"]
    ask = [sys.executable, "-m", "autograder", "calibrate", *arguments]
    killed = subprocess.Popen(ask, cwd=content.clone_root(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    started = time.monotonic()
    while not values.exists() or len(values.read_text().splitlines()) < 3:
        assert killed.poll() is None, killed.communicate()
        assert time.monotonic() - started < PATIENCE
        time.sleep(0.02)
    killed.kill()
    killed.communicate()
    before = _numbers(values)
    assert len(before) < 40 + 40 + 40
    finished = subprocess.run(ask, cwd=content.clone_root(), capture_output=True, text=True, timeout=PATIENCE)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    after = _numbers(values)
    assert after[: len(before)] == before
    # Each run once: none of those before the kill was made again.
    assert len(after) == len(set(after)) == 40 + 40 + 40
    assert "[[threshold]]" in (out / "thresholds.toml").read_text()


def _numbers(values: Path) -> list[tuple[str, int, int]]:
    found = []
    for line in values.read_text().splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        found.append((entry["subject"], entry["number"], entry["attempt"]))
    return found
