"""What a check's own Python may take, in the grader's process: an answer must not make it work without end.

Time is looked at between two steps of Python. A worker that is stuck in one, in a loop in C, is ended by its pool.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

_CAN_COUNT_TIME = hasattr(signal, "setitimer")
_STATUS = Path("/proc/self/status")


class TooSlow(Exception):
    """A check took more processor time for itself than any does."""


@contextmanager
def own_limits(seconds: float, memory_mb: int) -> Iterator[None]:
    """Raise `TooSlow` or MemoryError in this block once it takes more than that.

    Args:
        seconds: Of this process' processor time: waiting for a sandbox costs nothing.
        memory_mb: Beyond what the process has already.
    """
    with _time(seconds), _memory(memory_mb * 2**20):
        yield


@contextmanager
def _time(seconds: float) -> Iterator[None]:
    if not _CAN_COUNT_TIME or threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, frame: FrameType | None) -> None:
        raise TooSlow(f"more than {seconds:.0f} s of processor time")

    before = signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@contextmanager
def _memory(more: int) -> Iterator[None]:
    held = _data_bytes()
    if not held:
        yield
        return
    import resource  # not on Windows

    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = [limit for limit in (soft, hard) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_DATA, (min([held + more, *most]), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _data_bytes() -> int:
    """Private memory of this process; 0 where the system does not tell."""
    try:
        lines = _STATUS.read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData:")), 0)
