"""A class of 300 whose grading is killed ten times: the end is the same as if nothing had happened."""

import json
import os
import random
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from left_behind import processes, wait_for_silence
from timeless import exercises_of

from autograder.course import content
from autograder.engine import temporary

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes and kills them"),
]

STUDENTS, KILLS = 300, 10
# What a process that lives on may grow by from the first third of a run to the last.
GROWTH = 32 << 20
BANK = Path(__file__).parents[1] / "bank"
# The command as it is, but that what a killed one has left is old enough to go at once.
COMMAND = """
from autograder.cli import cli
from autograder.engine import temporary
temporary._YOUNG_SECONDS = 0.0
cli()
"""
ENDS_ITSELF = (
    "import os\n\ndef image_size(image):\n    return image.shape\n\ndef scale_pixels(image):\n    os._exit(0)\n"
)


def hand_in(folder: Path) -> None:
    """Submissions: right ones, known mistakes, some that end their process, a third of them for 04 as well."""
    for name, share in (("00_welcome", 1), ("04_softmax_vs_sigmoid", 3)):
        known = [content.clone_root() / "solutions" / f"{name}.py", *sorted((BANK / name).glob("*/*.py"))]
        for number in range(0, STUDENTS, share):
            file = folder / f"student-{number:03}" / f"{name}.py"
            file.parent.mkdir(parents=True, exist_ok=True)
            is_end = name == "00_welcome" and number % 10 == 9
            file.write_bytes(ENDS_ITSELF.encode() if is_end else known[number % len(known)].read_bytes())


class Grading:
    """`convlings grade` of a class into a folder, with a temporary folder of its own."""

    def __init__(self, students: Path, out: Path, temporary_files: Path):
        self.out, self.temporary = out, temporary_files
        self.temporary.mkdir()
        command = [sys.executable, "-c", COMMAND, "grade", str(students), "--out", str(out), "--plain"]
        self.command = [*command, "--key", "7" * 32, "--exercise", "00", "--exercise", "04", "--jobs", "2"]

    def start(self) -> "subprocess.Popen[str]":
        environment = os.environ | {"TMPDIR": str(self.temporary)}
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "stdin": subprocess.DEVNULL}
        return subprocess.Popen(self.command, text=True, env=environment, **pipes)

    def finish(self) -> str:
        """Run it to its end; all that it says."""
        process = self.start()
        said, _ = process.communicate(timeout=3_600)
        assert process.returncode == 0, said
        return said

    def finish_watched(self) -> dict[int, list[tuple[int, int]]]:
        """Run it to its end; of each of its processes, by its number, (results so far, bytes) every second."""
        seen: dict[int, list[tuple[int, int]]] = {}
        ended = threading.Event()

        def watch() -> None:
            while not ended.wait(1):
                for process in processes(self.temporary):
                    with suppress(psutil.Error):
                        seen.setdefault(process.pid, []).append((self.count(), process.memory_info().rss))

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            self.finish()
        finally:
            ended.set()
            watcher.join()
        return seen

    def count(self) -> int:
        """Number of results."""
        return len(list(self.out.glob("staff/results/*.json")))

    def kill_after(self, count: int, pause: float) -> None:
        """Run it until so many more results are there and a moment more, then kill it."""
        before = self.count()
        process = self.start()
        with process:
            while self.count() < before + count:
                assert process.poll() is None, process.communicate()
                time.sleep(0.02)
            time.sleep(pause)
            process.kill()

    def results(self) -> dict[str, Any]:
        """Every result, without timings and without the remark that a busy machine gives cause to."""
        found = {path.name: json.loads(path.read_text()) for path in self.out.glob("staff/results/*.json")}
        for result in found.values():
            del result["runtime"]
            result["exercises"] = exercises_of(result)
        return found


def growth(seen: dict[int, list[tuple[int, int]]]) -> dict[int, tuple[int, int]]:
    """Most bytes in the first third of a run and in the last, of each process that was there in both."""
    found = {}
    for process, samples in seen.items():
        first = [size for count, size in samples if 0 < count <= STUDENTS // 3]
        last = [size for count, size in samples if count > 2 * STUDENTS // 3]
        if first and last:
            found[process] = (max(first), max(last))
    return found


def test_ten_kills_change_nothing_and_leave_nothing(tmp_path: Path):
    seed = random.randrange(10**6)
    print(f"moments drawn with seed {seed}")
    chance = random.Random(seed)
    hand_in(tmp_path / "class")
    grading = Grading(tmp_path / "class", tmp_path / "out", tmp_path / "tmp")
    for _ in range(KILLS):
        # None at times: what starts has not come to its first submission then.
        grading.kill_after(chance.randrange(STUDENTS // (KILLS + 1)), chance.uniform(0, 1))
        # What imports Keras just then notices afterwards.
        wait_for_silence(grading.temporary, seconds=120)
        assert [path.name for path in grading.temporary.iterdir() if not path.name.startswith(temporary.PREFIX)] == []
    kept = grading.count()
    assert kept < STUDENTS
    said = grading.finish()
    assert not kept or f"{kept} of {STUDENTS} submissions were graded before" in said
    wait_for_silence(grading.temporary)
    assert list(grading.temporary.iterdir()) == []
    undisturbed = Grading(tmp_path / "class", tmp_path / "undisturbed", tmp_path / "tmp2")
    sizes = growth(undisturbed.finish_watched())
    print({process: [size >> 20 for size in pair] for process, pair in sizes.items()}, "MiB, at first and at last")
    assert len(sizes) >= 2  # the command and what forks the sandboxes
    assert not [pair for pair in sizes.values() if pair[1] > pair[0] + GROWTH]
    assert len(undisturbed.results()) == STUDENTS
    assert grading.results() == undisturbed.results()
    assert (grading.out / "staff" / "grades.csv").read_bytes() == (
        undisturbed.out / "staff" / "grades.csv"
    ).read_bytes()
