"""Asking the system to show a file: it does, or it does not, and says nothing."""

import sys
from pathlib import Path

import pytest

from autograder.cli.opening import open_file

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has another way, and no shell scripts")

PICTURE = Path("a picture.png")


@pytest.fixture
def opener(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An xdg-open that complains in many lines, as it does where no program is found."""
    script = tmp_path / "xdg-open"
    script.write_text('#!/bin/sh\necho "$1" > "$0.was"\necho "xdg-open: www-browser: not found" >&2\nexit 3\n')
    script.chmod(0o755)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    return script


def was_asked(opener: Path) -> bool:
    return opener.with_name("xdg-open.was").exists()


def test_what_it_complains_of_is_not_shown(opener: Path, capfd):
    assert not open_file(PICTURE)
    assert was_asked(opener)
    assert capfd.readouterr() == ("", "")


def test_without_a_screen_it_is_not_even_asked(opener: Path, monkeypatch):
    monkeypatch.delenv("DISPLAY")
    assert not open_file(PICTURE)
    assert not was_asked(opener)
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    open_file(PICTURE)
    assert was_asked(opener)


def test_a_program_that_shows_it_is_believed(opener: Path):
    opener.write_text("#!/bin/sh\nexit 0\n")
    assert open_file(PICTURE)


def test_a_system_without_such_a_command(opener: Path, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert not open_file(PICTURE)
