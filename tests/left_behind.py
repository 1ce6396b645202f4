"""What a command that has ended must not have left: processes."""

import time
from pathlib import Path

import psutil


def processes(temporary: Path) -> list[psutil.Process]:
    """Whatever was started with its temporary files in this folder, and still lives."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("TMPDIR", "").startswith(str(temporary)) and process.status() != "zombie":
                found.append(process)
        except psutil.Error:
            continue
    return found


def wait_for_silence(temporary: Path, seconds: float = 10) -> None:
    """Wait until all of them are gone, at most so long."""
    ends = time.monotonic() + seconds
    while left := processes(temporary):
        assert time.monotonic() < ends, left
        time.sleep(0.05)
