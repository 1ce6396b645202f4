"""A docstring's example holds by value, however the answer is written."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from autograder.checking.contract import Contract, Contracts
from autograder.checking.failure import Failure


def hold(printed: str, answer: Any) -> None:
    """Hold a function to an example that prints this, where the call gives `answer`."""
    promised = SimpleNamespace(name="f", docstring=f">>> f()\n{printed}\n", defaults={})
    probes = SimpleNamespace(contract=SimpleNamespace(last_value=lambda *_: answer))
    contracts = Contracts([promised], None, None, probes, np.random.default_rng(0), set())
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
