"""What a stub promises holds in every way the function is called, and a right answer never fails it."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from autograder.checking.contract import Contract, Contracts, read_literal
from autograder.checking.failure import Failure, begin
from autograder.checking.handles import Probes, StudentHandle
from autograder.course.exercise import Function

DOCSTRING = """Scale.

Example:
    >>> scale([1.0, 3.0])
    array([0.5, 1.5])
"""
RIGHT = "import numpy as np\n\ndef scale(x, factor=0.5):\n    return np.asarray(x) * factor\n"
SCALE = Contract("scale", sample=lambda rng: {"x": rng.normal(size=(3, 2))}, batch=("x",), axes=("x",))


@pytest.fixture
def holds(loaded) -> Callable[..., None]:
    """Hold the `scale` of a source to its contract."""

    def held(source: str, contract: Contract = SCALE, docstring: str = DOCSTRING, defaults: Any = None) -> None:
        defaults = {"factor": 0.5} if defaults is None else defaults
        function = Function("scale", False, ("x", "factor"), (), (), docstring, 1, defaults)
        begin()
        with loaded(source) as (_, tools, sandbox):
            student = StudentHandle(sandbox, {"scale": ("x", "factor")})
            rng = np.random.default_rng(3)
            Contracts([function], student, tools, Probes(sandbox), rng, sandbox.changed_arguments).holds(contract)

    return held


@pytest.mark.parametrize(
    "body",
    [
        "return np.asarray(x) * factor",
        "return [float(v) * factor for v in x] if np.ndim(x) == 1 else np.array(x) * factor",
        "return np.float32(factor) * np.array(x, dtype='float32')",
        "return tuple(np.asarray(x) * factor)",
    ],
)
def test_right_answers_in_any_form_hold(holds, body):
    holds(f"import numpy as np\n\ndef scale(x, factor=0.5):\n    {body}\n")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("factor=0.5", "factor=0.25", "as the docstring says"),
        (
            "return np.asarray(x) * factor",
            "return np.asarray(x) * 0.5 if len(x) > 1 else np.zeros((0, 2))",
            "batch of one",
        ),
        ("return np.asarray(x)", "x = np.asarray(x); x *= 1.0; x += 0.0; x[..., 0] += 1e-9; return x", "caller's x"),
    ],
)
def test_a_broken_promise_is_said(holds, old, new, said):
    example = "as the docstring" in said
    contract = SCALE if example else Contract("scale", SCALE.sample, batch=("x",), example=False)
    with pytest.raises(Failure) as caught:
        holds(RIGHT.replace(old, new), contract)
    assert said in f"{caught.value.message.got} {caught.value.message.expected}"


def test_complex_numbers_are_not_numbers(holds):
    with pytest.raises(Failure) as caught:
        holds(RIGHT.replace("* factor", "* factor + 0j"))
    assert caught.value.message.got == "complex numbers"


def test_a_default_is_the_declared_one(holds):
    contract = Contract("scale", SCALE.sample, example=False)
    with pytest.raises(Failure) as caught:
        holds(RIGHT.replace("factor=0.5", "factor=0.25"), contract)
    assert "without factor" in caught.value.message.got


def test_a_default_is_not_blamed_for_an_answer_that_varies(holds):
    source = "import numpy as np\n\ndef scale(x, factor=0.5):\n    return np.asarray(x) * np.random.rand()\n"
    holds(source, Contract("scale", SCALE.sample, example=False))


def test_more_axes_are_promised(holds):
    source = RIGHT.replace("return", "assert np.ndim(x) < 3 or np.shape(x)[2] < 0 or True\n    return").replace(
        "np.asarray(x) * factor", "np.asarray(x).reshape(-1, np.shape(x)[-1]) * factor"
    )
    contract = Contract("scale", SCALE.sample, axes=("x",), example=False)
    with pytest.raises(Failure) as caught:
        holds(source, contract)
    assert "more axes" in caught.value.message.got


def test_the_same_seed_gives_the_same_answer(holds):
    source = "import numpy as np\n\ndef scale(x, seed):\n    return np.asarray(x) * np.random.rand()\n"
    sample = lambda rng: {"x": rng.normal(size=(3, 2)), "seed": 5}  # noqa: E731
    with pytest.raises(Failure) as caught:
        holds(source, Contract("scale", sample, seed="seed", example=False), defaults={})
    assert "differ" in caught.value.message.got
    holds(
        source.replace("np.random.rand()", "np.random.default_rng(seed).random()"),
        Contract("scale", sample, seed="seed", example=False),
        defaults={},
    )


def test_an_argument_that_is_to_change_may_change(holds):
    source = "def scale(x, factor=0.5):\n    x *= factor\n    return x.copy()\n"
    with pytest.raises(Failure):
        holds(source, Contract("scale", SCALE.sample, example=False), defaults={})
    holds(source, Contract("scale", SCALE.sample, example=False, changes=("x",)), defaults={})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.4", 0.4),
        ("np.float64(0.4)", 0.4),
        ("array([[2., 0.], [1., 2.]])", [[2.0, 0.0], [1.0, 2.0]]),
        ("array([1, 2], dtype=int32)", [1, 2]),
        ("(3, [1, -2])", [3, [1, -2]]),
        ("{'a': nan}", {"a": pytest.approx(float("nan"), nan_ok=True)}),
        ("'text'", "text"),
    ],
)
def test_a_printed_value_is_read(text, value):
    assert read_literal(text)[0] == value


def test_what_is_no_value_is_refused():
    with pytest.raises(ValueError, match="cannot be compared"):
        read_literal("<Sequential name=x>".replace("<", "f(").replace(" name=x>", ")"))


def hold(printed: str, answer: Any) -> None:
    """Hold a function to an example that prints this, where the call gives `answer`."""
    promised = SimpleNamespace(name="f", docstring=f">>> f()\n{printed}\n", defaults={})
    probes = SimpleNamespace(contract=SimpleNamespace(last_value=lambda *_: answer))
    contracts = Contracts([promised], SimpleNamespace(f=None), None, probes, np.random.default_rng(0), set())
    contracts.holds(Contract("f"))


@pytest.mark.parametrize(
    ("printed", "answer"),
    [
        ("array([0, 1])", np.array([False, True])),
        ("array([0, 1])", [0, 1]),
        ("array([0, 1])", np.array([0.0, 1.0], dtype=np.float32)),
        ("1", True),
        ("array([0.09 , 0.245])", np.array([0.09003, 0.24473])),
        ("(5, 3)", [5, 3]),
    ],
)
def test_the_same_value_in_another_form_keeps_the_promise(printed: str, answer: Any):
    hold(printed, answer)


@pytest.mark.parametrize(
    ("printed", "answer"),
    [
        ("array([0, 1])", np.array([True, False])),
        ("array([0, 1])", np.array([[0, 1]])),
        ("array([0, 1])", None),
        ("True", 1),
        ("array([0.09 , 0.245])", np.array([0.09, 0.26])),
    ],
)
def test_another_value_does_not(printed: str, answer: Any):
    with pytest.raises(Failure):
        hold(printed, answer)
