"""What a contract and a fact make of answers in unusual forms."""

from types import SimpleNamespace

import numpy as np
import pytest

from autograder.checking.contract import Contract, Contracts, read_literal
from autograder.checking.failure import Failure, begin
from autograder.checking.handles import Probes, StudentHandle
from autograder.checking.study import Fact, Study, alike
from autograder.course.exercise import Function
from autograder.grading.fingerprints import _examples_digest

DOCSTRING = """Rows.

Example:
    >>> rows([1, 0])
    array([[0., 1.],
           [1., 0.]])
"""
ROWS = Contract("rows", sample=lambda rng: {"labels": np.array([1, 0, 1])}, batch=("labels",))
TABLE = "import numpy as np\n\ndef rows(labels):\n    return {}\n"


@pytest.fixture
def hold(loaded):
    """Hold the `rows` of a source to its contract; what was recorded where a study is given that records."""

    def held(answer: str, study: Study | None = None) -> None:
        begin()
        with loaded(TABLE.format(answer)) as (_, tools, sandbox):
            student = StudentHandle(sandbox, {"rows": ("labels",)})
            function = Function("rows", False, ("labels",), (), (), DOCSTRING, 1, {})
            given = (student, tools, Probes(sandbox), np.random.default_rng(3), sandbox.changed_arguments)
            Contracts([function], *given, study).holds(ROWS)

    return held


@pytest.mark.parametrize(
    "answer",
    [
        "np.asarray(labels)[:, None] == np.arange(2)",
        "[[bool(label == column) for column in range(2)] for label in labels]",
        "[np.eye(2)[label] for label in labels]",
    ],
)
def test_a_table_of_true_and_false_is_one_of_1_and_0(hold, answer):
    hold(answer)


def test_an_answer_without_rows_is_no_fault_of_the_grader(hold):
    answer = "np.eye(2)[np.asarray(labels)] if len(labels) == 2 else np.float64(len(labels))"
    with pytest.raises(Failure) as caught:
        hold(answer)
    assert "batch of one" in caught.value.message.got


def test_broken_promises_are_recorded_by_their_values(hold):
    study = Study(until=100)
    hold("3 * np.eye(2)[np.asarray(labels)]", study)
    example = study.recorded.judged[0]
    assert example.wrong == (True,)
    assert example.seen == ([[0.0, 3.0], [3.0, 0.0]],)


def test_the_form_of_an_answer_is_malformed():
    shape = Fact(np.shape, "{}", is_form=True)
    with pytest.raises(Failure) as caught:
        Study().judge(np.zeros(3), {shape: (4,)})
    assert caught.value.outcome == "malformed"


def test_ragged_lists_are_like_no_number():
    assert not alike([[0.1, 0.2], 0.3], 0.3)
    assert not alike(0.3, [[0.1, 0.2], 0.3])


def test_another_example_is_another_promise():
    functions = [SimpleNamespace(docstring=text) for text in (DOCSTRING, DOCSTRING.replace("0., 1.", "0., 2."))]
    one, other = (_examples_digest(SimpleNamespace(functions=[function])) for function in functions)
    same = _examples_digest(SimpleNamespace(functions=[SimpleNamespace(docstring=f"Other words. {DOCSTRING}")]))
    assert one == same != other
    assert read_literal("array([[0., 2.]])")[0] == [[0.0, 2.0]]
