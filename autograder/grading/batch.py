"""Grade a class: as many submissions at a time as there are jobs, one JSON each as it is finished, resumable.

The folder of a run:

    run.json             the run's key and options, written before the first submission; the instructor's alone
    results/KEY.json     one for each submission
"""

import json
import os
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from autograder.course.changes import older_kit_note
from autograder.course.exercise import Exercise, find_exercise
from autograder.engine.canary import Confirmation
from autograder.engine.errors import GraderFault
from autograder.engine.provider import Sandboxes
from autograder.engine.sandbox import Limits
from autograder.grading.key import RunKey
from autograder.grading.pool import Pool
from autograder.grading.provenance import Provenance, provenance
from autograder.grading.result import ExerciseResult
from autograder.grading.task import Task
from autograder.submissions import Submission, Work

_KEY_TRIES = 3
_RUN_AGAIN = "A call ran into the time limit while the machine was busy, so all of this was run once more, alone."


class OtherRun(ValueError):
    """The folder holds a run with other options, or something that is no run at all."""


@dataclass(frozen=True)
class Options:
    """What fixes the verdicts of a run, as far as the instructor chooses it."""

    submissions: str
    exercises: tuple[str, ...]
    seed: int | None
    limits: Limits
    memory_mb: int


@dataclass
class SubmissionResult:
    """All exercises of one submission."""

    student: str
    key: str
    result_key: str
    digest: str
    files: list[str]
    notes: list[str]
    run: dict[str, Any]
    exercises: list[ExerciseResult] = field(default_factory=list)

    @property
    def points(self) -> float:
        return sum(exercise.points for exercise in self.exercises)

    @property
    def earned(self) -> float:
        return sum(exercise.earned for exercise in self.exercises)

    @property
    def is_fault(self) -> bool:
        return any(exercise.is_fault for exercise in self.exercises)

    def to_json(self) -> dict[str, Any]:
        """Plain data; timings stand in the `runtime` block of each exercise and of the whole, outside comparisons."""
        fields = {name: value for name, value in vars(self).items() if name != "exercises"}
        exercises = [exercise.to_json() for exercise in self.exercises]
        seconds = sum(exercise.runtime.get("seconds", 0.0) for exercise in self.exercises)
        return fields | {
            "points": self.points,
            "earned": self.earned,
            "exercises": exercises,
            "runtime": {"seconds": seconds},
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "SubmissionResult":
        names = ("student", "key", "result_key", "digest", "files", "notes", "run")
        exercises = [ExerciseResult.from_json(item) for item in data["exercises"]]
        return cls(**{name: data[name] for name in names}, exercises=exercises)


class Run:
    """A run's folder: its key and options, and the results so far.

    Args:
        folder: Made if it is not there.
        options: Compared with those of a run that the folder already holds.
        key: Draws the run's key if the folder holds none yet.

    Raises:
        OtherRun: the folder belongs to another run.
    """

    def __init__(self, folder: Path, options: Options, key: Callable[[], RunKey]):
        self.folder = folder
        self.options = options
        self._file = folder / "run.json"
        self._results = folder / "results"
        wanted = json.loads(json.dumps(asdict(options)))
        if self._file.exists():
            found = _read_json(self._file)
            if found is None or "key" not in found:
                raise OtherRun(f"{self._file} cannot be read. Grade into another folder.")
            changed = [name for name, value in wanted.items() if found["options"].get(name) != value]
            if changed:
                raise OtherRun(
                    f"{folder} holds a run with other options ({', '.join(changed)}). "
                    "Use the same options to continue it, or another folder for --out."
                )
            self.key = RunKey.from_hex(found["key"])
            self.is_new = False
        else:
            if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
                raise OtherRun(f"{folder} is not empty and holds no run. Name another folder for --out.")
            self.key = key()
            self.is_new = True
        self._wanted = wanted

    def begin(self, provenance: Provenance, tier_note: str) -> None:
        """Write run.json, before the first submission is graded."""
        self._results.mkdir(parents=True, exist_ok=True)
        options = self.options
        chosen = " ".join(f"--exercise {name[:2]}" for name in options.exercises)
        command = f"convlings grade {shlex.quote(options.submissions)} --out NEW_FOLDER --key {self.key.hex} {chosen}"
        data = {
            "run": self.key.public_id,
            "key": self.key.hex,
            "options": self._wanted,
            "provenance": asdict(provenance),
            "sandbox": tier_note,
            "reproduce": f"{command} --only STUDENT",
        }
        _write_json(self._file, data)

    def public(self, tier_note: str) -> dict[str, Any]:
        """What a student's report may say about the run."""
        fixed = self.options.seed is not None
        return {"id": self.key.public_id, "sandbox": tier_note, "fixed_seed": self.options.seed if fixed else None}

    def finished(self, submission: Submission, result_key: str) -> SubmissionResult | None:
        """The stored result, if it is still the one a new grading would give. A grader fault never is."""
        data = _read_json(self._results / f"{submission.key}.json")
        if data is None or data.get("result_key") != result_key:
            return None
        result = SubmissionResult.from_json(data)
        return None if result.is_fault else result

    def store(self, result: SubmissionResult) -> None:
        _write_json(self._results / f"{result.key}.json", result.to_json())

    def stored(self) -> list[SubmissionResult]:
        """Every result in the folder, by student."""
        found = [_read_json(path) for path in sorted(self._results.glob("*.json"))]
        return [SubmissionResult.from_json(data) for data in found if data is not None]


@dataclass
class Batch:
    """One class, one run."""

    run: Run
    submissions: Sequence[Submission]
    sandboxes: Sandboxes
    confirmation: Confirmation
    jobs: int

    def __post_init__(self) -> None:
        options = self.run.options
        self.provenance = provenance(self.confirmation.tier, options.limits, options.memory_mb)
        self.tier_note = tier_note(self.confirmation, self.sandboxes.remark)
        self.results: dict[str, SubmissionResult] = {}
        for submission in self.submissions:
            if found := self.run.finished(submission, self.result_key(submission)):
                self.results[submission.key] = found

    @property
    def waiting(self) -> list[Submission]:
        """Submissions without a result."""
        return [submission for submission in self.submissions if submission.key not in self.results]

    def result_key(self, submission: Submission) -> str:
        run = self.run
        return self.provenance.result_key(submission.key, submission.digest, run.key.public_id, run.options.exercises)

    def settle_key(self) -> None:
        """Prove the run's key on the references; draw another where one of them fails, then write run.json.

        Raises:
            GraderFault: the references fail under every key tried; grading would not be fair.
        """
        fixed = self.run.options.seed is not None or not self.run.is_new
        for _ in range(1 if fixed else _KEY_TRIES):
            failing = self._failing_references()
            if not failing:
                self.run.begin(self.provenance, self.tier_note)
                return
            if not fixed:
                self.run.key = RunKey.new()
        raise GraderFault(
            f"The reference solution of {', '.join(failing)} fails here, so nothing was graded. Run: convlings doctor"
        )

    def grade(self, started: Callable[[str], None] | None = None) -> Iterator[SubmissionResult]:
        """Grade what is waiting; each result is stored before it is given."""
        waiting = {submission.key: submission for submission in self.waiting}
        parts: dict[str, dict[str, ExerciseResult]] = {key: {} for key in waiting}
        tasks = [
            ((key, work.exercise), Task(work, self.run.key, self.run.options.limits))
            for key, submission in waiting.items()
            for work in submission.works
        ]

        def start(label: tuple[str, str]) -> None:
            if started:
                started(waiting[label[0]].student)

        slow = []
        for label, result in Pool[tuple[str, str]](self.sandboxes, self.jobs).run(tasks, start):
            if result.runtime.get("starved"):
                slow.append((label, result))
            else:
                yield from self._finish(label, result, waiting, parts)
        again = dict(tasks)
        for label, first in slow:
            # One at a time, with nothing else of ours running.
            for _, second in Pool[tuple[str, str]](self.sandboxes, 1).run([(label, again[label])], start):
                second.notes.append(_RUN_AGAIN)
                second.runtime["first_seconds"] = first.runtime["seconds"]
                yield from self._finish(label, second, waiting, parts)

    def _finish(
        self,
        label: tuple[str, str],
        result: ExerciseResult,
        waiting: Mapping[str, Submission],
        parts: dict[str, dict[str, ExerciseResult]],
    ) -> Iterator[SubmissionResult]:
        """Take one exercise's result; store and give the whole submission's once it is complete."""
        key, exercise = label
        parts[key][exercise] = result
        submission = waiting[key]
        if len(parts[key]) == len(submission.works):
            whole = self._whole(submission, parts.pop(key))
            self.run.store(whole)
            self.results[key] = whole
            yield whole

    def _whole(self, submission: Submission, parts: Mapping[str, ExerciseResult]) -> SubmissionResult:
        return SubmissionResult(
            student=submission.student,
            key=submission.key,
            result_key=self.result_key(submission),
            digest=submission.digest,
            files=list(submission.files),
            notes=[*submission.notes, *filter(None, [older_kit_note(submission.kit)])],
            run=self.run.public(self.tier_note),
            exercises=[parts[work.exercise] for work in submission.works],
        )

    def _failing_references(self) -> list[str]:
        exercises = [find_exercise(name) for name in self.run.options.exercises]
        tasks = [(exercise.name, _reference(exercise, self.run)) for exercise in exercises]
        return [name for name, result in Pool[str](self.sandboxes, self.jobs).run(tasks) if not result.passed]


def tier_note(confirmation: Confirmation, remark: str) -> str:
    """The jail's tier in a sentence, for every report."""
    text = f"tier {confirmation.tier}"
    if confirmation.tier == "C":
        text += ", advisory: submissions could be stopped, but not confined"
    if confirmation.escapes:
        text += f" (a trial was able to {', '.join(confirmation.escapes)})"
    return f"{text}; {remark}" if remark else text


def identical(results: Sequence[SubmissionResult]) -> list[list[str]]:
    """Students whose hand-ins are the same to the byte: a fact, no verdict."""
    groups: dict[str, list[str]] = {}
    for result in results:
        if any(exercise.outcome != "missing" for exercise in result.exercises):
            groups.setdefault(result.digest, []).append(result.student)
    return [sorted(group) for group in groups.values() if len(group) > 1]


def _reference(exercise: Exercise, run: Run) -> Task:
    work = Work(exercise=exercise.name, name=f"{exercise.name}.py", content=exercise.source.encode())
    return Task(work, run.key, run.options.limits)


def _read_json(path: Path) -> dict[str, Any] | None:
    """The file's data; None where it is missing or was cut off."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return data if isinstance(data, dict) else None


def _write_json(path: Path, data: dict[str, Any]) -> None:
    """Write whole or not at all, whatever ends the process."""
    partial = path.with_suffix(".partial")
    with partial.open("w", encoding="utf-8", newline="\n") as file:
        json.dump(data, file, indent=1, ensure_ascii=True)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
