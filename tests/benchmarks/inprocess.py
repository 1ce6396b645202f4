"""The same checks in one process, without pipe, codec, jail or restored state: what the other ways of grading run.

`InProcess` stands where `autograder.engine.sandbox.Sandbox` would, so the fixtures and the checks are the grader's
own, to the letter. Nothing here is safe: it is the yardstick, not a grader.
"""

import inspect
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keras
import numpy as np
from run_key import KEY

from autograder.checking.failure import begin
from autograder.checking.handles import Probes, SandboxTools, StudentHandle
from autograder.course.exercise import Exercise, find_exercise
from autograder.engine.errors import StudentError
from autograder.engine.sandbox import STUDENT
from autograder.grading.catalogue import CheckInfo, checks_of
from autograder.sandbox import convert
from autograder.sandbox.description import describe
from autograder.sandbox.servant import Servant
from autograder.wire.codec import NotPlain

MODULE_NAME = "submission"


class InProcess:
    """Answers a check's requests by calling the student's module directly.

    Arguments and answers are copied, as a careful author of in-process checks would, so that work done in place is
    noticed and marks can be compared with the grader's.
    """

    def __init__(self, module: types.ModuleType):
        self._servant = Servant(Path())
        self._servant.objects[STUDENT] = module

    def request(self, operation: str, *args: Any, **kwargs: Any) -> Any:
        """The answer to one operation, as `Sandbox.request` gives it.

        Raises:
            StudentError: the operation raised.
        """
        servant = self._servant
        sent = servant.resolve([_copied(arg) for arg in args])
        if operation == "put":
            return servant.keep(sent[0])
        try:
            result = servant.operations[operation](*sent, **kwargs)
        except (Exception, SystemExit) as error:
            raise StudentError.from_evidence(describe(error, servant.files)) from error
        return self._answer(result)

    def _answer(self, value: Any) -> Any:
        try:
            return _copied(convert.to_plain(value))
        except (NotPlain, RecursionError):
            if type(value) in (tuple, list) and 0 < len(value) <= 64:
                return type(value)(self._answer(item) for item in value)
            return self._servant.keep(value)


def load(source: bytes, name: str) -> types.ModuleType:
    """The submission as a fresh module.

    Raises:
        Exception: whatever its code raises.
    """
    module = types.ModuleType(MODULE_NAME)
    module.__file__ = name
    sys.modules[MODULE_NAME] = module
    exec(compile(source, name, "exec", dont_inherit=True), vars(module))
    return module


def fixtures(exercise: Exercise, module: types.ModuleType, check: str) -> dict[str, Any]:
    """The values of a check's fixtures, with Python, NumPy and Keras seeded as the grader seeds them."""
    sandbox: Any = InProcess(module)
    keras.utils.set_random_seed(KEY.seed(exercise.name, check) % 2**32)
    parameters = {function.name: function.parameters for function in exercise.functions}
    begin()
    return {
        "student": StudentHandle(sandbox, parameters),
        "sandbox": SandboxTools(sandbox),
        "probes": Probes(sandbox, exercise.name),
        "rng": KEY.generator(exercise.name, check),
    }


def earned(exercise_name: str, names: dict[str, Any], function: str = "") -> float:
    """Points that functions defined among `names` (a module's or notebook's globals) earn, by calling every check.

    With `function`, those of its checks alone.
    """
    exercise = find_exercise(exercise_name)
    module = types.ModuleType(MODULE_NAME)
    vars(module).update({name: value for name, value in names.items() if not name.startswith("__")})
    passed: set[str] = set()
    total = 0.0
    for info in in_order(exercise):
        if function and info.marks.function != function:
            continue
        if passed.issuperset(info.marks.needs) and _passes(exercise, module, info):
            passed.add(info.name)
            total += info.marks.points
    return total


def in_order(exercise: Exercise) -> Iterator[CheckInfo]:
    """The checks, those that need no other first."""
    yield from sorted(checks_of(exercise), key=lambda info: len(info.marks.needs))


def _passes(exercise: Exercise, module: types.ModuleType, info: CheckInfo) -> bool:
    check = getattr(sys.modules[f"autograder.topics.{exercise.name}.checks"], info.name)
    values = fixtures(exercise, module, info.name)
    try:
        check(**{name: values[name] for name in inspect.signature(check).parameters})
    except Exception:
        return False
    return True


def _copied(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.copy()
    if type(value) in (list, tuple):
        return type(value)(_copied(item) for item in value)
    if type(value) is dict:
        return {key: _copied(item) for key, item in value.items()}
    return value
