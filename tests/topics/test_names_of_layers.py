"""The layers of networks that checks hand out have no names that a student's own layers may get from Keras.

A model holds no two layers of one name. Keras counts the names that it gives itself, but knows of no others: where a
check says `name="activation_1"`, the second `Activation` of a student gets that name too. And who calls `clear_session`
lets it count from the start.
"""

import re

import pytest

from autograder.course.exercise import Exercise, load_course
from autograder.grading.key import RunKey
from autograder.grading.part import Part
from autograder.grading.task import Task
from autograder.submissions import Work

# Students put new layers on these networks. Elsewhere Keras' names will do, where Keras itself gave them: there they
# are as in a notebook. Real networks have the names they have, and so have those of examples.
BUILT_UPON = ("11_transfer_learning", "13_model_surgery")
REAL = ("vgg16", "mobilenet_1.00_64")
EXAMPLES = "test_keeps_to_its_contract"

# A decorator: the function refuses networks with such names, but for what it has built itself.
REFUSING = r"""
import functools as _functools, inspect as _inspect
import keras

_OWN, _INSIDE = set(), []
_KINDS = [each.__name__ for each in vars(keras.layers).values() if _inspect.isclass(each)]
_KINDS += ["Functional", "Sequential"]

def _parts(name):
    begin, _, number = name.rpartition("_")
    return (begin, int(number)) if begin and number.isdigit() else (name, 0)

def _next(kind):
    return _parts(type(kind, (keras.Layer,), {})().name)

_KIND_OF = {_next(kind)[0]: kind for kind in _KINDS}

def _layers(model):
    for layer in model.layers:
        yield from [layer, *(_layers(layer) if isinstance(layer, keras.Model) else [])]

def _is_refused(name):
    begin, number = _parts(name)
    return begin in _KIND_OF and (_IS_BUILT_UPON or _next(_KIND_OF[begin])[1] <= number)

def _given(value):
    if isinstance(value, keras.Model) and value.name not in _REAL:
        others = [each for each in (value, *_layers(value)) if each not in _OWN]
        others = [each.name for each in others if not isinstance(each, keras.layers.InputLayer)]
        if found := [name for name in others if _is_refused(name)]:
            raise AssertionError(f"names that Keras may give: {', '.join(found)}")
    if _inspect.isfunction(value):
        return _functools.wraps(value)(lambda *args, **options: _given(value(*args, **options)))
    return value

def _refusing(function):
    @_functools.wraps(function)
    def refusing(*args, **options):
        if _INSIDE:
            return function(*args, **options)
        args, options = [_given(each) for each in args], {name: _given(each) for name, each in options.items()}
        _INSIDE.append(function)
        try:
            answer = function(*args, **options)
        finally:
            _INSIDE.pop()
        for each in answer if isinstance(answer, (tuple, list)) else [answer]:
            if isinstance(each, keras.Model):
                _OWN.update([each, *_layers(each)])
        return answer
    return refusing

"""


def refusing(exercise: Exercise) -> str:
    """The solution, with functions that refuse networks with such names."""
    names = "|".join(function.name for function in exercise.functions)
    settings = f"_IS_BUILT_UPON, _REAL = {exercise.name in BUILT_UPON}, {REAL}\n"
    return settings + REFUSING + re.sub(rf"^(?=def ({names})\()", "@_refusing\n", exercise.source, flags=re.MULTILINE)


@pytest.mark.slow
@pytest.mark.parametrize("exercise", [each for each in load_course() if not each.backend], ids=lambda each: each.name)
def test_no_name_is_one_that_a_student_s_layer_may_get(exercise, sandboxes):
    work = Work(exercise.name, name=f"{exercise.name}.py", content=refusing(exercise).encode())
    result = Task(work, RunKey.from_seed(1), part=Part(left_out="they take too long")).run(sandboxes.start_child)
    assert not result.problem
    refused = {check.name: check.message.got for check in result.checks if check.outcome not in ("passed", "skipped")}
    assert not refused.keys() - ({EXAMPLES} if exercise.name in BUILT_UPON else set()), refused
