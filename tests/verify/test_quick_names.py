"""A quick `verify` does not ask a known mistake again what its fingerprints hold."""

import pytest

from autograder.course.exercise import find_exercise
from autograder.grading import diagnosis
from autograder.verify.bank import read_bank
from autograder.verify.cases import Case

NAME = "dropout without the scaling"


@pytest.fixture
def case() -> Case:
    exercise = find_exercise("08")
    file = next(file for file in read_bank(exercise) if file.looks_like == NAME)
    return Case(exercise, "wrong", file.label, file.path.read_bytes(), declared=file, is_quick=True, trains=False)


@pytest.fixture
def recorded(monkeypatch) -> list[str]:
    """The checks that were run a second time."""
    names: list[str] = []
    run = diagnosis.record

    def noted(session, info, *more):
        names.append(info.short_name)
        return run(session, info, *more)

    monkeypatch.setattr(diagnosis, "record", noted)
    return names


def _names(case: Case, sandboxes) -> list[str]:
    return [check.message.looks_like for check in case.task().run(sandboxes.start_child).checks if not check.passed]


def test_a_name_is_looked_up_in_the_fingerprints(case, sandboxes, recorded):
    assert NAME in _names(case, sandboxes)
    assert recorded == []


@pytest.mark.parametrize("changes", [{"is_quick": False}, {"declared": None}])
def test_other_submissions_are_asked_again(case, sandboxes, recorded, changes):
    assert NAME in _names(Case(**vars(case) | changes), sandboxes)
    assert recorded


def test_what_ended_with_another_judgement_is_asked_again(case, sandboxes, recorded, monkeypatch):
    monkeypatch.setattr(diagnosis, "as_recorded", lambda prints, file: (None, 1_000))
    _names(case, sandboxes)
    assert recorded
