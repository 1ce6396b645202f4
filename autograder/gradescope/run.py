"""Grade what one student handed in, in a container of Gradescope, whatever happens in the given time.

`results.json` is there from the first moment and written again after each exercise: if the container is stopped, what
was finished counts.
"""

import signal
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import FrameType

from autograder.checking.failure import Message
from autograder.course.exercise import Exercise
from autograder.engine.backends import deciding
from autograder.engine.canary import weakest
from autograder.engine.fleet import Fleet, Guards
from autograder.engine.provider import Setup
from autograder.engine.sandbox import Limits
from autograder.engine.temporary import HeldFolder
from autograder.gradebook.records import Records
from autograder.grading.batch import SubmissionResult, tier_note
from autograder.grading.catalogue import checks_of
from autograder.grading.folder import write_json
from autograder.grading.key import RunKey
from autograder.grading.part import WAITS_FOR_THE_REST, Part
from autograder.grading.pool import Pool
from autograder.grading.result import FAULT, SKIPPED, ExerciseResult
from autograder.grading.task import Task
from autograder.grading.training import awaits_training, merged, quick_task, training_task
from autograder.reports.gradescope import gradescope_results
from autograder.submissions import Submission, Work, read_one_submission

TIMEOUT = "timeout"
# For the end: processes to stop, a file to write.
_SPARE_SECONDS = 20.0
_SLOWER = 2
_AGAIN = "The machine was too slow for the time limit, so all of this was run once more, with twice the time."


class TimeIsUp(BaseException):
    """The minutes for the whole submission are used up."""


@dataclass(frozen=True)
class Job:
    """What is graded, where, and how.

    Attributes:
        root: The folder that is /autograder in a container.
        seconds: For all of it.
        call_seconds: For one call of a student's function.
        accuracy_after_due: Whether students see the accuracy checks only after the assignment was due.
        records: Weights and void checks of the course.
    """

    root: Path
    exercises: Sequence[Exercise]
    seconds: float
    call_seconds: float
    memory_mb: int
    part: Part
    accuracy_after_due: bool = False
    records: Records = field(default_factory=Records)

    @property
    def submission(self) -> Path:
        return self.root / "submission"

    @property
    def results(self) -> Path:
        return self.root / "results" / "results.json"


def run(job: Job) -> SubmissionResult:
    """Grade, and write results.json; what it says. Whatever cannot be graded is in it, too."""
    grading = _Grading(job)
    try:
        with _time_limit(job.seconds - _SPARE_SECONDS):
            grading.all()
    except TimeIsUp:
        grading.give_up(TIMEOUT, _late(job))
    except Exception as error:
        grading.give_up(FAULT, Message(got=f"the grader itself failed: {error}"))
        grading.write()
        raise
    return grading.write()


class _Grading:
    def __init__(self, job: Job):
        self.job = job
        self.key = RunKey.new()
        self.sandbox = "not started"
        self.submission = Submission("", "", ())
        self.decisions = job.records.decisions([])
        # What stands if nothing of this is left to say more.
        self.stopped = Message(got="the container stopped before this was graded: out of memory, or out of time")
        self.results = {each.name: _ungraded(each, job.part, TIMEOUT, self.stopped) for each in job.exercises}
        self.open = set(self.results)
        self.quick: dict[str, ExerciseResult] = {}  # of exercises whose accuracy checks are due
        self.write()

    def write(self) -> SubmissionResult:
        """Write what stands so far."""
        submission = self.submission
        result = SubmissionResult(
            student=submission.student,
            key=submission.key,
            result_key="",
            digest=submission.digest,
            files=list(submission.files),
            notes=list(submission.notes),
            run={"id": self.key.public_id, "sandbox": self.sandbox, "fixed_seed": None},
            exercises=[self.results[each.name] for each in self.job.exercises],
            weights=self.job.records.weights,
        )
        result = self.decisions(result)
        write_json(self.job.results, gradescope_results(result, self.job.accuracy_after_due))
        return result

    def give_up(self, outcome: str, message: Message) -> None:
        """Say this of what is not graded by now."""
        for each in self.job.exercises:
            if each.name in self.quick:
                self.results[each.name] = _without_training(self.quick[each.name], outcome, message)
            elif each.name in self.open:
                self.results[each.name] = _ungraded(each, self.job.part, outcome, message)

    def all(self) -> None:
        """Read and grade everything: what is quick first, then what ran out of time for want of a processor."""
        job = self.job
        names = [each.name for each in job.exercises]
        stubs = {each.name: each.stub.encode() for each in job.exercises}
        backend = job.part.backend
        with HeldFolder() as unpacked:
            self.submission = read_one_submission(job.submission, names, unpacked, stubs)
            with Fleet(Setup(memory_mb=job.memory_mb, backend=backend)) as sandboxes:
                confirmations = sandboxes.confirm(each.backend for each in job.exercises)
                confirmation = weakest(confirmations.values())
                self.sandbox = tier_note(confirmation, sandboxes.of(deciding(backend)).remark)
                pool: Pool[str] = Pool(sandboxes, 1, Guards(sandboxes, confirmations))
                works = {work.exercise: work for work in self.submission.works}
                slow = self._quick(pool, works.values(), Limits.for_calls(job.call_seconds))
                more = Limits.for_calls(_SLOWER * job.call_seconds)
                self._quick(pool, [works[name] for name in slow], more, is_last=True)
                self._train(pool, works, replace(more, training_seconds=_SLOWER * more.training_seconds))

    def _quick(self, pool: "Pool[str]", works: Iterable[Work], limits: Limits, is_last: bool = False) -> list[str]:
        """All but accuracy checks; the exercises that have to run again."""
        slow = []
        tasks = [(work.exercise, quick_task(Task(work, self.key, limits, self.job.part))) for work in works]
        for name, result in pool.run(tasks):
            if is_last:
                result.notes.append(_AGAIN)
            elif result.runtime.get("starved"):
                slow.append(name)
            self._keep(name, result)
        return slow

    def _train(self, pool: "Pool[str]", works: dict[str, Work], limits: Limits) -> None:
        """Accuracy checks, of what has passed everything else."""
        due = dict(self.quick)
        part = self.job.part
        tasks = [(name, training_task(Task(works[name], self.key, limits, part), quick)) for name, quick in due.items()]
        for name, trained in pool.run(tasks):
            self._keep(name, merged(due[name], trained))

    def _keep(self, name: str, result: ExerciseResult) -> None:
        """A result that stands; for now without its accuracy checks, where those are due."""
        self.open.discard(name)
        self.quick.pop(name, None)
        if awaits_training(result):
            self.quick[name] = result
            result = _without_training(result, TIMEOUT, self.stopped)
        self.results[name] = result
        self.write()


def _late(job: Job) -> Message:
    return Message(
        got=f"the {job.seconds / 60:g} minutes for all exercises together were used up",
        why="What was graded until then counts. Is there a loop that does not end, or a large training?",
    )


def _ungraded(exercise: Exercise, part: Part, outcome: str, message: Message) -> ExerciseResult:
    checks = [part.result(info, outcome) for info in checks_of(exercise)]
    return ExerciseResult(exercise.name, exercise.title, "", checks, outcome=outcome, problem=message)


def _without_training(quick: ExerciseResult, outcome: str, message: Message) -> ExerciseResult:
    """What stands where the accuracy checks do not come to their end."""
    checks = [
        replace(check, outcome=outcome, message=message)
        if check.outcome == SKIPPED and check.message.got == WAITS_FOR_THE_REST
        else check
        for check in quick.checks
    ]
    return replace(quick, checks=checks)


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Raise `TimeIsUp` in the main thread once so many seconds are over."""

    def end(_: int, __: FrameType | None) -> None:
        raise TimeIsUp

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 1.0))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
