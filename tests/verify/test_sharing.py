"""Which checks run once for several known submissions."""

import sys
from dataclasses import replace

import pytest

from autograder.checking.handles import StudentHandle
from autograder.course.exercise import find_exercise, load_course
from autograder.grading.catalogue import checks_of
from autograder.grading.result import ExerciseResult
from autograder.verify.bank import read_bank
from autograder.verify.cases import Case
from autograder.verify.sharing import Shared, scopes, share

DROPOUT = "def dropout(x, rate, rng, training):\n    return x * FACTOR\n"
HEAD = "def build_head(units, rate, classes):\n    return None\n"
FILE = f"import numpy as np\n\nFACTOR = 1\n\n\n{DROPOUT}\n\n{HEAD}"
OF_DROPOUT = {"test_survivors_are_scaled", "test_each_value_is_dropped_on_its_own"}
OF_HEAD = {"test_head_is_dense_relu_dense_softmax", "test_head_drops_hidden_values"}


def _case(source: str, name: str = "a", **changes: object) -> Case:
    return replace(Case(find_exercise("08"), "right", name, source.encode(), trains=False), **changes)


def _lent(first: Case, second: Case) -> set[str]:
    return set([*share([first, second])][1].lent)


@pytest.mark.parametrize(
    "second",
    [
        FILE.replace("import numpy as np\n", "import numpy as np  # the same\n"),
        FILE.replace("x, rate, rng, training", "x: list, rate: float, rng, training"),
        FILE.replace("    return x", '    """Drop."""\n    return x'),
    ],
)
def test_same_code_is_judged_once(second):
    assert _lent(_case(FILE), _case(second, "b")) >= OF_DROPOUT | OF_HEAD


@pytest.mark.parametrize(
    ("before", "after"), [("return x", "return 2 * x"), ("FACTOR = 1", "FACTOR = 2"), ("rng, training", "r, training")]
)
def test_what_a_changed_function_uses_is_judged_again(before, after):
    lent = _lent(_case(FILE), _case(FILE.replace(before, after), "b"))
    assert not lent & OF_DROPOUT
    assert lent >= OF_HEAD


@pytest.mark.parametrize(
    "more",
    [
        "np.random.seed(0)\n",
        "STATE = np.random.default_rng(0)\n",
        "np.exp = np.log\n",
        "if True:\n    FACTOR = 1\n",
        "@print\ndef more():\n    pass\n",
        "def more(x=print(1)):\n    pass\n",
        "class More(print(1) or object):\n    pass\n",
        "class More:\n    print(1)\n",
    ],
)
def test_files_that_do_something_when_imported_are_judged_whole(more):
    assert not _lent(_case(FILE), _case(FILE + more, "b"))
    assert not _lent(_case(FILE + more), _case(FILE, "b"))


def test_other_keys_kinds_and_files_that_cannot_be_read_lend_nothing():
    for changes in ({"seed": 2}, {"manner": "in reverse order"}, {"backend": "torch"}, {"kind": "lazy"}):
        assert not _lent(_case(FILE), _case(FILE, "b", **changes))
    assert not _lent(_case("def broken(:"), _case("def broken(:", "b"))


def test_contract_and_training_are_never_shared():
    for number in ("08", "12", "16"):
        exercise = find_exercise(number)
        case = Case(exercise, "right", "a", exercise.source.encode(), trains=False)
        lent = _lent(case, replace(case, name="b"))
        left = {info.name for info in checks_of(exercise)} - lent
        assert left == {info.name for info in checks_of(exercise) if info.is_accuracy} | {"test_keeps_to_its_contract"}


def test_a_result_is_put_together_from_its_own_and_what_was_lent():
    exercise = find_exercise("08")
    one, other = (_case(FILE, name) for name in "ab")
    first, second = share([one, other])
    assert first == Shared(one, one)
    assert second.asked is not None
    assert set(second.asked.checks) == {info.name for info in checks_of(exercise)} - set(second.lent)

    def result(outcome: str, names: tuple[str, ...]) -> ExerciseResult:
        checks = [info.result(outcome) for info in checks_of(exercise) if not names or info.name in names]
        return ExerciseResult(exercise.name, "", "", checks)

    whole = second.whole({one: result("failed", ()), second.asked: result("passed", second.asked.checks)})
    assert [check.name for check in whole.checks] == [info.name for info in checks_of(exercise)]
    assert {check.name for check in whole.checks if check.outcome == "failed"} == set(second.lent)


@pytest.mark.parametrize(
    "exercise",
    [
        exercise if exercise.number == "08" else pytest.param(exercise, marks=pytest.mark.slow)
        for exercise in load_course()
    ],
    ids=lambda exercise: exercise.name,
)
def test_a_check_asks_for_no_function_that_it_is_not_known_to_see(exercise, sandboxes, monkeypatch):
    asked: dict[str, set[str]] = {}
    get = StudentHandle.__getattr__

    def noted(self: StudentHandle, name: str) -> object:
        caller = sys._getframe(1)
        while caller is not None and not caller.f_code.co_name.startswith("test_"):
            caller = caller.f_back
        if caller is not None:
            asked.setdefault(caller.f_code.co_name, set()).add(name)
        return get(self, name)

    monkeypatch.setattr(StudentHandle, "__getattr__", noted)
    case = Case(exercise, "reference", "solution", exercise.source.encode(), trains=False)
    wrong = [replace(case, declared=file, source=file.path.read_bytes()) for file in read_bank(exercise)[-3:]]
    for each in (case, *wrong):
        each.task().run(sandboxes.start_child)
    seen = scopes(exercise.name)
    assert {name: asked[name] for name in seen if name in asked and not asked[name] <= seen[name]} == {}
    assert asked.keys() & seen.keys()


@pytest.mark.parametrize("trains", [True, False])
def test_training_that_is_left_out_is_asked_for_to_say_so(trains):
    exercise = find_exercise("10")
    broken = replace(read_bank(exercise)[-1], fails=frozenset({"likeliest_come_first"}))
    case = Case(exercise, "wrong", "a", exercise.source.encode(), declared=broken, trains=trains)
    asked = [*share([case, replace(case, name="b")])][1].asked
    assert asked is not None
    assert trains != ({info.name for info in checks_of(exercise) if info.is_accuracy} <= set(asked.checks))
