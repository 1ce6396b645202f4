"""Grade one task on the backend that it names, or on two: the fast way that cannot be unfair.

Under "auto" a submission that names no backend is graded on PyTorch first. Full marks there end it. Anything less is
graded on TensorFlow, and nothing of the first try is kept. A twentieth of the passes, drawn by the run's key, is graded
on TensorFlow as well: where the two differ, TensorFlow's verdict counts, and everybody is told.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace

from autograder.course.exercise import find_exercise
from autograder.engine.backends import AUTO, Backend, backends_of, deciding, shown
from autograder.engine.fleet import Source
from autograder.grading.catalogue import checks_of, needs_tensorflow
from autograder.grading.part import Part, are_calibrated
from autograder.grading.result import AGREES, DIFFERS, PASSED, CheckResult, ExerciseResult
from autograder.grading.task import Task
from autograder.grading.training import awaits_training, merged, quick_task, training_seconds, training_task
from autograder.submissions import Work

Told = Callable[[CheckResult], None]
# Grades a task on the one backend that it names.
Run = Callable[[Task, Told | None], ExerciseResult]

AUDITED_SHARE = 1 / 20
_AS_A_TRIAL = "As a trial"
# Code that says, or asks, what Keras runs on, or does what only torch's tensors can do.
_NAMES_A_BACKEND = re.compile(rb"tensorflow|torch|\bjax|KERAS_BACKEND|\bbackend\s*\(|\bdetach\b")


def in_sandboxes(source: Source) -> Run:
    """Grades a task here, in sandboxes of the backend that it names."""
    return lambda task, told=None: task.run(source.of(task.part.backend).start_child, told)


def grade(task: Task, run: Run, told: Told | None = None) -> ExerciseResult:
    """The verdict on a task, whatever its backend.

    Args:
        told: Called with each check's result as soon as it stands.
    """
    if task.part.backend != AUTO:
        return run(task, told)
    if _trains_after_the_rest(task):
        quick = grade(quick_task(task), run, told)
        if not awaits_training(quick):
            return quick
        return merged(quick, grade(training_task(task, quick), run, told))
    first, last = (_on(task, backend) for backend in backends_of(AUTO))
    if not may_be_tried(task):
        return run(last, told)
    tried = run(replace(first, part=replace(first.part, stops=True)), None)
    _value(tried, last.part)
    if not is_full(tried):
        return _with_time_of(run(last, told), tried)
    if is_audited(task):
        return _with_time_of(_compared(run(last, told), tried), tried)
    for check in tried.checks if told else ():
        told(check)
    return tried


def grade_in_steps(
    task: Task, run: Run, announce: Callable[[ExerciseResult, float], None], told: Told | None = None
) -> ExerciseResult:
    """The quick checks, then the accuracy checks.

    Args:
        task: What to grade.
        run: See `in_sandboxes`.
        announce: Called before the second step, if it is due, with the result of the first and the seconds that the
            second is expected to take (0 if that was never measured).
        told: Called with each check's result as soon as it stands; again with those of the second step.
    """
    quick = grade(quick_task(task), run, told)
    if not awaits_training(quick):
        return quick
    announce(quick, training_seconds(quick, task.part))
    return merged(quick, grade(training_task(task, quick), run, told))


def may_be_tried(task: Task) -> bool:
    """Whether full marks on the first backend may count: the exercise does not need TensorFlow, the submission names
    no backend, and all accuracy checks that would run have a threshold there."""
    exercise, part = find_exercise(task.work.exercise), task.part
    if needs_tensorflow(exercise) or names_a_backend(task.work):
        return False
    trains_none = bool(part.postponed or part.left_out)
    return trains_none or are_calibrated(part.chosen(checks_of(exercise)), part.device, backends_of(AUTO)[0])


def names_a_backend(work: Work) -> bool:
    """Whether a submission, in its source, its cells or its helpers, names a backend or asks for its name."""
    cells = (cell.source.encode(errors="replace") for cell in work.cells or ())
    texts = [work.content or b"", *cells, *(content for _, content in work.helpers)]
    return any(_NAMES_A_BACKEND.search(text) for text in texts)


def is_full(result: ExerciseResult) -> bool:
    """Whether nothing is left to earn or to say."""
    return result.outcome == PASSED and bool(result.checks) and all(check.is_in_order for check in result.checks)


def is_audited(task: Task) -> bool:
    """Whether a pass of this task is graded both ways. Nobody without the run's key can know."""
    drawn = task.key.derive("audit", hashlib.sha256(task.to_json().encode()).hexdigest())
    return int.from_bytes(drawn[:8], "big") < AUDITED_SHARE * 2**64


def difference(result: ExerciseResult) -> str:
    """What was said where the two backends differ; empty elsewhere."""
    return next((note for note in result.notes if result.audit == DIFFERS and note.startswith(_AS_A_TRIAL)), "")


def _trains_after_the_rest(task: Task) -> bool:
    """Whether the task's accuracy checks are to run in the same go as all others."""
    part = task.part
    runs = not (part.only_accuracy or part.postponed or part.left_out)
    return runs and any(info.is_accuracy for info in part.chosen(checks_of(find_exercise(task.work.exercise))))


def _on(task: Task, backend: Backend) -> Task:
    return replace(task, part=replace(task.part, backend=backend))


def _value(result: ExerciseResult, part: Part) -> None:
    """Make each check worth what it is on the backend whose verdict counts."""
    infos = {info.name: info for info in checks_of(find_exercise(result.exercise))}
    for check in result.checks:
        check.points = part.result(infos[check.name], check.outcome).points


def _compared(verdict: ExerciseResult, tried: ExerciseResult) -> ExerciseResult:
    """The verdict that counts, with what the trial says of the other."""
    before = {check.name: (check.outcome, check.earned) for check in tried.checks}
    changed = [check.id for check in verdict.checks if before.get(check.name) != (check.outcome, check.earned)]
    if not changed:
        verdict.audit = AGREES
        return verdict
    verdict.audit = DIFFERS
    first, last = map(shown, (backends_of(AUTO)[0], deciding(AUTO)))
    verdict.notes.append(
        f"{_AS_A_TRIAL} this was graded on {first} and on {last}, and the two differ in {', '.join(changed)}. "
        f"The verdict is that of {last}. Please tell whoever runs the grader."
    )
    return verdict


def _with_time_of(verdict: ExerciseResult, tried: ExerciseResult) -> ExerciseResult:
    """The verdict, with the time that both took. That the first ran into a limit, if it did, has decided nothing."""
    for name, value in tried.runtime.items():
        if name != "starved":
            verdict.runtime[name] = verdict.runtime.get(name, 0.0) + value
    return verdict
