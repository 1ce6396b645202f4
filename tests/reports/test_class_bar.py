"""How far a class is: the bar, and what text alone says now and then."""

from io import StringIO

import pytest
from rich.console import Console

from autograder.reports.class_table import ClassBar


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_text_alone_says_it_once_a_minute():
    clock, said = Clock(), []
    with ClassBar(Console(file=StringIO()), "grading", 100, plain=True, clock=clock) as bar:
        for second in range(0, 200, 10):
            clock.now = second
            said.append(bar.finished(200 - second if second else None))
    assert [(at * 10, text) for at, text in enumerate(said) if text] == [
        (60, "about 3 minutes left"),
        (120, "about 80 s left"),
        (180, "about 20 s left"),
    ]


@pytest.mark.parametrize(("left", "shown"), [(None, False), (600.0, True)])
def test_the_bar_says_how_long_the_rest_takes(left: float | None, shown: bool):
    out = StringIO()
    console = Console(file=out, force_terminal=True, width=120, color_system=None)
    with ClassBar(console, "grading", 2, plain=False) as bar:
        bar.started("Ann")
        bar.finished(left)
    assert ("about 10 minutes left" in out.getvalue()) == shown
    assert "1/2" in out.getvalue()
