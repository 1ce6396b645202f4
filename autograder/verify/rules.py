"""What can be proved about an exercise without running it."""

import difflib
from collections.abc import Iterator

from autograder.course import content
from autograder.course.exercise import Exercise
from autograder.engine.backends import BACKENDS, TENSORFLOW
from autograder.grading.catalogue import CheckInfo, checks_of
from autograder.grading.recipe import outdated
from autograder.grading.thresholds import find_threshold
from autograder.notebook import handout
from autograder.pictures import lesson
from autograder.verify.bank import read_bank
from autograder.verify.diagnoses import check_fingerprints
from autograder.verify.problem import Problem, shown, to_type

_POINTS = 10
_CHECKS = range(3, 13)
_FUNCTIONS = range(1, 6)
_HINTS = 3
_LEAST_RIGHT, _LEAST_WRONG = 3, 5


def check_exercise(exercise: Exercise) -> Iterator[Problem]:
    """Everything wrong with the exercise's files."""
    yield from _check_stub(exercise)
    yield from _check_functions(exercise)
    yield from _check_checks(exercise)
    yield from check_fingerprints(exercise)
    for kind, least in (("right", _LEAST_RIGHT), ("wrong", _LEAST_WRONG)):
        count = len(list((exercise.bank / kind).glob("*.py")))
        if count < least:
            where = f"write them into {shown(exercise.bank / kind)}"
            yield Problem(exercise.name, f"the bank has {count} files in {kind}/, at least {least} are needed", where)
    yield from _check_heads(exercise)


def _check_heads(exercise: Exercise) -> Iterator[Problem]:
    """Names in heads that no check has."""
    names = [info.short_name for info in checks_of(exercise)]
    for file in read_bank(exercise):
        for name in sorted(file.fails - set(names)):
            near = difflib.get_close_matches(name.removeprefix("test_"), names, n=1)
            meant = f"did you mean {near[0]}?" if near else f"there are {', '.join(names)}"
            yield Problem(
                file.label,
                f"its head says that {name} fails, which is not a check; {meant}",
                f"edit {shown(file.path)}",
            )


def check_unlisted(course: list[Exercise]) -> Iterator[Problem]:
    """Stubs, notebooks, checks and banks that belong to no solution."""
    names = {exercise.name for exercise in course}
    for each in content.collections():
        found = {path.stem for path in each.stubs.glob("[0-9][0-9]_*.py")}
        found |= {path.stem for path in each.notebooks.glob("[0-9][0-9]_*.ipynb")}
        found |= {path.name for folder in (each.topics, each.bank) for path in folder.glob("[0-9][0-9]_*")}
        for name in sorted(found - names):
            yield Problem(
                name,
                "there are files of it, but no solution",
                f"write {shown(each.solutions / name)}.py or delete them",
            )


def _check_stub(exercise: Exercise) -> Iterator[Problem]:
    made = {
        "stub": (exercise.stub_file, exercise.stub),
        "notebook": (exercise.notebook_file, handout.render(exercise)),
    }
    fix = to_type(f"sync {exercise.number}", exercise)
    if lesson.is_due(exercise):
        yield Problem(exercise.name, "the picture of its lesson shows another solution, or is not there", fix)
    for name, (path, text) in made.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            yield Problem(exercise.name, f"the {name} is not the one made from the solution", fix)


def _check_functions(exercise: Exercise) -> Iterator[Problem]:
    where = f"edit {shown(exercise.solution)}"
    if len(exercise.functions) not in _FUNCTIONS:
        yield Problem(exercise.name, f"it asks for {len(exercise.functions)} functions", where)
    for function in exercise.functions:
        if not function.docstring:
            yield Problem(exercise.name, f"{function.name} has no docstring", where)
        if len(function.hints) != _HINTS:
            yield Problem(exercise.name, f"{function.name} has {len(function.hints)} hints, not {_HINTS}", where)


def _check_accuracy(exercise: Exercise, check: CheckInfo) -> Iterator[Problem]:
    """An accuracy check that is worth points finds what no other check does, from a threshold that was measured."""
    if not any(file.fails == {check.short_name} for file in read_bank(exercise)):
        yield Problem(exercise.name, f"{check.id} is worth points, but no file in wrong/ fails it and nothing else")
    found = {backend: find_threshold(exercise.name, check.name, "cpu", backend) for backend in BACKENDS}
    reasons = [outdated(threshold, exercise, check) for threshold in found.values() if threshold is not None]
    if found[TENSORFLOW] is None:
        reasons.append("nobody has measured it")
    for reason in dict.fromkeys(filter(None, reasons)):
        fix = to_type(f"calibrate {exercise.number}", exercise)
        yield Problem(exercise.name, f"the threshold of {check.id} does not hold: {reason}", fix)


def _check_checks(exercise: Exercise) -> Iterator[Problem]:
    where = f"edit {shown(exercise.checks)}"
    infos = checks_of(exercise)
    if len(infos) not in _CHECKS:
        yield Problem(exercise.name, f"it has {len(infos)} checks", where)
    total = sum(info.marks.points for info in infos)
    if total != _POINTS:
        yield Problem(exercise.name, f"its checks are worth {total:g} points, not {_POINTS}", where)
    names = {function.name for function in exercise.functions}
    for info in infos:
        if not info.title:
            yield Problem(exercise.name, f"{info.name} has no docstring, so it has no title", where)
        if info.marks.function not in names:
            yield Problem(exercise.name, f"{info.name} belongs to no function of the exercise", where)
        for need in set(info.marks.needs) - {other.name for other in infos}:
            yield Problem(exercise.name, f"{info.name} needs {need}, which is not a check", where)
    for info in infos:
        if info.is_accuracy and info.marks.points:
            yield from _check_accuracy(exercise, info)
    for name in names - {info.marks.function for info in infos}:
        yield Problem(exercise.name, f"no check is about {name}", where)
