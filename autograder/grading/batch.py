"""Grade a class: as many submissions at a time as there are jobs, one JSON each as it is finished, resumable.

What is staff's in the folder of a report (see `folder`):

    run.json             the run's key and options, written before the first submission; the instructor's alone
    results/KEY.json     one for each submission
    results/left/        those of students who are no longer in the download
    graded/KEY.json      what was graded, when and with what: see `graded`
    earlier/             the tables before this one: see `earlier`
    commits.json         when checkouts were committed, so that git is asked once: see `submissions.commits`
    .lock                held while a process writes here
"""

import json
import shlex
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Any

from autograder.course.changes import older_kit_note
from autograder.course.exercise import Exercise, find_exercise
from autograder.engine.backends import Backend, deciding
from autograder.engine.canary import Confirmation, is_as_strong
from autograder.engine.errors import GraderFault
from autograder.engine.sandbox import Limits
from autograder.grading.earlier import keep_table
from autograder.grading.folder import (
    FEEDBACK,
    LOCK,
    RESULTS,
    RUN,
    STAFF,
    Busy,
    clear_partial,
    holds_something,
    lock,
    read_json,
    staff_of,
    write_json,
)
from autograder.grading.graded import Graded
from autograder.grading.key import RunKey
from autograder.grading.part import EVERYTHING, Part
from autograder.grading.place import Place
from autograder.grading.provenance import Provenance, checks_digest, provenance
from autograder.grading.remaining import Remaining
from autograder.grading.result import MISSING, ExerciseResult
from autograder.grading.task import Task
from autograder.grading.training import awaits_training, merged, quick_task, training_seconds, training_task
from autograder.submissions import Submission, Work

_COMMITS = "commits.json"
# Of a stored result; docs/results.md says what its fields mean. It grows by one when a field changes its meaning.
FORMAT = 1
_KEY_TRIES = 3
# What the download says of a submission beside what is graded.
_TOLD = ("id", "system_id", "email", "late", "team", "submitted_at", "late_by", "section", "attempts", "likeness")
# Of the options: what says where things are, and so fixes no verdict.
_PLACES = ("submissions", "records")
# What a person typed to choose the others.
_OPTIONS = {
    "exercises": "--exercise",
    "seed": "--seed",
    "limits": "--timeout",
    "memory_mb": "--memory",
    "part": "--no-accuracy, --tier and --backend",
    "folders": "--exercises",
    "pseudonyms": "--pseudonyms",
}
_RUN_AGAIN = "A call ran into the time limit while the machine was busy, so all of this was run once more, alone."


class OtherRun(ValueError):
    """The folder holds a run with other options, a run that goes on just now, or something that is not a run at all."""


@dataclass(frozen=True)
class Options:
    """What fixes the verdicts of a run, as far as the instructor chooses it; and where the submissions lie."""

    submissions: str  # a new download may lie elsewhere: it fixes nothing
    exercises: tuple[str, ...]
    seed: int | None
    limits: Limits
    memory_mb: int
    part: Part = EVERYTHING
    folders: tuple[str, ...] = ()  # with exercises of the instructor's own
    records: tuple[str, ...] = ()  # the options that name the course's files
    pseudonyms: bool = False  # whether the report names nobody

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Options":
        """What stands in a run.json."""
        part = Part(**{name: tuple(each) if isinstance(each, list) else each for name, each in data["part"].items()})
        fixed = {"exercises": tuple(data["exercises"]), "limits": Limits(**data["limits"]), "part": part}
        return cls(**data | fixed | {name: tuple(data.get(name, ())) for name in ("folders", "records")})

    def arguments(self) -> list[str]:
        """All options of `convlings grade` that give these; but for the key, which is the run's."""
        found = [part for name in self.exercises for part in ("--exercise", name)]
        found += ["--timeout", str(self.limits.call_seconds), "--memory", str(self.memory_mb)]
        found += ["--tier", self.part.device, "--backend", self.part.backend]
        # On the tier gpu, what is left out is left out for want of a GPU: that is for the machine to say again.
        if self.part.left_out and self.part.device == "cpu":
            found.append("--no-accuracy")
        found += [part for folder in self.folders for part in ("--exercises", folder)]
        if self.seed is not None:
            found += ["--seed", str(self.seed)]
        return [*found, "--pseudonyms"] if self.pseudonyms else found


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
    id: str = ""  # this and what follows as in `Submission`
    system_id: str = ""
    email: str = ""
    late: bool = False
    team: str = ""
    submitted_at: str = ""
    late_by: int = 0
    section: str = ""
    attempts: int = 0
    likeness: str = ""
    handed_out: list[str] = field(default_factory=list)
    weights: dict[str, float] = field(default_factory=dict)  # exercise -> what its points are multiplied by, if not 1
    pseudonym: str = ""  # of a result whose student is known again, though the report names nobody; never stored

    @property
    def points(self) -> float:
        return sum(exercise.points * self.weights.get(exercise.exercise, 1) for exercise in self.exercises)

    @property
    def earned(self) -> float:
        return sum(exercise.earned * self.weights.get(exercise.exercise, 1) for exercise in self.exercises)

    @property
    def awaits_training(self) -> list[str]:
        """Exercises whose accuracy checks are still to be run."""
        return [exercise.exercise for exercise in self.exercises if awaits_training(exercise)]

    @property
    def is_fault(self) -> bool:
        return any(exercise.is_fault for exercise in self.exercises)

    def to_json(self) -> dict[str, Any]:
        """Plain data; timings stand in the `runtime` block of each exercise and of the whole, outside comparisons."""
        fields = {name: value for name, value in vars(self).items() if name not in ("exercises", "pseudonym")}
        exercises = [exercise.to_json() for exercise in self.exercises]
        seconds = sum(exercise.runtime.get("seconds", 0.0) for exercise in self.exercises)
        return (
            {"format": FORMAT}
            | fields
            | {
                "points": self.points,
                "earned": self.earned,
                "exercises": exercises,
                "runtime": {"seconds": seconds},
            }
        )

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "SubmissionResult":
        names = ("student", "key", "result_key", "digest", "files", "notes", "run")
        exercises = [ExerciseResult.from_json(item) for item in data["exercises"]]
        known = {name: data[name] for name in (*_TOLD, "handed_out", "weights") if name in data}
        return cls(**{name: data[name] for name in names} | known, exercises=exercises)


@dataclass(frozen=True)
class Jail:
    """What a run's submissions run in: the confirmed tier, and the sentence about it in every report."""

    tier: str
    note: str


class Run(AbstractContextManager["Run"]):
    """A run's folder: its key and options, and the results so far. Nobody else writes into it until it is closed.

    Args:
        folder: Of the report; made if it is not there.
        options: Compared with those of a run that the folder already holds.
        key: Draws the run's key if the folder holds none yet.

    Raises:
        OtherRun: the folder belongs to another run.
    """

    def __init__(self, folder: Path, options: Options, key: Callable[[], RunKey]):
        self.folder = folder
        self.options = options
        self.staff = folder / STAFF
        self._file = self.staff / RUN
        self._results = self.staff / RESULTS
        self._left = self._results / "left"
        self.sandbox: Jail | None = None  # of what was graded before
        self._is_kept = False
        self._read: dict[str, SubmissionResult] = {}  # results as they are stored, by their keys
        self._wanted = json.loads(json.dumps(asdict(options)))
        if folder.exists() and not folder.is_dir():
            raise OtherRun(f"{folder} is not a folder. Name another one for --out.")
        if (folder / RUN).exists():
            raise OtherRun(
                f"{folder} holds a run of an older convlings, which kept staff's files and the feedback together. "
                "It can be read, but not continued: name another folder for --out."
            )
        is_strange = folder.exists() and any(entry.name != STAFF for entry in folder.iterdir())
        if self.staff.is_dir() and not (self.staff / LOCK).exists():
            is_strange = is_strange or holds_something(self.staff)
        if is_strange and not self._file.exists():
            raise OtherRun(f"{folder} is not empty and holds no run. Name another folder for --out.")
        try:
            self._lock = lock(self.staff)
        except Busy:
            raise OtherRun(
                f"Another `convlings grade` is writing into {folder} just now. "
                "Wait until it has ended, or name another folder for --out."
            ) from None
        except OSError as error:
            raise OtherRun(f"{folder} cannot be written ({error.strerror}). Name another folder for --out.") from error
        try:
            self._open(key)
        except BaseException:
            self.close()
            raise

    def _open(self, key: Callable[[], RunKey]) -> None:
        """Go on with the run that the folder holds, or begin one."""
        folder = self.folder
        clear_partial(folder / FEEDBACK)
        if self._file.exists():
            found = read_json(self._file)
            if found is None or "key" not in found:
                raise OtherRun(f"{self._file} cannot be read. Grade into another folder.")
            before = found["options"]
            changed = [name for name, value in self._wanted.items() if before.get(name) != value]
            changed = [name for name in changed if name not in _PLACES]
            is_elsewhere = any(before.get(name) != self._wanted[name] for name in _PLACES)
            if changed:
                raise OtherRun(
                    f"{folder} holds a run that was begun with other options: look at "
                    f"{', '.join(_OPTIONS[name] for name in changed)}. "
                    "Give the same to continue it, or another folder for --out."
                )
            self.key = RunKey.from_hex(found["key"])
            if "provenance" in found:
                self.sandbox = Jail(found["provenance"]["tier"], found["sandbox"])
            self.is_new = False
            self._moved = found if is_elsewhere else None
        else:
            if holds_something(self.staff):
                raise OtherRun(f"{folder} is not empty and holds no run. Name another folder for --out.")
            self.key = key()
            self.is_new = True
            self._moved = None

    def close(self) -> None:
        """Let others write into the folder; it goes, where nothing was written into it."""
        with suppress(OSError):
            if not self._file.exists() and not holds_something(self.staff):
                (self.staff / LOCK).unlink()
                self.staff.rmdir()
                self.folder.rmdir()
        self._lock.release()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def go_on_with(self, keys: Collection[str]) -> None:
        """Note in run.json where the submissions and the course's files lie now, if that is elsewhere.

        Args:
            keys: Of those who are in it.

        Raises:
            OtherRun: it is another class: nobody of the run is in it.
        """
        if self._moved is None:
            return
        is_same_place = self._moved["options"].get("submissions") == self.options.submissions
        before = {path.stem for folder in (self._results, self._left) for path in folder.glob("*.json")}
        if before and before.isdisjoint(keys) and not is_same_place:
            raise OtherRun(
                f"{self.folder} holds the run of another class: none of its {len(before)} students is in "
                f"{self.options.submissions}. Name another folder for --out."
            )
        write_json(self._file, self._moved | {"options": self._wanted, "reproduce": self._reproduce()})

    def _reproduce(self) -> str:
        """The command that repeats one student's verdict."""
        options = self.options
        key = [] if options.seed is not None else ["--key", self.key.hex]
        command = ["convlings", "grade", options.submissions, "--out", "NEW_FOLDER", *key, *options.arguments()]
        command += options.records
        return shlex.join([*command, "--only", "STUDENT"])

    def keep_table(self) -> None:
        """Keep the report as it is, before its first change in this run."""
        if not self._is_kept:
            keep_table(self.staff)
            self._is_kept = True

    def begin(self, provenance: Provenance, tier_note: str) -> None:
        """Write run.json, before the first submission is graded."""
        self.keep_table()
        exercises = map(find_exercise, self.options.exercises)
        data = {
            "run": self.key.public_id,
            "key": self.key.hex,
            "options": self._wanted,
            "provenance": asdict(provenance),
            "checks": {each.name: checks_digest(each.topic_folder, each.source) for each in exercises},
            "sandbox": tier_note,
            "reproduce": self._reproduce(),
        }
        write_json(self._file, data)

    def keep_commit_times(self, times: dict[str, str]) -> None:
        """Keep what `commit_times_of` gives next time."""
        if times != commit_times_of(self.folder):
            write_json(self.staff / _COMMITS, times)

    def public(self, tier_note: str) -> dict[str, Any]:
        """What a student's report may say about the run."""
        fixed = self.options.seed is not None
        return {"id": self.key.public_id, "sandbox": tier_note, "fixed_seed": self.options.seed if fixed else None}

    def finished(self, submission: Submission, result_key: str) -> SubmissionResult | None:
        """The stored result, if it is still the one a new grading would give. A grader fault never is."""
        data = read_json(self.file_of(submission.key))
        if data is None or data.get("result_key") != result_key:
            return None
        result = self._read[submission.key] = SubmissionResult.from_json(data)
        return None if result.is_fault else result

    def keep(self, key: str, graded: Graded) -> None:
        """Keep what a student's result, which is stored next, is about."""
        graded.write(self.staff, key)

    def store(self, result: SubmissionResult) -> None:
        self.keep_table()
        write_json(self.file_of(result.key), result.to_json())
        self._read[result.key] = result

    def file_of(self, key: str) -> Path:
        """Where a student's result is stored."""
        return self._results / f"{key}.json"

    def stored(self) -> list[SubmissionResult]:
        """Every result in the folder, by student, but for those that were set aside."""
        return self._stored(self._results.glob("*.json"))

    def _stored(self, paths: Iterable[Path]) -> list[SubmissionResult]:
        found = []
        for path in sorted(paths):
            if path.stem not in self._read and (data := read_json(path)) is not None:
                self._read[path.stem] = SubmissionResult.from_json(data)
            if path.stem in self._read:
                found.append(self._read[path.stem])
        return found

    def set_aside_all_but(self, keys: Collection[str]) -> list[SubmissionResult]:
        """Take the results of students who are no longer in the download out of all views; those results.

        They are kept below `left`, and come back when the student does.
        """
        left = self._stored(path for path in self._results.glob("*.json") if path.stem not in keys)
        for result in left:
            self.keep_table()
            self._left.mkdir(exist_ok=True)
            self.file_of(result.key).replace(self._left / f"{result.key}.json")
        return left

    def take_back(self, keys: Collection[str]) -> None:
        """Bring back what was set aside of these students, where nothing newer is there."""
        for path in sorted(self._left.glob("*.json")):
            if path.stem in keys and not (self._results / path.name).exists():
                self.keep_table()
                path.replace(self._results / path.name)


def options_of_run(folder: Path) -> dict[str, Any]:
    """Options of the run in this folder, as they stand in its run.json; empty where there is no run."""
    options = (read_json(staff_of(folder) / RUN) or {}).get("options")
    return options if isinstance(options, dict) else {}


def commit_times_of(folder: Path) -> dict[str, str]:
    """What git said in the run in this folder about the checkouts of students."""
    return {name: each for name, each in (read_json(staff_of(folder) / _COMMITS) or {}).items() if type(each) is str}


@dataclass
class Batch:
    """One class, one run."""

    run: Run
    submissions: Sequence[Submission]
    place: Place
    confirm: Callable[[], None]  # sends canaries into the place's sandboxes; called once, if there is work for them
    finish: Callable[[SubmissionResult], SubmissionResult] = lambda result: result  # what people have to say of it
    keep: Callable[[str, Graded], Graded] = lambda _, graded: graded  # what is kept of what was graded, by the key
    require_tier: str = "C"

    def __post_init__(self) -> None:
        self._by_key = {submission.key: submission for submission in self.submissions}
        self.run.go_on_with(self._by_key)
        self.run.take_back(self._by_key)
        self.results: dict[str, SubmissionResult] = {}
        self.remaining = Remaining(())
        self.tier_note = ""
        known = self.run.sandbox
        if known is not None and is_as_strong(known.tier, self.require_tier):
            self._take_stock(known)
            if not self.waiting and not self.untrained:
                return
        self.confirm()
        confirmation = self.place.confirmation
        found = Jail(confirmation.tier, tier_note(confirmation, self.place.remark))
        if found != known or not self.tier_note:
            self._take_stock(found)

    def _take_stock(self, jail: Jail) -> None:
        """What is finished, if this is the jail that the submissions run in."""
        options, part = self.run.options, self.run.options.part
        own = {find_exercise(name).backend for name in options.exercises}
        self.provenance = provenance(jail.tier, options.limits, options.memory_mb, part.device, part.backend, own)
        self.tier_note = jail.note
        self.results = {}
        for submission in self.submissions:
            if found := self.run.finished(submission, self.result_key(submission)):
                told = self.finish(replace(found, **_told(submission)))
                if told != found:
                    self.run.store(told)
                self.results[submission.key] = told

    @property
    def waiting(self) -> list[Submission]:
        """Submissions without a result."""
        return [submission for submission in self.submissions if submission.key not in self.results]

    @property
    def untrained(self) -> list[tuple[Submission, Work]]:
        """Work that has passed all but its accuracy checks, which are still to be run."""
        due = {key: result.awaits_training for key, result in self.results.items()}
        return [
            (submission, work)
            for submission in self.submissions
            for work in submission.works
            if work.exercise in due.get(submission.key, ())
        ]

    def training_seconds(self) -> float:
        """How long the accuracy checks that are due will take; 0 if they were never measured."""
        part = self.run.options.part
        due = [exercise for result in self.results.values() for exercise in result.exercises]
        seconds = sum(training_seconds(exercise, part) for exercise in due if awaits_training(exercise))
        return seconds / self._training_jobs

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
        """Grade what is waiting, but for accuracy checks; each result is stored before it is given."""
        waiting = {submission.key: submission for submission in self.waiting}
        parts: dict[str, dict[str, ExerciseResult]] = {key: {} for key in waiting}
        tasks = [
            ((key, work.exercise), quick_task(self._task(work)))
            for key, submission in waiting.items()
            for work in submission.works
        ]

        def start(label: tuple[str, str]) -> None:
            if started:
                started(waiting[label[0]].student)

        kinds = {
            label: task.work.exercise if task.work.outcome == "found" else task.work.outcome for label, task in tasks
        }
        self.remaining = Remaining(kinds.values())
        for (key, exercise), result in self._run(tasks, self.place.jobs, start):
            self.remaining.finished(kinds[key, exercise], result.runtime.get("seconds", 0.0))
            parts[key][exercise] = result
            submission = waiting[key]
            if len(parts[key]) == len(submission.works):
                yield self._keep(self._whole(submission, parts.pop(key)))

    def train(self, started: Callable[[str], None] | None = None) -> Iterator[SubmissionResult]:
        """Run the accuracy checks that are due; each submission's result is stored again before it is given."""
        due = self.untrained
        students = {submission.key: submission.student for submission, _ in due}
        quick = {(key, each.exercise): each for key, result in self.results.items() for each in result.exercises}
        labels = [((submission.key, work.exercise), work) for submission, work in due]
        tasks = [(label, training_task(self._task(work), quick[label])) for label, work in labels]

        def start(label: tuple[str, str]) -> None:
            if started:
                started(students[label[0]])

        self.remaining = Remaining(exercise for (_, exercise), _ in tasks)
        for (key, exercise), trained in self._run(tasks, self._training_jobs, start):
            self.remaining.finished(exercise, trained.runtime.get("seconds", 0.0))
            result = self.results[key]
            result.exercises = [
                merged(each, trained) if each.exercise == exercise else each for each in result.exercises
            ]
            yield self._keep(result)

    @property
    def _training_jobs(self) -> int:
        """One sandbox at a time gets the GPU."""
        return 1 if self.run.options.part.uses_gpu else self.place.jobs

    def _task(self, work: Work, backend: Backend | None = None) -> Task:
        options = self.run.options
        part = replace(options.part, backend=backend) if backend else options.part
        return Task(work, self.run.key, options.limits, part)

    def _keep(self, result: SubmissionResult) -> SubmissionResult:
        finished = self.finish(result)
        self.run.keep(result.key, self.keep(result.key, Graded.now(self._by_key[result.key], self.provenance)))
        self.run.store(finished)
        self.results[finished.key] = finished
        return finished

    def _run(
        self,
        tasks: Sequence[tuple[tuple[str, str], Task]],
        jobs: int,
        start: Callable[[tuple[str, str]], None] | None = None,
    ) -> Iterator[tuple[tuple[str, str], ExerciseResult]]:
        """Results as they are finished; what ran into a limit for want of the processor is run once more, alone."""
        slow = []
        for label, result in self.place.run(tasks, jobs, start):
            if result.runtime.get("starved"):
                slow.append((label, result))
            else:
                yield label, result
        again = dict(tasks)
        for label, first in slow:
            # One at a time, with nothing else of ours running.
            for _, second in self.place.run([(label, again[label])], 1, start):
                second.notes.append(_RUN_AGAIN)
                second.runtime["first_seconds"] = first.runtime["seconds"]
                yield label, second

    def _whole(self, submission: Submission, parts: Mapping[str, ExerciseResult]) -> SubmissionResult:
        return SubmissionResult(
            key=submission.key,
            result_key=self.result_key(submission),
            digest=submission.digest,
            run=self.run.public(self.tier_note),
            exercises=[parts[work.exercise] for work in submission.works],
            **_told(submission),
        )

    def _failing_references(self) -> list[str]:
        exercises = [find_exercise(name) for name in self.run.options.exercises]
        # Where two backends are used, a key is good if the one whose verdict counts passes everything with it.
        backend: Backend = deciding(self.run.options.part.backend)
        tasks = [(("", exercise.name), self._task(_reference(exercise), backend)) for exercise in exercises]
        return [name for (_, name), result in self._run(tasks, self._training_jobs) if not result.passed]


def _told(submission: Submission) -> dict[str, Any]:
    """What is said of a submission beside its verdict: it may change while what is graded does not."""
    return {
        "student": submission.student,
        "files": list(submission.files),
        "handed_out": list(submission.handed_out),
        "notes": [*submission.notes, *filter(None, [older_kit_note(submission.kit)])],
        **{name: getattr(submission, name) for name in _TOLD},
    }


def tier_note(confirmation: Confirmation, remark: str) -> str:
    """The jail's tier in a sentence, for every report."""
    text = f"tier {confirmation.tier}"
    if confirmation.tier == "C":
        text += ", advisory: submissions could be stopped, but not confined"
    if confirmation.escapes:
        text += f" (a trial was able to {', '.join(confirmation.escapes)})"
    return f"{text}; {remark}" if remark else text


def identical(results: Sequence[SubmissionResult]) -> list[list[SubmissionResult]]:
    """Results of submissions that are the same but for white space and comments: a fact, no verdict.

    Files that are as they were given out are not submissions, and those who handed in together are one.
    """
    groups: dict[str, list[SubmissionResult]] = {}
    for result in results:
        if any(exercise.outcome != MISSING and not exercise.is_untouched for exercise in result.exercises):
            groups.setdefault(result.likeness or result.digest, []).append(result)
    return [
        sorted(group, key=lambda result: (result.student, result.key))
        for group in groups.values()
        if len({result.team or result.key for result in group}) > 1
    ]


def _reference(exercise: Exercise) -> Work:
    return Work(exercise=exercise.name, name=f"{exercise.name}.py", content=exercise.source.encode())
