"""What `watch` waits for: files that were saved, keys that were pressed, what a check finds."""

import queue
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

import readchar
import watchfiles

from autograder.grading.result import CheckResult, ExerciseResult

# Milliseconds: how long files may keep changing, and how long they must rest, before a change counts.
_DEBOUNCE, _REST = 400, 40


@dataclass(frozen=True)
class Saved:
    """Files of the folder were written, renamed into place or removed."""

    names: frozenset[str]


@dataclass(frozen=True)
class Key:
    """A key was pressed."""

    letter: str


@dataclass(frozen=True)
class Found:
    """One check of the run with this number has a result."""

    run: int
    check: CheckResult


@dataclass(frozen=True)
class Trains:
    """The run with this number goes on with its accuracy checks, which take about so long."""

    run: int
    seconds: float


@dataclass(frozen=True)
class Checked:
    """The run with this number has come to its end."""

    run: int
    result: ExerciseResult


Event = Saved | Key | Found | Trains | Checked


class Events:
    """Watches a folder and the keyboard from two threads.

    Args:
        folder: Only files directly in it count.
        poll: Look at the files now and then instead of asking the system, for network drives and containers.
    """

    def __init__(self, folder: Path, poll: bool = False):
        self._folder = folder
        self._poll = poll
        self._found: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._stop = threading.Event()
        self._watching = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()
        if sys.stdin is not None and sys.stdin.isatty():
            threading.Thread(target=self._listen, daemon=True).start()

    def put(self, event: Event) -> None:
        """Add one from elsewhere."""
        self._found.put(event)

    def next(self, seconds: float | None = None) -> Event | None:
        """The next event; None after `seconds` without one."""
        try:
            return self._found.get(timeout=seconds)
        except queue.Empty:
            return None

    def next_key(self) -> str:
        """The next key; what is saved meanwhile is passed over."""
        while not isinstance(found := self.next(), Key):
            pass
        return found.letter

    def close(self) -> None:
        self._stop.set()

    def _watch(self) -> None:
        try:
            self._watch_with(self._poll)
        except (OSError, RuntimeError):
            # Some systems have no change notices left to give, or none at all.
            self._watch_with(True)

    def _watch_with(self, poll: bool) -> None:
        changes = watchfiles.watch(
            self._folder,
            watch_filter=None,
            recursive=False,
            debounce=_DEBOUNCE,
            step=_REST,
            stop_event=self._stop,
            force_polling=poll,
            poll_delay_ms=150,
            raise_interrupt=False,
        )
        for found in changes:
            self.put(Saved(frozenset(Path(path).name for _, path in found)))

    def _listen(self) -> None:
        while not self._stop.is_set():
            try:
                # A whole key: that of an arrow is not taken for the letters it is sent as.
                letter = readchar.readkey()
            except KeyboardInterrupt:
                letter = "q"
            except Exception:
                # A terminal that went away, or one that has no such mode: the folder is still watched.
                return
            self.put(Key("q" if letter == readchar.key.CTRL_D else letter.lower()))
