"""Grade in two steps: first all that is quick, then the accuracy checks of what has passed until there."""

from collections.abc import Callable
from dataclasses import replace

from autograder.checking.marks import ACCURACY
from autograder.engine.child import Child
from autograder.grading.part import WAITS_FOR_THE_REST
from autograder.grading.result import PASSED, SKIPPED, CheckResult, ExerciseResult
from autograder.grading.task import Task
from autograder.grading.thresholds import expected_seconds


def quick_task(task: Task) -> Task:
    """The first step of `task`: no accuracy check runs."""
    return replace(task, part=replace(task.part, postponed=task.part.postponed or WAITS_FOR_THE_REST))


def training_task(task: Task) -> Task:
    """The second step of `task`: its accuracy checks."""
    return replace(task, part=replace(task.part, only_accuracy=True, postponed=""))


def awaits_training(result: ExerciseResult) -> bool:
    """Whether the second step is due: accuracy checks wait, and everything else has passed."""
    waiting = [check.name for check in result.checks if _waits(check)]
    return bool(waiting) and all(check.passed for check in result.checks if check.counts and check.name not in waiting)


def training_seconds(result: ExerciseResult, device: str) -> float:
    """How long the second step takes on one core (or the GPU) if each check passes at once."""
    return expected_seconds(result.exercise, [check.name for check in result.checks if _waits(check)], device)


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
    )


def grade_in_steps(
    task: Task,
    start: Callable[[], Child],
    announce: Callable[[ExerciseResult, float], None],
    told: Callable[[CheckResult], None] | None = None,
) -> ExerciseResult:
    """Both steps, one after the other.

    Args:
        task: What to grade.
        start: Gives a fresh sandbox.
        announce: Called before the second step, if it is due, with the result of the first and the seconds that the
            second is expected to take (0 if that was never measured).
        told: Called with each check's result as soon as it stands; again with those of the second step.
    """
    quick = quick_task(task).run(start, told)
    if not awaits_training(quick):
        return quick
    announce(quick, training_seconds(quick, task.part.device))
    return merged(quick, training_task(task).run(start, told))


def _waits(check: CheckResult) -> bool:
    return check.tier == ACCURACY and check.outcome == SKIPPED and check.message.got == WAITS_FOR_THE_REST
