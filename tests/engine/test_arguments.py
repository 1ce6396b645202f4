"""A change of an argument is seen, wherever in it something has changed."""

import numpy as np
import pytest

from autograder.sandbox.arguments import Arguments


def changed(value, change):
    arguments = Arguments()
    arguments.remember([value], {})
    change(value)
    return arguments.changed()


@pytest.mark.parametrize(
    ("value", "change"),
    [
        (np.ones(3), lambda value: value.fill(2)),
        ([1, 2], lambda value: value.append(3)),
        ({"a": 1}, lambda value: value.update(a=2)),
        ((np.ones(3), np.ones(2)), lambda value: value[1].fill(2)),
        ([(np.ones(3),)], lambda value: value[0][0].fill(2)),
    ],
)
def test_a_change_is_seen(value, change):
    assert changed(value, change) == [0]


@pytest.mark.parametrize("value", [np.ones(3), [object()], (np.ones(3), object()), {"a": (1, 2)}])
def test_what_stays_is_not_reported(value):
    assert changed(value, lambda value: None) == []
