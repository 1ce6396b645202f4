"""Sessions of real submissions with one to four answers changed: whatever a check's own Python makes of them, it is no
fault of the grader's, and it neither runs nor grows without end."""

import resource
import time
from collections.abc import Callable
from functools import cache

import pytest
from replays import Replay, Transcript

from autograder.course.exercise import Exercise, find_exercise, whole_course
from autograder.grading import exercise as grading
from autograder.grading.explain import explain_broken
from autograder.grading.key import RunKey
from autograder.grading.part import Part
from autograder.grading.plugin import CheckPlugin
from autograder.grading.result import FAULT, CheckResult, ExerciseResult
from autograder.grading.task import Task
from autograder.grading.training import quick_task
from autograder.submissions import Work
from autograder.verify.bank import read_bank

_KEY = RunKey.from_seed(5)
_QUICK, _SLOW = 8, 42
_REFERENCE = "reference"
# The sandboxes of these tests hold one backend.
_COURSE = [exercise for exercise in whole_course() if not exercise.backend]
_MOST_SECONDS, _MOST_MB = 60.0, 700

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")


@pytest.fixture(scope="session")
def recorded(sandboxes) -> Callable[..., Transcript]:
    """The transcript of a submission: the reference's, or that of a file of the bank."""

    @cache
    def record(exercise_name: str, name: str, functions: tuple[str, ...] = ()) -> Transcript:
        exercise = find_exercise(exercise_name)
        transcript = Transcript()
        with pytest.MonkeyPatch.context() as patch:
            transcript.watch_files(patch)
            result = _task(exercise, functions, _source(exercise, name)).run(
                transcript.recording(sandboxes.start_child)
            )
        assert not result.is_fault, name
        assert _outcomes(result) == _outcomes(replay(exercise, transcript, 0, 0, functions)), name
        return transcript

    return record


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Where checks broke off. That the reference passes them is known: no sandbox is needed to find it out."""
    places: list[str] = []

    def settle(plugin: CheckPlugin, checks: list[CheckResult]) -> None:
        for check in checks:
            if error := plugin.broken.get(check.name):
                places.append(f"{check.id} {check.message.got}")
                check.outcome, check.message = explain_broken(error, check.message)

    monkeypatch.setattr(grading, "_settle_broken", settle)
    return places


@pytest.mark.parametrize("exercise", _COURSE, ids=lambda exercise: exercise.name)
def test_no_changed_answer_of_the_reference_is_our_fault(exercise, recorded, broken):
    """In the quick part of the tests the checks of one function, which take a second or two to record."""
    functions = (exercise.functions[0].name,)
    transcript = recorded(exercise.name, _REFERENCE, functions)
    for seed in range(_QUICK):
        assert_ours_is_no_fault(exercise, transcript, seed, functions)


@pytest.mark.slow
@pytest.mark.parametrize("exercise", _COURSE, ids=lambda exercise: exercise.name)
def test_no_changed_answer_of_any_submission_is_our_fault(exercise, recorded, broken):
    bank = [file.label for file in read_bank(exercise)]
    first_right, first_wrong = (next(label for label in bank if kind in label) for kind in ("/right/", "/wrong/"))
    for number, name in enumerate((_REFERENCE, first_right, first_wrong), start=1):
        for seed in range(_SLOW):
            assert_ours_is_no_fault(exercise, recorded(exercise.name, name), 1_000 * number + seed)


def assert_ours_is_no_fault(
    exercise: Exercise, transcript: Transcript, seed: int, functions: tuple[str, ...] = ()
) -> None:
    started, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    result = replay(exercise, transcript, seed, 1 + seed % 4, functions)
    found = [(check.id, check.message.got) for check in result.checks if check.outcome == FAULT]
    assert (found, result.outcome != FAULT) == ([], True), f"{exercise.name}, seed {seed}"
    assert time.process_time() - started < _MOST_SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < _MOST_MB * 1024


def replay(
    exercise: Exercise, transcript: Transcript, seed: int, changes: int, functions: tuple[str, ...]
) -> ExerciseResult:
    with pytest.MonkeyPatch.context() as patch:
        played = Replay(transcript, seed, changes)
        played.show_files(patch)
        return _task(exercise, functions).run(played.start)


def _task(exercise: Exercise, functions: tuple[str, ...], source: bytes = b"") -> Task:
    work = Work(exercise=exercise.name, name=f"{exercise.name}.py", content=source)
    return quick_task(Task(work, _KEY, part=Part(functions=functions)))


def _source(exercise: Exercise, name: str) -> bytes:
    if name == _REFERENCE:
        return exercise.source.encode()
    return next(file.path for file in read_bank(exercise) if file.label == name).read_bytes()


def _outcomes(result: ExerciseResult) -> dict[str, str]:
    return {check.id: check.outcome for check in result.checks}
