"""A progress bar for what turns out to take more than two seconds, where somebody looks: on a terminal."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

# Called with how much is done and how much there will be.
Tell = Callable[[int, int], None]

PATIENCE = 2.0  # seconds without a bar
_PAUSE = 0.1  # seconds from one picture of the bar to the next


@contextmanager
def told(progress: Tell | None, text: str) -> Iterator[Tell]:
    """What to tell of each step: the caller's own `progress`; if that is None, a bar called `text` on the terminal.

    The bar comes once two seconds are over, on the error stream, and goes at the end; without a terminal there is none.
    """
    if progress is not None:
        yield progress
        return
    bar = _LateBar(text)
    try:
        yield bar.at
    finally:
        bar.close()


class _LateBar:
    def __init__(self, text: str) -> None:
        self._text = text
        self._next = time.monotonic() + PATIENCE if sys.stderr is not None and sys.stderr.isatty() else float("inf")
        self._shown: Progress | None = None

    def at(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + _PAUSE
        if self._shown is None:
            self._shown = _bar()
            self._shown.add_task(self._text)
            self._shown.start()
        self._shown.update(self._shown.task_ids[0], completed=done, total=total, refresh=True)

    def close(self) -> None:
        if self._shown is not None:
            self._shown.stop()


def _bar() -> "Progress":
    # Imported only where a bar is shown, because most calls need none.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    # No thread that refreshes it: whoever draws images may fork.
    return Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False)
