"""Grade in two steps: first all that is quick, then the accuracy checks of what has passed until there."""

from dataclasses import replace

from autograder.checking.marks import ACCURACY
from autograder.course.exercise import find_exercise
from autograder.engine.backends import Backend, backends_of, deciding
from autograder.grading.catalogue import checks_of
from autograder.grading.part import WAITS_FOR_THE_REST, Part, are_calibrated
from autograder.grading.result import DIFFERS, PASSED, SKIPPED, CheckResult, ExerciseResult
from autograder.grading.task import Task
from autograder.grading.thresholds import expected_seconds


def quick_task(task: Task) -> Task:
    """The first step of `task`: no accuracy check runs."""
    return replace(task, part=replace(task.part, postponed=task.part.postponed or WAITS_FOR_THE_REST))


def training_task(task: Task, quick: ExerciseResult) -> Task:
    """The second step of `task`: its accuracy checks, after this result of the first."""
    backend = _training_backend(quick, task.part)
    return replace(task, part=replace(task.part, only_accuracy=True, postponed="", backend=backend))


def awaits_training(result: ExerciseResult) -> bool:
    """Whether the second step is due: accuracy checks wait, and everything else has passed."""
    waiting = _waiting(result)
    return bool(waiting) and all(check.passed for check in result.checks if check.counts and check.name not in waiting)


def training_seconds(quick: ExerciseResult, part: Part) -> float:
    """How long the second step takes on one core (or the GPU) if each check passes at once."""
    backend = backends_of(_training_backend(quick, part))[0]
    return expected_seconds(quick.exercise, _waiting(quick), part.device, backend)


def merged(quick: ExerciseResult, trained: ExerciseResult) -> ExerciseResult:
    """Both steps as one result."""
    by_name = {check.name: check for check in trained.checks}
    runtime = {**quick.runtime}
    for name, value in trained.runtime.items():
        runtime[name] = runtime.get(name, 0.0) + value
    return replace(
        quick,
        checks=[by_name.get(check.name, check) for check in quick.checks],
        notes=list(dict.fromkeys([*quick.notes, *trained.notes])),
        outcome=quick.outcome if trained.outcome == PASSED else trained.outcome,
        runtime=runtime,
        backends=list(dict.fromkeys([*quick.backends, *trained.backends])),
        audit=DIFFERS if DIFFERS in (quick.audit, trained.audit) else quick.audit or trained.audit,
    )


def _training_backend(quick: ExerciseResult, part: Part) -> Backend:
    """What the second step runs on. Where two backends are used, one without thresholds of its own is left out, and so
    is one on which the first step was not passed."""
    first, *others = backends_of(part.backend)
    if not others:
        return first
    names = _waiting(quick)
    checks = [info for info in checks_of(find_exercise(quick.exercise)) if info.name in names]
    may_train = quick.backends == [first] and are_calibrated(checks, part.device, first)
    return part.backend if may_train else deciding(part.backend)


def _waiting(result: ExerciseResult) -> list[str]:
    return [check.name for check in result.checks if _waits(check)]


def _waits(check: CheckResult) -> bool:
    return check.tier == ACCURACY and check.outcome == SKIPPED and check.message.got == WAITS_FOR_THE_REST
