"""The ways of grading that are compared. Each takes submissions of one exercise and gives seconds and points."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol

from cpu import cpu_seconds
from run_key import KEY
from work import Entry, write_files

from autograder.course import content
from autograder.course.exercise import find_exercise
from autograder.engine.backends import TENSORFLOW, Backend
from autograder.engine.fleet import Source
from autograder.grading.part import Part
from autograder.grading.pool import Pool
from autograder.grading.task import Task
from autograder.sandbox.environment import Options, clean_environment
from autograder.submissions import Work

CONVLINGS = str(Path(sys.executable).with_name("convlings"))

HERE = Path(__file__).resolve().parent
_COLD_SECONDS = 300


@dataclass(frozen=True)
class Measured:
    """Seconds for all the submissions, by the clock and of CPU, and their points by label.

    What is paid once a class is left out; `start_seconds` says how long it took by the clock. `recorded` are the
    points in the way's own grade book, if it has one.
    """

    seconds: float
    cpu_seconds: float
    earned: dict[str, float | None]
    start_seconds: float = 0.0
    recorded: dict[str, float | None] | None = None


class Way(Protocol):
    """A way of grading."""

    def measure(self, entries: Sequence[Entry]) -> Measured: ...


class ThisGrader:
    """Sandboxes and worker processes as `convlings grade` uses them, on a backend or on two."""

    def __init__(self, sandboxes: Source, jobs: int, backend: Backend = TENSORFLOW):
        self._sandboxes = sandboxes
        self._jobs = jobs
        self._part = Part(backend=backend)

    def measure(self, entries: Sequence[Entry]) -> Measured:
        """One task without a file goes to each worker first: its answer shows that the worker has started."""
        exercise = entries[0].work.exercise
        first = Task(Work(exercise=exercise, outcome="missing"), KEY, part=self._part)
        tasks = [(f"start {number}", first) for number in range(self._jobs)]
        tasks += [(entry.label, Task(entry.work, KEY, part=self._part)) for entry in entries]
        earned: dict[str, float | None] = {}
        cpu, begun = 0.0, time.perf_counter()
        started = begun
        for label, result in Pool[str](self._sandboxes, self._jobs).run(tasks):
            if label.startswith("start "):
                started = time.perf_counter()
                cpu = cpu_seconds()
            else:
                earned[label] = result.earned
        seconds = time.perf_counter() - started
        return Measured(seconds, cpu_seconds() - cpu, earned, started - begun)


class ColdPytest:
    """A pytest process for each submission, which imports Keras and the submission itself."""

    def __init__(self, folder: Path, jobs: int):
        self._folder = folder
        self._jobs = jobs

    def measure(self, entries: Sequence[Entry]) -> Measured:
        with tempfile.TemporaryDirectory(dir=self._folder) as name, ThreadPoolExecutor(self._jobs) as pool:
            files = write_files(entries, Path(name))
            (Path(name) / "pytest.ini").write_text("[pytest]\n")
            cpu, started = cpu_seconds(), time.perf_counter()
            points = pool.map(self._grade, files.values())
            earned = dict(zip(files, points, strict=True))
            seconds = time.perf_counter() - started
            return Measured(seconds, cpu_seconds() - cpu, earned)

    def _grade(self, file: Path) -> float | None:
        settings = file.parent.parent / "pytest.ini"
        checks = find_exercise(file.stem).checks
        command = [sys.executable, "-m", "pytest", "-q", "--noconftest", "-c", str(settings), "-p", "cold_plugin"]
        done = subprocess.run(
            [*command, "--submission", str(file), str(checks)],
            capture_output=True,
            text=True,
            cwd=file.parent,
            env=os.environ | {"PYTHONPATH": str(HERE)},
            timeout=_COLD_SECONDS,
            check=False,
        )
        last = (done.stdout.strip().splitlines() or [""])[-1]
        return float(last.removeprefix("earned ")) if last.startswith("earned ") else None


class Floor(AbstractContextManager["Floor"]):
    """The warm unjailed process of floor.py, in a sandbox's environment: as many threads, the same options."""

    def __init__(self, folder: Path) -> None:
        started = time.perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "floor.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=clean_environment(Options(str(folder))),
            cwd=folder,
        )
        self._ask("08_dropout", "warm.py", "import keras")
        self.start_seconds = time.perf_counter() - started

    def warm(self, exercises: Sequence[str]) -> None:
        """Run each exercise's reference once, so that Keras' own first use is over."""
        for name in exercises:
            self._ask(name, f"{name}.py", find_exercise(name).source)

    def measure(self, entries: Sequence[Entry]) -> Measured:
        seconds, cpu, earned = 0.0, cpu_seconds(), {}
        for entry in entries:
            answer = self._ask(entry.work.exercise, entry.work.name, entry.source.decode("utf-8"))
            seconds += answer["seconds"]
            earned[entry.label] = answer["earned"]
        return Measured(seconds, cpu_seconds() - cpu, earned)

    def _ask(self, exercise: str, name: str, source: str) -> dict[str, float]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"exercise": exercise, "name": name, "source": source}) + "\n")
        self._process.stdin.flush()
        answer: dict[str, float] = json.loads(self._process.stdout.readline())
        return answer

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()


def grade_command(entries: Sequence[Entry], folder: Path, jobs: int, backend: str = TENSORFLOW) -> float:
    """Seconds of the whole `convlings grade` on these submissions: start, canary, references, reports and all."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        submissions = Path(name) / "submissions"
        counts: dict[str, int] = {}
        for entry in entries:
            exercise = entry.work.exercise
            student = submissions / f"student{counts.get(exercise, 0):03}"
            counts[exercise] = counts.get(exercise, 0) + 1
            student.mkdir(parents=True, exist_ok=True)
            (student / f"{exercise}.py").write_bytes(entry.source)
        command = ["grade", str(submissions), "--out", str(Path(name) / "report"), "--jobs", str(jobs)]
        return timed([CONVLINGS, *command, "--seed", "1", "--backend", backend], Path(name))


def check_command(folder: Path) -> float:
    """Seconds of `convlings check` on the right answer of 08, in a new process."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        file = Path(name) / "08_dropout.py"
        file.write_text((content.KIT.solutions / file.name).read_text(encoding="utf-8"), encoding="utf-8")
        return timed([CONVLINGS, "check", str(file)], Path(name))


def keras_import(folder: Path) -> float:
    """Seconds of `python -c "import keras"`."""
    return timed([sys.executable, "-c", "import keras"], folder)


def timed(command: list[str], folder: Path) -> float:
    """Wall seconds of a command that must succeed.

    Raises:
        subprocess.CalledProcessError: it did not.
    """
    started = time.perf_counter()
    subprocess.run(command, capture_output=True, cwd=folder, check=True, timeout=1_800)
    return time.perf_counter() - started
