"""What a large class costs: does a submission cost the same, whatever its place in the queue?

    python tests/benchmarks/scale.py growth [--submissions N] [--jobs N] [--exercise NN] [--json FILE]
    python tests/benchmarks/scale.py views [--largest N] [--exercise NN]
    python tests/benchmarks/scale.py costs [--exercise NN]...
    python tests/benchmarks/scale.py dask [--tasks N]

`growth` grades made copies of known submissions with `convlings grade` while it watches CPU time, memory and files,
then gives the same command again, which has nothing left to grade. `views` takes the report's parts, which are written
once at the end, with classes of growing size. `costs` is the CPU time of a right and a wrong submission of exercises.
`dask` is what a task of a cluster costs beside its grading: tasks of a usual size there and back, one worker at a time.
CPU time, because others' work on the machine disturbs it less than the clock. docs/scale.md has what was seen.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import click
import psutil
from cpu import cpu_seconds
from run_key import KEY

from autograder.course import content
from autograder.course.exercise import find_exercise
from autograder.engine.fleet import Fleet
from autograder.engine.provider import Setup
from autograder.engine.sandbox import Limits
from autograder.grading.batch import SubmissionResult, identical
from autograder.grading.part import Part
from autograder.grading.pool import Pool
from autograder.grading.scheduler import LOCAL, reach
from autograder.grading.task import Task
from autograder.reports.feedback import write_feedback
from autograder.reports.grades import write_grades
from autograder.reports.insights.page import write_insights
from autograder.submissions import read_work

_CONVLINGS = Path(sys.executable).with_name("convlings")
_COSTS = ("00", "04", "08", "12", "16")
_PARENT, _WORKER = "autograder.sandbox.forkserver", "autograder.grading.worker"
_BINS = 10
_TASK_BYTES = 8_000


@click.group()
def main() -> None:
    """Nothing here passes or fails: timing is no test."""


@dataclass
class Sample:
    """The run at one moment. Memory is in MB (resident), `files` are those below its temporary folder."""

    seconds: float
    cpu_seconds: float
    results: int
    grader: float = 0.0
    parent: float = 0.0
    workers: float = 0.0
    files: int = 0
    open_files: int = 0
    parent_open_files: int = 0


@main.command()
@click.option("--submissions", "count", type=click.IntRange(min=_BINS), default=3_000, show_default=True)
@click.option("--jobs", type=click.IntRange(min=1), default=2, show_default=True)
@click.option("--exercise", "word", default="00", show_default=True)
@click.option("--every", default=2.0, show_default=True, help="Seconds between two looks at it.")
@click.option("--json", "file", type=click.Path(path_type=Path), help="Also write every sample here.")
def growth(count: int, jobs: int, word: str, every: float, file: Path | None) -> None:
    """Grade one large class, then once more."""
    exercise = find_exercise(word)
    with tempfile.TemporaryDirectory(prefix="convlings-scale-") as name:
        folder = Path(name)
        (folder / "tmp").mkdir()
        for number, source in zip(range(count), _submissions(exercise.name), strict=False):
            student = folder / "class" / f"student{number:05}"
            student.mkdir(parents=True)
            (student / f"{exercise.name}.py").write_text(f"{source}\n# student {number}\n", encoding="utf-8")
        command = [str(_CONVLINGS), "grade", str(folder / "class"), "--out", str(folder / "out")]
        command += ["--exercise", exercise.number, "--jobs", str(jobs), "--key", KEY.hex, "--plain"]
        samples = _watched(command, folder, every)
        again = _watched(command, folder, every)
        written = sum(path.is_file() for path in (folder / "out").rglob("*"))
        size = sum(path.stat().st_size for path in (folder / "out").rglob("*") if path.is_file())
    # What sandboxes took is known as long as their parent lives.
    whole, second = (max(each.cpu_seconds for each in found) for found in (samples, again))
    found = {"samples": [asdict(each) for each in samples], "whole": whole, "again": second}
    found |= {"count": count, "jobs": jobs, "exercise": exercise.name, "written": written, "bytes": size}
    if file is not None:
        file.write_text(json.dumps(found) + "\n", encoding="utf-8")
    _print_growth(samples, count)
    print(f"whole: {whole:.1f} s of CPU; the same command again: {second:.1f} s of CPU")
    print(f"files of the report: {written}, {size / 1e6:.1f} MB")


def _submissions(name: str) -> Iterator[str]:
    """Two right ones and a wrong one in turn, without end."""
    bank = content.KIT.bank / name
    right, wrong = (sorted((bank / kind).glob("*.py")) for kind in ("right", "wrong"))
    drawn = random.Random(name)
    while True:
        for paths in (right, right, wrong):
            yield drawn.choice(paths).read_text(encoding="utf-8")


def _watched(command: list[str], folder: Path, every: float) -> list[Sample]:
    """What was seen while the command ran."""
    began, samples = time.monotonic(), []
    with (folder / "said").open("w", encoding="utf-8") as said:
        process = subprocess.Popen(
            command, env={**os.environ, "TMPDIR": str(folder / "tmp")}, stdout=said, stderr=said, text=True
        )
        while process.poll() is None:
            time.sleep(every)
            samples.append(_sample(process.pid, folder, began))
    if process.returncode not in (0, 3):
        raise click.ClickException((folder / "said").read_text(encoding="utf-8")[-2_000:])
    return samples


def _sample(pid: int, folder: Path, began: float) -> Sample:
    results = folder / "out" / "staff" / "results"
    count = sum(entry.name.endswith(".json") for entry in os.scandir(results)) if results.is_dir() else 0
    files = sum(len(names) for _, _, names in os.walk(folder / "tmp"))
    found = Sample(time.monotonic() - began, 0.0, count, files=files)
    try:
        grader = psutil.Process(pid)
        below = grader.children(recursive=True)
        found.grader, found.open_files = _megabytes(grader), grader.num_fds()
    except psutil.Error:
        return found
    # Above the warm parent is its keeper, below it are the sandboxes.
    keepers: set[int] = set()
    for process in (grader, *below):
        try:
            times, line, above = process.cpu_times(), process.cmdline(), process.ppid()
            found.cpu_seconds += times.user + times.system + times.children_user + times.children_system
            if _WORKER in line:
                found.workers += _megabytes(process)
            elif _PARENT in line and above == pid:
                keepers.add(process.pid)
            elif _PARENT in line and above in keepers:
                found.parent += _megabytes(process)
                found.parent_open_files += process.num_fds()
        except psutil.Error:
            continue
    return found


def _megabytes(process: psutil.Process) -> float:
    return process.memory_info().rss / 2**20


def _print_growth(samples: list[Sample], count: int) -> None:
    """A row for each tenth of the class."""
    print("results  CPU s/submission  clock s/submission  grader MB  parent MB  workers MB  open  temporary files")
    alive = [each for each in samples if each.cpu_seconds]
    first = next(each for each in alive if each.results)
    for number in range(1, _BINS + 1):
        last = next((each for each in alive if each.results >= count * number / _BINS), alive[-1])
        done = last.results - first.results
        if done <= 0:
            continue
        cpu, clock = ((getattr(last, name) - getattr(first, name)) / done for name in ("cpu_seconds", "seconds"))
        print(
            f"{last.results:7}  {cpu:16.3f}  {clock:18.3f}  {last.grader:9.0f}  {last.parent:9.0f}  "
            f"{last.workers:10.0f}  {last.open_files:4}  {last.files:15}"
        )
        first = last


@main.command()
@click.option("--largest", type=click.IntRange(min=10), default=10_000, show_default=True)
@click.option("--exercise", "word", default="00", show_default=True)
def views(largest: int, word: str) -> None:
    """What is made once at the end, and what a run that goes on reads at its beginning."""
    exercise = find_exercise(word)
    with Fleet(Setup()) as fleet, tempfile.TemporaryDirectory(prefix="convlings-scale-") as name:
        bank = content.KIT.bank / exercise.name
        paths = [path for kind in ("right", "wrong") for path in sorted((bank / kind).glob("*.py"))[:6]]
        tasks = [(path, Task(read_work(path, exercise.name), KEY, Limits(), Part())) for path in paths]
        graded = [result for _, result in Pool[Path](fleet, 2).run(tasks)]
        count = 10
        while count <= largest:
            run = {"id": KEY.public_id, "sandbox": "", "fixed_seed": None}
            results = [
                SubmissionResult(f"Student {n:05}", f"{n:05}", "", f"{n}", [], [], run, [graded[n % len(graded)]])
                for n in range(count)
            ]
            _measure_views(results, Path(name, str(count)))
            count *= 10


def _measure_views(results: list[SubmissionResult], folder: Path) -> None:
    stored = folder / "results"
    stored.mkdir(parents=True)
    steps: dict[str, Callable[[], Any]] = {
        "store": lambda: [(stored / each.key).write_text(json.dumps(each.to_json(), indent=1)) for each in results],
        "read": lambda: [SubmissionResult.from_json(json.loads(path.read_text())) for path in stored.iterdir()],
        "grades": lambda: write_grades(folder / "grades.csv", results),
        "feedback": lambda: [write_feedback(folder / "feedback", each, b"") for each in results],
        "insights": lambda: write_insights(folder / "insights.html", [("", results)], []),
        "identical": lambda: identical(results),
    }
    row = f"{len(results):7}"
    for name, step in steps.items():
        before = time.process_time()
        step()
        row += f"  {name} {(time.process_time() - before) / len(results) * 1000:7.2f} ms"
    print(row, flush=True)


@main.command()
@click.option("--exercise", "words", multiple=True, default=_COSTS, show_default=True, help="Repeat for more.")
@click.option("--each", default=1, show_default=True, help="Right ones, and as many wrong ones.")
def costs(words: tuple[str, ...], each: int) -> None:
    """CPU seconds of right and wrong submissions, quick checks and accuracy checks."""
    print("exercise              right, quick   right, all   wrong", flush=True)
    with Fleet(Setup()) as fleet:
        for name in (find_exercise(word).name for word in words):
            right, wrong = (_of_kind(name, kind, each) for kind in ("right", "wrong"))
            without = Part(postponed="not now")
            quick, whole, failing = (
                _cost(fleet, tasks) for tasks in ([replace(task, part=without) for task in right], right, wrong)
            )
            print(f"{name:20}  {quick:12.2f}  {whole:11.2f}  {failing:6.2f}", flush=True)


@main.command("dask")
@click.option("--tasks", "count", type=click.IntRange(min=1), default=1_000, show_default=True)
def way_there_and_back(count: int) -> None:
    """CPU milliseconds of the client with the scheduler, and of a worker, for one task that does nothing."""
    with reach(LOCAL, 1) as client:
        (worker,) = client.nthreads()
        text = "x" * _TASK_BYTES
        for number in range(-10, count):
            if number == 0:
                before, there = time.process_time(), client.run(time.process_time)[worker]
            client.submit(str, text, workers=[worker], pure=False).result()
        there = client.run(time.process_time)[worker] - there
        print(f"here {(time.process_time() - before) / count * 1000:.1f} ms, there {there / count * 1000:.1f} ms")


def _of_kind(name: str, kind: str, count: int) -> list[Task]:
    paths = sorted((content.KIT.bank / name / kind).glob("*.py"))
    random.Random(name).shuffle(paths)
    return [Task(read_work(path, name), KEY, Limits()) for path in paths[:count]]


def _cost(fleet: Fleet, tasks: list[Task]) -> float:
    # The first is for nothing: it starts a worker, which a class does once.
    running = Pool[int](fleet, 1).run(list(enumerate([tasks[0], *tasks])))
    next(running)
    before = cpu_seconds()
    list(running)
    return (cpu_seconds() - before) / len(tasks)


if __name__ == "__main__":
    main()
