"""Progress bars on the terminal's error stream; none where nobody looks (a pipe, a log)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn


class Bar(Protocol):
    """What a long piece of work tells about itself."""

    def start(self, text: str, total: int | None) -> None: ...
    def at(self, done: int) -> None: ...


class Silent:
    """A bar that shows nothing."""

    def start(self, text: str, total: int | None) -> None:
        pass

    def at(self, done: int) -> None:
        pass


class _Rich:
    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.task = progress.add_task("", total=None, visible=False)

    def start(self, text: str, total: int | None) -> None:
        self.progress.reset(self.task, total=total, description=text, visible=True)

    def at(self, done: int) -> None:
        self.progress.update(self.task, completed=done)


@contextmanager
def progress_bar() -> Iterator[Bar]:
    """A bar that counts bytes, with speed and time left."""
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield _Rich(progress)
