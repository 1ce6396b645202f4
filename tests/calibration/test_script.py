"""tests/gpu/calibrate.sh sets up a machine that has a GPU and no network: what can be told of it without one."""

import runpy
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "gpu" / "calibrate.sh"
MACHINE = runpy.run_path(str(SCRIPT.with_name("machine.py")))


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    known = {"PATH": "/usr/local/bin:/usr/bin:/bin", "PYTHON": sys.executable}
    return subprocess.run([SCRIPT, *arguments], capture_output=True, text=True, env=known | environment)


def test_an_unknown_option_is_wrong_use():
    finished = run("--rehearsal")
    assert finished.returncode == 2
    assert "Not known: --rehearsal" in finished.stderr


def test_here_nothing_that_a_calibration_imports_is_missing():
    assert MACHINE["missing"]() == []


def test_what_is_missing_is_named_with_the_command_that_downloads_it(monkeypatch, capsys):
    main = MACHINE["main"]
    monkeypatch.setitem(main.__globals__, "seen", lambda library: "not asked")
    monkeypatch.setitem(main.__globals__, "MODULES", ("PIL", "keras", "no_such_module"))
    monkeypatch.setitem(main.__globals__, "importlib", FakeImports({"keras", "tensorflow"}))
    assert main("tensorflow") == 2
    told = capsys.readouterr().out
    assert "Missing: pillow, no_such_module." in told
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert f"--python-version {version} " in told
    assert told.strip().endswith("-d wheels pillow no_such_module")


def test_a_backend_that_is_missing_is_not_downloaded(monkeypatch, capsys):
    main = MACHINE["main"]
    monkeypatch.setitem(main.__globals__, "seen", lambda library: "not asked")
    monkeypatch.setitem(main.__globals__, "importlib", FakeImports(set(MACHINE["MODULES"])))
    assert main("torch") == 2
    told = capsys.readouterr().out
    assert "Missing: torch. Name a Python that has it" in told
    assert "pip download" not in told


class FakeImports:
    """Stands where importlib would, with these modules alone."""

    def __init__(self, there: set[str]):
        self.there, self.util = there, self

    def find_spec(self, name: str) -> object:
        return name if name in self.there else None


@pytest.mark.slow
def test_a_rehearsal_ends_with_a_threshold_and_a_log(tmp_path):
    """On the CPU, with TensorFlow, which is here; two runs of a check that trains little."""
    finished = run("--rehearse", "--backend", "tensorflow", "--minutes", "8", "--out", str(tmp_path), "16")
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert 'check = "test_the_file_survives_a_collapse"' in (tmp_path / "thresholds.toml").read_text()
    log = (tmp_path / "log").read_text()
    assert "Without a threshold: none." in log
    assert "Early stopping, 240 of 32 x 32 pixels" in log
    assert tomllib.loads((tmp_path / "early_stopping.toml").read_text())["epochs"] < 100
