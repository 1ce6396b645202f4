"""The submissions that are measured: right and wrong ones, none that loops, crashes or cannot be loaded."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from pathlib import Path

from run_key import KEY

from autograder.course import content
from autograder.course.exercise import Exercise
from autograder.engine.provider import Sandboxes
from autograder.engine.sandbox import Limits
from autograder.grading.pool import Pool
from autograder.grading.result import ExerciseResult
from autograder.grading.task import Task
from autograder.submissions import Work, read_work

_ORDINARY = {"passed", "failed", "malformed", "error", "not attempted", "skipped"}
_SIEVE_LIMITS = Limits(call_seconds=10.0)


@dataclass(frozen=True)
class Entry:
    """One submission, and the points this grader gives it."""

    label: str
    work: Work
    earned: float

    @property
    def source(self) -> bytes:
        return self.work.content or b""


def choose(exercise: Exercise, count: int, sandboxes: Sandboxes, mostly_right: bool = False) -> list[Entry]:
    """`count` ordinary submissions of an exercise; fewer if there are no more.

    Right and wrong ones and those of the demo class take turns; or, `mostly_right`, two right ones and a wrong one.
    """
    chosen: list[Entry] = []
    waiting = _candidates(exercise, mostly_right)
    while len(chosen) < count:
        batch = [path for path, _ in zip(waiting, range(count - len(chosen)), strict=False)]
        if not batch:
            break
        tasks = [(path, Task(read_work(path, exercise.name), KEY, _SIEVE_LIMITS)) for path in batch]
        works = {path: task.work for path, task in tasks}
        results = dict(Pool[Path](sandboxes, 1).run(tasks))
        chosen += [
            Entry("/".join(path.parts[-3:]), works[path], results[path].earned)
            for path in batch
            if _is_ordinary(works[path], results[path])
        ]
    return chosen


def _candidates(exercise: Exercise, mostly_right: bool) -> Iterator[Path]:
    """Right and wrong bank files and the class' files in turn, in an order that depends on the file names alone."""
    tests = content.clone_root() / "tests"
    bank = tests / "bank" / exercise.name
    groups = [
        sorted((bank / "right").glob("*.py")),
        sorted((bank / "wrong").glob("*.py")),
        sorted((tests / "classroom").glob(f"*/{exercise.name}.py")),
    ]
    for paths in groups:
        random.Random(exercise.name).shuffle(paths)
    if mostly_right:
        right, wrong, _ = groups
        groups = [right[::2], right[1::2], wrong]
    return (path for path in chain.from_iterable(zip_longest(*groups)) if path is not None)


def _is_ordinary(work: Work, result: ExerciseResult) -> bool:
    plain_file = work.outcome == "found" and work.content is not None and not work.helpers
    return plain_file and result.problem is None and {check.outcome for check in result.checks} <= _ORDINARY


def write_files(entries: Sequence[Entry], folder: Path) -> dict[str, Path]:
    """Each submission as `folder/N/NN_topic.py`; the files by label."""
    files: dict[str, Path] = {}
    for number, entry in enumerate(entries):
        path = folder / str(number) / f"{entry.work.exercise}.py"
        path.parent.mkdir(parents=True)
        path.write_bytes(entry.source)
        files[entry.label] = path
    return files
