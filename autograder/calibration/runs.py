"""The runs of a calibration: which submissions, how often, and a file that keeps every value as it comes."""

import ast
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.course.exercise import Exercise
from autograder.course.installed import version
from autograder.engine.backends import TENSORFLOW, Backend, versions
from autograder.engine.sandbox import Limits
from autograder.grading.catalogue import CheckInfo, checks_of
from autograder.grading.key import RunKey
from autograder.grading.part import Device, Part
from autograder.grading.recipe import check_digest
from autograder.grading.result import ExerciseResult
from autograder.grading.task import Task
from autograder.statements.tree import parse
from autograder.submissions import Work
from autograder.verify.bank import read_bank

# A busy machine must not turn a slow attempt into a timeout.
_LIMITS = Limits(load_seconds=120.0, training_seconds=900.0)
REFERENCE = "solution"
# Characters of what is told of a run that failed.
_LONGEST = 300
# Of all right answers together.
RIGHT = "right"


@dataclass(frozen=True)
class Subject:
    """A known submission: the reference, a right variant or a mistake that this check has to find."""

    name: str
    right: bool
    source: bytes

    @property
    def can_run(self) -> bool:
        """Whether the TensorFlow that it imports, if it does, is installed here."""
        return bool(version(TENSORFLOW)) or TENSORFLOW not in _imported(self.source)

    @property
    def group(self) -> str:
        """Right answers are one group, each mistake is one."""
        return RIGHT if self.right else self.name


@dataclass(frozen=True)
class Run:
    """One attempt of one subject. Attempt 2 has other data and other initial weights."""

    subject: Subject
    number: int
    attempt: int = 1

    def task(self, exercise: Exercise, device: Device, backend: Backend) -> Task:
        """What to grade."""
        work = Work(exercise=exercise.name, name=f"{exercise.name}.py", content=self.subject.source)
        key = RunKey.from_seed(1_000_000 * self.attempt + self.number)
        return Task(work, key, _LIMITS, Part(only_accuracy=True, device=device, backend=backend, measures=True))


@dataclass(frozen=True)
class Value:
    """What one attempt gave, and seconds on one core."""

    number: float
    seconds: float


def _imported(source: bytes) -> set[str]:
    """The packages that are imported anywhere in this source."""
    found: set[str] = set()
    for node in ast.walk(parse(source.decode(errors="replace"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        found |= {name.partition(".")[0] for name in names}
    return found


def accuracy_checks(exercise: Exercise) -> list[CheckInfo]:
    """The checks of an exercise that are measured: those of the accuracy tier that are worth points."""
    return [check for check in checks_of(exercise) if check.is_accuracy and check.marks.points]


def subjects(exercise: Exercise, check: CheckInfo) -> list[Subject]:
    """The reference, all right variants, and the mistakes that are declared to fail this check."""
    found = [Subject(REFERENCE, True, exercise.source.encode())]
    for file in read_bank(exercise):
        if file.right or check.short_name in file.fails:
            found.append(Subject(file.path.stem, file.right, file.path.read_bytes()))
    return found


def planned(known: Sequence[Subject], right_runs: int, wrong_runs: int) -> list[Run]:
    """First attempts: right answers take turns until there are `right_runs`, each mistake gets `wrong_runs`.

    Their order mixes them evenly: wherever it is broken off, there is as much of each as of the others.
    """
    right = [subject for subject in known if subject.right]
    groups = [[Run(right[number % len(right)], number) for number in range(right_runs)]]
    groups += [[Run(subject, number) for number in range(wrong_runs)] for subject in known if not subject.right]
    placed = [((index + 0.5) / len(group), run) for group in groups for index, run in enumerate(group)]
    return [run for _, run in sorted(placed, key=lambda each: each[0])]


class Store:
    """Values of one check on one tier and backend, a line each, so that a calibration that was broken off goes on.

    A value counts only as long as check, libraries and submission are those that gave it. A run that gave no number is
    no value: the next calibration tries it again.
    """

    def __init__(self, folder: Path, exercise: Exercise, check: CheckInfo, device: Device, backend: Backend):
        folder.mkdir(parents=True, exist_ok=True)
        of_backend = "" if backend == TENSORFLOW else f"-{backend}"
        self._path = folder / f"{exercise.name}-{check.name}-{device}{of_backend}.jsonl"
        recipe = [check_digest(exercise, check), *sorted(versions(backend).values())]
        self._recipe = hashlib.sha256("\n".join(recipe).encode()).hexdigest()
        self._values: dict[tuple[str, int, int, str], Value] = {}
        self._is_whole = not self._path.exists() or self._path.read_bytes()[-1:] in (b"", b"\n")
        for entry in self._entries():
            name = (entry["subject"], entry["number"], entry["attempt"], entry["digest"])
            if entry["value"] is not None:
                self._values[name] = Value(entry["value"], entry["seconds"])

    def get(self, run: Run) -> Value | None:
        return self._values.get(self._name(run))

    def add(self, run: Run, check: CheckInfo, result: ExerciseResult) -> str:
        """Keep what this run gave; what kept it from giving a number, empty if it gave one."""
        found = next(each for each in result.checks if each.name == check.name)
        number = found.measured[0] if found.measured else None
        seconds = result.runtime.get("cpu_seconds", 0.0)
        name = self._name(run)
        if number is not None:
            self._values[name] = Value(number, seconds)
        subject, count, attempt, digest = name
        entry = {"subject": subject, "number": count, "attempt": attempt, "digest": digest}
        with self._path.open("a", encoding="utf-8") as file:
            # After half a line, which is what is left where a calibration was broken off, a new one has to begin.
            begin = "" if self._is_whole else "\n"
            self._is_whole = True
            entry |= {"value": number, "outcome": found.outcome, "seconds": seconds}
            file.write(f"{begin}{json.dumps(entry)}\n")
        message = result.problem or found.message
        return "" if number is not None else f"{found.outcome}{': ' * bool(message.got)}{message.got[:_LONGEST]}"

    def _name(self, run: Run) -> tuple[str, int, int, str]:
        digest = hashlib.sha256(self._recipe.encode() + run.subject.source).hexdigest()
        return run.subject.name, run.number, run.attempt, digest

    def _entries(self) -> Iterator[dict]:
        if not self._path.exists():
            return
        for line in self._path.read_text(encoding="utf-8").splitlines():
            try:
                yield json.loads(line)
            except ValueError:
                continue  # the line that was being written when it was broken off
