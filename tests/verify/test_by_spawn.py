"""The exercises where every sandbox is a process of its own that imports Keras, as on macOS and Windows.

A few of each kind: what `verify` says of all of them where sandboxes are forked has to hold there as well.
"""

from collections.abc import Iterator

import pytest

from autograder.course.exercise import find_exercise
from autograder.engine.provider import Sandboxes, Setup
from autograder.verify.cases import Case, cases_of

# Layers, arrays and files are all in them, and they are quick.
EXERCISES = ("00", "08", "12")
KINDS = ("reference", "stub", "wrong")


@pytest.fixture(scope="module")
def spawned() -> Iterator[Sandboxes]:
    with Sandboxes(Setup(mode="spawn")) as started:
        yield started


def first_of(number: str, kind: str) -> Case:
    """The first case of this kind that `verify` has for the exercise."""
    return next(case for case in cases_of(find_exercise(number), quick=True, seeds=[1]) if case.kind == kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("number", EXERCISES)
def test_verdicts_are_those_of_forked_sandboxes(spawned: Sandboxes, number: str, kind: str):
    case = first_of(number, kind)
    assert case.problems(case.task().run(spawned.start_child)) == []
