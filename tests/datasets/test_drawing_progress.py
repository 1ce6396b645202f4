"""The bar for what takes longer than two seconds."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder import datasets
from autograder.datasets import progress


class Screen(io.StringIO):
    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Screen]:
    """Puts a screen in the place of the error stream; waiting for the bar is over after `patience` seconds."""

    def put(*, terminal: bool = True, patience: float = 0.0) -> Screen:
        monkeypatch.setattr(progress, "PATIENCE", patience)
        monkeypatch.setattr(progress, "_PAUSE", 0.0)
        made = Screen(terminal)
        monkeypatch.setattr("sys.stderr", made)
        return made

    return put


def write(folder: Path) -> None:
    datasets.write_tree(folder / "tree", "letters", {"train": 5})


def draw(_: Path) -> None:
    datasets.load("letters", n=5)


@pytest.mark.parametrize(("work", "says"), [(draw, "drawing letters"), (write, "writing letters")])
def test_slow_work_shows_a_bar(
    work: Callable[[Path], None], says: str, screen: Callable[..., Screen], tmp_path: Path
) -> None:
    shown = screen()
    work(tmp_path)
    assert says in shown.getvalue()
    assert "3/5" in shown.getvalue()


@pytest.mark.parametrize(("terminal", "patience"), [(False, 0.0), (True, 60.0)])
@pytest.mark.parametrize("work", [draw, write])
def test_quick_work_and_logs_are_left_alone(
    work: Callable[[Path], None], terminal: bool, patience: float, screen: Callable[..., Screen], tmp_path: Path
) -> None:
    shown = screen(terminal=terminal, patience=patience)
    work(tmp_path)
    assert shown.getvalue() == ""


def test_who_asks_to_be_told_gets_no_bar(screen: Callable[..., Screen]) -> None:
    shown, steps = screen(), []
    datasets.load("letters", n=3, progress=lambda *step: steps.append(step))
    assert steps == [(1, 3), (2, 3), (3, 3)]
    assert shown.getvalue() == ""


def test_a_bar_goes_when_the_work_fails(screen: Callable[..., Screen]) -> None:
    shown = screen()

    def fail() -> None:
        with progress.told(None, "dividing") as tell:
            tell(1, 3)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert "dividing" in shown.getvalue()
    # The cursor, hidden while the bar moves, is shown again.
    assert shown.getvalue().rfind("\x1b[?25h") > shown.getvalue().rfind("\x1b[?25l")
